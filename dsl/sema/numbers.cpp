// Terms that count: sums, products, quotients, and what is gathered from the records of a list.
// Nothing is converted silently: a whole number that is written out fits where a decimal is meant,
// and a share or a product has the type of what it is a part or a multiple of.

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::Type;
using image::TypeKind;
using Typed = std::optional<program::Expr>;

constexpr Type k_whole{TypeKind::whole_number, 0};
constexpr Type k_decimal{TypeKind::decimal, 0};
constexpr Type k_percent{TypeKind::percent, 0};

bool is_whole_days(const Analysis& analysis, const program::Expr& amount)
{
    const auto& value = amount.op == Op::parameter
                            ? analysis.program.parameters.at(amount.ref).image.value
                            : amount.literal;
    const auto* period = std::get_if<Period>(&value);
    return period == nullptr || period->us == 0;
}

std::nullopt_t refuse_sum(Analysis& analysis, Span span, std::string message)
{
    report(analysis.diagnostics,
           {DiagnosticCode::bad_date_sum, span, std::move(message), "write `DATE plus 30 days`"});
    return std::nullopt;
}

std::nullopt_t refuse_numbers(Analysis& analysis, Span span, const char* words, Type left,
                              Type right)
{
    report(analysis.diagnostics,
           {DiagnosticCode::bad_arithmetic, span,
            fmt::format("{} {} {} has no meaning", words_of_type(analysis.program, left), words,
                        words_of_type(analysis.program, right)),
            "numbers of one kind are added; a product or a quotient has one plain number or "
            "percent"});
    return std::nullopt;
}

// The type of left times right.
std::optional<Type> product_type(Type left, Type right)
{
    if (is_plain_number(left) && is_plain_number(right))
        return left == k_whole && right == k_whole ? k_whole : k_decimal;
    if (left == k_percent)
        return is_plain_number(right) ? k_decimal : right;
    if (right == k_percent)
        return is_plain_number(left) ? k_decimal : left;
    if (is_plain_number(left))
        return right;
    return is_plain_number(right) ? std::optional(left) : std::nullopt;
}

std::optional<Type> quotient_type(Type left, Type right)
{
    if (is_plain_number(right))
        return is_plain_number(left) ? k_decimal : left;
    return left == right ? std::optional(k_decimal) : std::nullopt;
}

// What a kind of aggregate gathers.
bool fits_aggregate(ast::AggregateKind kind, Type type)
{
    switch (kind) {
    case ast::AggregateKind::sum:
    case ast::AggregateKind::highest:
    case ast::AggregateKind::lowest: return is_number(type);
    case ast::AggregateKind::earliest:
    case ast::AggregateKind::latest:
        return type.kind == TypeKind::date || type.kind == TypeKind::instant;
    case ast::AggregateKind::count: return true;
    }
    return false;
}

std::nullopt_t refuse_aggregate(Analysis& analysis, Span span, std::string message,
                                std::string help)
{
    report(analysis.diagnostics,
           {DiagnosticCode::bad_aggregate, span, std::move(message), std::move(help)});
    return std::nullopt;
}

Typed aggregated_list(Analysis& analysis, const Scope& scope, const ast::Aggregate& aggregate)
{
    const auto& names = aggregate.path.names;
    const bool is_count = aggregate.kind == ast::AggregateKind::count;
    if (names.size() != (is_count ? 1U : 2U))
        return refuse_aggregate(analysis, aggregate.path.span,
                                is_count ? "a count names a list" : "which field of which list?",
                                is_count ? "write `count of LIST`" : "write `LIST.FIELD`");
    auto list = type_path(analysis, scope, {{names.front()}, names.front().span}, Reading::value);
    if (!list)
        return std::nullopt;
    if (list->type.kind == TypeKind::records && list->op == Op::fact)
        return list;
    return refuse_aggregate(analysis, names.front().span,
                            fmt::format("this is {}, not a list of records",
                                        words_of_type(analysis.program, list->type)),
                            "only the records of a list can be gathered");
}

}  // namespace

bool is_plain_number(Type type)
{
    return type.kind == TypeKind::whole_number || type.kind == TypeKind::decimal;
}

bool is_number(Type type)
{
    return is_plain_number(type) || type.kind == TypeKind::percent || type.kind == TypeKind::money;
}

void fit_whole_number(program::Expr& expr, Type wanted)
{
    const auto* whole = std::get_if<std::int64_t>(&expr.literal);
    if (expr.op != Op::literal || whole == nullptr || wanted != k_decimal)
        return;
    expr.literal = decimal(*whole);
    expr.type = k_decimal;
}

