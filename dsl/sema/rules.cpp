// Rules: first all heads, because a rule may ask one that stands further down; then the clauses;
// then that no rule asks itself.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/sema/dates_in_force.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/recursion.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/tables.hpp"

namespace gradus::sema {
namespace {

using image::ClauseKind;
using image::Op;
using image::TypeKind;

void resolve_about(Analysis& analysis, const ast::Rule& rule, image::Rule& head)
{
    const Symbols& symbols = analysis.symbols;
    if (const auto subject = symbols.subjects.find(rule.about.text)) {
        head.about = *subject;
        return;
    }
    if (const auto record = symbols.records.find(rule.about.text)) {
        head.is_about_record = true;
        head.about = *record;
        return;
    }
    auto candidates = symbols.subjects.names();
    for (std::string& record : symbols.records.names())
        candidates.push_back(std::move(record));
    report_unknown(analysis.diagnostics, rule.about,
                   {DiagnosticCode::unknown_type, "subject or record", std::move(candidates)});
    analysis.faulty.insert(rule.name.text);
}

void resolve_givens(Analysis& analysis, const ast::Rule& rule, image::Rule& head)
{
    std::map<std::string, Span> seen;
    for (const ast::Given& given : rule.givens) {
        const auto [first, is_new] = seen.try_emplace(given.name.text, given.name.span);
        if (!is_new) {
            report_duplicate(analysis.diagnostics, given.name, first->second);
            continue;
        }
        const std::string path = rule.name.text + "." + given.name.text;
        const auto type = resolve_type(analysis, given.type, path);
        if (!type)
            analysis.faulty.insert(path);
        head.givens.push_back({given.name.text, type.value_or(image::Type{})});
    }
}

program::Rule resolve_head(Analysis& analysis, const ast::Rule& rule)
{
    program::Rule result;
    result.span = rule.name.span;
    result.head.name = rule.name.text;
    result.head.is_decision = rule.is_decision;
    result.head.title = title_of(rule.name, rule.title);
    resolve_about(analysis, rule, result.head);
    resolve_givens(analysis, rule, result.head);
    result.head.cites = resolve_cites(analysis, rule.cites);
    if (rule.table)
        resolve_table_head(analysis, rule, result.head);
    result.head.notes = notes_of(rule.notes);
    return result;
}

ClauseKind kind_of(ast::ClauseKind kind)
{
    switch (kind) {
    case ast::ClauseKind::needs: return ClauseKind::needs;
    case ast::ClauseKind::all_of: return ClauseKind::all_of;
    case ast::ClauseKind::any_of: return ClauseKind::any_of;
    case ast::ClauseKind::none_of: return ClauseKind::none_of;
    case ast::ClauseKind::once: return ClauseKind::once;
    case ast::ClauseKind::at_least: return ClauseKind::at_least;
    case ast::ClauseKind::only_when: return ClauseKind::only_when;
    case ast::ClauseKind::row: return ClauseKind::row;
    }
    return ClauseKind::needs;
}

void check_count(Analysis& analysis, const ast::Clause& clause)
{
    if (clause.kind != ast::ClauseKind::at_least)
        return;
    const auto parts = static_cast<std::int64_t>(clause.clauses.size());
    if (clause.count >= 1 && clause.count <= parts)
        return;
    report(analysis.diagnostics, {DiagnosticCode::impossible_count, clause.span,
                                  fmt::format("at least {} of {} clauses", clause.count, parts),
                                  fmt::format("a count from 1 to {} can matter", parts)});
}

// "counting each of LIST once": each clause counts elements of this list, and says how many.
void check_once(Analysis& analysis, const Scope& scope, const ast::Clause& written,
                const program::Clause& clause)
{
    const auto list = type_path(analysis, scope, *written.list, Reading::value);
    if (list && clause.clauses.empty())
        report(analysis.diagnostics,
               {DiagnosticCode::bad_once, written.span, "nothing is counted here",
                "write what is needed: `needs at least 2 … `"});
    for (const program::Clause& part : clause.clauses) {
        const auto& condition = part.condition;
        if (!list || (part.kind == ClauseKind::needs && !condition))
            continue;  // A fault that has been told.
        const bool is_count = part.kind == ClauseKind::needs && condition->op == Op::count_met &&
                              condition->quantity == image::Quantity::at_least &&
                              condition->ref == 0;
        const bool is_of_list = is_count && condition->args[0].op == list->op &&
                                condition->args[0].path == list->path &&
                                condition->args[0].up == list->up;
        if (!is_of_list)
            report(analysis.diagnostics,
                   {DiagnosticCode::bad_once,
                    part.span,
                    fmt::format("this does not count `{}`", written.list->names.back().text),
                    fmt::format("write `needs at least 2 {} …` here, and the rest outside",
                                written.list->names.back().text),
                    {{written.list->span, "each of these counts for one clause only"}}});
    }
}

program::Clause resolve_clause(Analysis& analysis, const Scope& scope, const ast::Clause& clause,
                               std::string id);

// "needs X except when C" is X asked only when C is not met; the dates in force are the whole's.
program::Clause with_exception(Analysis& analysis, const Scope& scope, const ast::Expr& except,
                               program::Clause clause)
{
    program::Clause result;
    result.kind = ClauseKind::only_when;
    result.id = clause.id;
    result.span = clause.span;
    if (auto condition = type_condition(analysis, scope, except))
        result.condition = make_verdict(Op::negate, {std::move(*condition)}, except.span);
    result.from = std::exchange(clause.from, std::nullopt);
    result.through = std::exchange(clause.through, std::nullopt);
    result.before = std::exchange(clause.before, std::nullopt);
    clause.id += ".1";
    result.clauses.push_back(std::move(clause));
    return result;
}

program::Clause resolve_clause(Analysis& analysis, const Scope& scope, const ast::Clause& clause,
                               std::string id)
{
    program::Clause result;
    result.kind = kind_of(clause.kind);
    result.span = clause.span;
    if (clause.condition)
        result.condition = type_condition(analysis, scope, *clause.condition);
    check_count(analysis, clause);
    if (clause.count > 0)
        result.count = static_cast<std::uint32_t>(clause.count);
    result.from = date_in_force(analysis, scope, clause.from);
    result.through = date_in_force(analysis, scope, clause.through);
    result.before = date_in_force(analysis, scope, clause.before);
    refuse_reversed_dates(analysis, result);
    result.cites = resolve_cites(analysis, clause.cites);
    std::size_t ordinal = 0;
    for (const ast::Clause& child : clause.clauses)
        result.clauses.push_back(
            resolve_clause(analysis, scope, child, fmt::format("{}.{}", id, ++ordinal)));
    if (clause.kind == ast::ClauseKind::once)
        check_once(analysis, scope, clause, result);
    warn_of_gaps(analysis, result.clauses);
    result.id = std::move(id);
    if (clause.except)
        return with_exception(analysis, scope, *clause.except, std::move(result));
    return result;
}

Scope scope_of(const program::Rule& rule)
{
    return {{{rule.head.is_about_record, rule.head.about}},
            rule.head.givens,
            rule.head.name,
            nullptr,
            {}};
}

}  // namespace

void resolve_rules(Analysis& analysis)
{
    const auto& rules = analysis.symbols.rules.items();
    for (const ast::Rule* rule : rules)
        analysis.program.rules.push_back(resolve_head(analysis, *rule));
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (analysis.faulty.contains(rules[i]->name.text))
            continue;  // What the rule is about is unknown, and so is every name in it.
        const Scope scope = scope_of(analysis.program.rules[i]);
        if (rules[i]->table) {
            resolve_rows(analysis, scope, *rules[i], analysis.program.rules[i]);
            continue;
        }
        std::size_t ordinal = 0;
        for (const ast::Clause& clause : rules[i]->clauses)
            analysis.program.rules[i].clauses.push_back(resolve_clause(
                analysis, scope, clause, fmt::format("{}.{}", rules[i]->name.text, ++ordinal)));
        warn_of_gaps(analysis, analysis.program.rules[i].clauses);
    }
    refuse_recursion(analysis.program, analysis.diagnostics);
}

}  // namespace gradus::sema
