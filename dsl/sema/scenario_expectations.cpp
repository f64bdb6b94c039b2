// What a scenario expects: verdicts, states and tasks.

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/fact_values.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/scenario_steps.hpp"

namespace gradus::sema {
namespace {

using image::TypeKind;

ScenarioVerdict verdict_of(ast::ExpectedVerdict verdict)
{
    switch (verdict) {
    case ast::ExpectedVerdict::met: return ScenarioVerdict::met;
    case ast::ExpectedVerdict::not_met: return ScenarioVerdict::not_met;
    case ast::ExpectedVerdict::value:
    case ast::ExpectedVerdict::unknown: return ScenarioVerdict::unknown;
    }
    return ScenarioVerdict::unknown;
}

bool has_state(const program::Workflow& workflow, const std::string& name)
{
    return std::any_of(workflow.states.begin(), workflow.states.end(),
                       [&name](const image::State& state) { return state.name == name; });
}

}  // namespace

bool StepReader::read_givens(const ast::ExpectVerdict& expect, const image::Rule& rule,
                             ExpectRule& result)
{
    if (expect.givens.size() > rule.givens.size()) {
        report(analysis_.diagnostics,
               {DiagnosticCode::bad_argument, expect.givens[rule.givens.size()].span,
                fmt::format("`{}` has no further given", rule.name)});
        return false;
    }
    for (std::size_t i = 0; i < rule.givens.size(); ++i) {
        const image::Given& given = rule.givens[i];
        if (analysis_.faulty.contains(rule.name + "." + given.name))
            return false;
        const auto last = last_key_.find(given.name);
        if (i < expect.givens.size()) {
            auto value =
                type_values(analysis_, {expect.givens[i]}, given.type, expect.givens[i].span);
            if (!value)
                return false;
            result.givens.emplace_back(given.name, std::move(*value));
        } else if (last != last_key_.end() && given.type.kind == TypeKind::choice) {
            result.givens.emplace_back(given.name, Json(last->second));
        } else {
            report(analysis_.diagnostics,
                   {DiagnosticCode::missing_given, expect.rule.span,
                    fmt::format("`{}` needs its given `{}`", rule.name, given.name),
                    fmt::format("say it: `{} for …`", rule.name)});
            return false;
        }
    }
    return true;
}

// A table is expected to give a value or to be unknown, a rule to have a verdict.
bool StepReader::read_value(const ast::ExpectVerdict& expect, const image::Rule& rule,
                            ExpectRule& result)
{
    const bool wants_value = expect.verdict == ast::ExpectedVerdict::value;
    if (expect.verdict == ast::ExpectedVerdict::unknown)
        return true;
    if (wants_value != rule.is_table) {
        report(analysis_.diagnostics,
               {DiagnosticCode::type_mismatch, expect.rule.span,
                rule.is_table ? fmt::format("`{}` is a table, which gives a value", rule.name)
                              : fmt::format("`{}` is a rule, which is met or not", rule.name),
                rule.is_table ? "expect a value: `is …`" : "expect `is met` or `is not met`"});
        return false;
    }
    if (!wants_value)
        return true;
    const bool is_list = rule.takes == image::TakesRows::all;
    const auto type = is_list ? image::Type{TypeKind::choices, rule.gives.of} : rule.gives;
    result.value = type_values(analysis_, expect.values, type, expect.values.front().span);
    return result.value.has_value();
}

StepReader::Action StepReader::step(const ast::ExpectVerdict& expect)
{
    const auto& rules = analysis_.symbols.rules;
    const auto index = rules.find(expect.rule.text);
    if (!index) {
        report_unknown(analysis_.diagnostics, expect.rule,
                       {DiagnosticCode::unknown_rule, "rule", rules.names()});
        return std::nullopt;
    }
    const image::Rule& rule = analysis_.program.rules.at(*index).head;
    if (!has_subject() || analysis_.faulty.contains(rule.name))
        return std::nullopt;
    if (rule.is_about_record || rule.about != *subject_) {
        report(
            analysis_.diagnostics,
            {DiagnosticCode::rule_about_other, expect.rule.span,
             fmt::format("`{}` is about each `{}`, not about the subject given", rule.name,
                         fields_of(analysis_.program, {rule.is_about_record, rule.about}).name)});
        return std::nullopt;
    }
    ExpectRule result{rule.name, {}, verdict_of(expect.verdict), std::nullopt, std::nullopt};
    if (!read_givens(expect, rule, result) || !read_value(expect, rule, result))
        return std::nullopt;
    if (expect.because) {
        std::vector<ast::Cite> because{*expect.because};
        for (const image::Citation& citation : check_cites(analysis_, because))
            result.because = NamedText{citation.source, citation.clause};
    }
    return result;
}

StepReader::Action StepReader::step(const ast::ExpectState& expect)
{
    const auto& workflows = analysis_.symbols.workflows;
    const auto index = workflows.find(expect.workflow.text);
    if (!index) {
        report_unknown(analysis_.diagnostics, expect.workflow,
                       {DiagnosticCode::unknown_name, "workflow", workflows.names()});
        return std::nullopt;
    }
    const program::Workflow& workflow = analysis_.program.workflows.at(*index);
    if (!has_subject() || analysis_.faulty.contains(workflow.name))
        return std::nullopt;
    ExpectConfiguration result{workflow.name, {}, expect.is_negated, {}};
    for (const ast::Name& state : expect.states) {
        result.states.push_back(state.text);
        if (has_state(workflow, state.text))
            continue;
        std::vector<std::string> names;
        for (const image::State& each : workflow.states)
            names.push_back(each.name);
        report_unknown(analysis_.diagnostics, state,
                       {DiagnosticCode::unknown_state,
                        fmt::format("state of `{}` named", workflow.name), std::move(names)});
    }
    auto key = complete_key(workflow, expect.key);
    if (!key)
        return std::nullopt;
    result.key = std::move(*key);
    return result;
}

StepReader::Action StepReader::step(const ast::ExpectTask& expect)
{
    std::vector<std::string> names;
    for (const program::Workflow& workflow : analysis_.program.workflows)
        for (const program::Task& task : workflow.tasks)
            names.push_back(task.name);
    if (std::find(names.begin(), names.end(), expect.task.text) == names.end())
        report_unknown(analysis_.diagnostics, expect.task,
                       {DiagnosticCode::unknown_name, "task", std::move(names)});
    if (!has_subject())
        return std::nullopt;
    if (expect.role)
        check_role(*expect.role);
    return ExpectOpenTask{expect.task.text, expect.is_negated, expect.role ? expect.role->text : "",
                          expect.holder ? expect.holder->text : ""};
}

StepReader::Action StepReader::step(const ast::ExpectNotice& expect)
{
    if (!knows_doer(expect.role) || !has_subject())
        return std::nullopt;
    ExpectEffect effect{"notify", expect.role.text, {}, {}, expect.is_negated};
    if (expect.text)
        effect.text = expect.text->text;
    return effect;
}

StepReader::Action StepReader::step(const ast::ExpectCall& expect)
{
    const auto& services = analysis_.symbols.services;
    const auto service = services.find(expect.service.text);
    if (!service)
        report_unknown(analysis_.diagnostics, expect.service,
                       {DiagnosticCode::unknown_name, "service named", services.names()});
    if (!service || !has_subject())
        return std::nullopt;
    ExpectEffect effect{"call", expect.service.text, {}, {}, expect.is_negated};
    read_fields(analysis_.program.services.at(*service).question, expect.fields, effect.fields);
    return effect;
}

}  // namespace gradus::sema
