// The transitions of one state: what they wait for, and their branches in order.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

using image::BranchKind;
using image::StateId;
using image::StateKind;
using image::TriggerKind;

BranchKind kind_of(ast::BranchKind kind)
{
    switch (kind) {
    case ast::BranchKind::plain: return BranchKind::plain;
    case ast::BranchKind::if_condition: return BranchKind::if_condition;
    case ast::BranchKind::if_unknown: return BranchKind::if_unknown;
    case ast::BranchKind::otherwise: return BranchKind::otherwise;
    }
    return BranchKind::plain;
}

class StateTransitions {
public:
    StateTransitions(WorkflowParts& parts, StateId state)
        : parts_(parts), state_(state), name_(parts.workflow.states[state.index].name)
    {}

    void resolve(const ast::Transition& written);

private:
    void trigger(const ast::OnEvent& on, program::Transition& transition);
    void trigger(const ast::WhenDone& done, program::Transition& transition);
    void trigger(const ast::WhenCondition& when, program::Transition& transition);
    void trigger(const ast::AfterPeriod& after, program::Transition& transition);
    void trigger(const ast::EveryPeriod& every, program::Transition& transition);

    program::Branch branch(const ast::Branch& written, const Scope& scope);
    [[nodiscard]] Scope scope_of(const program::Transition& transition) const;
    void check_crossing(StateId target, Span span);
    void check_order(const ast::Transition& written);
    void check_unknown(const program::Transition& transition);
    void check_repeated(const ast::OnEvent& on);
    void check_people(const ast::OnEvent& on, program::Transition& transition);
    [[nodiscard]] bool can_be_done(StateId state) const;
    void report_order(Span span, std::string message);

    WorkflowParts& parts_;
    StateId state_;
    std::string name_;
    std::map<std::string, std::map<std::string, Span>> taken_;  // event, role
    bool has_done_ = false;
    int whens_ = 0;
    int afters_ = 0;
    int everies_ = 0;
};

void StateTransitions::resolve(const ast::Transition& written)
{
    program::Transition transition;
    transition.source = state_;
    transition.span = written.span;
    std::visit([&](const auto& each) { trigger(each, transition); }, written.trigger);
    const Scope scope = scope_of(transition);
    check_order(written);
    std::size_t ordinal = 0;
    for (const ast::Branch& each : written.branches) {
        transition.branches.push_back(branch(each, scope));
        transition.branches.back().id = fmt::format("{}.{}", transition.id, ++ordinal);
    }
    check_unknown(transition);
    program::Workflow& workflow = parts_.workflow;
    workflow.states[state_.index].transitions.push_back(
        {static_cast<std::uint32_t>(workflow.transitions.size())});
    workflow.transitions.push_back(std::move(transition));
}

// A second transition on the same event is for other roles; its first role tells the two apart.
void StateTransitions::trigger(const ast::OnEvent& on, program::Transition& transition)
{
    const bool is_first = !taken_.contains(on.event.text);
    check_repeated(on);
    transition.trigger = TriggerKind::on_event;
    transition.event = on.event.text;
    transition.roles = resolve_roles(parts_, on.roles);
    for (const ast::Name& event : on.other_than)
        transition.other_than.push_back(event.text);
    check_people(on, transition);
    transition.id = fmt::format("{}.{}", name_, on.event.text);
    if (!is_first && !on.roles.empty())
        transition.id += "." + on.roles.front().text;
}

void StateTransitions::trigger(const ast::WhenDone& done, program::Transition& transition)
{
    transition.trigger = TriggerKind::when_done;
    transition.id = name_ + ".done";
    Diagnostics& diagnostics = parts_.analysis.diagnostics;
    if (has_done_)
        report(diagnostics,
               {DiagnosticCode::repeated_trigger, done.span,
                fmt::format("`{}` says `when done` twice", name_), "write one with branches"});
    else if (!can_be_done(state_))
        report(diagnostics, {DiagnosticCode::done_without_end, done.span,
                             fmt::format("`{}` can never be done", name_),
                             "put a final state into it, or into each of its regions"});
    has_done_ = true;
}

