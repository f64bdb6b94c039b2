// The check of a table's rows (tables.hpp). A piece of a column is one value of a choice, one point
// of an order or the open interval between two; days are a column of their own, cut where a row
// begins or ends to be in force.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/tables.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::TypeKind;

using Pieces = std::vector<bool>;  // which pieces of one column
using Box = std::vector<Pieces>;   // by column

bool is_empty(const Pieces& pieces)
{
    return std::none_of(pieces.begin(), pieces.end(), [](bool is_in) { return is_in; });
}

Pieces both(const Pieces& a, const Pieces& b)
{
    Pieces result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        result[i] = a[i] && b[i];
    return result;
}

Pieces without(const Pieces& a, const Pieces& b)
{
    Pieces result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        result[i] = a[i] && !b[i];
    return result;
}

std::optional<Box> intersection(const Box& a, const Box& b)
{
    Box result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        result.push_back(both(a[i], b[i]));
        if (is_empty(result.back()))
            return std::nullopt;
    }
    return result;
}

// What of `a` lies outside `b`, as boxes that do not overlap.
void subtract(const Box& a, const Box& b, std::vector<Box>& rest)
{
    if (!intersection(a, b)) {
        rest.push_back(a);
        return;
    }
    Box inside = a;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto outside = without(inside[i], b[i]);
        if (!is_empty(outside)) {
            Box piece = inside;
            piece[i] = outside;
            rest.push_back(std::move(piece));
        }
        inside[i] = both(inside[i], b[i]);
    }
}

// Boxes that differ in one column only become one; so what is shown is as wide as it can be.
void merge(std::vector<Box>& boxes)
{
    const auto join = [](Box& a, const Box& b) {
        std::size_t differing = 0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i] != b[i]) {
                differing = i;
                ++count;
            }
        if (count != 1)
            return false;
        for (std::size_t p = 0; p < a[differing].size(); ++p)
            a[differing][p] = a[differing][p] || b[differing][p];
        return true;
    };
    for (std::size_t i = 0; i < boxes.size(); ++i)
        for (std::size_t j = i + 1; j < boxes.size(); ++j)
            if (join(boxes[i], boxes[j])) {
                boxes.erase(boxes.begin() + static_cast<std::ptrdiff_t>(j));
                i = static_cast<std::size_t>(-1);
                break;
            }
}

// --- columns ------------------------------------------------------------------------------------

const image::Scalar& fixed(const Program& program, const program::Expr& expr)
{
    return expr.op == Op::parameter ? program.parameters.at(expr.ref).image.value : expr.literal;
}

// A number or a day as a place on one line; nothing for a date that is not set.
std::optional<Decimal> place_of(const image::Scalar& value)
{
    if (const auto* date = std::get_if<Date>(&value))
        return decimal(date->days);
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return decimal(*whole);
    if (const auto* percent = std::get_if<Percent>(&value))
        return percent->value;
    if (const auto* money = std::get_if<Money>(&value))
        return money->amount;
    if (const auto* number = std::get_if<Decimal>(&value))
        return *number;
    return std::nullopt;
}

struct Piece {
    std::string name;             // of a choice's value, a text, yes or no; else a place:
    std::optional<Decimal> from;  // the point, or the end below of the interval; nothing: none
    std::optional<Decimal> to;    // the end above
    bool is_point = false;
};

struct Column {
    std::string words;
    image::Type type;
    std::vector<Piece> pieces;

    [[nodiscard]] bool is_ordered() const { return type.kind == TypeKind::date || is_number(type); }
};

bool has_between(const Column& column, const Decimal& a, const Decimal& b)
{
    const bool is_discrete =
        column.type.kind == TypeKind::date || column.type.kind == TypeKind::whole_number;
    return !is_discrete || compare(add(a, decimal(1)).value_or(b), b) < 0;
}

