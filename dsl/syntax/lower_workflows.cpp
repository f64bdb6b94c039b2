#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

// --- rules --------------------------------------------------------------------------------------

ClauseKind clause_kind(CstKind kind)
{
    switch (kind) {
    case CstKind::clause_needs: return ClauseKind::needs;
    case CstKind::clause_all: return ClauseKind::all_of;
    case CstKind::clause_any: return ClauseKind::any_of;
    case CstKind::clause_none: return ClauseKind::none_of;
    case CstKind::clause_at_least: return ClauseKind::at_least;
    case CstKind::clause_unless:  // asked only when its condition is not met
    case CstKind::clause_only: return ClauseKind::only_when;
    default: UNREACHABLE();
    }
}

bool is_clause(CstKind kind)
{
    return kind >= CstKind::clause_needs && kind <= CstKind::clause_unless;
}

ExprPtr lower_modifier(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    return lower_term(lowering, parts.take());
}

ExprPtr lower_except(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.skip(CstKind::keyword);
    return lower_condition(lowering, parts.take());
}

Clause lower_clause(const Lowering& lowering, std::size_t node);

// The parts that clauses have in common: condition, count, dates in force, citations, inner
// clauses.
void lower_clause_part(Parts& parts, Clause& clause)
{
    const auto& lowering = parts.lowering();
    const auto kind = parts.kind();
    const auto part = parts.take();
    if (kind == CstKind::or_condition)
        clause.condition = lower_condition(lowering, part);
    else if (kind == CstKind::number)
        clause.count = lower_number(lowering, part);
    else if (kind == CstKind::from)
        clause.from = lower_modifier(lowering, part);
    else if (kind == CstKind::through)
        clause.through = lower_modifier(lowering, part);
    else if (kind == CstKind::before)
        clause.before = lower_modifier(lowering, part);
    else if (kind == CstKind::except)
        clause.except = lower_except(lowering, part);
    else if (kind == CstKind::cites)
        clause.cites.push_back(lower_cites(lowering, part));
    else if (is_clause(kind))
        clause.clauses.push_back(lower_clause(lowering, part));
}

Clause lower_clause(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Clause clause;
    clause.kind = clause_kind(lowering.cst.nodes[node].kind);
    clause.span = parts.span();
    while (!parts.is_done())
        lower_clause_part(parts, clause);
    if (lowering.cst.nodes[node].kind == CstKind::clause_unless) {
        const auto span = clause.condition->span;
        clause.condition = std::make_unique<Expr>(Expr{Not{std::move(clause.condition)}, span});
    }
    return clause;
}

Given lower_given(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto name = parts.name();
    return {std::move(name), lower_type(lowering, parts.take())};
}

// --- workflows ----------------------------------------------------------------------------------

Notify lower_notify(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto role = parts.name();
    return {std::move(role), parts.text()};
}

void lower_outcome(const Lowering& lowering, std::size_t node, Branch& branch)
{
    Parts parts(lowering, node);
    if (!parts.take_keyword("stay")) {
        parts.skip(CstKind::keyword);
        branch.target = parts.name();
    }
    while (!parts.is_done()) {
        const bool is_notify = parts.is_at(CstKind::notify);
        const auto part = parts.take();
        if (is_notify)
            branch.notifies.push_back(lower_notify(lowering, part));
        else
            branch.cites.push_back(lower_cites(lowering, part));
    }
}

Branch lower_branch(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Branch branch;
    branch.span = parts.span();
    const auto kind = parts.kind();
    Parts guard(lowering, parts.take());
    if (kind == CstKind::if_unknown) {
        branch.kind = BranchKind::if_unknown;
    } else if (kind == CstKind::otherwise) {
        branch.kind = BranchKind::otherwise;
    } else {
        branch.kind = BranchKind::if_condition;
        guard.take();
        branch.condition = lower_condition(lowering, guard.take());
    }
    lower_outcome(lowering, parts.take(), branch);
    return branch;
}

Trigger lower_trigger(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    const auto span = parts.span();
    parts.take();
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::on_event: {
        auto event = parts.name();
        parts.take();
        return OnEvent{std::move(event), parts.names()};
    }
    case CstKind::when_done: return WhenDone{span};
    case CstKind::when_condition: return WhenCondition{lower_condition(lowering, parts.take())};
    case CstKind::after: return AfterPeriod{lower_term(lowering, parts.take())};
    case CstKind::every: return EveryPeriod{lower_term(lowering, parts.take())};
    default: UNREACHABLE();
    }
}

