// Conditions: comparisons, membership, and, or, not. What language.md calls `is more than` and `is
// after` is one operation in the Image with its sides exchanged.

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::Type;
using image::TypeKind;
using Typed = std::optional<program::Expr>;

struct Ordering {
    Op op;
    bool is_exchanged;  // right before left
    bool is_of_dates;   // else of numbers
};

Ordering ordering_of(ast::Relation relation)
{
    switch (relation) {
    case ast::Relation::at_least: return {Op::less_equal, true, false};
    case ast::Relation::at_most: return {Op::less_equal, false, false};
    case ast::Relation::more_than: return {Op::less, true, false};
    case ast::Relation::less_than: return {Op::less, false, false};
    case ast::Relation::before: return {Op::less, false, true};
    case ast::Relation::after: return {Op::less, true, true};
    case ast::Relation::on_or_before: return {Op::less_equal, false, true};
    case ast::Relation::on_or_after: return {Op::less_equal, true, true};
    case ast::Relation::eq:
    case ast::Relation::ne: break;
    }
    return {Op::equal, false, false};
}

class ConditionTyper {
public:
    ConditionTyper(Analysis& analysis, const Scope& scope, Span span)
        : analysis_(analysis), scope_(scope), span_(span)
    {}

    Typed operator()(const ast::Comparison& comparison)
    {
        const bool is_equality =
            comparison.relation == ast::Relation::eq || comparison.relation == ast::Relation::ne;
        return is_equality ? equality(comparison) : ordering(comparison);
    }

    Typed operator()(const ast::Between& between);
    Typed operator()(const ast::OneOf& one_of);
    Typed operator()(const ast::Includes& includes);
    Typed operator()(const ast::Known& known);

    Typed operator()(const ast::RuleTest& test)
    {
        return type_rule_test(analysis_, scope_, test, span_);
    }
    Typed operator()(const ast::Quantified& count)
    {
        return type_quantified(analysis_, scope_, count, span_);
    }
    Typed operator()(const ast::CaseTest& test)
    {
        return type_case_test(analysis_, scope_, test, span_);
    }
    Typed operator()(const ast::CaseCount& count)
    {
        return type_case_count(analysis_, scope_, count, span_);
    }
    Typed operator()(const ast::And& both) { return group(Op::all_of, both.parts); }
    Typed operator()(const ast::Or& either) { return group(Op::any_of, either.parts); }

    Typed operator()(const ast::Not& negation)
    {
        auto part = type_condition(analysis_, scope_, *negation.part);
        return part ? Typed(make_verdict(Op::negate, {std::move(*part)}, span_)) : std::nullopt;
    }

    // A value stands where a condition is needed; the parser reads a comparison there.
    template <class Term> Typed operator()(const Term&)
    {
        report(analysis_.diagnostics,
               {DiagnosticCode::type_mismatch, span_, "this is a value, but a condition is needed",
                "compare it: `… is yes`"});
        return std::nullopt;
    }

private:
    [[nodiscard]] Typed unless_both_move(program::Expr verdict);
    Typed equality(const ast::Comparison& comparison);
    Typed ordering(const ast::Comparison& comparison);
    Typed ordered_term(const ast::Expr& expr, bool is_date);
    Typed group(Op op, const std::vector<ast::ExprPtr>& parts);
    Typed membership_list(const std::vector<ast::ExprPtr>& options, Type element);
    void report_no_order(const program::Expr& term, bool wants_date);

    Analysis& analysis_;
    const Scope& scope_;
    Span span_;
};

bool is_day_or_instant(Type type)
{
    return type.kind == TypeKind::date || type.kind == TypeKind::instant;
}

bool moves_with_today(const program::Expr& expr)
{
    return expr.op == Op::today ||
           (expr.op != Op::aggregate &&
            std::any_of(expr.args.begin(), expr.args.end(), moves_with_today));
}

