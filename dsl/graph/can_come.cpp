// A graph of ands and ors, solved from the goal backwards: a node is good when one of its reasons
// has only good targets. A person's step is a reason with the targets it may have; the passing of
// time is one with everything that may happen meanwhile, where a clock surely runs.
#include "dsl/graph/can_come.hpp"

#include <algorithm>
#include <map>

#include "dsl/image/lookup.hpp"

namespace gradus {

CanCome::CanCome(CaseMoves& moves, FactSpace& facts, Bdd& bdd, const Search& search, IsGoal is_goal)
    : moves_(moves),
      bdd_(bdd),
      search_(search),
      is_goal_(std::move(is_goal)),
      beyond_control_(facts.beyond_control()),
      controlled_(facts.controlled()),
      waiting_(search.size()),
      before_(search.size()),
      is_good_(search.size(), false)
{}

// For some facts and event data, whatever the rest is: it rests there, and then the step happens.
bool CanCome::can_be_chosen(Bdd::Ref where, Bdd::Ref rest)
{
    const auto happens = bdd_.both(where, rest);
    const auto sure = bdd_.either(happens, bdd_.negation(moves_.possible()));
    const auto chosen =
        bdd_.both(bdd_.all(sure, beyond_control_), bdd_.some(moves_.possible(), beyond_control_));
    return bdd_.some(chosen, controlled_) != Bdd::k_no;
}

void CanCome::note_reason(std::uint32_t node, std::vector<std::uint32_t> targets)
{
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    const auto place = static_cast<std::uint32_t>(reasons_.size());
    reasons_.push_back({node, static_cast<std::uint32_t>(targets.size())});
    for (const auto target : targets)
        waiting_[target].push_back(place);
}

// A clock that never stands still, is not gone while its state is active, and is always obeyed.
static bool runs_surely(const image::Workflow& workflow, image::TransitionId timer)
{
    const auto& transition = workflow.transitions[timer.index];
    const auto& branch = transition.branches.front();
    const bool comes_again =
        transition.trigger == image::TriggerKind::every && !transition.anchor.is_set();
    const bool leaves =
        branch.target.is_set() && !is_inside(workflow, branch.target, transition.source);
    return transition.not_counting.empty() && branch.kind == image::BranchKind::plain &&
           (comes_again || leaves);
}

void CanCome::note_time(std::uint32_t node,
                        const std::vector<std::pair<Moved, std::uint32_t>>& steps)
{
    const auto& workflow = moves_.workflow();
    bool has_clock = false;
    std::vector<std::uint32_t> targets;
    for (const auto& [outcome, target] : steps) {
        if (outcome.cause.kind == CauseKind::event)
            continue;
        targets.push_back(target);
        if (outcome.cause.kind != CauseKind::timer)
            continue;
        has_clock = has_clock || runs_surely(workflow, outcome.cause.timer);
    }
    if (has_clock)
        note_reason(node, std::move(targets));
}

void CanCome::note_steps(std::uint32_t node)
{
    const auto here = search_.node(node);
    std::vector<std::pair<Moved, std::uint32_t>> steps;
    search_.steps_from(node, [&](const Moved& outcome, std::uint32_t memory) {
        const auto target = search_.find({outcome.after, memory});
        if (target == node || target == Search::k_none)
            return;
        steps.emplace_back(outcome, target);
        before_[target].push_back(node);
    });
    // Another case of the subject may break in whenever a fact changes.
    if (steps.empty() || moves_.is_moved_by_others())
        return;
    const auto rest = moves_.at_rest(here.at, true);
    // All outcomes of one report, and each alone.
    std::map<std::pair<std::string, std::vector<std::string>>,
             std::pair<Bdd::Ref, std::vector<std::uint32_t>>>
        reports;
    for (const auto& [outcome, target] : steps) {
        const bool is_report = outcome.cause.kind == CauseKind::event;
        const bool is_world = outcome.cause.kind == CauseKind::world;
        if ((!is_report && !is_world) || moves_.forgets_facts(outcome) ||
            moves_.is_by_service(outcome))
            continue;
        if (can_be_chosen(outcome.where, is_report ? rest : moves_.possible()))
            note_reason(node, {target});
        if (!is_report)
            continue;
        auto& [where, targets] = reports[{outcome.cause.event, outcome.cause.roles}];
        where = bdd_.either(where, outcome.where);
        targets.push_back(target);
    }
    for (auto& [cause, report] : reports)
        if (report.second.size() > 1 && can_be_chosen(report.first, rest))
            note_reason(node, std::move(report.second));
    note_time(node, steps);
}

void CanCome::spread(std::vector<std::uint32_t> good)
{
    while (!good.empty()) {
        const auto node = good.back();
        good.pop_back();
        for (const auto place : waiting_[node]) {
            auto& reason = reasons_[place];
            if (--reason.missing == 0 && !is_good_[reason.node]) {
                is_good_[reason.node] = true;
                good.push_back(reason.node);
            }
        }
    }
}

// By any step, whether it can surely be taken or not.
std::vector<bool> CanCome::reach_somehow() const
{
    std::vector<bool> reaches(search_.size(), false);
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < search_.size(); ++i)
        if (is_goal_(search_.node(i))) {
            reaches[i] = true;
            open.push_back(i);
        }
    while (!open.empty()) {
        const auto node = open.back();
        open.pop_back();
        for (const auto before : before_[node])
            if (!reaches[before]) {
                reaches[before] = true;
                open.push_back(before);
            }
    }
    return reaches;
}

CanCome::Result CanCome::run()
{
    std::vector<std::uint32_t> good;
    for (std::uint32_t i = 0; i < search_.size(); ++i) {
        note_steps(i);
        is_good_[i] = is_goal_(search_.node(i));
        if (is_good_[i])
            good.push_back(i);
    }
    spread(std::move(good));
    const auto reaches = reach_somehow();
    Result result;
    for (std::uint32_t i = 0; i < search_.size(); ++i) {
        if (is_good_[i])
            continue;
        if (!result.stuck)
            result.stuck = i;
        if (!reaches[i])
            return {i, true};
    }
    return result;
}

}  // namespace gradus
