// A Program is the checked meaning of the modules: names resolved, expressions typed, ids given;
// the AST is left behind. Where a part has no expressions it already has the Image's form; where it
// has, the expressions are still trees with their places, and emit() flattens them.
//
// Way: AST -> analyze -> [Program] -> emit -> Image
// Promise: if analysis found no errors, emit() needs no further check.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/source.hpp"
#include "dsl/image/image.hpp"
#include "dsl/sema/scenario.hpp"

namespace gradus::program {

// The fields mean what they mean in image::Expr.
struct Expr {
    image::Op op = image::Op::literal;
    image::Type type;
    std::vector<Expr> args;
    image::Scalar literal;
    std::uint32_t ref = 0;
    std::uint32_t up = 0;
    std::vector<std::string> path;
    image::Quantity quantity = image::Quantity::at_least;
    image::Aggregate aggregate = image::Aggregate::sum;
    Rounding rounding = Rounding::down;
    std::uint32_t count = 0;
    bool is_always_present = false;  // fact, event_field: mandatory, so never unknown by itself
    Span span;
};

struct Parameter {
    image::Parameter image;
    Span span;
};

struct Clause {
    image::ClauseKind kind = image::ClauseKind::needs;
    std::string id;
    std::optional<Expr> condition;
    std::optional<Expr> result;
    std::vector<Clause> clauses;
    std::uint32_t count = 0;
    std::optional<Expr> from;
    std::optional<Expr> through;
    std::optional<Expr> before;
    std::vector<image::CitationId> cites;
    Span span;
};

// `clauses` of `head` is empty until emit() fills it.
struct Rule {
    image::Rule head;
    std::vector<Clause> clauses;
    Span span;  // of the name
};

using FieldValues = std::vector<std::pair<std::string, Expr>>;

struct Raise {
    std::string event;
    std::string workflow;
    std::vector<Expr> key;
    FieldValues fields;
    Span span;
};

struct Call {
    std::string service;
    FieldValues fields;
};

struct Branch {
    std::string id;
    image::BranchKind kind = image::BranchKind::plain;
    std::optional<Expr> condition;
    image::StateId target;
    bool is_back = false;
    FieldValues sets;
    std::vector<Raise> raises;
    std::vector<Call> calls;
    std::vector<image::Notice> notices;
    std::vector<image::CitationId> cites;
    Span span;
};

struct Transition {
    std::string id;
    image::StateId source;
    image::TriggerKind trigger = image::TriggerKind::on_event;
    std::string event;
    std::vector<std::string> roles;
    std::uint32_t people = 0;
    std::vector<std::string> other_than;
    std::vector<image::StateId> not_counting;
    std::optional<Expr> condition;
    std::optional<Expr> period;
    std::optional<Expr> anchor;
    std::vector<Branch> branches;
    Span span;
};

struct Rung {
    Expr after;
    std::string role;
    std::vector<image::Notice> notices;
};

struct Task {
    std::string name;
    std::string title;
    std::string role;
    std::vector<std::string> done_by;
    std::optional<Expr> due;
    std::vector<Expr> reminders;
    std::vector<image::Notice> overdue;
    std::vector<Rung> ladder;
    Span span;
};

struct Workflow {
    std::string name;
    std::string title;
    std::uint32_t subject = 0;
    std::vector<image::Key> keys;
    image::StateId initial;
    std::vector<image::State> states;
    std::vector<Transition> transitions;
    std::vector<Task> tasks;
    std::vector<image::CitationId> cites;
    std::vector<image::Note> notes;
    std::vector<Span> state_spans;  // of the names, by StateId
    Span span;                      // of the name
};

// Its lines stand beside their conditions.
struct Promise {
    image::Promise head;
    std::vector<std::optional<Expr>> conditions;  // of each line
    std::vector<Span> lines;
};

}  // namespace gradus::program

namespace gradus {

struct Program {
    std::string name;
    std::string title;
    Zone zone;
    std::vector<image::Source> sources;
    std::vector<image::Citation> citations;
    std::vector<Calendar> calendars;
    std::vector<image::Role> roles;
    std::vector<image::Choice> choices;
    std::vector<std::string> currencies;
    std::vector<program::Parameter> parameters;
    std::vector<image::FieldSet> records;
    std::vector<image::FieldSet> subjects;
    std::vector<image::FieldSet> events;
    std::vector<image::Service> services;
    std::vector<program::Rule> rules;
    std::vector<program::Workflow> workflows;
    std::vector<program::Promise> promises;
    std::vector<Scenario> scenarios;
    std::vector<Sample> samples;
};

}  // namespace gradus
