// Conditions that ask another rule: `insured is met`, `at least 2 vehicles of_kind van or bus`. The
// rule's givens come from `with`, from the values behind its name, or from the givens of the same
// name around.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::Type;
using image::TypeKind;
using Typed = std::optional<program::Expr>;
using TypedArguments = std::optional<std::vector<program::Expr>>;

const image::Rule* find_rule(Analysis& analysis, const ast::Name& name, std::uint32_t& index)
{
    const auto found = analysis.symbols.rules.find(name.text);
    if (!found) {
        report_unknown(analysis.diagnostics, name,
                       {DiagnosticCode::unknown_rule, "rule", analysis.symbols.rules.names()});
        return nullptr;
    }
    index = *found;
    return &analysis.program.rules.at(index).head;
}

bool is_given_faulty(const Analysis& analysis, const image::Rule& rule, const image::Given& given)
{
    return analysis.faulty.contains(rule.name + "." + given.name);
}

// The given or key of the same name where the rule is asked.
Typed given_around(Analysis& analysis, const Scope& scope, const image::Rule& rule,
                   const image::Given& given, Span span)
{
    for (std::size_t i = 0; i < scope.case_keys.size(); ++i)
        if (scope.case_keys[i].name == given.name && scope.case_keys[i].type == given.type) {
            program::Expr expr = make_expr(Op::case_key, given.type, {}, span);
            expr.ref = static_cast<std::uint32_t>(i);
            return expr;
        }
    for (std::size_t i = 0; i < scope.givens.size(); ++i) {
        if (scope.givens[i].name != given.name)
            continue;
        program::Expr expr =
            make_expr(scope.owner.empty() ? Op::key : Op::given, given.type, {}, span);
        expr.ref = static_cast<std::uint32_t>(i);
        if (scope.givens[i].type == given.type)
            return expr;
        if (!is_given_faulty(analysis, rule, given))
            report_mismatch(analysis, span, given.type, scope.givens[i].type);
        return std::nullopt;
    }
    report(analysis.diagnostics,
           {DiagnosticCode::missing_given, span,
            fmt::format("`{}` needs its given `{}`", rule.name, given.name),
            fmt::format("hand it over: `{} with {} … is met`", rule.name, given.name)});
    return std::nullopt;
}

const ast::Argument* find_argument(const std::vector<ast::Argument>& arguments,
                                   const std::string& name)
{
    for (const ast::Argument& argument : arguments)
        if (argument.given.text == name)
            return &argument;
    return nullptr;
}

bool has_given(const image::Rule& rule, const std::string& name)
{
    return std::any_of(rule.givens.begin(), rule.givens.end(),
                       [&name](const image::Given& given) { return given.name == name; });
}

// False when an argument is for no given: then a given that seems to be missing is misspelt here.
bool check_argument_names(Analysis& analysis, const image::Rule& rule,
                          const std::vector<ast::Argument>& arguments)
{
    bool is_whole = true;
    std::map<std::string, Span> seen;
    for (const ast::Argument& argument : arguments) {
        const auto [first, is_new] = seen.try_emplace(argument.given.text, argument.given.span);
        if (!is_new)
            report_duplicate(analysis.diagnostics, argument.given, first->second);
        if (has_given(rule, argument.given.text))
            continue;
        is_whole = false;
        std::vector<std::string> names;
        for (const image::Given& given : rule.givens)
            names.push_back(given.name);
        report_unknown(analysis.diagnostics, argument.given,
                       {DiagnosticCode::unknown_given,
                        fmt::format("given of `{}` named", rule.name), std::move(names)});
    }
    return is_whole;
}

TypedArguments named_arguments(Analysis& analysis, const Scope& scope, const image::Rule& rule,
                               const ast::Name& asked, const std::vector<ast::Argument>& arguments)
{
    if (!check_argument_names(analysis, rule, arguments))
        return std::nullopt;
    std::vector<program::Expr> args;
    for (const image::Given& given : rule.givens) {
        if (is_given_faulty(analysis, rule, given))
            return std::nullopt;
        const ast::Argument* argument = find_argument(arguments, given.name);
        auto value = argument != nullptr
                         ? type_term_as(analysis, scope, *argument->value, given.type)
                         : given_around(analysis, scope, rule, given, asked.span);
        if (!value)
            return std::nullopt;
        args.push_back(std::move(*value));
    }
    return args;
}

void report_argument(Analysis& analysis, Span span, std::string message)
{
    report(analysis.diagnostics, {DiagnosticCode::bad_argument, span, std::move(message),
                                  "values behind a rule's name are its single given"});
}

// `A or B` for a given that is a list of a choice's values; one value makes a list of one.
Typed list_argument(Analysis& analysis, const Scope& scope, const image::Given& given,
                    const std::vector<ast::ExprPtr>& arguments)
{
    const Type element{TypeKind::choice, given.type.of};
    std::vector<program::Expr> items;
    for (const ast::ExprPtr& argument : arguments) {
        auto value = type_term_as(analysis, scope, *argument, element);
        if (!value)
            return std::nullopt;
        items.push_back(std::move(*value));
    }
    return make_expr(Op::list, given.type, std::move(items), arguments.front()->span);
}

