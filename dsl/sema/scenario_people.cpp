// Who works on which task, and who stands in for whom.

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/fact_values.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/scenario_steps.hpp"

namespace gradus::sema {
namespace {

const program::Task* task_of(const program::Workflow& workflow, const std::string& name)
{
    const auto found =
        std::find_if(workflow.tasks.begin(), workflow.tasks.end(),
                     [&name](const program::Task& task) { return task.name == name; });
    return found == workflow.tasks.end() ? nullptr : &*found;
}

}  // namespace

void StepReader::check_role(const ast::Name& role)
{
    const auto& roles = analysis_.symbols.roles;
    if (!roles.find(role.text))
        report_unknown(analysis_.diagnostics, role,
                       {DiagnosticCode::unknown_role, "role", roles.names()});
}

const program::Workflow* StepReader::workflow_with(const ast::TaskStep& work)
{
    std::vector<std::string> names;
    std::vector<const program::Workflow*> found;
    for (const program::Workflow& workflow : analysis_.program.workflows) {
        if (analysis_.faulty.contains(workflow.name))
            return nullptr;  // Its tasks are not known, so nothing can be said.
        if (workflow.subject != *subject_)
            continue;
        for (const program::Task& task : workflow.tasks)
            names.push_back(task.name);
        if (task_of(workflow, work.task.text) != nullptr)
            found.push_back(&workflow);
    }
    if (found.size() == 1)
        return found.front();
    if (found.empty())
        report_unknown(analysis_.diagnostics, work.task,
                       {DiagnosticCode::unknown_name, "task", std::move(names)});
    else
        report(analysis_.diagnostics, {DiagnosticCode::ambiguous_event, work.task.span,
                                       fmt::format("`{}` and `{}` both have a task `{}`",
                                                   found[0]->name, found[1]->name, work.task.text),
                                       "give the two tasks different names"});
    return nullptr;
}

// The fields of the events that complete the task; any of them may still be missing.
void StepReader::read_draft(const ast::TaskStep& work, const program::Task& task,
                            WorkOnTask& result)
{
    image::FieldSet all{task.name, {}, {}};
    for (const auto& event : task.done_by)
        if (const auto index = analysis_.symbols.events.find(event))
            for (const image::Field& field : analysis_.program.events.at(*index).fields)
                all.fields.push_back(field);
    for (const ast::NamedValue& each : work.fields) {
        const image::Field* field = field_named(all, each.name.text);
        if (field == nullptr)
            report_unknown_field(analysis_, all, each.name);
        else if (auto value = type_values(analysis_, {each.value}, field->type, each.value.span))
            result.fields.emplace_back(field->name, std::move(*value));
    }
}

StepReader::Action StepReader::step(const ast::TaskStep& work)
{
    check_role(work.role);
    const auto* workflow = has_subject() ? workflow_with(work) : nullptr;
    is_key_lost_ = is_key_lost_ || workflow == nullptr;
    if (workflow == nullptr)
        return std::nullopt;
    auto key = complete_key(*workflow, work.key);
    if (!key)
        return std::nullopt;
    WorkOnTask result;
    result.when = moment_of(work.when);
    result.role = work.role.text;
    result.person = work.person ? work.person->text : work.role.text;
    result.stands_for = work.stands_for ? work.stands_for->text : "";
    result.work = static_cast<TaskWork>(work.act);
    result.workflow = workflow->name;
    result.key = std::move(*key);
    result.task = work.task.text;
    result.to = work.to ? work.to->text : "";
    result.text = work.text ? work.text->text : "";
    result.is_refused = work.is_refused;
    read_draft(work, *task_of(*workflow, work.task.text), result);
    return result;
}

StepReader::Action StepReader::step(const ast::StandInStep& stand_in)
{
    check_role(stand_in.role);
    if (!has_subject())
        return std::nullopt;
    return StandIn{moment_of(stand_in.when), stand_in.person.text, stand_in.absent.text,
                   stand_in.role.text, moment_of(stand_in.through)};
}

}  // namespace gradus::sema
