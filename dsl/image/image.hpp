// An Image is a compiled program: data that can be stored, hashed, drawn, compared and executed without
// the compiler. Everything the engine needs to decide stands in it: names, declaration order, clauses with
// their citations, expression code, state graphs, the time zone's offsets. No spans: two texts that differ
// in comments or layout only have the same Image.
//
// Way: Program -> emit -> [Image] -> engine/core (step), dsl/graph (analyses, diagrams)
// Promise: a ten-year-old record replays from its stored Image. Identity: SHA-256 of the canonical JSON.
// Format: docs/internals/image.md
//
// Ids are indexes into the vectors of the same Image. Children stand before parents in `code`.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/hash.hpp"
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

// A value that the program's text gives: nothing (a date parameter that is not set), yes/no, a whole
// number, a text or the name of a choice's value, a date, a period.
using Scalar = std::variant<std::monostate, bool, std::int64_t, std::string, Date, Period>;

enum class TypeKind { yes_no, text, whole_number, date, period, choice, choices, records };

struct Type {
    TypeKind kind = TypeKind::yes_no;
    std::uint32_t of = 0;  // choice, choices: ChoiceId; records: RecordId; else 0

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
    event_field,  // path[0]: the name of a field of the event at hand
    today,
    plus,         // args: date, period
    minus,        // args: date, period
    // verdicts
    equal,        // args: two values of one type
    less,         // args: two whole numbers or dates
    less_equal,   // args: likewise
    between,      // args: value, first, last; both ends count
    member,       // args: value, list
    known,        // args: one fact (or event field); never unknown
    rule_met,     // ref: RuleId; args: its givens in order; about the record in frame `up`
    all_of,       // args: verdicts
    any_of,       // args: verdicts
    negate,       // args: one verdict
    count_met,    // args: list of records (a fact), verdict inside each element; quantity, count
};

// for all Quantities: certain = elements surely met, possible = certain + elements unknown
enum class Quantity { at_least, at_most, exactly, each, some, none };

// Frames: 0 is the innermost record: the element inside count_met, else what the rule is about; 1 the one
// around it, and so on. A rule starts a new stack: its frame 0 is the record that it is asked about.
struct Expr {
    Op op = Op::literal;
    Type type;  // of the value; verdicts have yes_no
    std::vector<ExprId> args;
    Scalar literal;
    std::uint32_t ref = 0;
    std::uint32_t up = 0;
    std::vector<std::string> path;  // fact: field names, at least one
    Quantity quantity = Quantity::at_least;
    std::uint32_t count = 0;

    friend bool operator==(const Expr&, const Expr&) = default;
};

struct Citation {
    std::string source;   // the program's name for it: "faq"
    std::string clause;   // "R7"
    std::string summary;  // from the register, in the owner's words

    friend bool operator==(const Citation&, const Citation&) = default;
};

struct Note {
    bool is_question = false;
    std::string id;
    std::string text;

    friend bool operator==(const Note&, const Note&) = default;
};

struct Field {
    std::string name;
    std::string title;  // never empty: the name in words where none is written
    Type type;
    bool is_mandatory = false;
    bool is_personal = false;
    bool is_key = false;

    friend bool operator==(const Field&, const Field&) = default;
};

// A record, a subject or an event with its fields.
struct FieldSet {
    std::string name;
    std::string title;
    std::vector<Field> fields;

    friend bool operator==(const FieldSet&, const FieldSet&) = default;
};

struct Role {
    std::string name;
    std::string title;

    friend bool operator==(const Role&, const Role&) = default;
};

struct ChoiceValue {
    std::string name;
    std::string title;

    friend bool operator==(const ChoiceValue&, const ChoiceValue&) = default;
};

// An inline "one of a, b" of a field has the name "<record>.<field>".
struct Choice {
    std::string name;
    std::string title;
    std::vector<ChoiceValue> values;

    friend bool operator==(const Choice&, const Choice&) = default;
};

struct Parameter {
    std::string name;
    Type type;
    Scalar value;  // monostate: a date that is not set
    std::string our_choice;
    std::vector<CitationId> cites;

    friend bool operator==(const Parameter&, const Parameter&) = default;
};

struct Given {
    std::string name;
    Type type;

    friend bool operator==(const Given&, const Given&) = default;
};

enum class ClauseKind { needs, all_of, any_of, none_of, at_least, only_when };

