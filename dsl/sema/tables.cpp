#include "dsl/sema/tables.hpp"

#include <fmt/format.h>

#include "dsl/sema/dates_in_force.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::Type;
using image::TypeKind;
using Typed = std::optional<program::Expr>;

void report_table(Analysis& analysis, Span span, std::string message, std::string help = {})
{
    report(analysis.diagnostics,
           {DiagnosticCode::bad_table, span, std::move(message), std::move(help)});
}

image::TakesRows takes_of(ast::TakesRows takes)
{
    switch (takes) {
    case ast::TakesRows::first: return image::TakesRows::first;
    case ast::TakesRows::only: return image::TakesRows::only;
    case ast::TakesRows::all: return image::TakesRows::all;
    }
    return image::TakesRows::first;
}

// A value that is the same for everybody: what the check of the rows can count with.
Typed fixed_value(Analysis& analysis, const Scope& scope, const ast::Expr& expr, Type type)
{
    auto value = type_term_as(analysis, scope, expr, type);
    if (!value || value->op == Op::literal || value->op == Op::parameter)
        return value;
    report_table(analysis, expr.span, "a row asks for fixed values",
                 "write a value or a parameter; what is computed makes a column of its own");
    return std::nullopt;
}

Op order_of(ast::CellKind kind)
{
    switch (kind) {
    case ast::CellKind::at_least:
    case ast::CellKind::at_most:
    case ast::CellKind::on_or_before:
    case ast::CellKind::on_or_after: return Op::less_equal;
    default: return Op::less;
    }
}

bool is_exchanged(ast::CellKind kind)
{
    return kind == ast::CellKind::at_least || kind == ast::CellKind::more_than ||
           kind == ast::CellKind::after || kind == ast::CellKind::on_or_after;
}

bool is_of_dates(ast::CellKind kind)
{
    return kind == ast::CellKind::before || kind == ast::CellKind::after ||
           kind == ast::CellKind::on_or_before || kind == ast::CellKind::on_or_after;
}

class RowReader {
public:
    RowReader(Analysis& analysis, const Scope& scope, const std::vector<TableColumn>& columns,
              const image::Rule& head)
        : analysis_(analysis), scope_(scope), columns_(columns), head_(head)
    {}

    program::Clause read(const ast::Clause& row, std::string id)
    {
        program::Clause result;
        result.kind = image::ClauseKind::row;
        result.id = std::move(id);
        result.span = row.span;
        if (row.cells.empty())
            ;  // the row for all else
        else if (row.cells.size() != columns_.size())
            report_table(analysis_, row.span,
                         fmt::format("this row has {} cell{} for {} column{}", row.cells.size(),
                                     row.cells.size() == 1 ? "" : "s", columns_.size(),
                                     columns_.size() == 1 ? "" : "s"),
                         "write one cell for each column, `any` where all values will do");
        else
            result.condition = condition(row);
        result.result = type_term_as(analysis_, scope_, *row.result, head_.gives);
        if (result.result && head_.takes == image::TakesRows::all &&
            result.result->op != Op::literal)
            report_table(analysis_, row.result->span,
                         "a table that takes all rows gives values that are written out");
        result.from = date_in_force(analysis_, scope_, row.from);
        result.through = date_in_force(analysis_, scope_, row.through);
        result.before = date_in_force(analysis_, scope_, row.before);
        refuse_reversed_dates(analysis_, result);
        if (row.except)
            report_table(analysis_, row.except->span, "a row has no exceptions",
                         "write a row before it");
        result.cites = resolve_cites(analysis_, row.cites);
        return result;
    }

private:
    Typed condition(const ast::Clause& row)
    {
        std::vector<program::Expr> parts;
        bool is_whole = true;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            auto part = cell(row.cells[i], columns_[i].term);
            is_whole = is_whole && part.has_value();
            if (part)
                parts.push_back(std::move(*part));
        }
        if (!is_whole)
            return std::nullopt;
        return make_verdict(Op::all_of, std::move(parts), row.span);
    }

    // `any` asks nothing: a group of nothing is met.
    Typed cell(const ast::Cell& cell, const program::Expr& column)
    {
        if (cell.kind == ast::CellKind::any)
            return make_verdict(Op::all_of, {}, cell.span);
        if (cell.kind == ast::CellKind::values)
            return values(cell, column);
        const bool is_date = column.type.kind == TypeKind::date;
        const bool fits = cell.kind == ast::CellKind::between
                              ? is_date || is_number(column.type)
                              : (is_of_dates(cell.kind) ? is_date : is_number(column.type));
        if (!fits) {
            report_table(analysis_, cell.span,
                         fmt::format("this column is {}, which has no such order",
                                     words_of_type(analysis_.program, column.type)));
            return std::nullopt;
        }
        std::vector<program::Expr> limits;
        for (const auto& written : cell.values) {
            auto value = fixed_value(analysis_, scope_, *written, column.type);
            if (!value)
                return std::nullopt;
            limits.push_back(std::move(*value));
        }
        if (cell.kind == ast::CellKind::between)
            return make_verdict(Op::between, {column, limits[0], limits[1]}, cell.span);
        if (is_exchanged(cell.kind))
            return make_verdict(order_of(cell.kind), {limits[0], column}, cell.span);
        return make_verdict(order_of(cell.kind), {column, limits[0]}, cell.span);
    }

    Typed values(const ast::Cell& cell, const program::Expr& column)
    {
        std::vector<program::Expr> options;
        for (const auto& written : cell.values) {
            auto value = fixed_value(analysis_, scope_, *written, column.type);
            if (!value)
                return std::nullopt;
            options.push_back(make_verdict(Op::equal, {column, std::move(*value)}, written->span));
        }
        if (options.size() == 1)
            return std::move(options.front());
        return make_verdict(Op::any_of, std::move(options), cell.span);
    }

    Analysis& analysis_;
    const Scope& scope_;
    const std::vector<TableColumn>& columns_;
    const image::Rule& head_;
};

