// What a branch does besides moving: the facts that it sets, the events that it raises, the
// services that it calls.

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/fact_values.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

class Actions {
public:
    Actions(WorkflowParts& parts, const Scope& scope)
        : parts_(parts), analysis_(parts.analysis), scope_(scope)
    {
        scope_.has_now = true;
    }

    void set(const ast::SetFact& set, program::Branch& branch);
    void raise(const ast::Raise& raise, program::Branch& branch);
    void call(const ast::Call& call, program::Branch& branch);

private:
    std::optional<program::Expr> value_of(const image::Field& field, const ast::Name& name,
                                          const ast::Expr& value);
    bool is_sure(const program::Expr& value, Span span);
    std::optional<program::FieldValues> arguments(const image::FieldSet& set, const ast::Name& name,
                                                  const std::vector<ast::Argument>& written);
    bool has_mandatory(const image::FieldSet& set, const ast::Name& name,
                       const std::vector<ast::Argument>& written);

    WorkflowParts& parts_;
    Analysis& analysis_;
    Scope scope_;
};

// A plain value for a plain field.
std::optional<program::Expr> Actions::value_of(const image::Field& field, const ast::Name& name,
                                               const ast::Expr& value)
{
    const bool is_list =
        field.type.kind == image::TypeKind::records || field.type.kind == image::TypeKind::choices;
    if (!is_list && !field.is_personal)
        return type_term_as(analysis_, scope_, value, field.type);
    report(analysis_.diagnostics, {DiagnosticCode::bad_set, name.span,
                                   fmt::format("`{}` is {}, which a step cannot set", field.name,
                                               is_list ? "a list" : "personal"),
                                   "let a person record it, or set another fact"});
    return std::nullopt;
}

bool Actions::is_sure(const program::Expr& value, Span span)
{
    if (!parts_.uncertainty.may_be_unknown(value))
        return true;
    report(analysis_.diagnostics,
           {DiagnosticCode::bad_set, span, "this can be unknown, and then nothing could be set",
            "take a mandatory field of the event, `today`, `now`, or a value that is written"});
    return false;
}

// A fact of the subject, from a value that is surely known.
void Actions::set(const ast::SetFact& set, program::Branch& branch)
{
    const image::FieldSet& subject = analysis_.program.subjects.at(parts_.workflow.subject);
    const image::Field* field = field_named(subject, set.field.text);
    if (field == nullptr)
        return report_unknown_field(analysis_, subject, set.field);
    auto value = value_of(*field, set.field, *set.value);
    if (value && is_sure(*value, set.value->span))
        branch.sets.emplace_back(field->name, std::move(*value));
}

bool Actions::has_mandatory(const image::FieldSet& set, const ast::Name& name,
                            const std::vector<ast::Argument>& written)
{
    for (const image::Field& field : set.fields) {
        const bool is_there =
            std::any_of(written.begin(), written.end(),
                        [&](const ast::Argument& each) { return each.given.text == field.name; });
        if (is_there || !field.is_mandatory)
            continue;
        report(analysis_.diagnostics,
               {DiagnosticCode::missing_field, name.span,
                fmt::format("`{}` needs its field `{}`", set.name, field.name),
                fmt::format("add `with {} …`", field.name)});
        return false;
    }
    return true;
}

// What is sent along. What is not known is left out, so a mandatory field has to be sure.
std::optional<program::FieldValues> Actions::arguments(const image::FieldSet& set,
                                                       const ast::Name& name,
                                                       const std::vector<ast::Argument>& written)
{
    program::FieldValues values;
    bool is_whole = true;
    for (const ast::Argument& each : written) {
        const image::Field* field = field_named(set, each.given.text);
        if (field == nullptr)
            report_unknown_field(analysis_, set, each.given);
        auto value = field != nullptr ? value_of(*field, each.given, *each.value) : std::nullopt;
        if (!value || (field->is_mandatory && !is_sure(*value, each.value->span)))
            is_whole = false;
        else
            values.emplace_back(field->name, std::move(*value));
    }
    if (!is_whole || !has_mandatory(set, name, written))
        return std::nullopt;
    return values;
}

void Actions::raise(const ast::Raise& written, program::Branch& branch)
{
    program::Raise raise{written.event.text, {}, {}, {}, written.event.span};
    if (written.workflow) {
        std::uint32_t index = 0;
        const auto* workflow = find_case_workflow(analysis_, scope_, *written.workflow, index);
        auto key = workflow != nullptr
                       ? type_case_key(analysis_, scope_, *written.workflow, written.key, *workflow)
                       : std::nullopt;
        if (!key)
            return;
        for (const program::Expr& value : *key)
            if (!is_sure(value, value.span))
                return;
        raise.workflow = workflow->name.text;
        raise.key = std::move(*key);
    }
    const auto event = analysis_.symbols.events.find(written.event.text);
    const image::FieldSet none{written.event.text, {}, {}};
    auto fields = arguments(event ? analysis_.program.events.at(*event) : none, written.event,
                            written.arguments);
    if (!fields)
        return;
    raise.fields = std::move(*fields);
    branch.raises.push_back(std::move(raise));
}