void cut(Column& column, std::vector<Decimal> places)
{
    std::sort(places.begin(), places.end(),
              [](const Decimal& a, const Decimal& b) { return compare(a, b) < 0; });
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::optional<Decimal> below;
    for (const auto& place : places) {
        if (!below || has_between(column, *below, place))
            column.pieces.push_back({{}, below, place, false});
        column.pieces.push_back({{}, place, place, true});
        below = place;
    }
    column.pieces.push_back({{}, below, std::nullopt, false});
}

// The values that the cells of a column speak of, in the conditions that they have become.
void collect_values(const program::Expr& expr, std::size_t column,
                    std::vector<const program::Expr*>& values)
{
    const auto& cell = expr.args[column];
    const auto add = [&](const program::Expr& test) {
        for (const auto& arg : test.args)
            if (arg.op == Op::literal || arg.op == Op::parameter)
                values.push_back(&arg);
    };
    if (cell.op == Op::any_of)
        for (const auto& option : cell.args)
            add(option);
    else
        add(cell);
}

std::string text_of(const image::Scalar& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "yes" : "no";
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? *text : std::string();
}

class TableCheck {
public:
    TableCheck(Analysis& analysis, const ast::Rule& table, const std::vector<TableColumn>& columns,
               const program::Rule& rule)
        : analysis_(analysis), table_(table), rule_(rule)
    {
        for (std::size_t i = 0; i < columns.size(); ++i)
            columns_.push_back(column(columns[i], i));
        columns_.push_back(days());
    }

    void run()
    {
        for (const auto& row : rule_.clauses)
            if (row.condition)
                boxes_.push_back(box_of(row));
        if (rule_.head.takes == image::TakesRows::only)
            refuse_overlaps();
        if (rule_.head.takes != image::TakesRows::all)
            cover();
    }

private:
    Column column(const TableColumn& written, std::size_t index) const
    {
        Column column{written.words, written.term.type, {}};
        std::vector<const program::Expr*> values;
        for (const auto& row : rule_.clauses)
            if (row.condition)
                collect_values(*row.condition, index, values);
        if (column.is_ordered()) {
            std::vector<Decimal> places;
            for (const auto* value : values)
                if (const auto place = place_of(fixed(analysis_.program, *value)))
                    places.push_back(*place);
            cut(column, std::move(places));
        } else if (column.type.kind == TypeKind::choice) {
            for (const auto& value : analysis_.program.choices.at(column.type.of).values)
                column.pieces.push_back({value.name, {}, {}, false});
        } else if (column.type.kind == TypeKind::yes_no) {
            column.pieces = {{"yes", {}, {}, false}, {"no", {}, {}, false}};
        } else {
            for (const auto* value : values)
                column.pieces.push_back({text_of(fixed(analysis_.program, *value)), {}, {}, false});
            column.pieces.push_back({"another text", {}, {}, false});
        }
        return column;
    }

    // The first day of each stretch in which the same rows are in force.
    Column days() const
    {
        Column column{"on days", {TypeKind::date, 0}, {}};
        std::vector<Decimal> places;
        const auto add_place = [&](const std::optional<program::Expr>& limit, std::int32_t shift) {
            if (const auto day = limit ? day_of(*limit) : std::nullopt)
                places.push_back(decimal(day->days + shift));
        };
        for (const auto& row : rule_.clauses) {
            add_place(row.from, 0);
            add_place(row.through, 1);
            add_place(row.before, 0);
        }
        cut(column, std::move(places));
        return column;
    }

    std::optional<Date> day_of(const program::Expr& expr) const
    {
        if (expr.op == Op::plus || expr.op == Op::minus) {
            const auto base = day_of(expr.args[0]);
            const auto* period = std::get_if<Period>(&fixed(analysis_.program, expr.args[1]));
            if (!base || period == nullptr)
                return std::nullopt;
            return expr.op == Op::plus ? add(*base, *period) : subtract(*base, *period);
        }
        const auto* date = std::get_if<Date>(&fixed(analysis_.program, expr));
        return date != nullptr ? std::optional(*date) : std::nullopt;
    }

