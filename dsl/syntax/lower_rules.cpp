// Rules, decisions and tables: CST -> AST.
#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

ClauseKind clause_kind(CstKind kind)
{
    switch (kind) {
    case CstKind::clause_needs: return ClauseKind::needs;
    case CstKind::clause_all: return ClauseKind::all_of;
    case CstKind::clause_any: return ClauseKind::any_of;
    case CstKind::clause_none: return ClauseKind::none_of;
    case CstKind::clause_once: return ClauseKind::once;
    case CstKind::clause_at_least: return ClauseKind::at_least;
    case CstKind::clause_unless:  // asked only when its condition is not met
    case CstKind::clause_only: return ClauseKind::only_when;
    default: UNREACHABLE();
    }
}

ExprPtr lower_modifier(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    return lower_term(lowering, parts.take());
}

ExprPtr lower_except(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.skip(CstKind::keyword);
    return lower_condition(lowering, parts.take());
}

// An include among the clauses of a rule or of a group.
template <class Owner> void add_include(Include include, Owner& owner)
{
    include.place.clauses = owner.clauses.size();
    owner.includes.push_back(std::move(include));
}

// The parts that clauses have in common: condition, count, dates in force, citations, inner
// clauses.
void lower_clause_part(Parts& parts, Clause& clause)
{
    const auto& lowering = parts.lowering();
    const auto kind = parts.kind();
    const auto part = parts.take();
    if (kind == CstKind::or_condition)
        clause.condition = lower_condition(lowering, part);
    else if (kind == CstKind::path)
        clause.list = lower_path(lowering, part);
    else if (kind == CstKind::number)
        clause.count = lower_number(lowering, part);
    else if (kind == CstKind::from)
        clause.from = lower_modifier(lowering, part);
    else if (kind == CstKind::through)
        clause.through = lower_modifier(lowering, part);
    else if (kind == CstKind::before)
        clause.before = lower_modifier(lowering, part);
    else if (kind == CstKind::except)
        clause.except = lower_except(lowering, part);
    else if (kind == CstKind::cites)
        clause.cites.push_back(lower_cites(lowering, part));
    else if (is_clause(kind))
        clause.clauses.push_back(lower_clause(lowering, part));
    else if (kind == CstKind::include)
        add_include(lower_include(lowering, part), clause);
}

Given lower_given(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto name = parts.name();
    return {std::move(name), lower_type(lowering, parts.take())};
}

bool lower_rule_part(Parts& parts, Rule& rule)
{
    const auto& lowering = parts.lowering();
    if (parts.is_at(CstKind::given))
        rule.givens.push_back(lower_given(lowering, parts.take()));
    else if (parts.is_at(CstKind::cites))
        rule.cites.push_back(lower_cites(lowering, parts.take()));
    else if (parts.is_at(CstKind::note))
        rule.notes.push_back(lower_note(lowering, parts.take()));
    else
        return false;
    return true;
}

// --- tables -------------------------------------------------------------------------------------

CellKind ordered_cell(Parts& parts)
{
    if (parts.take_keyword("at"))
        return parts.is_at_keyword("least") ? CellKind::at_least : CellKind::at_most;
    if (parts.is_at_keyword("more"))
        return CellKind::more_than;
    if (parts.is_at_keyword("less"))
        return CellKind::less_than;
    const bool is_on = parts.take_keyword("on") && parts.take_keyword("or");
    if (parts.is_at_keyword("before"))
        return is_on ? CellKind::on_or_before : CellKind::before;
    return is_on ? CellKind::on_or_after : CellKind::after;
}

Cell lower_cell(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Cell cell;
    cell.span = parts.span();
    if (parts.take_keyword("any"))
        return cell;
    if (parts.is_at(CstKind::term))
        cell.kind = CellKind::values;
    else if (parts.is_at_keyword("from"))
        cell.kind = CellKind::between;
    else
        cell.kind = ordered_cell(parts);
    while (!parts.is_done()) {
        parts.skip(CstKind::keyword);
        cell.values.push_back(lower_term(lowering, parts.take()));
    }
    return cell;
}

Clause lower_row(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Clause row;
    row.kind = ClauseKind::row;
    row.span = parts.span();
    while (!parts.is_done()) {
        if (parts.is_at(CstKind::cell))
            row.cells.push_back(lower_cell(lowering, parts.take()));
        else if (parts.is_at(CstKind::term))
            row.result = lower_term(lowering, parts.take());
        else
            lower_clause_part(parts, row);
    }
    return row;
}

void lower_columns(const Lowering& lowering, std::size_t node, TableHead& table)
{
    Parts parts(lowering, node);
    parts.take();
    while (!parts.is_done()) {
        table.columns.push_back(lower_term(lowering, parts.take()));
        parts.skip(CstKind::mark);
    }
}

void lower_table_part(Parts& parts, Rule& rule)
{
    const auto& lowering = parts.lowering();
    const auto kind = parts.kind();
    const auto part = parts.take();
    Parts line(lowering, part);
    if (kind == CstKind::gives) {
        line.take();
        rule.table->gives = lower_type(lowering, line.take());
    } else if (kind == CstKind::takes) {
        line.take();
        rule.table->takes = line.is_at_keyword("first")  ? TakesRows::first
                            : line.is_at_keyword("only") ? TakesRows::only
                                                         : TakesRows::all;
    } else if (kind == CstKind::columns) {
        lower_columns(lowering, part, *rule.table);
    } else if (kind == CstKind::row) {
        rule.clauses.push_back(lower_row(lowering, part));
    }
}

}  // namespace

bool is_clause(CstKind kind)
{
    return kind >= CstKind::clause_needs && kind <= CstKind::clause_unless;
}

Clause lower_clause(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Clause clause;
    clause.kind = clause_kind(lowering.cst.nodes[node].kind);
    clause.span = parts.span();
    while (!parts.is_done())
        lower_clause_part(parts, clause);
    if (lowering.cst.nodes[node].kind == CstKind::clause_unless) {
        const auto span = clause.condition->span;
        clause.condition = std::make_unique<Expr>(Expr{Not{std::move(clause.condition)}, span});
    }
    return clause;
}

Rule lower_rule(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Rule rule;
    rule.is_decision = parts.take_keyword("decision");
    parts.take_keyword("rule");
    rule.span = parts.span();
    rule.name = parts.name();
    rule.title = parts.text_if();
    parts.take();
    rule.about = parts.name();
    while (!parts.is_done()) {
        if (lower_rule_part(parts, rule))
            continue;
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (is_clause(kind))
            rule.clauses.push_back(lower_clause(lowering, part));
        else if (kind == CstKind::include)
            add_include(lower_include(lowering, part), rule);
    }
    return rule;
}

Rule lower_table(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Rule rule;
    rule.span = parts.span();
    rule.name = parts.name();
    rule.title = parts.text_if();
    parts.take();
    rule.about = parts.name();
    rule.table.emplace();
    while (!parts.is_done())
        if (!lower_rule_part(parts, rule))
            lower_table_part(parts, rule);
    return rule;
}

}  // namespace gradus
