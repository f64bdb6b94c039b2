#include <algorithm>

#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

template <class Node> ExprPtr make(Node node, Span span)
{
    return std::make_unique<Expr>(Expr{std::move(node), span});
}

bool take_not(Parts& parts) { return parts.take_keyword("not"); }

// --- the part after a comparison's first term ---

ExprPtr lower_one_of(Parts parts, ExprPtr value, Span span)
{
    OneOf one_of;
    one_of.value = std::move(value);
    parts.take_keyword("is");
    one_of.is_negated = take_not(parts);
    parts.skip(CstKind::keyword);
    while (!parts.is_done()) {
        one_of.options.push_back(lower_term(parts.lowering(), parts.take()));
        parts.skip(CstKind::mark);
    }
    return make(std::move(one_of), span);
}

ExprPtr compare(Relation relation, ExprPtr left, Parts& parts, Span span)
{
    parts.skip(CstKind::keyword);
    auto right = lower_term(parts.lowering(), parts.take());
    return make(Comparison{relation, std::move(left), std::move(right)}, span);
}

ExprPtr lower_more_less(Parts parts, ExprPtr value, Span span)
{
    parts.take_keyword("is");
    const bool is_at = parts.take_keyword("at");
    const bool is_up = is_at ? parts.is_at_keyword("least") : parts.is_at_keyword("more");
    const auto relation = is_at ? (is_up ? Relation::at_least : Relation::at_most)
                                : (is_up ? Relation::more_than : Relation::less_than);
    return compare(relation, std::move(value), parts, span);
}

ExprPtr lower_date_relation(Parts parts, ExprPtr value, Span span)
{
    parts.take_keyword("is");
    const bool is_on = parts.take_keyword("on") && parts.take_keyword("or");
    const bool is_before = parts.is_at_keyword("before");
    const auto relation = is_on ? (is_before ? Relation::on_or_before : Relation::on_or_after)
                                : (is_before ? Relation::before : Relation::after);
    return compare(relation, std::move(value), parts, span);
}

ExprPtr lower_between(Parts parts, ExprPtr value, Span span)
{
    parts.skip(CstKind::keyword);
    auto first = lower_term(parts.lowering(), parts.take());
    parts.skip(CstKind::keyword);
    auto last = lower_term(parts.lowering(), parts.take());
    return make(Between{std::move(value), std::move(first), std::move(last)}, span);
}

ExprPtr lower_is(Parts parts, ExprPtr value, Span span)
{
    parts.take_keyword("is");
    return compare(take_not(parts) ? Relation::ne : Relation::eq, std::move(value), parts, span);
}

ExprPtr lower_includes(Parts parts, ExprPtr list, Span span)
{
    const bool is_negated = parts.is_at_keyword("does");
    parts.skip(CstKind::keyword);
    auto value = lower_term(parts.lowering(), parts.take());
    return make(Includes{std::move(list), std::move(value), is_negated}, span);
}

ExprPtr lower_comparison(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    auto value = lower_term(lowering, parts.take());
    const auto kind = parts.kind();
    Parts tail(lowering, parts.take());
    switch (kind) {
    case CstKind::known: {
        tail.take_keyword("is");
        return make(Known{std::move(value), take_not(tail)}, parts.span());
    }
    case CstKind::one_of: return lower_one_of(tail, std::move(value), parts.span());
    case CstKind::more_less: return lower_more_less(tail, std::move(value), parts.span());
    case CstKind::date_relation: return lower_date_relation(tail, std::move(value), parts.span());
    case CstKind::between: return lower_between(tail, std::move(value), parts.span());
    case CstKind::is: return lower_is(tail, std::move(value), parts.span());
    case CstKind::includes: return lower_includes(tail, std::move(value), parts.span());
    default: UNREACHABLE();
    }
}

ExprPtr lower_rule_test(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    RuleTest test;
    test.rule = parts.name();
    parts.take_keyword("with");
    test.arguments = lower_arguments(parts);
    parts.take_keyword("is");
    test.is_negated = take_not(parts);
    return make(std::move(test), parts.span());
}

void lower_quantity(const Lowering& lowering, std::size_t node, Quantified& quantified)
{
    Parts parts(lowering, node);
    if (parts.take_keyword("at"))
        quantified.quantity = parts.is_at_keyword("least") ? Quantity::at_least : Quantity::at_most;
    else if (parts.is_at_keyword("exactly"))
        quantified.quantity = Quantity::exactly;
    else if (parts.is_at_keyword("each"))
        quantified.quantity = Quantity::each;
    else
        quantified.quantity = parts.is_at_keyword("some") ? Quantity::some : Quantity::none;
    parts.skip(CstKind::keyword);
    if (parts.is_at(CstKind::number))
        quantified.count = parts.number();
    else if (parts.is_at(CstKind::name))
        quantified.count_given = parts.name();
}