struct Clause {
    ClauseKind kind = ClauseKind::needs;
    std::string id;                 // "premium.1", "routing.2.3": the rule and the ordinals
    ExprId condition;               // needs, only_when
    std::vector<ClauseId> clauses;  // the others, and only_when
    std::uint32_t count = 0;        // at_least
    ExprId from;                    // dates in force; unset where not written
    ExprId through;
    ExprId before;
    std::vector<CitationId> cites;

    friend bool operator==(const Clause&, const Clause&) = default;
};

struct Rule {
    std::string name;
    std::string title;
    bool is_about_record = false;
    std::uint32_t about = 0;  // index into `subjects`, or RecordId
    std::vector<Given> givens;
    std::vector<CitationId> cites;
    std::vector<Note> notes;
    std::vector<ClauseId> clauses;  // all of them

    friend bool operator==(const Rule&, const Rule&) = default;
};

struct Notice {
    std::string role;
    std::string text;

    friend bool operator==(const Notice&, const Notice&) = default;
};

enum class TriggerKind { on_event, when_done, when_condition, after, every };
enum class BranchKind { plain, if_condition, if_unknown, otherwise };

struct Branch {
    std::string id;  // "invited.apply.1"
    BranchKind kind = BranchKind::plain;
    ExprId condition;  // if_condition
    StateId target;    // unset: stay
    std::vector<Notice> notices;
    std::vector<CitationId> cites;

    friend bool operator==(const Branch&, const Branch&) = default;
};

struct Transition {
    std::string id;  // "<state>.<event>", "<state>.when1", "<state>.after1", "<state>.every1", "<state>.done"
    StateId source;
    TriggerKind trigger = TriggerKind::on_event;
    std::string event;               // on_event
    std::vector<std::string> roles;  // on_event: any of them
    ExprId condition;                // when_condition
    ExprId period;                   // after, every: literal or parameter
    std::vector<Branch> branches;    // at least one

    friend bool operator==(const Transition&, const Transition&) = default;
};

struct Task {
    std::string name;
    std::string title;
    std::string role;
    std::vector<std::string> done_by;  // events
    ExprId due;                        // a period; unset: no due date
    std::vector<ExprId> reminders;     // periods
    std::vector<Notice> overdue;

    friend bool operator==(const Task&, const Task&) = default;
};

enum class StateKind { atomic, compound, parallel, region, final };

struct State {
    std::string name;  // unique within the workflow
    std::string title;
    StateKind kind = StateKind::atomic;
    StateId parent;   // unset: outermost level
    StateId initial;  // compound, region: where it starts
    std::vector<StateId> children;
    std::vector<TransitionId> transitions;  // in the order of the text
    std::vector<TaskId> tasks;
    std::vector<Notice> entry;
    std::vector<CitationId> cites;
    std::vector<Note> notes;

    friend bool operator==(const State&, const State&) = default;
};

struct Key {
    std::string name;
    ChoiceId choice;

    friend bool operator==(const Key&, const Key&) = default;
};

struct Workflow {
    std::string name;
    std::string title;
    std::uint32_t subject = 0;  // index into `subjects`
    std::vector<Key> keys;
    StateId initial;
    std::vector<State> states;  // in the order of the text: a parent before its children
    std::vector<Transition> transitions;
    std::vector<Task> tasks;
    std::vector<CitationId> cites;
    std::vector<Note> notes;

    friend bool operator==(const Workflow&, const Workflow&) = default;
};

struct Source {
    std::string name;
    std::string title;
    Hash register_hash;  // SHA-256 of the register's bytes

    friend bool operator==(const Source&, const Source&) = default;
};

}  // namespace gradus::image

namespace gradus {

struct Image {
    std::string program;
    std::string title;
    Zone zone;
    std::vector<image::Source> sources;
    std::vector<image::Citation> citations;
    std::vector<image::Role> roles;
    std::vector<image::Choice> choices;
    std::vector<image::Parameter> parameters;
    std::vector<image::FieldSet> records;
    std::vector<image::FieldSet> subjects;
    std::vector<image::FieldSet> events;  // only those that are declared; others carry no data
    std::vector<image::Rule> rules;
    std::vector<image::Clause> clauses;
    std::vector<image::Workflow> workflows;
    std::vector<image::Expr> code;

    friend bool operator==(const Image&, const Image&) = default;
};

}  // namespace gradus
