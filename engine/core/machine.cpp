#include "engine/core/machine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "engine/core/authority.hpp"

namespace gradus {

using image::StateId;
using image::TriggerKind;

CaseMachine::CaseMachine(const Image& image, Case& one, StepContext& context,
                         CaseDecision& decision)
    : image_(image),
      workflow_(*find_workflow(image, one.workflow)),
      case_(one),
      context_(context),
      decision_(decision),
      evaluator_(scope_, context.budget)
{
    for (const auto& [name, value] : one.key)
        keys_.push_back({value});
    scope_.image = &image_;
    scope_.facts = &context.subject.facts;
    scope_.keys = &keys_;
    scope_.event = &data_;
    scope_.cases = &context.subject.cases;
    scope_.today = date_of(context.now, image.zone);
    scope_.now = context.now;
    evaluator_.begin(context.subject.facts);
    acting_ = {context.event.actor.id};
    if (!context.event.actor.on_behalf_of.empty())
        acting_.push_back(context.event.actor.on_behalf_of);
}

bool CaseMachine::may_report(const image::Transition& transition) const
{
    return std::any_of(transition.roles.begin(), transition.roles.end(),
                       [&](const std::string& role) {
                           return holds_role(context_.subject, context_.event.actor, role,
                                             scope_.today);
                       }) ||
           is_escalated_to_actor(transition);
}

Verdict CaseMachine::verdict(image::ExprId condition)
{
    return evaluator_.condition(condition, nullptr).verdict;
}

void CaseMachine::note_guard(const std::string& branch, BranchVerdict verdict)
{
    decision_.guards.push_back({branch, verdict});
}

// The first condition that is not "not met" decides: met takes its branch, unknown the one for
// that.
const image::Branch* CaseMachine::choose_branch(const image::Transition& transition)
{
    const image::Branch* taken = nullptr;
    bool is_unknown = false;
    for (const auto& branch : transition.branches) {
        BranchVerdict verdict = BranchVerdict::not_reached;
        if (branch.kind == image::BranchKind::if_condition && taken == nullptr && !is_unknown) {
            const auto result = this->verdict(branch.condition);
            is_unknown = result == Verdict::unknown;
            verdict = result == Verdict::met       ? BranchVerdict::met
                      : result == Verdict::not_met ? BranchVerdict::not_met
                                                   : BranchVerdict::unknown;
        } else if (branch.kind == image::BranchKind::if_unknown && taken == nullptr) {
            verdict = is_unknown ? BranchVerdict::met : BranchVerdict::not_met;
        } else if (taken == nullptr && !is_unknown &&
                   branch.kind != image::BranchKind::if_condition) {
            verdict = BranchVerdict::met;  // plain, otherwise
        }
        note_guard(branch.id, verdict);
        if (verdict == BranchVerdict::met)
            taken = &branch;
    }
    return taken;
}

bool CaseMachine::is_triggered(const image::Transition& transition, Trigger trigger,
                               std::string_view id)
{
    switch (trigger) {
    case Trigger::event:
        return transition.trigger == TriggerKind::on_event && transition.event == id &&
               may_report(transition) && !has_done_before(transition);
    case Trigger::raised:
        return transition.trigger == TriggerKind::on_event && transition.event == id &&
               std::find(transition.roles.begin(), transition.roles.end(), image::k_engine_role) !=
                   transition.roles.end();
    case Trigger::timer: return transition.id == id;
    case Trigger::eventless:
        if (transition.trigger == TriggerKind::when_done)
            return is_done(transition.source);
        return transition.trigger == TriggerKind::when_condition &&
               verdict(transition.condition) == Verdict::met;
    }
    UNREACHABLE();
}

// For each active atomic state the first transition enabled in it or, failing that, around it.
std::vector<CaseMachine::Chosen> CaseMachine::select(Trigger trigger, std::string_view id)
{
    std::vector<Chosen> chosen;
    std::vector<const image::Transition*> looked_at;
    const auto choose_in = [&](StateId state) {
        for (const auto transition : at(workflow_, state).transitions) {
            const auto* t = &workflow_.transitions[transition.index];
            const bool is_chosen = std::any_of(chosen.begin(), chosen.end(),
                                               [&](const Chosen& c) { return c.transition == t; });
            if (is_chosen)
                return true;
            if (std::find(looked_at.begin(), looked_at.end(), t) != looked_at.end())
                continue;
            looked_at.push_back(t);
            if (!is_triggered(*t, trigger, id))
                continue;
            if (const auto* branch = choose_branch(*t)) {
                chosen.push_back({t, branch});
                return true;
            }
        }
        return false;
    };
    for (const auto atomic : atomic_states())
        for (StateId state = atomic; state.is_set(); state = at(workflow_, state).parent)
            if (choose_in(state))
                break;
    return without_conflicts(std::move(chosen));
}

// Two transitions that leave a common state: the inner one goes first, else the one that stands
// first.
std::vector<CaseMachine::Chosen> CaseMachine::without_conflicts(std::vector<Chosen> chosen) const
{
    std::vector<Chosen> kept;
    for (const auto& candidate : chosen) {
        const auto leaves = exit_set(candidate);
        const auto is_in_conflict = [&](const Chosen& other) {
            const auto others = exit_set(other);
            return std::any_of(leaves.begin(), leaves.end(), [&](StateId state) {
                return std::find(others.begin(), others.end(), state) != others.end();
            });
        };
        const auto gives_way = [&](const Chosen& other) {
            return is_in_conflict(other) &&
                   is_inside(workflow_, candidate.transition->source, other.transition->source);
        };
        kept.erase(std::remove_if(kept.begin(), kept.end(), gives_way), kept.end());
        if (std::none_of(kept.begin(), kept.end(), is_in_conflict))
            kept.push_back(candidate);
    }
    return kept;
}

void CaseMachine::act(const image::Branch& branch)
{
    for (const auto& notice : branch.notices)
        notify(notice);
    set_facts(branch);
    raise_events(branch);
    call_services(branch);
}

Result<void> CaseMachine::take(const std::vector<Chosen>& chosen)
{
    for (const auto& one : chosen) {
        decision_.taken.push_back(one.branch->id);
        forget_approvals(one.transition->id);
        if (one.branch->target.is_set()) {
            const auto domain = domain_of(one);
            exit_states(exit_set(one));
            act(*one.branch);
            enter_states(entry_set(one.branch->is_back ? states_left(one.branch->target)
                                                       : std::vector{one.branch->target},
                                   domain));
        } else {
            act(*one.branch);
        }
    }
    evaluator_.forget_answers();
    return fault_or_done();
}

Result<void> CaseMachine::fault_or_done()
{
    if (evaluator_.fault())
        return tl::unexpected<Error>(*evaluator_.fault());
    return {};
}

Result<void> CaseMachine::report(const FactMap& data)
{
    data_ = data;
    const auto& name = context_.event.name;
    note_delegators();
    const auto chosen = select(Trigger::event, name);
    if (auto fault = fault_or_done(); !fault)
        return fault;
    if (chosen.empty()) {
        bool is_allowed = false;
        bool is_second = false;
        std::string roles;
        for (const auto id : active_in_order())
            for (const auto transition : at(workflow_, id).transitions) {
                const auto& t = workflow_.transitions[transition.index];
                if (t.trigger != TriggerKind::on_event || t.event != name)
                    continue;
                is_allowed = is_allowed || (may_report(t) && !has_done_before(t));
                is_second = is_second || (may_report(t) && has_done_before(t));
                for (const auto& role : t.roles)
                    roles += (roles.empty() ? "" : " or ") + role;
            }
        if (!is_allowed && is_second)
            return refuse(ErrorKind::not_allowed,
                          fmt::format("`{}` takes somebody else: `{}` has acted here before", name,
                                      context_.event.actor.id),
                          case_.id, "let another person with the role do it");
        if (!is_allowed)
            return refuse(
                ErrorKind::not_allowed,
                fmt::format("`{}` may not report `{}` here", context_.event.actor.id, name), {},
                "it takes the role " + roles + ", assigned for this subject where anybody is");
        return refuse(ErrorKind::conflict, fmt::format("no branch of `{}` applies now", name),
                      case_.id, "look with `gradus why` at what its conditions ask");
    }
    if (auto held = check_holders(chosen); !held)
        return held;
    const auto waits = waits_for_others(chosen);
    if (!waits)
        return tl::unexpected<Error>(waits.error());
    note_doer();
    if (*waits) {
        hand_back(chosen);
        return {};
    }
    complete_tasks(chosen);
    return take(chosen);
}

Result<void> CaseMachine::fire(const Timer& timer)
{
    const auto suffix = timer.id.substr(case_.id.size() + 1);
    case_.timers.erase(std::remove_if(case_.timers.begin(), case_.timers.end(),
                                      [&](const Timer& other) { return other.id == timer.id; }),
                       case_.timers.end());
    if (suffix == "wake")
        return {};
    const auto transition =
        std::find_if(workflow_.transitions.begin(), workflow_.transitions.end(),
                     [&](const image::Transition& t) { return t.id == suffix; });
    if (transition == workflow_.transitions.end()) {
        task_timer_fired(suffix);
        return {};
    }
    auto taken = take(select(Trigger::timer, suffix));
    if (taken && transition->trigger == TriggerKind::every)
        set_next_recurrence(*transition, timer.due);
    return taken;
}

Result<void> CaseMachine::take_next_raised()
{
    const auto raised = std::move(raised_.front());
    raised_.erase(raised_.begin());
    const auto taken = take_raised(raised);
    return taken ? Result<void>{} : tl::unexpected<Error>(taken.error());
}

Result<void> CaseMachine::settle()
{
    std::size_t steps = 0;
    while (!case_.is_finished) {
        const auto chosen = select(Trigger::eventless, {});
        if (auto fault = fault_or_done(); !fault)
            return fault;
        if (chosen.empty() && raised_.empty())
            break;
        if (++steps > k_limit_microsteps)
            return refuse(
                ErrorKind::limit,
                fmt::format("the case moved {} times without anybody acting", k_limit_microsteps),
                case_.id, "two transitions lead in a circle: look at `when` and `raise`");
        if (auto taken = chosen.empty() ? take_next_raised() : take(chosen); !taken)
            return taken;
    }
    const bool is_at_end = std::any_of(
        case_.configuration.begin(), case_.configuration.end(), [&](const auto& active) {
            const auto& state = at(workflow_, find_state(workflow_, active.name));
            return state.kind == image::StateKind::final && !state.parent.is_set();
        });
    case_.is_finished = case_.is_finished || is_at_end;
    drop_stale_approvals();
    if (case_.is_finished) {
        cancel_timer(timer_id("wake"));
    } else {
        arm_recurrences();
        arm_wake();
    }
    note_rules();
    return fault_or_done();
}

void CaseMachine::note_rules()
{
    decision_.rules = evaluator_.rules();
    read_ = evaluator_.read();
    decision_.configuration.clear();
    for (const auto& active : case_.configuration)
        decision_.configuration.push_back(active.name);
}

}  // namespace gradus
