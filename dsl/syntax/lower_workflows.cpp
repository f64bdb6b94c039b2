#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

// --- workflows ----------------------------------------------------------------------------------

Notify lower_notify(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto role = parts.name();
    return {std::move(role), parts.text()};
}

SetFact lower_set(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto field = parts.name();
    parts.take_keyword("is");
    return {std::move(field), lower_term(lowering, parts.take()), parts.span()};
}

Raise lower_raise(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Raise raise;
    raise.span = parts.span();
    raise.event = parts.name();
    if (parts.is_at(CstKind::raise_place)) {
        Parts place(lowering, parts.take());
        place.take();
        raise.workflow = place.name();
        place.take_keyword("for");
        while (!place.is_done()) {
            raise.key.push_back(lower_primary(lowering, place.take()));
            place.skip(CstKind::mark);
        }
    }
    parts.take_keyword("with");
    raise.arguments = lower_arguments(parts);
    return raise;
}

Call lower_call(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Call call;
    call.span = parts.span();
    call.service = parts.name();
    parts.take_keyword("with");
    call.arguments = lower_arguments(parts);
    return call;
}

void lower_outcome(const Lowering& lowering, std::size_t node, Branch& branch)
{
    Parts parts(lowering, node);
    if (parts.is_at(CstKind::back)) {
        Parts back(lowering, parts.take());
        back.skip(CstKind::keyword);
        branch.target = back.name();
        branch.is_back = true;
    } else if (!parts.take_keyword("stay")) {
        parts.skip(CstKind::keyword);
        branch.target = parts.name();
    }
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::notify)
            branch.notifies.push_back(lower_notify(lowering, part));
        else if (kind == CstKind::set_fact)
            branch.sets.push_back(lower_set(lowering, part));
        else if (kind == CstKind::raise)
            branch.raises.push_back(lower_raise(lowering, part));
        else if (kind == CstKind::call)
            branch.calls.push_back(lower_call(lowering, part));
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

OnEvent lower_on_event(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    OnEvent on;
    on.span = parts.span();
    on.event = parts.name();
    parts.take_keyword("by");
    if (parts.is_at(CstKind::different))
        on.people = Parts(lowering, parts.take()).number();
    while (parts.is_at(CstKind::name)) {
        on.roles.push_back(parts.name());
        parts.take_keyword("or");
    }
    if (parts.is_at(CstKind::other_than)) {
        Parts other(lowering, parts.take());
        other.skip(CstKind::keyword);
        on.other_than = other.names();
    }
    return on;
}

Trigger lower_trigger(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    const auto span = parts.span();
    parts.take();
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::on_event: {
        return lower_on_event(lowering, node);
    }
    case CstKind::when_done: return WhenDone{span};
    case CstKind::when_condition: return WhenCondition{lower_condition(lowering, parts.take())};
    case CstKind::after: {
        AfterPeriod after{lower_term(lowering, parts.take()), {}};
        if (parts.is_at(CstKind::not_counting)) {
            Parts states(lowering, parts.take());
            states.skip(CstKind::keyword);
            after.not_counting = states.names();
        }
        return after;
    }
    case CstKind::every: {
        EveryPeriod every{lower_term(lowering, parts.take()), nullptr};
        if (parts.is_at(CstKind::counted_from)) {
            Parts from(lowering, parts.take());
            from.take();
            every.from = lower_term(lowering, from.take());
        }
        return every;
    }
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

Rung lower_rung(const Lowering& lowering, Parts parts)
{
    for (int word = 0; word < 4; ++word)
        parts.take();  // if not done after
    Rung rung;
    rung.after = lower_term(lowering, parts.take());
    parts.take();
    parts.take();
    rung.role = parts.name();
    while (parts.is_at(CstKind::notify))
        rung.notifies.push_back(lower_notify(lowering, parts.take()));
    return rung;
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
    case CstKind::rung: task.ladder.push_back(lower_rung(lowering, parts)); return;
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

// An include among the lines of a state.
void add_include(Include include, State& state)
{
    include.place = {state.states.size(),
                     state.tasks.size(),
                     state.transitions.size(),
                     state.entry.size(),
                     0,
                     0};
    state.includes.push_back(std::move(include));
}

}  // namespace

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
    case CstKind::include: add_include(lower_include(lowering, node), state); return;
    case CstKind::start:
        parts.skip(CstKind::keyword);
        state.start = parts.name();
        return;
    case CstKind::entry:
        parts.skip(CstKind::keyword);
        state.entry.push_back(lower_notify(lowering, parts.take()));
        return;
    case CstKind::on_exit:
        parts.skip(CstKind::keyword);
        state.exit.push_back(lower_notify(lowering, parts.take()));
        return;
    default: return;  // tokens of a line that could not be read
    }
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
    workflow.includes = std::move(outermost.includes);
    workflow.cites = std::move(outermost.cites);
    workflow.notes = std::move(outermost.notes);
    return workflow;
}

}  // namespace gradus
