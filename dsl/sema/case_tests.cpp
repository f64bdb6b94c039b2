// Conditions that ask the cases of the subject: `qualification for advanced is in active`, `at
// least 1 qualification cases in active where (…)`. Workflows are resolved after rules, so their
// states are looked up as they are written.

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::TypeKind;
using Typed = std::optional<program::Expr>;

void collect_states(const std::vector<ast::State>& states, std::vector<std::string>& names)
{
    for (const ast::State& state : states) {
        names.push_back(state.name.text);
        collect_states(state.states, names);
    }
}

std::optional<std::vector<std::string>> state_names(Analysis& analysis,
                                                    const ast::Workflow& workflow,
                                                    const std::vector<ast::Name>& states)
{
    std::vector<std::string> known;
    collect_states(workflow.states, known);
    std::vector<std::string> names;
    for (const ast::Name& state : states) {
        if (std::find(known.begin(), known.end(), state.text) == known.end()) {
            report_unknown(analysis.diagnostics, state,
                           {DiagnosticCode::unknown_state,
                            fmt::format("state of `{}` named", workflow.name.text), known});
            return std::nullopt;
        }
        names.push_back(state.text);
    }
    return names;
}

std::optional<image::Type> key_type(const Analysis& analysis, const ast::Name& key)
{
    const auto choice = analysis.symbols.choices.find(key.text);
    return choice ? std::optional(image::Type{TypeKind::choice, *choice}) : std::nullopt;
}

Typed key_around(Analysis& analysis, const Scope& scope, const ast::Name& workflow,
                 const ast::Name& key)
{
    const auto is_key = [&key](const image::Given& given) { return given.name == key.text; };
    if (std::any_of(scope.givens.begin(), scope.givens.end(), is_key) ||
        std::any_of(scope.case_keys.begin(), scope.case_keys.end(), is_key))
        return type_path(analysis, scope, {{{key.text, workflow.span}}, workflow.span},
                         Reading::value);
    report(analysis.diagnostics,
           {DiagnosticCode::bad_case_key, workflow.span,
            fmt::format("which case of `{}` is meant?", workflow.text),
            fmt::format("name its `{}`: `{} for … is in …`", key.text, workflow.text)});
    return std::nullopt;
}

}  // namespace

const ast::Workflow* find_case_workflow(Analysis& analysis, const Scope& scope,
                                        const ast::Name& name, std::uint32_t& index)
{
    const auto& workflows = analysis.symbols.workflows;
    const auto found = workflows.find(name.text);
    if (!found) {
        report_unknown(analysis.diagnostics, name,
                       {DiagnosticCode::unknown_name, "workflow named", workflows.names()});
        return nullptr;
    }
    index = *found;
    const ast::Workflow& workflow = workflows.at(index);
    const auto subject = analysis.symbols.subjects.find(workflow.subject.text);
    const bool is_of_subject = subject && !scope.frames.empty() &&
                               !scope.frames.front().is_record &&
                               scope.frames.front().index == *subject;
    if (is_of_subject || !subject)
        return &workflow;
    report(analysis.diagnostics,
           {DiagnosticCode::case_of_other, name.span,
            fmt::format("the cases of `{}` are not those of what is asked about here", name.text),
            fmt::format("ask it in a rule for `{}`", workflow.subject.text)});
    return nullptr;
}

std::optional<std::vector<program::Expr>> type_case_key(Analysis& analysis, const Scope& scope,
                                                        const ast::Name& name,
                                                        const std::vector<ast::ExprPtr>& given,
                                                        const ast::Workflow& workflow)
{
    if (!given.empty() && given.size() != workflow.keys.size()) {
        report(
            analysis.diagnostics,
            {DiagnosticCode::bad_case_key, given.back()->span,
             fmt::format("a case of `{}` has {} key{}, not {}", workflow.name.text,
                         workflow.keys.size(), workflow.keys.size() == 1 ? "" : "s", given.size()),
             "write one value for each key, or none to mean the key of the same name around"});
        return std::nullopt;
    }
    std::vector<program::Expr> values;
    for (std::size_t i = 0; i < workflow.keys.size(); ++i) {
        const ast::Name& key = workflow.keys[i];
        const auto type = key_type(analysis, key);
        if (!type)
            return std::nullopt;  // reported where the workflow stands
        auto value = given.empty() ? key_around(analysis, scope, name, key)
                                   : type_term_as(analysis, scope, *given[i], *type);
        if (!value)
            return std::nullopt;
        values.push_back(std::move(*value));
    }
    return values;
}

Typed type_case_test(Analysis& analysis, const Scope& scope, const ast::CaseTest& test, Span span)
{
    std::uint32_t index = 0;
    const ast::Workflow* workflow = find_case_workflow(analysis, scope, test.workflow, index);
    if (workflow == nullptr)
        return std::nullopt;
    auto states = state_names(analysis, *workflow, test.states);
    auto key = type_case_key(analysis, scope, test.workflow, test.key, *workflow);
    if (!states || !key)
        return std::nullopt;
    auto expr = make_verdict(Op::case_in, std::move(*key), span);
    expr.ref = index;
    expr.path = std::move(*states);
    return negate_if(test.is_negated, std::move(expr));
}

Typed type_case_count(Analysis& analysis, const Scope& scope, const ast::CaseCount& count,
                      Span span)
{
    std::uint32_t index = 0;
    const ast::Workflow* workflow = find_case_workflow(analysis, scope, count.workflow, index);
    if (workflow == nullptr)
        return std::nullopt;
    auto states = state_names(analysis, *workflow, count.states);
    if (!states || !is_written_number(analysis, count.count_given))
        return std::nullopt;
    auto expr = make_verdict(Op::count_cases, {}, span);
    if (count.where) {
        Scope inner = scope;
        inner.case_keys.clear();
        for (const ast::Name& key : workflow->keys)
            if (const auto type = key_type(analysis, key))
                inner.case_keys.push_back({key.text, *type});
        auto where = type_condition(analysis, inner, *count.where);
        if (!where)
            return std::nullopt;
        expr.args.push_back(std::move(*where));
    }
    expr.ref = index;
    expr.path = std::move(*states);
    expr.quantity = quantity_of(count.quantity);
    expr.count = static_cast<std::uint32_t>(std::max<std::int64_t>(count.count, 0));
    return expr;
}

}  // namespace gradus::sema
