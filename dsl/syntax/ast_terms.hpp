// The first part of the abstract syntax tree (ast.hpp): names, texts, and the conditions and terms
// that rules, transitions and scenarios are written with.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/decimal.hpp"
#include "dsl/base/source.hpp"
#include "dsl/base/time.hpp"

namespace gradus::ast {

struct Name {
    std::string text;
    Span span;
};

struct Text {
    std::string text;  // without quotes, escapes resolved
    Span span;
};

struct Path {
    std::vector<Name> names;  // at least one
    Span span;
};

struct Cite {
    Name source;
    std::vector<Name> clauses;
    Span span;
};

struct Note {
    bool is_question = false;  // "open question", else "interpretation"
    Name id;
    Text text;
};

// Owns what it points to, and copies it when it is copied: fragments are included many times.
template <class T> class Owned {
public:
    Owned() = default;
    Owned(std::nullptr_t) {}
    Owned(std::unique_ptr<T> value) : value_(std::move(value)) {}
    Owned(Owned&&) noexcept = default;
    Owned(const Owned& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
    Owned& operator=(Owned other) noexcept
    {
        value_ = std::move(other.value_);
        return *this;
    }
    ~Owned() = default;

    explicit operator bool() const { return value_ != nullptr; }
    T& operator*() const { return *value_; }
    T* operator->() const { return value_.get(); }

private:
    std::unique_ptr<T> value_;
};

struct Expr;
using ExprPtr = Owned<Expr>;

struct YesNo {
    bool value;
};
struct Number {
    std::int64_t value;
};
struct DecimalLiteral {
    Decimal value;
};
struct PercentLiteral {
    Percent value;
};
struct MoneyLiteral {
    Money value;
};
struct DateLiteral {
    Date value;
};
struct TextLiteral {
    std::string value;
};
struct PeriodLiteral {
    Period value;                  // its calendar is an index only after dsl/sema
    std::optional<Name> calendar;  // of business days
};
// A date with a time of day by the clocks of the program's zone.
struct InstantLiteral {
    Date date;
    std::int32_t minute_of_day = 0;
};
struct Today {};
struct Now {};  // only in what a step does
struct DatePart {
    ExprPtr instant;
};
struct PathExpr {
    Path path;
};
struct Sum {
    ExprPtr base;
    ExprPtr amount;
    bool is_minus = false;
};  // base plus amount: numbers, or a date and a period
struct Product {
    ExprPtr left;
    ExprPtr right;
};  // left times right, 80 % of right
struct Quotient {
    ExprPtr left;
    ExprPtr right;
    bool is_percent = false;  // "as percent of", else "divided by"
    Rounding rounding = Rounding::down;
    std::int64_t places = 0;
};
enum class AggregateKind { sum, count, earliest, latest, highest, lowest };
struct Aggregate {
    AggregateKind kind;
    Path path;      // the list; but for count also the field of its records
    ExprPtr where;  // empty: all of them
};

enum class Relation {
    eq,
    ne,
    at_least,
    at_most,
    more_than,
    less_than,
    before,
    after,
    on_or_before,
    on_or_after
};
struct Comparison {
    Relation relation;
    ExprPtr left;
    ExprPtr right;
};
struct Between {
    ExprPtr value;
    ExprPtr first;
    ExprPtr last;
};  // is from … through …
struct OneOf {
    ExprPtr value;
    std::vector<ExprPtr> options;
    bool is_negated = false;
};
struct Includes {
    ExprPtr list;
    ExprPtr value;
    bool is_negated = false;
};
struct Known {
    ExprPtr value;
    bool is_negated = false;
};
struct Argument {
    Name given;
    ExprPtr value;
};
// The value of a table whose givens are handed over.
struct TableValue {
    Name table;
    std::vector<Argument> arguments;
};
struct RuleTest {
    Name rule;
    std::vector<Argument> arguments;
    bool is_negated = false;
};

enum class Quantity { at_least, at_most, exactly, each, some, none };
struct Quantified {
    Quantity quantity;
    std::int64_t count = 0;           // for at_least, at_most, exactly
    std::optional<Name> count_given;  // instead of the number, in a fragment
    Path list;
    std::int64_t last = 0;           // only so many elements, the last ones …
    std::optional<Name> ordered_by;  // … in the order of this field
    ExprPtr where;                   // either this …
    std::optional<Name> rule;        // … or a rule for the element with its positional values
    std::vector<ExprPtr> arguments;  // "A or B"
};
// "qualification for a, b is in active or paused"
struct CaseTest {
    Name workflow;
    std::vector<ExprPtr> key;
    std::vector<Name> states;
    bool is_negated = false;
};
// "at least 1 qualification cases in active where (…)"
struct CaseCount {
    Quantity quantity;
    std::int64_t count = 0;
    std::optional<Name> count_given;  // instead of the number, in a fragment
    Name workflow;
    std::vector<Name> states;
    ExprPtr where;  // may be empty
};
struct And {
    std::vector<ExprPtr> parts;
};
struct Or {
    std::vector<ExprPtr> parts;
};
struct Not {
    ExprPtr part;
};

struct Expr {
    std::variant<YesNo, Number, DecimalLiteral, PercentLiteral, MoneyLiteral, DateLiteral,
                 TextLiteral, PeriodLiteral, Today, Now, InstantLiteral, DatePart, PathExpr,
                 TableValue, Sum, Product, Quotient, Aggregate, Comparison, Between, OneOf,
                 Includes, Known, RuleTest, Quantified, CaseTest, CaseCount, And, Or, Not>
        node;
    Span span;
};

}  // namespace gradus::ast