bool is_list_term(Analysis& analysis, const Scope& scope, const ast::Expr& expr, Type list)
{
    if (bare_name(expr) == nullptr || !has_meaning(analysis, scope, expr))
        return false;
    Diagnostics unheard;  // Only asks; what is wrong is told when the term is typed in earnest.
    Analysis quiet{analysis.symbols, analysis.registers, analysis.program, unheard,
                   analysis.faulty};
    const auto term = type_term(quiet, scope, expr);
    return term && term->type == list;
}

TypedArguments positional_arguments(Analysis& analysis, const Scope& scope, const image::Rule& rule,
                                    const std::vector<ast::ExprPtr>& arguments)
{
    const Span span = arguments.front()->span;
    if (rule.givens.size() != 1) {
        report_argument(analysis, span,
                        rule.givens.empty()
                            ? fmt::format("`{}` has no given that could take a value", rule.name)
                            : fmt::format("`{}` has several givens", rule.name));
        return std::nullopt;
    }
    const image::Given& given = rule.givens.front();
    if (is_given_faulty(analysis, rule, given))
        return std::nullopt;
    const bool is_list = given.type.kind == TypeKind::choices;
    if (!is_list && arguments.size() > 1) {
        report_argument(analysis, arguments[1]->span,
                        fmt::format("`{}` takes one value, not several", rule.name));
        return std::nullopt;
    }
    const bool is_spread =
        is_list && !is_list_term(analysis, scope, *arguments.front(), given.type);
    auto value = is_spread ? list_argument(analysis, scope, given, arguments)
                           : type_term_as(analysis, scope, *arguments.front(), given.type);
    if (!value)
        return std::nullopt;
    std::vector<program::Expr> args;
    args.push_back(std::move(*value));
    return args;
}

// How many frames out the record or subject stands that the rule is about.
std::optional<std::uint32_t> frame_of(const Scope& scope, const image::Rule& rule)
{
    for (std::size_t up = 0; up < scope.frames.size(); ++up) {
        const Frame frame = scope.frames[scope.frames.size() - 1 - up];
        if (frame.is_record == rule.is_about_record && frame.index == rule.about)
            return static_cast<std::uint32_t>(up);
    }
    return std::nullopt;
}

Typed rule_met(Analysis& analysis, const Scope& scope, const ast::Name& name, std::uint32_t index,
               TypedArguments args)
{
    const image::Rule& rule = analysis.program.rules.at(index).head;
    const auto up = frame_of(scope, rule);
    if (!up && !analysis.faulty.contains(rule.name)) {
        const Frame about{rule.is_about_record, rule.about};
        report(analysis.diagnostics,
               {DiagnosticCode::rule_about_other, name.span,
                fmt::format("`{}` is about each `{}`, and there is none here", rule.name,
                            fields_of(analysis.program, about).name),
                rule.is_about_record ? "count the elements of a list for which it is met"
                                     : std::string{}});
    }
    if (!up || !args)
        return std::nullopt;
    program::Expr expr = make_verdict(Op::rule_met, std::move(*args), name.span);
    expr.ref = index;
    expr.up = *up;
    return expr;
}

Typed counted_list(Analysis& analysis, const Scope& scope, const ast::Path& path)
{
    auto list = type_path(analysis, scope, path, Reading::value);
    if (!list || (list->type.kind == TypeKind::records && list->op == Op::fact))
        return list;
    report(analysis.diagnostics,
           {DiagnosticCode::not_a_list, path.span,
            fmt::format("`{}` is {}, but only the elements of a list of records can be counted",
                        path.names.front().text, words_of_type(analysis.program, list->type))});
    return std::nullopt;
}

// The verdict that is asked of each element, in the element's own frame.
Typed element_verdict(Analysis& analysis, const Scope& inner, const ast::Quantified& count)
{
    if (count.where)
        return type_condition(analysis, inner, *count.where);
    std::uint32_t index = 0;
    const image::Rule* rule = find_rule(analysis, *count.rule, index);
    if (rule == nullptr)
        return std::nullopt;
    auto args = count.arguments.empty()
                    ? named_arguments(analysis, inner, *rule, *count.rule, {})
                    : positional_arguments(analysis, inner, *rule, count.arguments);
    auto verdict = rule_met(analysis, inner, *count.rule, index, std::move(args));
    if (!verdict || verdict->up == 0)
        return verdict;
    report(analysis.diagnostics,
           {DiagnosticCode::rule_about_other, count.rule->span,
            fmt::format("`{}` is not about the elements of this list", rule->name),
            "ask a rule for the record that the list consists of"});
    return std::nullopt;
}

