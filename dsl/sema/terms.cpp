// Terms: literals, paths, today, and dates moved by periods.

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::Type;
using image::TypeKind;

program::Expr literal(TypeKind kind, image::Scalar value, Span span)
{
    program::Expr expr = make_expr(Op::literal, {kind, 0}, {}, span);
    expr.literal = std::move(value);
    return expr;
}

bool has_value(const image::Choice& choice, const std::string& name)
{
    return std::any_of(choice.values.begin(), choice.values.end(),
                       [&name](const image::ChoiceValue& value) { return value.name == name; });
}

class TermTyper {
public:
    TermTyper(Analysis& analysis, const Scope& scope, Span span)
        : analysis_(analysis), scope_(scope), span_(span)
    {}

    using Typed = std::optional<program::Expr>;

    Typed operator()(const ast::YesNo& yes_no)
    {
        return literal(TypeKind::yes_no, yes_no.value, span_);
    }
    Typed operator()(const ast::Number& number)
    {
        return literal(TypeKind::whole_number, number.value, span_);
    }
    Typed operator()(const ast::DecimalLiteral& number)
    {
        return literal(TypeKind::decimal, number.value, span_);
    }
    Typed operator()(const ast::PercentLiteral& percent)
    {
        return literal(TypeKind::percent, percent.value, span_);
    }
    Typed operator()(const ast::MoneyLiteral& money)
    {
        auto expr = literal(TypeKind::money, money.value, span_);
        expr.type = money_type(analysis_, money.value.currency);
        return expr;
    }
    Typed operator()(const ast::DateLiteral& date)
    {
        return literal(TypeKind::date, date.value, span_);
    }
    Typed operator()(const ast::TextLiteral& text)
    {
        return literal(TypeKind::text, text.value, span_);
    }
    Typed operator()(const ast::PeriodLiteral& period)
    {
        const auto resolved = resolve_period(analysis_, period, span_);
        return resolved ? Typed(literal(TypeKind::period, *resolved, span_)) : std::nullopt;
    }
    Typed operator()(const ast::Today&)
    {
        return make_expr(Op::today, {TypeKind::date, 0}, {}, span_);
    }
    Typed operator()(const ast::InstantLiteral& written)
    {
        const auto instant =
            instant_of(written.date, written.minute_of_day, analysis_.program.zone);
        return literal(TypeKind::instant, instant, span_);
    }
    Typed operator()(const ast::Now&)
    {
        if (scope_.has_now)
            return make_expr(Op::now, {TypeKind::instant, 0}, {}, span_);
        report(analysis_.diagnostics,
               {DiagnosticCode::misplaced_now, span_, "a condition looks at days, not at moments",
                "ask `today`, or let the time run with `after 12 hours`"});
        return std::nullopt;
    }
    Typed operator()(const ast::DatePart& part)
    {
        auto instant = type_term_as(analysis_, scope_, *part.instant, {TypeKind::instant, 0});
        if (!instant)
            return std::nullopt;
        return make_expr(Op::date_part, {TypeKind::date, 0}, {std::move(*instant)}, span_);
    }
    Typed operator()(const ast::PathExpr& path)
    {
        return type_path(analysis_, scope_, path.path, Reading::value);
    }

    Typed operator()(const ast::TableValue& value)
    {
        return type_table_value(analysis_, scope_, value, span_);
    }
    Typed operator()(const ast::Sum& sum) { return type_sum(analysis_, scope_, sum, span_); }
    Typed operator()(const ast::Product& product)
    {
        return type_product(analysis_, scope_, product, span_);
    }
    Typed operator()(const ast::Quotient& quotient)
    {
        return type_quotient(analysis_, scope_, quotient, span_);
    }
    Typed operator()(const ast::Aggregate& aggregate)
    {
        return type_aggregate(analysis_, scope_, aggregate, span_);
    }

    // The grammar lets conditions stand only where conditions are meant.
    template <class Condition> Typed operator()(const Condition&)
    {
        report(analysis_.diagnostics, {DiagnosticCode::bad_date_sum, span_,
                                       "a condition is no value", "write `DATE plus 30 days`"});
        return std::nullopt;
    }

private:
    Analysis& analysis_;
    const Scope& scope_;
    Span span_;
};

