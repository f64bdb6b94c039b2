// Clocks that stand still while the case is in a state that does not count. What is left of the
// period is kept exactly, and the case keeps a ledger of when its clock stood still, as long as the
// state is active that the clock runs for.
#include <algorithm>

#include "dsl/base/assert.hpp"
#include "engine/core/machine.hpp"

namespace gradus {
namespace {

bool holds(const std::vector<image::StateId>& states, image::StateId state)
{
    return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

void CaseMachine::stop_clocks(image::StateId entered)
{
    for (const auto& transition : workflow_.transitions) {
        if (!holds(transition.not_counting, entered))
            continue;
        const auto id = timer_id(transition.id);
        const auto timer = std::find_if(case_.timers.begin(), case_.timers.end(),
                                        [&](const Timer& candidate) { return candidate.id == id; });
        if (timer == case_.timers.end())
            continue;  // over, or standing still already
        const auto left_us = std::max<std::int64_t>(timer->due.us - context_.now.us, 0);
        case_.pauses.push_back({id, context_.now, std::nullopt, left_us});
        cancel_timer(id);
    }
}

void CaseMachine::resume_clocks(image::StateId left, const std::vector<image::StateId>& all_left)
{
    for (const auto& transition : workflow_.transitions) {
        if (!holds(transition.not_counting, left) || holds(all_left, transition.source))
            continue;
        // Another state in which the clock stands still may stay active, in a region beside.
        const bool is_still = std::any_of(
            transition.not_counting.begin(), transition.not_counting.end(),
            [&](image::StateId state) { return is_active(state) && !holds(all_left, state); });
        const auto id = timer_id(transition.id);
        for (auto& pause : case_.pauses)
            if (pause.timer == id && !pause.until && !is_still) {
                pause.until = context_.now;
                set_timer(id, Instant{context_.now.us + pause.left_us});
            }
    }
}

void CaseMachine::forget_pauses(const std::string& timer)
{
    auto& pauses = case_.pauses;
    pauses.erase(std::remove_if(pauses.begin(), pauses.end(),
                                [&](const Pause& pause) { return pause.timer == timer; }),
                 pauses.end());
}

}  // namespace gradus