// Only the last elements, in the order of a date or a number of theirs.
Typed with_order(Analysis& analysis, const Scope& inner, const ast::Quantified& count,
                 program::Expr expr)
{
    const ast::Name& field = *count.ordered_by;
    auto order = type_path(analysis, inner, {{field}, field.span}, Reading::value);
    if (!order)
        return std::nullopt;
    const bool has_order = order->type.kind == TypeKind::date || is_number(order->type);
    if (order->op != Op::fact || order->up != 0 || !has_order) {
        report(analysis.diagnostics,
               {DiagnosticCode::bad_aggregate, field.span,
                "the last elements of a list are found by a date or a number of its records"});
        return std::nullopt;
    }
    if (count.last < 1 || count.last > static_cast<std::int64_t>(k_limit_list_elements)) {
        report(analysis.diagnostics,
               {DiagnosticCode::impossible_count, expr.span,
                fmt::format("a list has 1 to {} last elements", k_limit_list_elements)});
        return std::nullopt;
    }
    expr.ref = static_cast<std::uint32_t>(count.last);
    expr.args.push_back(std::move(*order));
    return expr;
}

}  // namespace

image::Quantity quantity_of(ast::Quantity quantity)
{
    switch (quantity) {
    case ast::Quantity::at_least: return image::Quantity::at_least;
    case ast::Quantity::at_most: return image::Quantity::at_most;
    case ast::Quantity::exactly: return image::Quantity::exactly;
    case ast::Quantity::each: return image::Quantity::each;
    case ast::Quantity::some: return image::Quantity::some;
    case ast::Quantity::none: return image::Quantity::none;
    }
    UNREACHABLE();
}

Typed type_table_value(Analysis& analysis, const Scope& scope, const ast::TableValue& value,
                       Span span)
{
    std::uint32_t index = 0;
    const image::Rule* table = find_rule(analysis, value.table, index);
    if (table == nullptr)
        return std::nullopt;
    if (!table->is_table) {
        report(analysis.diagnostics,
               {DiagnosticCode::type_mismatch, value.table.span,
                fmt::format("`{}` is a rule, which is met or not met, and gives no value",
                            table->name),
                fmt::format("ask `{} is met`", table->name)});
        return std::nullopt;
    }
    auto args = named_arguments(analysis, scope, *table, value.table, value.arguments);
    auto expr = rule_met(analysis, scope, value.table, index, std::move(args));
    if (!expr || analysis.faulty.contains(table->name))
        return std::nullopt;
    expr->op = Op::table_value;
    const auto& gives = table->gives;
    expr->type = table->takes == image::TakesRows::all ? Type{TypeKind::choices, gives.of} : gives;
    expr->span = span;
    return expr;
}

Typed type_rule_test(Analysis& analysis, const Scope& scope, const ast::RuleTest& test, Span span)
{
    std::uint32_t index = 0;
    const image::Rule* rule = find_rule(analysis, test.rule, index);
    if (rule == nullptr)
        return std::nullopt;
    if (rule->is_table) {
        report(analysis.diagnostics,
               {DiagnosticCode::type_mismatch, test.rule.span,
                fmt::format("`{}` is a table, which gives a value", rule->name),
                fmt::format("compare it: `{} is …`", rule->name)});
        return std::nullopt;
    }
    auto args = named_arguments(analysis, scope, *rule, test.rule, test.arguments);
    auto verdict = rule_met(analysis, scope, test.rule, index, std::move(args));
    if (!verdict)
        return std::nullopt;
    verdict->span = span;
    return negate_if(test.is_negated, std::move(*verdict));
}

bool is_written_number(Analysis& analysis, const std::optional<ast::Name>& count)
{
    if (count)
        report(analysis.diagnostics,
               {DiagnosticCode::unknown_given, count->span,
                fmt::format("`{}` is no number", count->text),
                "write the number; only in a fragment a given can stand for it"});
    return !count;
}

Typed type_quantified(Analysis& analysis, const Scope& scope, const ast::Quantified& count,
                      Span span)
{
    auto list = counted_list(analysis, scope, count.list);
    if (!list)
        return std::nullopt;
    Scope inner = scope;
    inner.frames.push_back({true, list->type.of});
    auto verdict = element_verdict(analysis, inner, count);
    if (!verdict)
        return std::nullopt;
    if (!is_written_number(analysis, count.count_given))
        return std::nullopt;
    if (count.count < 0 || count.count > static_cast<std::int64_t>(k_limit_list_elements)) {
        report(analysis.diagnostics,
               {DiagnosticCode::impossible_count, span,
                fmt::format("a list has at most {} elements", k_limit_list_elements)});
        return std::nullopt;
    }
    program::Expr expr = make_verdict(Op::count_met, {std::move(*list), std::move(*verdict)}, span);
    expr.quantity = quantity_of(count.quantity);
    expr.count = static_cast<std::uint32_t>(count.count);
    return count.ordered_by ? with_order(analysis, inner, count, std::move(expr)) : expr;
}

}  // namespace gradus::sema