    // Where the piece stands against a place that may be "never", which lies above all.
    static int order(const Piece& piece, const std::optional<Decimal>& place)
    {
        if (!place)
            return -1;
        if (piece.is_point)
            return compare(*piece.from, *place) < 0 ? -1 : compare(*piece.from, *place) > 0 ? 1 : 0;
        return piece.to && compare(*piece.to, *place) <= 0 ? -1 : 1;
    }

    bool holds(const Column& column, const Piece& piece, const program::Expr& test) const
    {
        const auto place = [&](std::size_t arg) {
            return place_of(fixed(analysis_.program, test.args[arg]));
        };
        const auto is_fixed = [&](std::size_t arg) {
            return test.args[arg].op == Op::literal || test.args[arg].op == Op::parameter;
        };
        switch (test.op) {
        case Op::all_of: return true;
        case Op::any_of:
            return std::any_of(test.args.begin(), test.args.end(),
                               [&](const auto& option) { return holds(column, piece, option); });
        case Op::equal:
            return column.is_ordered()
                       ? order(piece, place(1)) == 0
                       : piece.name == text_of(fixed(analysis_.program, test.args[1]));
        case Op::between: return order(piece, place(1)) >= 0 && order(piece, place(2)) <= 0;
        case Op::less: return is_fixed(0) ? order(piece, place(0)) > 0 : order(piece, place(1)) < 0;
        default: return is_fixed(0) ? order(piece, place(0)) >= 0 : order(piece, place(1)) <= 0;
        }
    }

    Box box_of(const program::Clause& row) const
    {
        Box box;
        for (std::size_t i = 0; i + 1 < columns_.size(); ++i) {
            Pieces pieces;
            for (const auto& piece : columns_[i].pieces)
                pieces.push_back(holds(columns_[i], piece, row.condition->args[i]));
            box.push_back(std::move(pieces));
        }
        Pieces days;
        for (const auto& piece : columns_.back().pieces)
            days.push_back(is_in_force(row, piece));
        box.push_back(std::move(days));
        return box;
    }

    bool is_in_force(const program::Clause& row, const Piece& piece) const
    {
        const auto place = [&](const program::Expr& limit) -> std::optional<Decimal> {
            const auto day = day_of(limit);
            return day ? std::optional(decimal(day->days)) : std::nullopt;
        };
        return (!row.from || order(piece, place(*row.from)) >= 0) &&
               (!row.through || order(piece, place(*row.through)) <= 0) &&
               (!row.before || order(piece, place(*row.before)) < 0);
    }

    void refuse_overlaps()
    {
        for (std::size_t j = 1; j < boxes_.size(); ++j)
            for (std::size_t i = 0; i < j; ++i) {
                const auto common = intersection(boxes_[i], boxes_[j]);
                if (!common)
                    continue;
                report(analysis_.diagnostics,
                       {DiagnosticCode::overlapping_rows,
                        rule_.clauses[j].span,
                        fmt::format("this row and an earlier one both take {}", words(*common)),
                        "narrow one of them, or write `takes first row`",
                        {{rule_.clauses[i].span, "the earlier row"}}});
                break;
            }
    }

    void cover()
    {
        std::vector<Box> open{everything()};
        for (std::size_t i = 0; i < boxes_.size(); ++i) {
            std::vector<Box> rest;
            bool takes_any = false;
            for (const auto& box : open) {
                takes_any = takes_any || intersection(box, boxes_[i]).has_value();
                subtract(box, boxes_[i], rest);
            }
            if (!takes_any && rule_.head.takes == image::TakesRows::first)
                report(analysis_.diagnostics,
                       {DiagnosticCode::unreachable_row, rule_.clauses[i].span,
                        "the rows before this one take all that it could take",
                        "leave it out, or put it before the wider ones"});
            open = std::move(rest);
            if (open.size() > k_limit_table_boxes)
                return report_size();
        }
        const bool has_otherwise = boxes_.size() != rule_.clauses.size();
        if (open.empty() || has_otherwise)
            return;
        merge(open);
        report_missing(open);
    }

