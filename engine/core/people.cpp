// Who did what in a run: separation of duties, approvals by several people; and what a run keeps of
// the states it has left and the facts it sets.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "engine/core/machine.hpp"

namespace gradus {
namespace {

template <class Pairs> void insert_sorted(Pairs& pairs, typename Pairs::value_type pair)
{
    const auto place = std::lower_bound(pairs.begin(), pairs.end(), pair);
    if (place == pairs.end() || *place != pair)
        pairs.insert(place, std::move(pair));
}

}  // namespace

// The actor, or the person for whom the actor stands in, has done one of the events that the
// transition keeps apart.
bool CaseMachine::has_done_before(const image::Transition& transition) const
{
    const auto& actor = context_.event.actor;
    return std::any_of(case_.doers.begin(), case_.doers.end(), [&](const auto& doer) {
        const auto& apart = transition.other_than;
        const bool is_kept_apart = std::find(apart.begin(), apart.end(), doer.first) != apart.end();
        const bool is_same = doer.second == actor.id ||
                             (!actor.on_behalf_of.empty() && doer.second == actor.on_behalf_of);
        return is_kept_apart && is_same;
    });
}

void CaseMachine::note_doer()
{
    const auto& event = context_.event;
    const bool is_kept_apart = std::any_of(
        workflow_.transitions.begin(), workflow_.transitions.end(), [&](const auto& transition) {
            const auto& apart = transition.other_than;
            return std::find(apart.begin(), apart.end(), event.name) != apart.end();
        });
    if (!is_kept_apart)
        return;
    insert_sorted(case_.doers, {event.name, event.actor.id});
    if (!event.actor.on_behalf_of.empty())
        insert_sorted(case_.doers, {event.name, event.actor.on_behalf_of});
}

// True while a transition that takes several people has not been reported by enough of them. All
// must want the same branch; a person counts once.
Result<bool> CaseMachine::waits_for_others(const std::vector<Chosen>& chosen)
{
    bool waits = false;
    for (const auto& one : chosen) {
        const auto& transition = *one.transition;
        if (transition.people < 2)
            continue;
        const auto& person = context_.event.actor.id;
        std::uint32_t given = 1;
        for (const auto& approval : case_.approvals) {
            if (approval.transition != transition.id)
                continue;
            if (approval.person == person)
                return refuse(
                    ErrorKind::not_allowed,
                    fmt::format("`{}` has said so already; it takes somebody else", person),
                    case_.id, fmt::format("it takes {} different people", transition.people));
            if (approval.branch != one.branch->id)
                return refuse(ErrorKind::conflict,
                              fmt::format("`{}` has decided otherwise", approval.person), case_.id,
                              "all have to come to the same result");
            ++given;
        }
        if (given < transition.people) {
            case_.approvals.push_back({transition.id, person, one.branch->id});
            waits = true;
        }
    }
    return waits;
}

// What a branch sets is seen by all that is looked at after it.
void CaseMachine::set_facts(const image::Branch& branch)
{
    for (const auto& set : branch.sets) {
        const auto looked = evaluator_.term(set.value);
        auto& facts = context_.subject.facts;
        if (looked.knowledge == Knowledge::known) {
            decision_.facts.emplace_back(set.field, looked.value);
            put(facts, set.field, looked.value);
        } else if (forget(facts, set.field)) {  // a date that is not set
            decision_.facts.emplace_back(set.field, std::nullopt);
        }
        context_.subject.facts_at = context_.sseq;
        context_.has_set_facts = true;
        evaluator_.forget_answers();
    }
}

// Before the state is left: which atomic states were active inside, when something goes back to it.
void CaseMachine::remember_left(image::StateId id)
{
    const auto& state = at(workflow_, id);
    auto& approvals = case_.approvals;
    approvals.erase(std::remove_if(approvals.begin(), approvals.end(),
                                   [&](const Approval& approval) {
                                       return std::any_of(
                                           state.transitions.begin(), state.transitions.end(),
                                           [&](image::TransitionId transition) {
                                               return workflow_.transitions[transition.index].id ==
                                                      approval.transition;
                                           });
                                   }),
                    approvals.end());
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