void StateTransitions::trigger(const ast::WhenCondition& when, program::Transition& transition)
{
    transition.trigger = TriggerKind::when_condition;
    transition.id = fmt::format("{}.when{}", name_, ++whens_);
    transition.condition = type_condition(parts_.analysis, parts_.scope, *when.condition);
}

void StateTransitions::trigger(const ast::AfterPeriod& after, program::Transition& transition)
{
    transition.trigger = TriggerKind::after;
    transition.id = fmt::format("{}.after{}", name_, ++afters_);
    transition.period = type_period(parts_.analysis, parts_.scope, *after.period);
    for (const ast::Name& name : after.not_counting) {
        const StateId state = find_target(parts_, name);
        if (!state.is_set())
            continue;
        if (is_inside(parts_.workflow, state, state_))
            transition.not_counting.push_back(state);
        else
            report(parts_.analysis.diagnostics,
                   {DiagnosticCode::bad_pause, name.span,
                    fmt::format("`{}` does not lie inside `{}`", name.text, name_),
                    "a clock stands still while the case is in a state inside the one that it "
                    "runs for"});
    }
}

void StateTransitions::trigger(const ast::EveryPeriod& every, program::Transition& transition)
{
    transition.trigger = TriggerKind::every;
    transition.id = fmt::format("{}.every{}", name_, ++everies_);
    transition.period = type_period(parts_.analysis, parts_.scope, *every.period);
    if (every.from)
        transition.anchor =
            type_term_as(parts_.analysis, parts_.scope, *every.from, {image::TypeKind::date, 0});
}

// The conditions of an event's branches see the fields of the event.
Scope StateTransitions::scope_of(const program::Transition& transition) const
{
    Scope scope = parts_.scope;
    const auto event = parts_.analysis.symbols.events.find(transition.event);
    if (transition.trigger == TriggerKind::on_event && event)
        scope.event = &parts_.analysis.program.events.at(*event);
    return scope;
}

program::Branch StateTransitions::branch(const ast::Branch& written, const Scope& scope)
{
    program::Branch branch;
    branch.kind = kind_of(written.kind);
    branch.span = written.span;
    if (written.condition)
        branch.condition = type_condition(parts_.analysis, scope, *written.condition);
    if (written.target) {
        branch.is_back = written.is_back;
        branch.target = find_target(parts_, *written.target);
        check_crossing(branch.target, written.target->span);
    }
    branch.notices = resolve_notices(parts_, written.notifies);
    resolve_actions(parts_, written, scope, branch);
    branch.cites = resolve_cites(parts_.analysis, written.cites);
    return branch;
}

void StateTransitions::check_people(const ast::OnEvent& on, program::Transition& transition)
{
    static constexpr std::int64_t k_people_max = 10;
    if (on.people == 1)
        return;
    if (on.people < 1 || on.people > k_people_max) {
        report(parts_.analysis.diagnostics,
               {DiagnosticCode::impossible_count, on.span,
                fmt::format("{} different people cannot be asked for", on.people),
                fmt::format("ask for 2 to {}", k_people_max)});
        return;
    }
    transition.people = static_cast<std::uint32_t>(on.people);
}

// The innermost state around both; if that is in parallel, they lie in different regions of it.
void StateTransitions::check_crossing(StateId target, Span span)
{
    const program::Workflow& workflow = parts_.workflow;
    if (!target.is_set() || target == state_ || is_inside(workflow, target, state_))
        return;
    StateId around = workflow.states[state_.index].parent;
    while (around.is_set() && around != target && !is_inside(workflow, target, around))
        around = workflow.states[around.index].parent;
    if (!around.is_set() || around == target ||
        workflow.states[around.index].kind != StateKind::parallel)
        return;
    report(parts_.analysis.diagnostics,
           {DiagnosticCode::crossing_regions, span,
            fmt::format("`{}` lies in another region of `{}`", workflow.states[target.index].name,
                        workflow.states[around.index].name),
            "go to a state of the same region, or to one outside of all regions"});
}