std::string words_of_column(const ast::Expr& expr)
{
    const ast::Name* name = bare_name(expr);
    return name != nullptr ? name->text : "this column";
}

std::optional<std::vector<TableColumn>> resolve_columns(Analysis& analysis, const Scope& scope,
                                                        const ast::Rule& table)
{
    if (table.table->columns.empty()) {
        report_table(analysis, table.name.span, "this table has no columns",
                     "name what it looks at: `columns FIELD | FIELD`");
        return std::nullopt;
    }
    std::vector<TableColumn> columns;
    for (const auto& written : table.table->columns) {
        auto term = type_term(analysis, scope, *written);
        if (!term)
            return std::nullopt;
        if (term->type.kind == TypeKind::records || term->type.kind == TypeKind::choices ||
            term->type.kind == TypeKind::period) {
            report_table(
                analysis, written->span,
                fmt::format("{} cannot be a column", words_of_type(analysis.program, term->type)),
                "count its elements, or ask for one value of it");
            return std::nullopt;
        }
        columns.push_back({std::move(*term), words_of_column(*written)});
    }
    return columns;
}

void check_otherwise(Analysis& analysis, const ast::Rule& table)
{
    for (std::size_t i = 0; i < table.clauses.size(); ++i)
        if (table.clauses[i].cells.empty() && i + 1 < table.clauses.size())
            report_table(analysis, table.clauses[i].span,
                         "`otherwise` takes what no row fits, so it stands last");
}

}  // namespace

void resolve_table_head(Analysis& analysis, const ast::Rule& table, image::Rule& head)
{
    head.is_table = true;
    const auto& written = *table.table;
    if (!written.gives || !written.takes) {
        report_table(analysis, table.name.span,
                     !written.gives ? "this table does not say what it gives"
                                    : "this table does not say which rows it takes",
                     !written.gives ? "write `gives TYPE`"
                                    : "write `takes first row`, `takes only row` or `takes all "
                                      "rows`");
        analysis.faulty.insert(table.name.text);
        return;
    }
    head.takes = takes_of(*written.takes);
    const auto type = resolve_type(analysis, *written.gives, table.name.text + ".gives");
    if (!type) {
        analysis.faulty.insert(table.name.text);
        return;
    }
    head.gives = *type;
    if (head.takes == image::TakesRows::all && type->kind != TypeKind::choice)
        report_table(analysis, written.gives->span,
                     "a table that takes all rows gives values of a choice");
}

void resolve_rows(Analysis& analysis, const Scope& scope, const ast::Rule& table,
                  program::Rule& rule)
{
    const auto columns = resolve_columns(analysis, scope, table);
    if (!columns)
        return;
    check_otherwise(analysis, table);
    RowReader reader(analysis, scope, *columns, rule.head);
    bool is_whole = true;
    for (const ast::Clause& row : table.clauses) {
        rule.clauses.push_back(
            reader.read(row, fmt::format("{}.{}", table.name.text, rule.clauses.size() + 1)));
        is_whole = is_whole && (row.cells.empty() || rule.clauses.back().condition);
    }
    if (is_whole)
        check_rows(analysis, table, *columns, rule);
}

}  // namespace gradus::sema
