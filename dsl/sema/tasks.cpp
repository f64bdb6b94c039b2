// Tasks, notices and roles: who has to do something, and who is told.

#include <set>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

using image::StateId;

std::string resolve_role(WorkflowParts& parts, const ast::Name& role)
{
    const auto& symbols = parts.analysis.symbols;
    if (!symbols.roles.find(role.text) && !symbols.services.find(role.text))
        report_unknown(parts.analysis.diagnostics, role,
                       {DiagnosticCode::unknown_role, "role", symbols.roles.names()});
    return role.text;
}

// The events that the state, one around it or one inside it takes.
std::set<std::string> events_near(const WorkflowParts& parts, StateId state)
{
    std::set<std::string> events;
    for (std::uint32_t i = 0; i < parts.states.size(); ++i) {
        const StateId other{i};
        if (other != state && !is_inside(parts.workflow, state, other) &&
            !is_inside(parts.workflow, other, state))
            continue;
        for (const ast::Transition& transition : parts.states[i]->transitions)
            if (const auto* on = std::get_if<ast::OnEvent>(&transition.trigger))
                events.insert(on->event.text);
    }
    return events;
}

void check_done_by(WorkflowParts& parts, const ast::Task& task, StateId state)
{
    const auto events = events_near(parts, state);
    for (const ast::Name& event : task.done_by)
        if (!events.contains(event.text))
            report_unknown(parts.analysis.diagnostics, event,
                           {DiagnosticCode::task_never_done,
                            fmt::format("transition around `{}` on the event", task.name.text),
                            {events.begin(), events.end()}});
}

program::Task resolve_task(WorkflowParts& parts, const ast::Task& written, StateId state)
{
    program::Task task;
    task.name = written.name.text;
    task.title = title_of(written.name, written.title);
    task.span = written.name.span;
    task.role = resolve_role(parts, written.role);
    for (const ast::Name& event : written.done_by)
        task.done_by.push_back(event.text);
    check_done_by(parts, written, state);
    if (written.due)
        task.due = type_period(parts.analysis, parts.scope, *written.due);
    for (const ast::ExprPtr& reminder : written.reminders)
        if (auto period = type_period(parts.analysis, parts.scope, *reminder))
            task.reminders.push_back(std::move(*period));
    task.overdue = resolve_notices(parts, written.overdue);
    for (const ast::Rung& rung : written.ladder) {
        auto role = resolve_role(parts, rung.role);
        auto notices = resolve_notices(parts, rung.notifies);
        if (auto after = type_period(parts.analysis, parts.scope, *rung.after))
            task.ladder.push_back({std::move(*after), std::move(role), std::move(notices)});
    }
    return task;
}

}  // namespace

void resolve_tasks(WorkflowParts& parts, StateId state)
{
    program::Workflow& workflow = parts.workflow;
    for (const ast::Task& written : parts.states[state.index]->tasks) {
        for (const program::Task& other : workflow.tasks)
            if (other.name == written.name.text)
                report_duplicate(parts.analysis.diagnostics, written.name, other.span);
        workflow.states[state.index].tasks.push_back(
            {static_cast<std::uint32_t>(workflow.tasks.size())});
        workflow.tasks.push_back(resolve_task(parts, written, state));
    }
}

std::vector<image::Notice> resolve_notices(WorkflowParts& parts,
                                           const std::vector<ast::Notify>& notifies)
{
    std::vector<image::Notice> notices;
    for (const ast::Notify& notify : notifies)
        notices.push_back({resolve_role(parts, notify.role), notify.text.text});
    return notices;
}

std::vector<std::string> resolve_roles(WorkflowParts& parts, const std::vector<ast::Name>& roles)
{
    std::vector<std::string> names;
    for (const ast::Name& role : roles)
        names.push_back(role.text == image::k_engine_role ? role.text : resolve_role(parts, role));
    return names;
}

}  // namespace gradus::sema
