// The third part of the abstract syntax tree (ast.hpp): workflows, their states and transitions.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/syntax/ast_declarations.hpp"

namespace gradus::ast {

struct Notify {
    Name role;
    Text text;
};

struct OnEvent {
    Name event;
    std::vector<Name> roles;
    std::int64_t people = 1;       // different ones who have to do it
    std::vector<Name> other_than;  // events whose doers may not
    Span span;
};
// "set FIELD is TERM"
struct SetFact {
    Name field;
    ExprPtr value;
    Span span;
};
// "raise EVENT in WORKFLOW for KEY with FIELD TERM"
struct Raise {
    Name event;
    std::optional<Name> workflow;  // empty: the case itself
    std::vector<ExprPtr> key;
    std::vector<Argument> arguments;
    Span span;
};
// "call SERVICE with FIELD TERM"
struct Call {
    Name service;
    std::vector<Argument> arguments;
    Span span;
};
struct WhenDone {
    Span span;
};
struct WhenCondition {
    ExprPtr condition;
};
struct AfterPeriod {
    ExprPtr period;
    std::vector<Name> not_counting;  // states in which the clock stands still
};
struct EveryPeriod {
    ExprPtr period;
    ExprPtr from;  // a date; empty: from the entry of the state
};
using Trigger = std::variant<OnEvent, WhenDone, WhenCondition, AfterPeriod, EveryPeriod>;

enum class BranchKind { plain, if_condition, if_unknown, otherwise };
struct Branch {
    BranchKind kind = BranchKind::plain;  // plain: the only one, written on the trigger's line
    ExprPtr condition;                    // if_condition
    std::optional<Name> target;           // empty: stay
    bool is_back = false;                 // to where the target was left
    std::vector<Notify> notifies;
    std::vector<SetFact> sets;
    std::vector<Raise> raises;
    std::vector<Call> calls;
    std::vector<Cite> cites;
    Span span;
};

struct Transition {
    Trigger trigger;
    std::vector<Branch> branches;
    Span span;
};

// Who is asked, too, when a task is still open after so long.
struct Rung {
    ExprPtr after;
    Name role;
    std::vector<Notify> notifies;
};

struct Task {
    Name name;
    std::optional<Text> title;
    Name role;
    std::vector<Name> done_by;
    ExprPtr due;
    std::vector<ExprPtr> reminders;
    std::vector<Notify> overdue;
    std::vector<Rung> ladder;
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
    std::vector<Include> includes;
    std::vector<Notify> entry;
    std::vector<Notify> exit;
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
    std::vector<Include> includes;
    std::vector<Cite> cites;
    std::vector<Note> notes;
    Span span;
};

}  // namespace gradus::ast