void StateTransitions::report_order(Span span, std::string message)
{
    report(parts_.analysis.diagnostics,
           {DiagnosticCode::branch_order, span, std::move(message),
            "put the conditions first, then `if unknown`, then `otherwise`"});
}

void StateTransitions::check_order(const ast::Transition& written)
{
    const auto& branches = written.branches;
    bool has_unknown = false;
    for (std::size_t i = 0; i < branches.size(); ++i) {
        const ast::BranchKind kind = branches[i].kind;
        if (kind == ast::BranchKind::plain && branches.size() > 1)
            report_order(branches[i].span, "this is always taken, so it stands alone");
        if (kind == ast::BranchKind::otherwise && i + 1 < branches.size())
            report_order(branches[i].span,
                         "`otherwise` takes everything, so nothing after it is tried");
        if (kind == ast::BranchKind::if_unknown && has_unknown)
            report_order(branches[i].span, "`if unknown` stands here a second time");
        has_unknown = has_unknown || kind == ast::BranchKind::if_unknown;
    }
}

void StateTransitions::check_unknown(const program::Transition& transition)
{
    const program::Branch* uncertain = nullptr;
    const program::Branch* if_unknown = nullptr;
    bool is_whole = true;
    for (const program::Branch& branch : transition.branches) {
        if (branch.kind == BranchKind::if_unknown)
            if_unknown = &branch;
        if (branch.kind != BranchKind::if_condition)
            continue;
        is_whole = is_whole && branch.condition;
        if (branch.condition && uncertain == nullptr &&
            parts_.uncertainty.may_be_unknown(*branch.condition))
            uncertain = &branch;
    }
    if (uncertain != nullptr && if_unknown == nullptr)
        report(parts_.analysis.diagnostics,
               {DiagnosticCode::missing_if_unknown, uncertain->condition->span,
                "this can be unknown when a fact is missing, and nothing is said for that",
                "add a branch: `if unknown stay`, or `if unknown go to STATE`"});
    // A rule that has errors may well be unknown once they are mended: that is no second fault.
    if (uncertain == nullptr && if_unknown != nullptr && is_whole &&
        !parts_.analysis.diagnostics.has_errors())
        report(parts_.analysis.diagnostics,
               {DiagnosticCode::needless_if_unknown, if_unknown->span,
                "no condition here can be unknown", "leave this branch out"});
}

void StateTransitions::check_repeated(const ast::OnEvent& on)
{
    auto& roles = taken_[on.event.text];
    for (const ast::Name& role : on.roles) {
        const auto [first, is_new] = roles.try_emplace(role.text, role.span);
        if (!is_new)
            report(parts_.analysis.diagnostics,
                   {DiagnosticCode::repeated_trigger,
                    role.span,
                    fmt::format("`{}` takes `{}` by `{}` already", name_, on.event.text, role.text),
                    "write one transition with branches",
                    {{first->second, "this one always wins"}}});
    }
}

bool StateTransitions::can_be_done(StateId id) const
{
    const auto& states = parts_.workflow.states;
    const image::State& state = states[id.index];
    const auto& children = state.children;
    if (state.kind == StateKind::parallel)
        return std::all_of(children.begin(), children.end(),
                           [this](StateId region) { return can_be_done(region); });
    return std::any_of(children.begin(), children.end(), [&states](StateId child) {
        return states[child.index].kind == StateKind::final;
    });
}

}  // namespace

void resolve_transitions(WorkflowParts& parts, StateId state)
{
    StateTransitions transitions(parts, state);
    for (const ast::Transition& written : parts.states[state.index]->transitions)
        transitions.resolve(written);
}

}  // namespace gradus::sema
