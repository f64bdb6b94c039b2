#include "dsl/sema/dates_in_force.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::TypeKind;

bool is_fixed(const program::Expr& expr)
{
    const bool is_moved = expr.op == Op::plus || expr.op == Op::minus;
    return expr.op == Op::literal || expr.op == Op::parameter ||
           (is_moved && std::all_of(expr.args.begin(), expr.args.end(), is_fixed));
}

const Date* literal_date(const std::optional<program::Expr>& expr)
{
    return expr ? std::get_if<Date>(&expr->literal) : nullptr;
}

// The last day on which a clause is in force, where its text says so.
std::optional<Date> last_day(const program::Clause& clause)
{
    std::optional<Date> last;
    if (const Date* through = literal_date(clause.through))
        last = *through;
    if (const Date* before = literal_date(clause.before))
        last = std::min(last.value_or(*before), Date{before->days - 1});
    return last;
}

}  // namespace

std::optional<program::Expr> date_in_force(Analysis& analysis, const Scope& scope,
                                           const ast::ExprPtr& written)
{
    if (!written)
        return std::nullopt;
    auto date = type_term_as(analysis, scope, *written, {TypeKind::date, 0});
    if (!date || is_fixed(*date))
        return date;
    report(analysis.diagnostics,
           {DiagnosticCode::date_not_fixed, written->span,
            "from when until when a clause holds must not depend on anybody's facts",
            "write a date or a date parameter, or ask it as a condition: `only when today is …`"});
    return std::nullopt;
}

void refuse_reversed_dates(Analysis& analysis, const program::Clause& clause)
{
    const Date* from = literal_date(clause.from);
    const Date* through = literal_date(clause.through);
    const Date* before = literal_date(clause.before);
    const bool is_never = from != nullptr && ((through != nullptr && *through < *from) ||
                                              (before != nullptr && *before <= *from));
    if (is_never)
        report(analysis.diagnostics,
               {DiagnosticCode::dates_reversed,
                clause.from->span,
                "this clause ends before it begins, so it is never in force",
                "exchange the dates",
                {{(through != nullptr ? clause.through : clause.before)->span, "it ends here"}}});
}

void warn_of_gaps(Analysis& analysis, const std::vector<program::Clause>& clauses)
{
    for (std::size_t i = 0; i + 1 < clauses.size(); ++i) {
        const auto last = last_day(clauses[i]);
        const Date* from = literal_date(clauses[i + 1].from);
        if (!last || from == nullptr || from->days <= last->days + 1)
            continue;
        const std::string first_gap = to_string(Date{last->days + 1});
        const std::string last_gap = to_string(Date{from->days - 1});
        report(analysis.diagnostics,
               {DiagnosticCode::gap_in_dates,
                clauses[i + 1].from->span,
                first_gap == last_gap
                    ? fmt::format("on {} neither this clause nor the one before is in force",
                                  first_gap)
                    : fmt::format(
                          "from {} through {} neither this clause nor the one before is in force",
                          first_gap, last_gap),
                fmt::format("begin it on {}, or write what holds in between", first_gap),
                {{(clauses[i].before ? clauses[i].before : clauses[i].through)->span,
                  "the one before ends here"}}});
    }
}

}  // namespace gradus::sema
