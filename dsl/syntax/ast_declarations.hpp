// The second part of the abstract syntax tree (ast.hpp): what a program declares, from its header
// to its rules; workflows stand in ast_workflows.hpp.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/calendar.hpp"
#include "dsl/syntax/ast_fragments.hpp"
#include "dsl/syntax/ast_terms.hpp"

namespace gradus::ast {

struct SourceLine {
    Name name;
    Text title;
    Text register_path;
};

struct ProgramHeader {
    Name name;
    std::optional<Text> title;
    std::vector<SourceLine> sources;
    std::optional<Text> time_zone;
    Span span;
};

struct Role {
    Name name;
    std::optional<Text> title;
};

struct Holiday {
    HolidayRule rule;
    Span span;
};
struct CalendarDeclaration {
    Name name;
    std::optional<Text> title;
    std::optional<std::vector<Weekday>> weekend;
    std::vector<Holiday> holidays;
};

struct ChoiceValue {
    Name name;
    std::optional<Text> title;
};
struct Choice {
    Name name;
    std::optional<Text> title;
    std::vector<ChoiceValue> values;
};

struct Parameter {
    Name name;
    ExprPtr value;  // empty: "is a date, not set"
    std::optional<Text> our_choice;
    std::vector<Cite> cites;
};

enum class TypeKind {
    yes_no,
    text,
    whole_number,
    decimal,
    percent,
    money,
    date,
    instant,
    one_of,
    list_of
};
struct Type {
    TypeKind kind;
    // one_of: a declared choice, or the values; list_of: one name; money: the currency
    std::vector<Name> names;
    Span span;
};

struct Field {
    Name name;
    std::optional<Text> title;
    Type type;
    bool is_mandatory = false;
    bool is_personal = false;
    bool is_key = false;
};

enum class FieldsKind { record, subject, event, service };
// A service is asked something with these fields, and answers with events.
struct Fields {
    FieldsKind kind;
    Name name;
    std::optional<Text> title;
    std::vector<Field> fields;
    std::vector<Include> includes;
    std::vector<Name> answers;  // service
    Span answers_span;
};

enum class ClauseKind { needs, all_of, any_of, none_of, once, at_least, only_when, row };

// What a row of a table asks of one column.
enum class CellKind {
    any,
    values,
    between,
    at_least,
    at_most,
    more_than,
    less_than,
    before,
    after,
    on_or_before,
    on_or_after
};
struct Cell {
    CellKind kind = CellKind::any;
    std::vector<ExprPtr> values;
    Span span;
};

struct Clause {
    ClauseKind kind;
    ExprPtr condition;         // needs, only_when
    std::optional<Path> list;  // once: each of its elements counts for one clause only
    std::int64_t count = 0;    // at_least
    std::vector<Clause> clauses;
    std::vector<Cell> cells;  // row; empty: otherwise
    ExprPtr result;           // row
    std::vector<Include> includes;
    ExprPtr from;
    ExprPtr through;
    ExprPtr before;
    ExprPtr except;  // the clause asks nothing while this is met
    std::vector<Cite> cites;
    Span span;
};

struct Given {
    Name name;
    Type type;
};

enum class TakesRows { first, only, all };
struct TableHead {
    std::optional<Type> gives;
    std::optional<TakesRows> takes;
    std::vector<ExprPtr> columns;
};

// A decision is a rule that is there to be asked from outside; a table a rule that gives a value.
struct Rule {
    bool is_decision = false;
    Name name;
    std::optional<Text> title;
    Name about;  // a subject or a record
    std::vector<Given> givens;
    std::vector<Cite> cites;
    std::vector<Note> notes;
    std::vector<Clause> clauses;
    std::optional<TableHead> table;
    std::vector<Include> includes;
    Span span;
};

}  // namespace gradus::ast
