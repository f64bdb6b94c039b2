// The abstract syntax tree: what an author wrote, without trivia, as plain values. Names are not resolved
// here. The spelling is the grammar of docs/author/language.md; each struct names its rule there.
//
// Way: text -> CST (cst.hpp) -> [AST] -> dsl/sema
// Promise: a file with faults gives a tree of everything that could be read, and the faults as diagnostics.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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

// --- conditions and terms -----------------------------------------------------------------------

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct YesNo { bool value; };
struct Number { std::int64_t value; };
struct DateLiteral { Date value; };
struct TextLiteral { std::string value; };
struct PeriodLiteral { Period value; };
struct Today {};
struct PathExpr { Path path; };
struct Shift { ExprPtr base; ExprPtr amount; bool is_minus = false; };  // base plus amount

enum class Relation { eq, ne, at_least, at_most, more_than, less_than, before, after, on_or_before, on_or_after };
struct Comparison { Relation relation; ExprPtr left; ExprPtr right; };
struct Between { ExprPtr value; ExprPtr first; ExprPtr last; };                       // is from … through …
struct OneOf { ExprPtr value; std::vector<ExprPtr> options; bool is_negated = false; };
struct Includes { ExprPtr list; ExprPtr value; bool is_negated = false; };
struct Known { ExprPtr value; bool is_negated = false; };
struct Argument { Name given; ExprPtr value; };
struct RuleTest { Name rule; std::vector<Argument> arguments; bool is_negated = false; };

enum class Quantity { at_least, at_most, exactly, each, some, none };
struct Quantified {
    Quantity quantity;
    std::int64_t count = 0;  // for at_least, at_most, exactly
    Path list;
    ExprPtr where;                  // either this …
    std::optional<Name> rule;       // … or a rule for the element with its positional values
    std::vector<ExprPtr> arguments;  // "A or B"
};
struct And { std::vector<ExprPtr> parts; };
struct Or { std::vector<ExprPtr> parts; };
struct Not { ExprPtr part; };

struct Expr {
    std::variant<YesNo, Number, DateLiteral, TextLiteral, PeriodLiteral, Today, PathExpr, Shift, Comparison,
                 Between, OneOf, Includes, Known, RuleTest, Quantified, And, Or, Not>
        node;
    Span span;
};

// --- declarations -------------------------------------------------------------------------------

struct SourceLine { Name name; Text title; Text register_path; };

struct ProgramHeader {
    Name name;
    std::optional<Text> title;
    std::vector<SourceLine> sources;
    std::optional<Text> time_zone;
    Span span;
};

struct Role { Name name; std::optional<Text> title; };

struct ChoiceValue { Name name; std::optional<Text> title; };
struct Choice { Name name; std::optional<Text> title; std::vector<ChoiceValue> values; };

struct Parameter {
    Name name;
    ExprPtr value;  // empty: "is a date, not set"
    std::optional<Text> our_choice;
    std::vector<Cite> cites;
};