// A day is compared with days that stand still; of two that move together only the lengths of
// months would be asked.
Typed ConditionTyper::unless_both_move(program::Expr verdict)
{
    const auto& args = verdict.args;
    const bool first_moves = moves_with_today(args.front());
    const bool other_moves = std::any_of(args.begin() + 1, args.end(), moves_with_today);
    if (!first_moves || !other_moves)
        return verdict;
    report(analysis_.diagnostics,
           {DiagnosticCode::both_move, span_, "both sides of this move with today",
            "compare with a date of a fact, a parameter, or one that is written"});
    return std::nullopt;
}

// The side that has a meaning of its own says what the other side can be.
Typed ConditionTyper::equality(const ast::Comparison& comparison)
{
    const bool is_left_first = has_meaning(analysis_, scope_, *comparison.left) ||
                               !has_meaning(analysis_, scope_, *comparison.right);
    const ast::Expr& first = is_left_first ? *comparison.left : *comparison.right;
    const ast::Expr& second = is_left_first ? *comparison.right : *comparison.left;
    auto known = type_term(analysis_, scope_, first);
    if (!known)
        return std::nullopt;
    if (known->type.kind == TypeKind::records || known->type.kind == TypeKind::choices) {
        report(analysis_.diagnostics,
               {DiagnosticCode::type_mismatch, first.span, "a list cannot be compared as a whole",
                "ask what it `includes`, or count its elements"});
        return std::nullopt;
    }
    auto other = type_term_as(analysis_, scope_, second, known->type);
    if (!other)
        return std::nullopt;
    if (!is_left_first)
        std::swap(*known, *other);
    auto equal =
        unless_both_move(make_verdict(Op::equal, {std::move(*known), std::move(*other)}, span_));
    return equal ? Typed(negate_if(comparison.relation == ast::Relation::ne, std::move(*equal)))
                 : std::nullopt;
}

Typed ConditionTyper::ordering(const ast::Comparison& comparison)
{
    const Ordering order = ordering_of(comparison.relation);
    auto left = ordered_term(*comparison.left, order.is_of_dates);
    auto right = ordered_term(*comparison.right, order.is_of_dates);
    if (!left || !right)
        return std::nullopt;
    fit_whole_number(*left, right->type);
    fit_whole_number(*right, left->type);
    // A whole number and a decimal stand on one line, and nothing is lost in comparing them.
    const bool are_plain = is_plain_number(left->type) && is_plain_number(right->type);
    if (left->type != right->type && !are_plain) {
        report_mismatch(analysis_, comparison.right->span, left->type, right->type);
        return std::nullopt;
    }
    if (order.is_exchanged)
        std::swap(*left, *right);
    return unless_both_move(make_verdict(order.op, {std::move(*left), std::move(*right)}, span_));
}

Typed ConditionTyper::ordered_term(const ast::Expr& expr, bool is_date)
{
    auto term = type_term(analysis_, scope_, expr);
    if (!term || (is_date ? is_day_or_instant(term->type) : is_number(term->type)))
        return term;
    report_no_order(*term, is_date);
    return std::nullopt;
}

void ConditionTyper::report_no_order(const program::Expr& term, bool wants_date)
{
    std::string help;
    if (is_day_or_instant(term.type))
        help = "dates are compared with `before`, `after`, `on or before`, `on or after`";
    else if (is_number(term.type))
        help = "numbers are compared with `at least`, `at most`, `more than`, `less than`";
    report(analysis_.diagnostics,
           {DiagnosticCode::no_order, term.span,
            fmt::format("this compares {}, not {}", wants_date ? "dates" : "numbers",
                        words_of_type(analysis_.program, term.type)),
            std::move(help)});
}