std::optional<program::Expr> choice_value(Analysis& analysis, const Scope& scope,
                                          const ast::Name& name, Type expected,
                                          const ast::Expr& expr)
{
    const image::Choice& choice = analysis.program.choices.at(expected.of);
    if (has_value(choice, name.text)) {
        program::Expr value = literal(TypeKind::choice, name.text, name.span);
        value.type.of = expected.of;
        return value;
    }
    if (has_meaning(analysis, scope, expr))
        return std::nullopt;
    std::vector<std::string> names;
    for (const image::ChoiceValue& value : choice.values)
        names.push_back(value.name);
    report_unknown(analysis.diagnostics, name,
                   {DiagnosticCode::unknown_choice_value,
                    fmt::format("value of `{}` named", choice.name), std::move(names)});
    return std::nullopt;
}

}  // namespace

std::optional<program::Expr> type_term(Analysis& analysis, const Scope& scope,
                                       const ast::Expr& expr)
{
    return std::visit(TermTyper(analysis, scope, expr.span), expr.node);
}

std::optional<program::Expr> type_term_as(Analysis& analysis, const Scope& scope,
                                          const ast::Expr& expr, Type expected)
{
    const ast::Name* name = bare_name(expr);
    if (name != nullptr && expected.kind == TypeKind::choice) {
        auto value = choice_value(analysis, scope, *name, expected, expr);
        if (value || !has_meaning(analysis, scope, expr))
            return value;
    }
    auto term = type_term(analysis, scope, expr);
    if (term)
        fit_whole_number(*term, expected);
    if (!term || term->type == expected)
        return term;
    report_mismatch(analysis, expr.span, expected, term->type);
    return std::nullopt;
}

std::optional<program::Expr> type_period(Analysis& analysis, const Scope& scope,
                                         const ast::Expr& expr)
{
    auto term = type_term(analysis, scope, expr);
    if (!term)
        return std::nullopt;
    const bool is_fixed = term->op == Op::literal || term->op == Op::parameter;
    const bool is_period = is_fixed && term->type.kind == TypeKind::period;
    if (is_period && period_of(analysis, *term) != Period{})
        return term;
    if (is_period) {
        report(analysis.diagnostics,
               {DiagnosticCode::not_a_period, expr.span,
                "a period of no length is over before it begins", "write one such as `30 days`"});
        return std::nullopt;
    }
    report(analysis.diagnostics, {DiagnosticCode::not_a_period, expr.span,
                                  fmt::format("a period is needed here, not {}",
                                              words_of_type(analysis.program, term->type)),
                                  "write one such as `30 days`, or name a parameter that is one"});
    return std::nullopt;
}

std::optional<Period> period_of(const Analysis& analysis, const program::Expr& expr)
{
    const image::Scalar& value = expr.op == Op::parameter
                                     ? analysis.program.parameters.at(expr.ref).image.value
                                     : expr.literal;
    const auto* period = std::get_if<Period>(&value);
    return period != nullptr ? std::optional(*period) : std::nullopt;
}

std::string words_of_type(const Program& program, Type type)
{
    switch (type.kind) {
    case TypeKind::yes_no: return "yes or no";
    case TypeKind::text: return "a text";
    case TypeKind::whole_number: return "a whole number";
    case TypeKind::date: return "a date";
    case TypeKind::instant: return "a date and time";
    case TypeKind::period: return "a period";
    case TypeKind::decimal: return "a decimal";
    case TypeKind::percent: return "a percent";
    case TypeKind::money: return fmt::format("money in {}", program.currencies.at(type.of));
    case TypeKind::choice: return fmt::format("a value of `{}`", program.choices.at(type.of).name);
    case TypeKind::choices: return fmt::format("a list of `{}`", program.choices.at(type.of).name);
    case TypeKind::records: return fmt::format("a list of `{}`", program.records.at(type.of).name);
    }
    return {};
}

void report_mismatch(Analysis& analysis, Span span, Type expected, Type found)
{
    report(analysis.diagnostics,
           {DiagnosticCode::type_mismatch, span,
            fmt::format("this is {}, but {} is needed", words_of_type(analysis.program, found),
                        words_of_type(analysis.program, expected))});
}

program::Expr make_expr(Op op, Type type, std::vector<program::Expr> args, Span span)
{
    program::Expr expr;
    expr.op = op;
    expr.type = type;
    expr.args = std::move(args);
    expr.span = span;
    return expr;
}

program::Expr make_verdict(Op op, std::vector<program::Expr> args, Span span)
{
    return make_expr(op, {TypeKind::yes_no, 0}, std::move(args), span);
}

program::Expr negate_if(bool is_negated, program::Expr verdict)
{
    if (!is_negated)
        return verdict;
    const Span span = verdict.span;
    return make_verdict(Op::negate, {std::move(verdict)}, span);
}

}  // namespace gradus::sema
