// Who did what in a run: separation of duties, approvals by several people; and what a run keeps of
// the states it has left and the facts it sets.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "engine/core/authority.hpp"
#include "engine/core/machine.hpp"

namespace gradus {
namespace {

template <class Pairs> void insert_sorted(Pairs& pairs, typename Pairs::value_type pair)
{
    const auto place = std::lower_bound(pairs.begin(), pairs.end(), pair);
    if (place == pairs.end() || *place != pair)
        pairs.insert(place, std::move(pair));
}

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// Who has a task from somebody else does it in their name.
void CaseMachine::note_delegators()
{
    for (const auto& open : case_.tasks) {
        const auto& done_by = task_named(open.name).done_by;
        if (!contains(done_by, context_.event.name) || !open.claimed_by ||
            !contains(acting_, *open.claimed_by))
            continue;
        for (const auto& person : open.delegated_by)
            if (!contains(acting_, person))
                acting_.push_back(person);
    }
}

bool CaseMachine::is_escalated_to_actor(const image::Transition& transition) const
{
    return std::any_of(case_.tasks.begin(), case_.tasks.end(), [&](const OpenTask& open) {
        return concerns(open, transition) &&
               std::any_of(open.escalated.begin(), open.escalated.end(), [&](const auto& role) {
                   return holds_role(context_.subject, context_.event.actor, role, scope_.today);
               });
    });
}

// What somebody has claimed nobody else does; what takes several people anybody does.
Result<void> CaseMachine::check_holders(const std::vector<Chosen>& chosen) const
{
    for (const auto& one : chosen)
        for (const auto& open : case_.tasks)
            if (one.transition->people < 2 && concerns(open, *one.transition) && open.claimed_by &&
                !contains(acting_, *open.claimed_by))
                return refuse(ErrorKind::not_allowed,
                              fmt::format("`{}` has claimed this task", *open.claimed_by), open.id,
                              "ask for it to be released or delegated");
    return {};
}

// Who has approved has done their part: the task is free for the others whom it takes.
void CaseMachine::hand_back(const std::vector<Chosen>& chosen)
{
    for (auto& open : case_.tasks) {
        const bool is_given = std::any_of(chosen.begin(), chosen.end(), [&](const Chosen& one) {
            return concerns(open, *one.transition);
        });
        if (!is_given || !open.claimed_by || !contains(acting_, *open.claimed_by))
            continue;
        open.claimed_by.reset();
        open.delegated_by.clear();
        decision_.tasks.push_back({TaskOperationKind::released,
                                   open.id,
                                   open.name,
                                   task_named(open.name).role,
                                   open.due,
                                   context_.event.actor.id,
                                   {}});
    }
}

bool CaseMachine::has_done_before(const image::Transition& transition) const
{
    const auto& apart = transition.other_than;
    return std::any_of(case_.doers.begin(), case_.doers.end(), [&](const auto& doer) {
        return contains(apart, doer.first) && contains(acting_, doer.second);
    });
}

void CaseMachine::note_doer()
{
    const auto& event = context_.event;
    const bool is_kept_apart = std::any_of(
        workflow_.transitions.begin(), workflow_.transitions.end(),
        [&](const auto& transition) { return contains(transition.other_than, event.name); });
    if (!is_kept_apart)
        return;
    for (const auto& person : acting_)
        insert_sorted(case_.doers, {event.name, person});
}

// True while a transition that takes several people has not been reported by enough of them. All
// must want the same branch; a person counts once, and so do those who act for them.
Result<bool> CaseMachine::waits_for_others(const std::vector<Chosen>& chosen)
{
    bool waits = false;
    const auto& actor = context_.event.actor;
    for (const auto& one : chosen) {
        const auto& transition = *one.transition;
        if (transition.people < 2)
            continue;
        std::uint32_t given = 1;
        for (const auto& approval : case_.approvals) {
            if (approval.transition != transition.id)
                continue;
            if (contains(acting_, approval.person) ||
                std::any_of(approval.others.begin(), approval.others.end(),
                            [&](const std::string& other) { return contains(acting_, other); }))
                return refuse(
                    ErrorKind::not_allowed,
                    fmt::format("`{}` has said so already; it takes somebody else", actor.id),
                    case_.id, fmt::format("it takes {} different people", transition.people));
            if (approval.branch != one.branch->id)
                return refuse(ErrorKind::conflict,
                              fmt::format("`{}` has decided otherwise", approval.person), case_.id,
                              "all have to come to the same result");
            ++given;
        }
        if (given < transition.people) {
            Approval approval{
                transition.id, actor.id, one.branch->id, {acting_.begin() + 1, acting_.end()}};
            decision_.approvals.push_back(approval);
            case_.approvals.push_back(std::move(approval));
            waits = true;
        }
    }
    return waits;
}

// They have led to a step, or their state is left: the next ones count anew.
void CaseMachine::forget_approvals(const std::string& transition)
{
    auto& approvals = case_.approvals;
    approvals.erase(
        std::remove_if(approvals.begin(), approvals.end(),
                       [&](const Approval& approval) { return approval.transition == transition; }),
        approvals.end());
}

// Who approved has approved what stood then. The people are asked again.
void CaseMachine::drop_stale_approvals()
{
    if (!context_.has_set_facts && !context_.has_changed_facts)
        return;
    auto& stale = decision_.stale;
    stale.insert(stale.end(), case_.approvals.begin(), case_.approvals.end());
    case_.approvals.clear();
}

// Before the state is left: which atomic states were active inside, when something goes back to it.
void CaseMachine::remember_left(image::StateId id)
{
    const auto& state = at(workflow_, id);
    for (const auto transition : state.transitions)
        forget_approvals(workflow_.transitions[transition.index].id);
    const bool is_wanted = std::any_of(
        workflow_.transitions.begin(), workflow_.transitions.end(), [&](const auto& transition) {
            return std::any_of(
                transition.branches.begin(), transition.branches.end(),
                [&](const auto& branch) { return branch.is_back && branch.target == id; });
        });
    if (!is_wanted)
        return;
    auto& left = case_.left;
    left.erase(std::remove_if(left.begin(), left.end(),
                              [&](const auto& pair) { return pair.first == state.name; }),
               left.end());
    for (const auto atomic : atomic_states())
        if (atomic == id || is_inside(workflow_, atomic, id))
            insert_sorted(left, {state.name, at(workflow_, atomic).name});
}

std::vector<image::StateId> CaseMachine::states_left(image::StateId id) const
{
    std::vector<image::StateId> states;
    for (const auto& [state, inside] : case_.left)
        if (state == at(workflow_, id).name)
            states.push_back(find_state(workflow_, inside));
    if (states.empty())
        states.push_back(id);  // never entered before: it begins as it always does
    return states;
}

}  // namespace gradus
