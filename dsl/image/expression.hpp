// The expressions of an Image (image.hpp): ids, the values a program's text gives, types, and the
// code of conditions and terms.
//
// Ids are indexes into the vectors of the same Image. Children stand before parents in `code`.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/decimal.hpp"
#include "dsl/base/ids.hpp"
#include "dsl/base/time.hpp"

namespace gradus::image {

using ExprId = Id<struct ExprTag>;
using ClauseId = Id<struct ClauseTag>;
using RuleId = Id<struct RuleTag>;
using ChoiceId = Id<struct ChoiceTag>;
using RecordId = Id<struct RecordTag>;
using ParameterId = Id<struct ParameterTag>;
using CitationId = Id<struct CitationTag>;
using StateId = Id<struct StateTag>;            // within one workflow
using TransitionId = Id<struct TransitionTag>;  // within one workflow
using TaskId = Id<struct TaskTag>;              // within one workflow

// A value that the program's text gives: nothing (a date parameter that is not set), yes/no, a
// whole number, a text or the name of a choice's value, a date, a period, an exact number.
using Scalar = std::variant<std::monostate, bool, std::int64_t, std::string, Date, Period, Decimal,
                            Percent, Money, Instant>;

enum class TypeKind {
    yes_no,
    text,
    whole_number,
    date,
    period,
    choice,
    choices,
    records,
    decimal,
    percent,
    money,
    instant
};

struct Type {
    TypeKind kind = TypeKind::yes_no;
    // choice, choices: ChoiceId; records: RecordId; money: index into `currencies`; else 0
    std::uint32_t of = 0;

    friend bool operator==(const Type&, const Type&) = default;
};

enum class Op {
    // values
    literal,      // literal
    list,         // args: the elements; a list of a choice's values
    parameter,    // ref: ParameterId
    fact,         // path, in the frame `up`; unknown when missing
    given,        // ref: index of the rule's given
    key,          // ref: index of the workflow's key
    case_key,     // ref: index of the key of the case that is counted
    event_field,  // path[0]: the name of a field of the event at hand
    today,
    now,          // of the step; only in what a branch does
    date_part,    // args: an instant; its date in the program's zone
    plus,         // args: date or instant and period, or two numbers of one type
    minus,        // args: likewise
    times,        // args: two numbers of which one is plain or a percent; the type is the other's
    divide,       // args: number, divisor; rounding, count: places. A divisor of zero: unknown
    percent_of,   // args: likewise; type percent
    table_value,  // ref: RuleId of a table; args: its givens in order; about the record in frame
                  // `up`
    aggregate,    // args: list of records (a fact), [value in each element], [verdict in each
                  // element]; aggregate; ref: 1 when there is a value, 2 a verdict, 3 both
    // verdicts
    equal,        // args: two values of one type
    less,         // args: two numbers, dates or instants
    less_equal,   // args: likewise
    between,      // args: value, first, last; both ends count
    member,       // args: value, list
    known,        // args: one fact (or event field); never unknown
    rule_met,     // ref: RuleId; args: its givens in order; about the record in frame `up`
    all_of,       // args: verdicts
    any_of,       // args: verdicts
    negate,       // args: one verdict
    count_met,    // args: list of records (a fact), verdict inside each element, [order in each
                  // element]; quantity, count; ref: with an order, how many of the last ones
    case_in,      // ref: index of the workflow; args: its key; path: states. The latest run
    count_cases,  // ref: index of the workflow; args: [verdict for each case]; path: states;
                  // quantity, count; of each key the latest run
};

// for all Quantities: certain = elements surely met, possible = certain + elements unknown
enum class Quantity { at_least, at_most, exactly, each, some, none };

// Frames: 0 is the innermost record: the element inside count_met, else what the rule is about; 1
// the one around it, and so on. A rule starts a new stack: its frame 0 is the record that it is
// asked about.
enum class Aggregate { sum, count, earliest, latest, highest, lowest };

struct Expr {
    Op op = Op::literal;
    Type type;  // of the value; verdicts have yes_no
    std::vector<ExprId> args;
    Scalar literal;
    std::uint32_t ref = 0;
    std::uint32_t up = 0;
    std::vector<std::string> path;  // fact: field names, at least one
    Quantity quantity = Quantity::at_least;
    Aggregate aggregate = Aggregate::sum;
    Rounding rounding = Rounding::down;
    std::uint32_t count = 0;

    friend bool operator==(const Expr&, const Expr&) = default;
};

}  // namespace gradus::image
