// CST -> AST. What the grammar has accepted has its shape, so nothing is checked here but what a
// grammar cannot say: dates that do not exist, numbers too large, escapes in texts.
#pragma once

#include <optional>
#include <string_view>

#include "dsl/base/assert.hpp"
#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/ast.hpp"
#include "dsl/syntax/cst.hpp"

namespace gradus {

struct Lowering {
    const SourceSet& sources;
    const Cst& cst;
    Diagnostics& diagnostics;

    [[nodiscard]] Span span_of(std::size_t node) const
    {
        return {cst.source, cst.nodes[node].begin, cst.nodes[node].end};
    }
    // A token's text; of a keyword, what was meant.
    [[nodiscard]] std::string_view text_of(std::size_t node) const;
};

// Walks over the parts of one phrase, in order, without its comments.
class Parts {
public:
    Parts(const Lowering& lowering, std::size_t phrase);

    [[nodiscard]] const Lowering& lowering() const { return lowering_; }
    [[nodiscard]] bool is_done() const { return next_ == end_; }
    [[nodiscard]] bool is_at(CstKind kind) const
    {
        return !is_done() && lowering_.cst.nodes[next_].kind == kind;
    }
    [[nodiscard]] bool is_at_keyword(std::string_view word) const
    {
        return is_at(CstKind::keyword) && lowering_.text_of(next_) == word;
    }
    [[nodiscard]] CstKind kind() const { return lowering_.cst.nodes[next_].kind; }
    [[nodiscard]] Span span() const { return lowering_.span_of(phrase_); }

    std::size_t take();  // the node's index
    bool take_keyword(std::string_view word);
    void skip(CstKind kind);  // all in a row

    ast::Name name();
    ast::Text text();
    std::int64_t number();
    std::optional<ast::Text> text_if();
    std::vector<ast::Name> names();  // name {mark|keyword name}, until something else

private:
    void skip_comments();

    const Lowering& lowering_;
    std::size_t phrase_;
    std::size_t next_;
    std::size_t end_;
};

[[nodiscard]] std::int64_t lower_number(const Lowering& lowering, std::size_t node);
[[nodiscard]] Decimal lower_decimal(const Lowering& lowering, std::size_t node);  // or a number
[[nodiscard]] Percent lower_percent(const Lowering& lowering, std::size_t node);
[[nodiscard]] Money lower_money(const Lowering& lowering, std::size_t node);
[[nodiscard]] Date lower_date(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Text lower_text(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::PeriodLiteral lower_period(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Cite lower_cites(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Note lower_note(const Lowering& lowering, std::size_t node);

[[nodiscard]] ast::ExprPtr lower_condition(const Lowering& lowering,
                                           std::size_t node);                       // or_condition
[[nodiscard]] ast::ExprPtr lower_term(const Lowering& lowering, std::size_t node);  // term
[[nodiscard]] ast::Path lower_path(const Lowering& lowering, std::size_t node);
// The minute of the day.
[[nodiscard]] std::int32_t lower_time(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::InstantLiteral lower_instant(const Lowering& lowering, std::size_t node);
// "name term, name term"; empty where none follow.
[[nodiscard]] std::vector<ast::Argument> lower_arguments(Parts& parts);
[[nodiscard]] ast::ExprPtr lower_primary(const Lowering& lowering, std::size_t node);
[[nodiscard]] bool is_primary(CstKind kind);

[[nodiscard]] ast::CalendarDeclaration lower_calendar(const Lowering& lowering, std::size_t node);
// lower_modules.cpp: what joins modules, and the lines that stand for others. An include's place
// is for its owner to say.
[[nodiscard]] ast::Include lower_include(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::ModuleHeader lower_module_header(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Use lower_use(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Setting lower_setting(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Fragment lower_fragment(const Lowering& lowering, std::size_t node);

[[nodiscard]] ast::Declaration lower_declaration(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Parameter lower_parameter(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Field lower_field(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Type lower_type(const Lowering& lowering, std::size_t node);
[[nodiscard]] bool is_type(CstKind kind);
[[nodiscard]] bool is_clause(CstKind kind);
[[nodiscard]] ast::Clause lower_clause(const Lowering& lowering, std::size_t node);
// A line of a state, a region, a workflow or a fragment; nothing for a line that has another place.
void lower_state_line(const Lowering& lowering, std::size_t node, ast::State& state);
[[nodiscard]] ast::Rule lower_rule(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Rule lower_table(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Workflow lower_workflow(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Promise lower_promise(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Profile lower_profile(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Scenario lower_scenario(const Lowering& lowering, std::size_t node);
[[nodiscard]] ast::Sample lower_sample(const Lowering& lowering, std::size_t node);

}  // namespace gradus