Typed ConditionTyper::operator()(const ast::Between& between)
{
    auto value = type_term(analysis_, scope_, *between.value);
    if (!value)
        return std::nullopt;
    if (!is_day_or_instant(value->type) && !is_number(value->type)) {
        report_no_order(*value, true);
        return std::nullopt;
    }
    auto first = type_term_as(analysis_, scope_, *between.first, value->type);
    auto last = type_term_as(analysis_, scope_, *between.last, value->type);
    if (!first || !last)
        return std::nullopt;
    return unless_both_move(
        make_verdict(Op::between, {std::move(*value), std::move(*first), std::move(*last)}, span_));
}

Typed ConditionTyper::operator()(const ast::OneOf& one_of)
{
    auto value = type_term(analysis_, scope_, *one_of.value);
    if (!value)
        return std::nullopt;
    auto list = membership_list(one_of.options, value->type);
    if (!list)
        return std::nullopt;
    return negate_if(one_of.is_negated,
                     make_verdict(Op::member, {std::move(*value), std::move(*list)}, span_));
}

// A single option may itself be a list of the choice's values.
Typed ConditionTyper::membership_list(const std::vector<ast::ExprPtr>& options, Type element)
{
    const Type list_type{TypeKind::choices, element.of};
    if (options.size() == 1 && element.kind == TypeKind::choice &&
        has_meaning(analysis_, scope_, *options.front())) {
        auto term = type_term(analysis_, scope_, *options.front());
        if (!term || term->type == list_type)
            return term;
    }
    std::vector<program::Expr> items;
    for (const ast::ExprPtr& option : options) {
        auto item = type_term_as(analysis_, scope_, *option, element);
        if (!item)
            return std::nullopt;
        items.push_back(std::move(*item));
    }
    const Type type = element.kind == TypeKind::choice ? list_type : element;
    return make_expr(Op::list, type, std::move(items), span_);
}

Typed ConditionTyper::operator()(const ast::Includes& includes)
{
    auto list = type_term(analysis_, scope_, *includes.list);
    if (!list)
        return std::nullopt;
    if (list->type.kind != TypeKind::choices) {
        report(analysis_.diagnostics,
               {DiagnosticCode::not_a_list, includes.list->span,
                fmt::format("this is {}, but `includes` asks a list of a choice's values",
                            words_of_type(analysis_.program, list->type))});
        return std::nullopt;
    }
    auto value =
        type_term_as(analysis_, scope_, *includes.value, {TypeKind::choice, list->type.of});
    if (!value)
        return std::nullopt;
    return negate_if(includes.is_negated,
                     make_verdict(Op::member, {std::move(*value), std::move(*list)}, span_));
}

Typed ConditionTyper::operator()(const ast::Known& known)
{
    const auto* path = std::get_if<ast::PathExpr>(&known.value->node);
    auto fact = path != nullptr ? type_path(analysis_, scope_, path->path, Reading::presence)
                                : type_term(analysis_, scope_, *known.value);
    if (!fact)
        return std::nullopt;
    if (fact->op != Op::fact && fact->op != Op::event_field) {
        report(analysis_.diagnostics,
               {DiagnosticCode::not_a_fact, known.value->span, "this can never be missing",
                "ask it of a fact or of a field of the event"});
        return std::nullopt;
    }
    return negate_if(known.is_negated, make_verdict(Op::known, {std::move(*fact)}, span_));
}

Typed ConditionTyper::group(Op op, const std::vector<ast::ExprPtr>& parts)
{
    std::vector<program::Expr> typed;
    bool is_whole = true;
    for (const ast::ExprPtr& part : parts) {
        auto verdict = type_condition(analysis_, scope_, *part);
        is_whole = is_whole && verdict.has_value();
        if (verdict)
            typed.push_back(std::move(*verdict));
    }
    return is_whole ? Typed(make_verdict(op, std::move(typed), span_)) : std::nullopt;
}

}  // namespace

Typed type_condition(Analysis& analysis, const Scope& scope, const ast::Expr& expr)
{
    return std::visit(ConditionTyper(analysis, scope, expr.span), expr.node);
}

}  // namespace gradus::sema