    void report_size()
    {
        report(analysis_.diagnostics,
               {DiagnosticCode::table_too_large, table_.name.span,
                fmt::format("this table cuts its columns into more than {} boxes",
                            k_limit_table_boxes),
                "divide it into two tables"});
    }

    void report_missing(const std::vector<Box>& open)
    {
        static constexpr std::size_t k_shown = 3;
        std::string rows;
        for (std::size_t i = 0; i < std::min(open.size(), k_shown); ++i)
            rows += (i == 0 ? "" : "; ") + words(open[i]);
        if (open.size() > k_shown)
            rows += fmt::format("; and {} more", open.size() - k_shown);
        report(analysis_.diagnostics, {DiagnosticCode::incomplete_table, table_.name.span,
                                       fmt::format("no row takes {}", rows),
                                       "add rows for these, or `otherwise gives …`"});
    }

    Box everything() const
    {
        Box box;
        for (const auto& column : columns_)
            box.emplace_back(column.pieces.size(), true);
        return box;
    }

    // --- words ---

    std::string words(const Box& box) const
    {
        std::string text;
        for (std::size_t i = 0; i < box.size(); ++i) {
            const bool is_all =
                std::all_of(box[i].begin(), box[i].end(), [](bool is_in) { return is_in; });
            if (is_all)
                continue;
            text += (text.empty() ? "" : ", ") + columns_[i].words + " " +
                    (columns_[i].is_ordered() ? ranges(columns_[i], box[i])
                                              : names(columns_[i], box[i]));
        }
        return text.empty() ? "anything" : text;
    }

    static std::string names(const Column& column, const Pieces& pieces)
    {
        std::string text;
        for (std::size_t i = 0; i < pieces.size(); ++i)
            if (pieces[i])
                text += (text.empty() ? "" : " or ") + column.pieces[i].name;
        return text;
    }

    // "less than 5 or from 7 through 9": each run of neighboring pieces.
    static std::string ranges(const Column& column, const Pieces& pieces)
    {
        std::string text;
        for (std::size_t begin = 0; begin < pieces.size(); ++begin) {
            if (!pieces[begin])
                continue;
            std::size_t last = begin;
            while (last + 1 < pieces.size() && pieces[last + 1])
                ++last;
            text += (text.empty() ? "" : " or ") +
                    range(column, column.pieces[begin], column.pieces[last]);
            begin = last;
        }
        return text;
    }

    static std::string range(const Column& column, const Piece& first, const Piece& last)
    {
        const bool is_date = column.type.kind == TypeKind::date;
        const auto say = [&](const Decimal& place) {
            return is_date ? to_string(Date{static_cast<std::int32_t>(place.units)})
                           : to_string(place);
        };
        if (first.is_point && last.is_point && first.from == last.from)
            return say(*first.from);
        std::string text;
        if (first.from)
            text = (first.is_point ? (is_date ? "on or after " : "at least ")
                                   : (is_date ? "after " : "more than ")) +
                   say(*first.from);
        if (last.to)
            text += (text.empty() ? "" : " and ") +
                    std::string(last.is_point ? (is_date ? "on or before " : "at most ")
                                              : (is_date ? "before " : "less than ")) +
                    say(*last.to);
        return text;
    }

    Analysis& analysis_;
    const ast::Rule& table_;
    const program::Rule& rule_;
    std::vector<Column> columns_;  // the days last
    std::vector<Box> boxes_;       // of the rows, but for the one for all else
};

}  // namespace

void check_rows(Analysis& analysis, const ast::Rule& table, const std::vector<TableColumn>& columns,
                const program::Rule& rule)
{
    TableCheck(analysis, table, columns, rule).run();
}

}  // namespace gradus::sema