void Actions::call(const ast::Call& call, program::Branch& branch)
{
    const auto& services = analysis_.symbols.services;
    const auto service = services.find(call.service.text);
    if (!service)
        return report_unknown(analysis_.diagnostics, call.service,
                              {DiagnosticCode::unknown_name, "service named", services.names()});
    const image::FieldSet& question = analysis_.program.services.at(*service).question;
    if (auto fields = arguments(question, call.service, call.arguments))
        branch.calls.push_back({call.service.text, std::move(*fields)});
}

bool is_taken(const program::Workflow& workflow, std::string_view event, std::string_view role)
{
    return std::any_of(workflow.transitions.begin(), workflow.transitions.end(),
                       [&](const program::Transition& transition) {
                           const auto& roles = transition.roles;
                           return transition.event == event &&
                                  std::find(roles.begin(), roles.end(), role) != roles.end();
                       });
}

template <class Act> void for_each_raise(const Program& program, Act act)
{
    for (const program::Workflow& workflow : program.workflows)
        for (const program::Transition& transition : workflow.transitions)
            for (const program::Branch& branch : transition.branches)
                for (const program::Raise& raise : branch.raises)
                    act(raise, raise.workflow.empty() ? workflow.name : raise.workflow);
}

const program::Workflow* workflow_named(const Program& program, const std::string& name)
{
    for (const program::Workflow& workflow : program.workflows)
        if (workflow.name == name)
            return &workflow;
    return nullptr;
}

void check_raises_are_taken(Analysis& analysis)
{
    for_each_raise(analysis.program, [&](const program::Raise& raise, const std::string& name) {
        const auto* workflow = workflow_named(analysis.program, name);
        if (workflow == nullptr || analysis.faulty.contains(name) ||
            is_taken(*workflow, raise.event, image::k_engine_role))
            return;
        report(analysis.diagnostics,
               {DiagnosticCode::unheard_event, raise.span,
                fmt::format("no state of `{}` takes `{}` from the engine", name, raise.event),
                fmt::format("write `on {} by engine …` where it is to be taken", raise.event)});
    });
}

void check_engine_events(Analysis& analysis)
{
    for (const program::Workflow& workflow : analysis.program.workflows)
        for (const program::Transition& transition : workflow.transitions) {
            const auto& roles = transition.roles;
            if (std::find(roles.begin(), roles.end(), image::k_engine_role) == roles.end())
                continue;
            bool is_raised = false;
            for_each_raise(analysis.program, [&](const auto& raise, const std::string& name) {
                is_raised = is_raised || (name == workflow.name && raise.event == transition.event);
            });
            if (!is_raised)
                report(analysis.diagnostics,
                       {DiagnosticCode::never_raised, transition.span,
                        fmt::format("nothing raises `{}` in `{}`", transition.event, workflow.name),
                        "raise it on a branch, or leave this out"});
        }
}

// Each answer is taken from its service, and nothing else is.
void check_answers(Analysis& analysis)
{
    const auto& services = analysis.symbols.services;
    for (const ast::Fields* service : services.items())
        for (const ast::Name& answer : service->answers) {
            const auto& workflows = analysis.program.workflows;
            const bool is_heard =
                std::any_of(workflows.begin(), workflows.end(), [&](const auto& workflow) {
                    return is_taken(workflow, answer.text, service->name.text);
                });
            if (!is_heard && analysis.faulty.empty())
                report(
                    analysis.diagnostics,
                    {DiagnosticCode::unheard_event, answer.span,
                     fmt::format("no state takes `{}` from `{}`", answer.text, service->name.text),
                     fmt::format("write `on {} by {} …` where it is to be taken", answer.text,
                                 service->name.text)});
        }
    for (const program::Workflow& workflow : analysis.program.workflows)
        for (const program::Transition& transition : workflow.transitions)
            for (const std::string& role : transition.roles) {
                const auto service = services.find(role);
                if (!service)
                    continue;
                const ast::Fields& declared = services.at(*service);
                const bool is_answer = std::any_of(
                    declared.answers.begin(), declared.answers.end(),
                    [&](const ast::Name& answer) { return answer.text == transition.event; });
                if (!is_answer)
                    report(analysis.diagnostics,
                           {DiagnosticCode::no_answer,
                            transition.span,
                            fmt::format("`{}` does not answer with `{}`", role, transition.event),
                            fmt::format("add it: `answers … or {}`", transition.event),
                            {{declared.name.span, "what it answers stands here"}}});
            }
}

}  // namespace

void resolve_actions(WorkflowParts& parts, const ast::Branch& written, const Scope& scope,
                     program::Branch& branch)
{
    Actions actions(parts, scope);
    for (const ast::SetFact& set : written.sets)
        actions.set(set, branch);
    for (const ast::Raise& raise : written.raises)
        actions.raise(raise, branch);
    for (const ast::Call& call : written.calls)
        actions.call(call, branch);
}

void check_actions(Analysis& analysis)
{
    check_raises_are_taken(analysis);
    check_engine_events(analysis);
    check_answers(analysis);
}

}  // namespace gradus::sema
