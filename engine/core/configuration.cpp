// Which states a transition leaves and enters (W3C SCXML, appendix D: exit and entry sets), for
// transitions with one target or none and without history.
#include <algorithm>

#include "dsl/base/assert.hpp"
#include "engine/core/machine.hpp"

namespace gradus {

using image::StateId;
using image::StateKind;

bool CaseMachine::is_active(StateId state) const
{
    const auto& name = at(workflow_, state).name;
    return std::any_of(case_.configuration.begin(), case_.configuration.end(),
                       [&](const ActiveState& active) { return active.name == name; });
}

std::vector<StateId> CaseMachine::active_in_order() const
{
    std::vector<StateId> states;
    for (const auto& active : case_.configuration) {
        const auto id = find_state(workflow_, active.name);
        ASSERT(id.is_set());
        states.push_back(id);
    }
    return states;
}

// Active states without active states inside, in document order.
std::vector<StateId> CaseMachine::atomic_states() const
{
    std::vector<StateId> states;
    for (const auto id : active_in_order())
        if (at(workflow_, id).children.empty())
            states.push_back(id);
    return states;
}

bool CaseMachine::is_done(StateId id) const
{
    const auto& state = at(workflow_, id);
    const auto is_child_done = [&](StateId child) { return is_done(child); };
    if (state.kind == StateKind::parallel)
        return std::all_of(state.children.begin(), state.children.end(), is_child_done);
    return std::any_of(state.children.begin(), state.children.end(), [&](StateId child) {
        return at(workflow_, child).kind == StateKind::final && is_active(child);
    });
}

// The state that stays while everything inside it is left: the source itself for a target inside
// it, else the nearest compound state around both. Unset: the case as a whole.
StateId CaseMachine::domain_of(const Chosen& chosen) const
{
    const auto source = chosen.transition->source;
    const auto target = chosen.branch->target;
    if (is_inside(workflow_, target, source))
        return source;
    for (auto around = at(workflow_, source).parent; around.is_set();
         around = at(workflow_, around).parent)
        if (at(workflow_, around).kind != StateKind::parallel &&
            is_inside(workflow_, target, around))
            return around;
    return {};
}

std::vector<StateId> CaseMachine::exit_set(const Chosen& chosen) const
{
    if (!chosen.branch->target.is_set())
        return {};
    const auto domain = domain_of(chosen);
    std::vector<StateId> states;
    for (const auto id : active_in_order())
        if (!domain.is_set() || is_inside(workflow_, id, domain))
            states.push_back(id);
    return states;
}

void CaseMachine::add_default_descendants(StateId id, std::vector<bool>& entered) const
{
    const auto& state = at(workflow_, id);
    const auto is_entered = [&](StateId child) { return entered[child.index]; };
    if (state.kind == StateKind::parallel) {
        for (const auto region : state.children) {
            entered[region.index] = true;
            add_default_descendants(region, entered);
        }
    } else if (!state.children.empty() &&
               std::none_of(state.children.begin(), state.children.end(), is_entered)) {
        entered[state.initial.index] = true;
        add_default_descendants(state.initial, entered);
    } else {
        for (const auto child : state.children)
            if (entered[child.index])
                add_default_descendants(child, entered);
    }
}

// In document order, which puts parents before their children.
std::vector<StateId> CaseMachine::entry_set(const std::vector<StateId>& targets,
                                            StateId domain) const
{
    std::vector<bool> entered(workflow_.states.size(), false);
    StateId outermost = targets.front();
    for (const auto target : targets)
        for (auto id = target; id.is_set() && id != domain; id = at(workflow_, id).parent) {
            entered[id.index] = true;
            outermost = id;
        }
    // Regions beside the way, too: of the domain itself when it is parallel.
    add_default_descendants(outermost, entered);
    if (domain.is_set() && at(workflow_, domain).kind == StateKind::parallel)
        add_default_descendants(domain, entered);
    std::vector<StateId> states;
    for (std::uint32_t i = 0; i < entered.size(); ++i)
        if (entered[i])
            states.push_back({i});
    return states;
}

void CaseMachine::exit_states(const std::vector<StateId>& states)
{
    for (const auto id : states)
        remember_left(id);
    for (const auto id : states)
        resume_clocks(id, states);
    for (auto id = states.rbegin(); id != states.rend(); ++id) {
        const auto& state = at(workflow_, *id);
        for (const auto& notice : state.exit)
            notify(notice);
        const auto tasks = case_.tasks;
        for (const auto& task : tasks)
            if (task.state == state.name)
                close_task(task, TaskOperationKind::withdrawn, {});
        stop_timers(state);
        auto& active = case_.configuration;
        active.erase(std::remove_if(active.begin(), active.end(),
                                    [&](const ActiveState& a) { return a.name == state.name; }),
                     active.end());
    }
}

void CaseMachine::enter_states(const std::vector<StateId>& states)
{
    for (const auto id : states) {
        const auto& state = at(workflow_, id);
        case_.configuration.push_back({state.name, context_.now});
    }
    const auto position = [&](const ActiveState& active) {
        return find_state(workflow_, active.name).index;
    };
    std::stable_sort(case_.configuration.begin(), case_.configuration.end(),
                     [&](const auto& a, const auto& b) { return position(a) < position(b); });
    for (const auto id : states) {
        const auto& state = at(workflow_, id);
        start_timers(state);
        for (const auto task : state.tasks)
            open_task(task, state.name);
        for (const auto& notice : state.entry)
            notify(notice);
        stop_clocks(id);
    }
}

void CaseMachine::begin(StateId target) { enter_states(entry_set({target}, {})); }

void CaseMachine::move_to(StateId target)
{
    exit_states(active_in_order());
    enter_states(entry_set({target}, {}));
}

void CaseMachine::cancel()
{
    exit_states(active_in_order());
    case_.is_finished = true;
}

}  // namespace gradus