enum class TypeKind { yes_no, text, whole_number, date, one_of, list_of };
struct Type {
    TypeKind kind;
    std::vector<Name> names;  // one_of: a declared choice, or the values; list_of: one name
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

enum class FieldsKind { record, subject, event };
struct Fields {
    FieldsKind kind;
    Name name;
    std::optional<Text> title;
    std::vector<Field> fields;
};

enum class ClauseKind { needs, all_of, any_of, none_of, at_least, only_when };
struct Clause {
    ClauseKind kind;
    ExprPtr condition;       // needs, only_when
    std::int64_t count = 0;  // at_least
    std::vector<Clause> clauses;
    ExprPtr from;
    ExprPtr through;
    ExprPtr before;
    std::vector<Cite> cites;
    Span span;
};

struct Given { Name name; Type type; };

struct Rule {
    Name name;
    std::optional<Text> title;
    Name about;  // a subject or a record
    std::vector<Given> givens;
    std::vector<Cite> cites;
    std::vector<Note> notes;
    std::vector<Clause> clauses;
    Span span;
};

struct Notify { Name role; Text text; };

struct OnEvent { Name event; std::vector<Name> roles; };
struct WhenDone { Span span; };
struct WhenCondition { ExprPtr condition; };
struct AfterPeriod { ExprPtr period; };
struct EveryPeriod { ExprPtr period; };
using Trigger = std::variant<OnEvent, WhenDone, WhenCondition, AfterPeriod, EveryPeriod>;

enum class BranchKind { plain, if_condition, if_unknown, otherwise };
struct Branch {
    BranchKind kind = BranchKind::plain;  // plain: the only one, written on the trigger's line
    ExprPtr condition;                    // if_condition
    std::optional<Name> target;           // empty: stay
    std::vector<Notify> notifies;
    std::vector<Cite> cites;
    Span span;
};

struct Transition {
    Trigger trigger;
    std::vector<Branch> branches;
    Span span;
};

struct Task {
    Name name;
    std::optional<Text> title;
    Name role;
    std::vector<Name> done_by;
    ExprPtr due;
    std::vector<ExprPtr> reminders;
    std::vector<Notify> overdue;
    Span span;
};

enum class StateKind { state, parallel, region, final };
struct State {
    StateKind kind;
    Name name;
    std::optional<Text> title;
    std::optional<Name> start;
    std::vector<State> states;  // and regions
    std::vector<Task> tasks;
    std::vector<Transition> transitions;
    std::vector<Notify> entry;
    std::vector<Cite> cites;
    std::vector<Note> notes;
    Span span;
};

struct Workflow {
    Name name;
    std::optional<Text> title;
    Name subject;
    std::vector<Name> keys;
    std::optional<Name> start;
    std::vector<State> states;
    std::vector<Cite> cites;
    std::vector<Note> notes;
    Span span;
};

// --- scenarios ----------------------------------------------------------------------------------

struct PathStep { Name field; std::optional<Name> key; };
struct FactPath { std::vector<PathStep> steps; Span span; };

struct RelativeDay { Period offset; bool is_minus = false; };
struct Empty {};
// A value whose type its place decides; a bare name is a choice's value.
struct Value {
    std::variant<YesNo, Number, DateLiteral, TextLiteral, PeriodLiteral, Name, Empty, std::vector<RelativeDay>> node;
    Span span;  // vector<RelativeDay>: today and what is added to it, in order
};

struct NamedValue { Name name; Value value; };
struct Fact {
    FactPath path;
    std::vector<Value> values;       // is …
    std::vector<NamedValue> fields;  // has …
    Span span;
};

struct Moment {
    std::optional<Date> date;  // else today
    std::vector<RelativeDay> offsets;
    std::int32_t minute_of_day = 12 * 60;
    Span span;
};

struct GivenStep { Name type; Name subject; std::vector<Name> profiles; std::vector<Fact> facts; };
struct DoStep {
    Moment when;
    Name role;
    Name event;
    std::vector<Value> key;
    std::vector<NamedValue> fields;
    bool is_refused = false;  // "cannot"
};
struct FactStep { Moment when; Fact fact; };
struct WaitStep { std::optional<Period> period; std::optional<Moment> until; };
enum class ExpectedVerdict { met, not_met, unknown };
struct ExpectVerdict {
    Name rule;
    std::vector<Value> givens;
    ExpectedVerdict verdict;
    std::optional<Cite> because;
};
struct ExpectState { Name workflow; std::vector<Value> key; bool is_negated = false; std::vector<Name> states; };
struct ExpectTask { Name task; bool is_negated = false; };

struct Step {
    std::variant<GivenStep, DoStep, FactStep, WaitStep, ExpectVerdict, ExpectState, ExpectTask> node;
    Span span;
};

struct Profile { Name name; Name type; std::vector<Fact> facts; };
struct Scenario { Text title; std::vector<Cite> cites; std::vector<Step> steps; Span span; };
struct Sample { Name name; std::optional<Text> title; std::vector<Step> steps; Span span; };

using Declaration = std::variant<ProgramHeader, Role, Choice, Parameter, Fields, Rule, Workflow, Profile, Scenario, Sample>;

// One file, in the order of its text.
struct Module {
    SourceId source;
    std::vector<Declaration> declarations;
};

}  // namespace gradus::ast
