// The abstract syntax tree: what an author wrote, without trivia, as plain values. Names are not
// resolved here. The spelling is the grammar of docs/author/language.md; each struct names its rule
// there.
//
// Way: text -> CST (cst.hpp) -> [AST] -> dsl/sema
// Promise: a file with faults gives a tree of everything that could be read, and the faults as
// diagnostics.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/syntax/ast_workflows.hpp"
#include "dsl/syntax/ast_modules.hpp"
#include "dsl/syntax/ast_promises.hpp"

namespace gradus::ast {

struct PathStep {
    Name field;
    std::optional<Name> key;
};
struct FactPath {
    std::vector<PathStep> steps;
    Span span;
};

struct RelativeDay {
    Period offset;
    bool is_minus = false;
};
struct Empty {};
// A value whose type its place decides; a bare name is a choice's value.
struct Value {
    std::variant<YesNo, Number, DecimalLiteral, PercentLiteral, MoneyLiteral, DateLiteral,
                 InstantLiteral, TextLiteral, PeriodLiteral, Name, Empty, std::vector<RelativeDay>>
        node;
    Span span;  // vector<RelativeDay>: today and what is added to it, in order
};

struct NamedValue {
    Name name;
    Value value;
};
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

struct GivenStep {
    Name type;
    Name subject;
    std::vector<Name> profiles;
    std::vector<Fact> facts;
};
struct DoStep {
    Moment when;
    Name role;
    std::optional<Name> person;  // else somebody named like the role
    std::optional<Name> stands_for;
    Name event;
    std::vector<Value> key;
    std::vector<NamedValue> fields;
    bool is_refused = false;  // "cannot"
};
enum class TaskAct { claim, release, delegate, draft, comment };
struct TaskStep {
    Moment when;
    Name role;
    std::optional<Name> person;
    std::optional<Name> stands_for;
    TaskAct act;
    Name task;
    std::vector<Value> key;
    std::optional<Name> to;          // delegate
    std::vector<NamedValue> fields;  // draft
    std::optional<Text> text;        // comment
    bool is_refused = false;
};
struct StandInStep {
    Moment when;
    Name person;
    Name absent;
    Name role;
    Moment through;
};
struct FactStep {
    Moment when;
    Fact fact;
};
struct WaitStep {
    std::optional<PeriodLiteral> period;
    std::optional<Moment> until;
    Span span;
};
enum class ExpectedVerdict { met, not_met, unknown, value };
struct ExpectVerdict {
    Name rule;
    std::vector<Value> givens;
    ExpectedVerdict verdict;
    std::vector<Value> values;  // of a table
    std::optional<Cite> because;
};
struct ExpectState {
    Name workflow;
    std::vector<Value> key;
    bool is_negated = false;
    std::vector<Name> states;
};
struct ExpectTask {
    Name task;
    bool is_negated = false;
    std::optional<Name> role;
    std::optional<Name> holder;
};

// What the engine has sent since the last step that does something.
struct ExpectNotice {
    Name role;
    std::optional<Text> text;  // empty: any
    bool is_negated = false;
};
struct ExpectCall {
    Name service;
    std::vector<NamedValue> fields;  // those that matter
    bool is_negated = false;
};

struct Step {
    std::variant<GivenStep, DoStep, TaskStep, StandInStep, FactStep, WaitStep, ExpectVerdict,
                 ExpectState, ExpectTask, ExpectNotice, ExpectCall>
        node;
    Span span;
};

struct Profile {
    Name name;
    Name type;
    std::vector<Fact> facts;
};
struct Scenario {
    Text title;
    std::vector<Cite> cites;
    std::vector<Step> steps;
    Span span;
};
struct Sample {
    Name name;
    std::optional<Text> title;
    std::vector<Step> steps;
    Span span;
};

using Declaration = std::variant<ProgramHeader, Role, CalendarDeclaration, Choice, Parameter,
                                 Fields, Rule, Workflow, Promise, Profile, Scenario, Sample,
                                 ModuleHeader, Use, Setting, Fragment>;

// One file, in the order of its text.
struct Module {
    SourceId source;
    std::string library;  // what `use` calls it; empty: a file of the program itself
    std::vector<Declaration> declarations;
    bool is_sure = true;  // false when faults of form leave open what it means
};

}  // namespace gradus::ast