Typed type_sum(Analysis& analysis, const Scope& scope, const ast::Sum& sum, Span span)
{
    auto base = type_term(analysis, scope, *sum.base);
    auto amount = type_term(analysis, scope, *sum.amount);
    if (!base || !amount)
        return std::nullopt;
    const Op op = sum.is_minus ? Op::minus : Op::plus;
    if (is_number(base->type) || is_number(amount->type)) {
        fit_whole_number(*base, amount->type);
        fit_whole_number(*amount, base->type);
        if (base->type != amount->type)
            return refuse_numbers(analysis, span, sum.is_minus ? "minus" : "plus", base->type,
                                  amount->type);
    } else if ((base->type.kind != TypeKind::date && base->type.kind != TypeKind::instant) ||
               amount->type.kind != TypeKind::period) {
        return refuse_sum(analysis, span, "`plus` and `minus` move a date by a period");
    } else if (base->type.kind == TypeKind::date && !is_whole_days(analysis, *amount)) {
        return refuse_sum(analysis, span, "a date has no time of day to add hours or minutes to");
    }
    const Type type = base->type;
    return make_expr(op, type, {std::move(*base), std::move(*amount)}, span);
}

Typed type_product(Analysis& analysis, const Scope& scope, const ast::Product& product, Span span)
{
    auto left = type_term(analysis, scope, *product.left);
    auto right = type_term(analysis, scope, *product.right);
    if (!left || !right)
        return std::nullopt;
    const auto type = is_number(left->type) && is_number(right->type)
                          ? product_type(left->type, right->type)
                          : std::nullopt;
    if (!type)
        return refuse_numbers(analysis, span, "times", left->type, right->type);
    return make_expr(Op::times, *type, {std::move(*left), std::move(*right)}, span);
}

Typed type_quotient(Analysis& analysis, const Scope& scope, const ast::Quotient& quotient,
                    Span span)
{
    auto left = type_term(analysis, scope, *quotient.left);
    auto right = type_term(analysis, scope, *quotient.right);
    if (!left || !right)
        return std::nullopt;
    const bool are_numbers = is_number(left->type) && is_number(right->type);
    auto type = are_numbers ? quotient_type(left->type, right->type) : std::nullopt;
    const bool is_ratio = type == k_decimal;
    if (!type || (quotient.is_percent && !is_ratio))
        return refuse_numbers(analysis, span, quotient.is_percent ? "as percent of" : "divided by",
                              left->type, right->type);
    if (quotient.places > k_decimal_digits) {
        report(analysis.diagnostics, {DiagnosticCode::bad_arithmetic, span,
                                      "a number has at most 18 places after its point",
                                      "two or three places are enough for most figures"});
        return std::nullopt;
    }
    auto expr = make_expr(quotient.is_percent ? Op::percent_of : Op::divide,
                          quotient.is_percent ? k_percent : *type,
                          {std::move(*left), std::move(*right)}, span);
    expr.rounding = quotient.rounding;
    expr.count = static_cast<std::uint32_t>(quotient.places);
    return expr;
}

Typed type_aggregate(Analysis& analysis, const Scope& scope, const ast::Aggregate& aggregate,
                     Span span)
{
    auto list = aggregated_list(analysis, scope, aggregate);
    if (!list)
        return std::nullopt;
    Scope inner = scope;
    inner.frames.push_back({true, list->type.of});
    auto expr = make_expr(Op::aggregate, k_whole, {}, span);
    expr.aggregate = static_cast<image::Aggregate>(aggregate.kind);
    expr.args.push_back(std::move(*list));
    if (aggregate.kind != ast::AggregateKind::count) {
        const ast::Name& field = aggregate.path.names.back();
        auto value = type_path(analysis, inner, {{field}, field.span}, Reading::value);
        if (!value)
            return std::nullopt;
        if (value->op != Op::fact || value->up != 0 || !fits_aggregate(aggregate.kind, value->type))
            return refuse_aggregate(analysis, field.span,
                                    fmt::format("{} cannot be gathered like this",
                                                words_of_type(analysis.program, value->type)),
                                    "sum, highest and lowest take numbers of the list's records, "
                                    "earliest and latest take dates");
        expr.type = value->type;
        expr.ref |= 1U;
        expr.args.push_back(std::move(*value));
    }
    if (aggregate.where) {
        auto where = type_condition(analysis, inner, *aggregate.where);
        if (!where)
            return std::nullopt;
        expr.ref |= 2U;
        expr.args.push_back(std::move(*where));
    }
    return expr;
}

}  // namespace gradus::sema
