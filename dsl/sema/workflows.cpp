// Workflows: their subject and keys; then their states, and within each its transitions and tasks.

#include <map>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

using image::StateId;
using image::TypeKind;

bool resolve_subject(Analysis& analysis, const ast::Workflow& written, program::Workflow& workflow)
{
    const auto& subjects = analysis.symbols.subjects;
    const auto subject = subjects.find(written.subject.text);
    if (subject)
        workflow.subject = *subject;
    else
        report_unknown(analysis.diagnostics, written.subject,
                       {DiagnosticCode::unknown_type, "subject", subjects.names()});
    return subject.has_value();
}

bool resolve_keys(Analysis& analysis, const ast::Workflow& written, program::Workflow& workflow)
{
    bool is_whole = true;
    std::map<std::string, Span> seen;
    for (const ast::Name& key : written.keys) {
        const auto [first, is_new] = seen.try_emplace(key.text, key.span);
        if (!is_new)
            report_duplicate(analysis.diagnostics, key, first->second);
        const auto choice = analysis.symbols.choices.find(key.text);
        if (!choice)
            report_unknown(
                analysis.diagnostics, key,
                {DiagnosticCode::unknown_type, "choice", analysis.symbols.choices.names()});
        else if (is_new)
            workflow.keys.push_back({key.text, {*choice}});
        is_whole = is_whole && choice && is_new;
    }
    return is_whole;
}

void resolve_contents(Analysis& analysis, const Uncertainty& uncertainty,
                      const ast::Workflow& written, program::Workflow& workflow)
{
    WorkflowParts parts{analysis, uncertainty, written, workflow, scope_of(workflow), {}, {}};
    resolve_states(parts);
    for (std::uint32_t i = 0; i < parts.states.size(); ++i) {
        workflow.states[i].entry = resolve_notices(parts, parts.states[i]->entry);
        workflow.states[i].exit = resolve_notices(parts, parts.states[i]->exit);
        resolve_tasks(parts, {i});
        resolve_transitions(parts, {i});
    }
    warn_of_late_timers(parts);
}

program::Workflow resolve_workflow(Analysis& analysis, const Uncertainty& uncertainty,
                                   const ast::Workflow& written)
{
    program::Workflow workflow;
    workflow.name = written.name.text;
    workflow.title = title_of(written.name, written.title);
    workflow.span = written.name.span;
    workflow.cites = resolve_cites(analysis, written.cites);
    workflow.notes = notes_of(written.notes);
    const bool has_subject = resolve_subject(analysis, written, workflow);
    const bool has_keys = resolve_keys(analysis, written, workflow);
    // Without them every name inside would be unknown, which says nothing new.
    if (has_subject && has_keys)
        resolve_contents(analysis, uncertainty, written, workflow);
    else
        analysis.faulty.insert(written.name.text);
    return workflow;
}

bool is_taken(const Program& program, const std::string& event)
{
    for (const program::Workflow& workflow : program.workflows)
        for (const program::Transition& transition : workflow.transitions)
            if (transition.trigger == image::TriggerKind::on_event && transition.event == event)
                return true;
    return false;
}

// "other than who did EVENT": an event of the same workflow, or nobody could ever have done it.
void check_doers(Analysis& analysis)
{
    const auto& written = analysis.symbols.workflows.items();
    for (std::size_t i = 0; i < written.size(); ++i) {
        std::vector<std::string> events;
        for (const auto& transition : analysis.program.workflows[i].transitions)
            if (transition.trigger == image::TriggerKind::on_event)
                events.push_back(transition.event);
        for (const auto& transition : analysis.program.workflows[i].transitions)
            for (const auto& event : transition.other_than)
                if (std::find(events.begin(), events.end(), event) == events.end())
                    report_unknown(
                        analysis.diagnostics, {event, transition.span},
                        {DiagnosticCode::unknown_doer,
                         fmt::format("event of `{}` named", written[i]->name.text), events});
    }
}

void warn_of_unused_events(Analysis& analysis)
{
    for (const ast::Fields* event : analysis.symbols.events.items())
        if (!is_taken(analysis.program, event->name.text))
            report(analysis.diagnostics,
                   {DiagnosticCode::unused_event, event->name.span,
                    fmt::format("no workflow takes the event `{}`", event->name.text),
                    fmt::format("write a transition `on {} by …`, or leave the event out",
                                event->name.text)});
}

}  // namespace

void resolve_workflows(Analysis& analysis)
{
    const Uncertainty uncertainty(analysis.program);
    for (const ast::Workflow* workflow : analysis.symbols.workflows.items())
        analysis.program.workflows.push_back(resolve_workflow(analysis, uncertainty, *workflow));
    check_doers(analysis);
    check_actions(analysis);
    warn_of_unused_events(analysis);
}

Scope scope_of(const program::Workflow& workflow)
{
    Scope scope;
    scope.frames.push_back({false, workflow.subject});
    for (const image::Key& key : workflow.keys)
        scope.givens.push_back({key.name, {TypeKind::choice, key.choice.index}});
    return scope;
}

bool is_inside(const program::Workflow& workflow, StateId state, StateId ancestor)
{
    for (StateId up = workflow.states[state.index].parent; up.is_set();
         up = workflow.states[up.index].parent)
        if (up == ancestor)
            return true;
    return false;
}

}  // namespace gradus::sema