ExprPtr lower_quantified(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Quantified quantified;
    lower_quantity(lowering, parts.take(), quantified);
    if (parts.is_at(CstKind::last)) {
        Parts last(lowering, parts.take());
        last.take();
        quantified.last = last.number();
    }
    quantified.list = lower_path(lowering, parts.take());
    if (parts.is_at(CstKind::ordered_by)) {
        Parts order(lowering, parts.take());
        order.take();
        quantified.ordered_by = order.name();
    }
    const bool is_where = parts.is_at(CstKind::where);
    Parts tail(lowering, parts.take());
    if (is_where) {
        tail.take_keyword("where");
        quantified.where = lower_condition(lowering, tail.take());
    } else {
        quantified.rule = tail.name();
        while (!tail.is_done()) {
            quantified.arguments.push_back(lower_primary(lowering, tail.take()));
            tail.take_keyword("or");
        }
    }
    return make(std::move(quantified), parts.span());
}

ExprPtr lower_case_test(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    CaseTest test;
    test.workflow = parts.name();
    if (parts.take_keyword("for"))
        while (parts.is_at(CstKind::term)) {
            test.key.push_back(lower_term(lowering, parts.take()));
            parts.skip(CstKind::mark);
        }
    parts.take_keyword("is");
    test.is_negated = take_not(parts);
    parts.take_keyword("in");
    test.states = parts.names();
    return make(std::move(test), parts.span());
}

ExprPtr lower_case_count(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Quantified quantity;
    lower_quantity(lowering, parts.take(), quantity);
    CaseCount count;
    count.quantity = quantity.quantity;
    count.count = quantity.count;
    count.count_given = std::move(quantity.count_given);
    count.workflow = parts.name();
    parts.skip(CstKind::keyword);
    while (parts.is_at(CstKind::name)) {
        count.states.push_back(parts.name());
        parts.take_keyword("or");
    }
    if (parts.take_keyword("where")) {
        parts.skip(CstKind::mark);
        count.where = lower_condition(lowering, parts.take());
    }
    return make(std::move(count), parts.span());
}

ExprPtr lower_test(const Lowering& lowering, std::size_t node)
{
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::not_condition: {
        Parts parts(lowering, node);
        parts.take();
        return make(Not{lower_test(lowering, parts.take())}, parts.span());
    }
    case CstKind::group: {
        Parts parts(lowering, node);
        parts.take();
        return lower_condition(lowering, parts.take());
    }
    case CstKind::quantified: return lower_quantified(lowering, node);
    case CstKind::case_count: return lower_case_count(lowering, node);
    case CstKind::case_test: return lower_case_test(lowering, node);
    case CstKind::rule_test: return lower_rule_test(lowering, node);
    case CstKind::comparison: return lower_comparison(lowering, node);
    default: UNREACHABLE();
    }
}

ExprPtr lower_and(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    And conjunction;
    while (!parts.is_done()) {
        conjunction.parts.push_back(lower_test(lowering, parts.take()));
        parts.take_keyword("and");
    }
    if (conjunction.parts.size() == 1)
        return std::move(conjunction.parts[0]);
    return make(std::move(conjunction), parts.span());
}

ExprPtr lower_table_value(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    TableValue value;
    value.table = parts.name();
    parts.take_keyword("with");
    value.arguments = lower_arguments(parts);
    return make(std::move(value), parts.span());
}

AggregateKind aggregate_kind(std::string_view word)
{
    static constexpr std::string_view k_words[] = {"sum",    "count",   "earliest",
                                                   "latest", "highest", "lowest"};
    const auto* const found = std::find(std::begin(k_words), std::end(k_words), word);
    ASSERT(found != std::end(k_words));
    return static_cast<AggregateKind>(found - std::begin(k_words));
}

ExprPtr lower_aggregate(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Aggregate aggregate;
    aggregate.kind = aggregate_kind(lowering.text_of(parts.take()));
    parts.skip(CstKind::keyword);
    aggregate.path = lower_path(lowering, parts.take());
    if (parts.take_keyword("where")) {
        parts.skip(CstKind::mark);
        aggregate.where = lower_condition(lowering, parts.take());
    }
    return make(std::move(aggregate), parts.span());
}

void lower_rounding(const Lowering& lowering, std::size_t node, Quotient& quotient)
{
    Parts parts(lowering, node);
    parts.take_keyword("rounded");
    if (parts.take_keyword("half"))
        quotient.rounding = parts.is_at_keyword("up") ? Rounding::half_up : Rounding::half_even;
    else
        quotient.rounding = parts.is_at_keyword("up") ? Rounding::up : Rounding::down;
    parts.skip(CstKind::keyword);
    quotient.places = parts.number();
}

