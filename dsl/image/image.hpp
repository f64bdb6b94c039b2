// An Image is a compiled program: data that can be stored, hashed, drawn, compared and executed
// without the compiler. Everything the engine needs to decide stands in it: names, declaration
// order, clauses with their citations, expression code, state graphs, the time zone's offsets. No
// spans: two texts that differ in comments or layout only have the same Image.
//
// Way: Program -> emit -> [Image] -> engine/core (step), dsl/graph (analyses, diagrams)
// Promise: a ten-year-old record replays from its stored Image.
// Identity: SHA-256 of the canonical JSON.
// Format: docs/internals/image.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/calendar.hpp"
#include "dsl/base/hash.hpp"
#include "dsl/base/time.hpp"
#include "dsl/image/expression.hpp"
#include "dsl/image/promise.hpp"
#include "dsl/image/rule.hpp"
#include "dsl/image/task.hpp"

namespace gradus::image {

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

// The role that takes what a branch raises. Nobody has it.
inline constexpr std::string_view k_engine_role = "engine";

// Something outside that is called and answers with events. It has the role of its name.
struct Service {
    FieldSet question;
    std::vector<std::string> answers;  // events

    friend bool operator==(const Service&, const Service&) = default;
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

enum class TriggerKind { on_event, when_done, when_condition, after, every };
enum class BranchKind { plain, if_condition, if_unknown, otherwise };

// A field and the value that a branch gives it: a fact of the subject that it sets, or what it
// sends along.
struct FieldValue {
    std::string field;
    ExprId value;

    friend bool operator==(const FieldValue&, const FieldValue&) = default;
};

// An event that a branch raises: in the case itself, or in another case of the subject, which it
// may begin.
struct Raise {
    std::string event;
    std::string workflow;     // empty: the case itself
    std::vector<ExprId> key;  // a value for each key of that workflow
    std::vector<FieldValue> fields;

    friend bool operator==(const Raise&, const Raise&) = default;
};

// A question to a service.
struct Call {
    std::string service;
    std::vector<FieldValue> fields;

    friend bool operator==(const Call&, const Call&) = default;
};

struct Branch {
    std::string id;  // "invited.apply.1"
    BranchKind kind = BranchKind::plain;
    ExprId condition;      // if_condition
    StateId target;        // unset: stay
    bool is_back = false;  // to where the target was left, if it was
    std::vector<FieldValue> sets;
    std::vector<Raise> raises;
    std::vector<Call> calls;
    std::vector<Notice> notices;
    std::vector<CitationId> cites;

    friend bool operator==(const Branch&, const Branch&) = default;
};

struct Transition {
    std::string id;  // "<state>.<event>", "<state>.when1", "<state>.after1", "<state>.every1",
                     // "<state>.done"
    StateId source;
    TriggerKind trigger = TriggerKind::on_event;
    std::string event;                    // on_event
    std::vector<std::string> roles;       // on_event: any of them
    std::uint32_t people = 0;             // on_event: how many different ones, where more than one
    std::vector<std::string> other_than;  // on_event: nobody who has done one of these
    ExprId condition;                     // when_condition
    ExprId period;                        // after, every: literal or parameter
    ExprId anchor;                        // every: a date; unset: the entry of the source
    std::vector<StateId> not_counting;    // after: inside the source; there the clock stands still
    std::vector<Branch> branches;         // at least one

    friend bool operator==(const Transition&, const Transition&) = default;
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
    std::vector<Notice> exit;
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
    std::vector<Calendar> calendars;
    std::vector<image::Role> roles;
    std::vector<image::Choice> choices;
    std::vector<std::string> currencies;  // of the types of money
    std::vector<image::Parameter> parameters;
    std::vector<image::FieldSet> records;
    std::vector<image::FieldSet> subjects;
    std::vector<image::FieldSet> events;  // only those that are declared; others carry no data
    std::vector<image::Service> services;
    std::vector<image::Rule> rules;
    std::vector<image::Clause> clauses;
    std::vector<image::Workflow> workflows;
    std::vector<image::Promise> promises;
    std::vector<image::Expr> code;

    friend bool operator==(const Image&, const Image&) = default;
};

}  // namespace gradus
