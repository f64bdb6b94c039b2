// Gives conditions and terms their meaning and their type. A name is looked up in the elements of
// lists from the innermost outwards, in the event at hand, in what the rule or workflow is about,
// among the givens or keys, and among the parameters. Where the other side is a choice, a bare name
// is first a value of that choice.
//
// Way: ast::Expr + Scope -> [type_condition, type_term] -> program::Expr
// All return nothing for what has been reported.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/sema/analysis.hpp"

namespace gradus::sema {

// What a name can mean at one place of the text.
struct Frame {
    bool is_record = false;
    std::uint32_t index = 0;  // into the Program's records or subjects
};

struct Scope {
    std::vector<Frame> frames;         // the innermost last
    std::vector<image::Given> givens;  // of the rule, or the keys of the workflow
    std::string owner;                 // the rule that the givens belong to; empty: they are keys
    const image::FieldSet* event = nullptr;
    std::vector<image::Given> case_keys;  // of the cases that are counted around
    bool has_now = false;                 // in what a step does
};

[[nodiscard]] std::optional<program::Expr> type_condition(Analysis& analysis, const Scope& scope,
                                                          const ast::Expr& expr);
[[nodiscard]] std::optional<program::Expr> type_term(Analysis& analysis, const Scope& scope,
                                                     const ast::Expr& expr);
// A term whose place decides its type.
[[nodiscard]] std::optional<program::Expr> type_term_as(Analysis& analysis, const Scope& scope,
                                                        const ast::Expr& expr,
                                                        image::Type expected);
// A period for a timer: a literal or a parameter.
[[nodiscard]] std::optional<program::Expr> type_period(Analysis& analysis, const Scope& scope,
                                                       const ast::Expr& expr);

// Its length; nothing for a parameter that has errors.
[[nodiscard]] std::optional<Period> period_of(const Analysis& analysis, const program::Expr& expr);

// The field that a path of facts names, for lists that are counted; `known` may ask for personal
// ones.
enum class Reading { value, presence };
[[nodiscard]] std::optional<program::Expr> type_path(Analysis& analysis, const Scope& scope,
                                                     const ast::Path& path, Reading reading);
// True when the name means something without help from a choice on the other side.
[[nodiscard]] bool has_meaning(const Analysis& analysis, const Scope& scope, const ast::Expr& expr);
[[nodiscard]] const ast::Name* bare_name(const ast::Expr& expr);

// case_tests.cpp: conditions that ask the other cases of the subject.
[[nodiscard]] std::optional<program::Expr> type_case_test(Analysis& analysis, const Scope& scope,
                                                          const ast::CaseTest& test, Span span);
[[nodiscard]] std::optional<program::Expr> type_case_count(Analysis& analysis, const Scope& scope,
                                                           const ast::CaseCount& count, Span span);
// The workflow, when its cases are cases of the subject that is asked about; and its index.
[[nodiscard]] const ast::Workflow* find_case_workflow(Analysis& analysis, const Scope& scope,
                                                      const ast::Name& name, std::uint32_t& index);
// One value for each key; without any, the keys or givens of the same names around.
[[nodiscard]] std::optional<std::vector<program::Expr>> type_case_key(
    Analysis& analysis, const Scope& scope, const ast::Name& name,
    const std::vector<ast::ExprPtr>& given, const ast::Workflow& workflow);
[[nodiscard]] image::Quantity quantity_of(ast::Quantity quantity);

// numbers.cpp
[[nodiscard]] bool is_number(image::Type type);
[[nodiscard]] bool is_plain_number(image::Type type);  // whole or decimal
// A whole number that is written out becomes a decimal where one is wanted.
void fit_whole_number(program::Expr& expr, image::Type wanted);
[[nodiscard]] std::optional<program::Expr> type_sum(Analysis& analysis, const Scope& scope,
                                                    const ast::Sum& sum, Span span);
[[nodiscard]] std::optional<program::Expr> type_product(Analysis& analysis, const Scope& scope,
                                                        const ast::Product& product, Span span);
[[nodiscard]] std::optional<program::Expr> type_quotient(Analysis& analysis, const Scope& scope,
                                                         const ast::Quotient& quotient, Span span);
[[nodiscard]] std::optional<program::Expr> type_aggregate(Analysis& analysis, const Scope& scope,
                                                          const ast::Aggregate& aggregate,
                                                          Span span);

// rule_tests.cpp: conditions that ask another rule.
[[nodiscard]] std::optional<program::Expr> type_rule_test(Analysis& analysis, const Scope& scope,
                                                          const ast::RuleTest& test, Span span);
[[nodiscard]] std::optional<program::Expr> type_table_value(Analysis& analysis, const Scope& scope,
                                                            const ast::TableValue& value,
                                                            Span span);
[[nodiscard]] std::optional<program::Expr> type_quantified(Analysis& analysis, const Scope& scope,
                                                           const ast::Quantified& count, Span span);

// False for a name instead of a number; it is reported.
[[nodiscard]] bool is_written_number(Analysis& analysis, const std::optional<ast::Name>& count);

[[nodiscard]] const image::FieldSet& fields_of(const Program& program, Frame frame);
// "yes or no", "a date", "a value of `tier`", "a list of `vehicle`".
[[nodiscard]] std::string words_of_type(const Program& program, image::Type type);
[[nodiscard]] program::Expr make_expr(image::Op op, image::Type type,
                                      std::vector<program::Expr> args, Span span);
[[nodiscard]] program::Expr make_verdict(image::Op op, std::vector<program::Expr> args, Span span);
[[nodiscard]] program::Expr negate_if(bool is_negated, program::Expr verdict);
void report_mismatch(Analysis& analysis, Span span, image::Type expected, image::Type found);

}  // namespace gradus::sema