// "times B", "of B", "divided by B rounded …", "as percent of B rounded …" after A.
ExprPtr lower_factor_tail(const Lowering& lowering, std::size_t node, ExprPtr left)
{
    const auto kind = lowering.cst.nodes[node].kind;
    Parts parts(lowering, node);
    parts.skip(CstKind::keyword);
    auto right = lower_primary(lowering, parts.take());
    const auto span = cover(left->span, parts.span());
    if (kind == CstKind::times || kind == CstKind::share)
        return make(Product{std::move(left), std::move(right)}, span);
    Quotient quotient{std::move(left), std::move(right), kind == CstKind::percent_of};
    lower_rounding(lowering, parts.take(), quotient);
    return make(std::move(quotient), span);
}

ExprPtr lower_factor(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    auto factor = lower_primary(lowering, parts.take());
    while (!parts.is_done())
        factor = lower_factor_tail(lowering, parts.take(), std::move(factor));
    return factor;
}

}  // namespace

std::int32_t lower_time(const Lowering& lowering, std::size_t node)
{
    const auto text = lowering.text_of(node);
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59)
        lowering.diagnostics.add({DiagnosticCode::no_such_date,
                                  lowering.span_of(node),
                                  "there is no such time of day",
                                  "times go from 00:00 to 23:59",
                                  {},
                                  {}});
    return hour * 60 + minute;
}

InstantLiteral lower_instant(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    const auto date = lower_date(lowering, parts.take());
    return {date, lower_time(lowering, parts.take())};
}

std::vector<ast::Argument> lower_arguments(Parts& parts)
{
    std::vector<ast::Argument> arguments;
    while (parts.is_at(CstKind::argument)) {
        Parts argument(parts.lowering(), parts.take());
        auto name = argument.name();
        arguments.push_back({std::move(name), lower_term(parts.lowering(), argument.take())});
        parts.skip(CstKind::mark);
    }
    return arguments;
}

Path lower_path(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Path path;
    path.span = parts.span();
    path.names = parts.names();
    return path;
}

ExprPtr lower_condition(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    if (parts.is_at(CstKind::or_condition))  // the rule and its one part leave a node each
        return lower_condition(lowering, parts.take());
    Or disjunction;
    while (!parts.is_done()) {
        disjunction.parts.push_back(lower_and(lowering, parts.take()));
        parts.take_keyword("or");
    }
    if (disjunction.parts.size() == 1)
        return std::move(disjunction.parts[0]);
    return make(std::move(disjunction), parts.span());
}

bool is_primary(CstKind kind)
{
    switch (kind) {
    case CstKind::today:
    case CstKind::now:
    case CstKind::instant:
    case CstKind::date_part:
    case CstKind::yes_no:
    case CstKind::date:
    case CstKind::period:
    case CstKind::percent:
    case CstKind::money:
    case CstKind::decimal:
    case CstKind::number:
    case CstKind::text:
    case CstKind::aggregate:
    case CstKind::table_value:
    case CstKind::path: return true;
    default: return false;
    }
}

ExprPtr lower_primary(const Lowering& lowering, std::size_t node)
{
    const auto span = lowering.span_of(node);
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::today: return make(Today{}, span);
    case CstKind::now: return make(Now{}, span);
    case CstKind::instant: return make(lower_instant(lowering, node), span);
    case CstKind::date_part: {
        Parts parts(lowering, node);
        parts.skip(CstKind::keyword);
        return make(DatePart{lower_primary(lowering, parts.take())}, span);
    }
    case CstKind::yes_no: return make(YesNo{Parts(lowering, node).is_at_keyword("yes")}, span);
    case CstKind::date: return make(DateLiteral{lower_date(lowering, node)}, span);
    case CstKind::period: return make(lower_period(lowering, node), span);
    case CstKind::decimal: return make(DecimalLiteral{lower_decimal(lowering, node)}, span);
    case CstKind::percent: return make(PercentLiteral{lower_percent(lowering, node)}, span);
    case CstKind::money: return make(MoneyLiteral{lower_money(lowering, node)}, span);
    case CstKind::aggregate: return lower_aggregate(lowering, node);
    case CstKind::table_value: return lower_table_value(lowering, node);
    case CstKind::number: return make(Number{lower_number(lowering, node)}, span);
    case CstKind::text: return make(TextLiteral{lower_text(lowering, node).text}, span);
    case CstKind::path: return make(PathExpr{lower_path(lowering, node)}, span);
    default: UNREACHABLE();
    }
}

ExprPtr lower_term(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    auto term = lower_factor(lowering, parts.take());
    while (!parts.is_done()) {
        Parts shift(lowering, parts.take());
        const bool is_minus = shift.is_at_keyword("minus");
        shift.take();
        auto amount = lower_factor(lowering, shift.take());
        const auto span = cover(term->span, amount->span);
        term = make(Sum{std::move(term), std::move(amount), is_minus}, span);
    }
    return term;
}

}  // namespace gradus
