// From when until when a clause is in force: fixed dates, in the right order, and without a day
// between a clause and its successor on which nothing is asked.
#pragma once

#include <optional>
#include <vector>

#include "dsl/sema/expressions.hpp"

namespace gradus::sema {

// A date that depends on nobody's facts. Nothing where none is written, or after a report.
[[nodiscard]] std::optional<program::Expr> date_in_force(Analysis& analysis, const Scope& scope,
                                                         const ast::ExprPtr& written);
void refuse_reversed_dates(Analysis& analysis, const program::Clause& clause);
// Of clauses that stand beside each other: where one ends and the next one begins later than on the
// day after. Only dates that are written are looked at; parameters may change.
void warn_of_gaps(Analysis& analysis, const std::vector<program::Clause>& clauses);

}  // namespace gradus::sema