Transition lower_transition(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    const auto trigger = parts.take();
    Transition transition{lower_trigger(lowering, trigger), {}, lowering.span_of(trigger)};
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::branch) {
            transition.branches.push_back(lower_branch(lowering, part));
        } else if (kind == CstKind::outcome) {
            Branch branch;
            branch.span = lowering.span_of(part);
            lower_outcome(lowering, part, branch);
            transition.branches.push_back(std::move(branch));
        }
    }
    return transition;
}

void lower_task_line(const Lowering& lowering, std::size_t node, Task& task)
{
    Parts parts(lowering, node);
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::done_by:
        parts.skip(CstKind::keyword);
        for (auto& name : parts.names())
            task.done_by.push_back(std::move(name));
        return;
    case CstKind::due:
        parts.skip(CstKind::keyword);
        task.due = lower_term(lowering, parts.take());
        return;
    case CstKind::remind:
        parts.skip(CstKind::keyword);
        task.reminders.push_back(lower_term(lowering, parts.take()));
        return;
    case CstKind::overdue:
        parts.skip(CstKind::keyword);
        task.overdue.push_back(lower_notify(lowering, parts.take()));
        return;
    default: return;  // tokens of a line that could not be read
    }
}

Task lower_task(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Task task;
    task.span = parts.span();
    task.name = parts.name();
    task.title = parts.text_if();
    parts.take();
    task.role = parts.name();
    while (!parts.is_done())
        lower_task_line(lowering, parts.take(), task);
    return task;
}

State lower_state(const Lowering& lowering, std::size_t node);

void lower_state_line(const Lowering& lowering, std::size_t node, State& state)
{
    Parts parts(lowering, node);
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::cites: state.cites.push_back(lower_cites(lowering, node)); return;
    case CstKind::note: state.notes.push_back(lower_note(lowering, node)); return;
    case CstKind::state:
    case CstKind::region: state.states.push_back(lower_state(lowering, node)); return;
    case CstKind::task: state.tasks.push_back(lower_task(lowering, node)); return;
    case CstKind::transition: state.transitions.push_back(lower_transition(lowering, node)); return;
    case CstKind::start:
        parts.skip(CstKind::keyword);
        state.start = parts.name();
        return;
    case CstKind::entry:
        parts.skip(CstKind::keyword);
        state.entry.push_back(lower_notify(lowering, parts.take()));
        return;
    default: return;  // tokens of a line that could not be read
    }
}

State lower_state(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    State state;
    state.span = parts.span();
    const bool is_final = parts.take_keyword("final");
    const bool is_region = parts.is_at_keyword("region");
    state.kind = is_final ? StateKind::final : is_region ? StateKind::region : StateKind::state;
    parts.take();
    state.name = parts.name();
    state.title = parts.text_if();
    if (parts.take_keyword("in") && parts.take_keyword("parallel"))
        state.kind = StateKind::parallel;
    while (!parts.is_done())
        lower_state_line(lowering, parts.take(), state);
    return state;
}

}  // namespace

Rule lower_rule(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Rule rule;
    rule.is_decision = parts.take_keyword("decision");
    parts.take_keyword("rule");
    rule.span = parts.span();
    rule.name = parts.name();
    rule.title = parts.text_if();
    parts.take();
    rule.about = parts.name();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::given)
            rule.givens.push_back(lower_given(lowering, part));
        else if (kind == CstKind::cites)
            rule.cites.push_back(lower_cites(lowering, part));
        else if (kind == CstKind::note)
            rule.notes.push_back(lower_note(lowering, part));
        else if (is_clause(kind))
            rule.clauses.push_back(lower_clause(lowering, part));
    }
    return rule;
}

Workflow lower_workflow(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Workflow workflow;
    workflow.span = parts.span();
    workflow.name = parts.name();
    workflow.title = parts.text_if();
    parts.skip(CstKind::keyword);
    workflow.subject = parts.name();
    while (parts.take_keyword("and"))
        workflow.keys.push_back(parts.name());
    State outermost;
    while (!parts.is_done())
        lower_state_line(lowering, parts.take(), outermost);
    workflow.start = std::move(outermost.start);
    workflow.states = std::move(outermost.states);
    workflow.cites = std::move(outermost.cites);
    workflow.notes = std::move(outermost.notes);
    return workflow;
}

}  // namespace gradus
