// Scenarios and samples with their names resolved and their values typed. They do not enter the
// Image: the runner (engine/plan) plays them on the real engine.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/source.hpp"
#include "dsl/base/time.hpp"

namespace gradus {

// A date counted from the day on which the scenario is run: the periods are added in order.
struct RelativeDate {
    struct Shift {
        Period period;
        bool is_minus = false;
    };
    std::vector<Shift> shifts;
};

// In the form of the API's JSON; a relative date becomes a date when the scenario is run.
using ScenarioValue = std::variant<Json, RelativeDate>;

struct ScenarioMoment {
    std::variant<Date, RelativeDate> day;
    std::int32_t minute_of_day = 720;  // in the program's time zone
};

struct ScenarioFact {
    std::string path;  // "tier", "engineers[e1].certificates[c1].track"
    ScenarioValue value;
};

using NamedText = std::pair<std::string, std::string>;

struct GivenSubject {
    std::string type;
    std::string subject;
    std::vector<ScenarioFact> facts;  // of the profiles, then its own
};

struct DoEvent {
    ScenarioMoment when;
    std::string role;
    std::string person;      // who acts; like the role where nobody is named
    std::string stands_for;  // empty: for nobody
    std::string workflow;
    std::vector<NamedText> key;  // complete
    std::string event;
    std::vector<std::pair<std::string, ScenarioValue>> fields;
    bool is_refused = false;
};

enum class TaskWork { claim, release, delegate, draft, comment };

// What somebody does with an open task besides reporting its event.
struct WorkOnTask {
    ScenarioMoment when;
    std::string role;
    std::string person;
    std::string stands_for;
    TaskWork work;
    std::string workflow;
    std::vector<NamedText> key;
    std::string task;
    std::string to;                                             // delegate
    std::vector<std::pair<std::string, ScenarioValue>> fields;  // draft
    std::string text;                                           // comment
    bool is_refused = false;
};

// From that day through another one a person does the work of somebody who is away.
struct StandIn {
    ScenarioMoment when;
    std::string person;
    std::string absent;
    std::string role;
    ScenarioMoment through;
};

struct ChangeFacts {
    ScenarioMoment when;
    std::vector<ScenarioFact> facts;
};

struct WaitFor {
    Period period;
};
struct WaitUntil {
    ScenarioMoment moment;
};

enum class ScenarioVerdict { met, not_met, unknown };

struct ExpectRule {
    std::string rule;
    std::vector<std::pair<std::string, ScenarioValue>> givens;
    ScenarioVerdict verdict;
    std::optional<ScenarioValue> value;  // of a table; then the verdict says nothing
    std::optional<NamedText> because;    // source, clause
};

struct ExpectConfiguration {
    std::string workflow;
    std::vector<NamedText> key;
    bool is_negated = false;
    std::vector<std::string> states;  // each must be (or, negated, none may be) active
};

struct ExpectOpenTask {
    std::string task;
    bool is_negated = false;
    std::string role;    // that may do it; empty: any
    std::string holder;  // who has it; empty: anybody or nobody
};

// A notice or a call that went out since the last step that did something.
struct ExpectEffect {
    std::string kind;  // "notify", "call"
    std::string to;
    std::optional<std::string> text;                            // of a notice; else any
    std::vector<std::pair<std::string, ScenarioValue>> fields;  // of a call
    bool is_negated = false;
};

struct ScenarioStep {
    std::variant<GivenSubject, DoEvent, WorkOnTask, StandIn, ChangeFacts, WaitFor, WaitUntil,
                 ExpectRule, ExpectConfiguration, ExpectOpenTask, ExpectEffect>
        action;
    Span span;
};

struct Scenario {
    std::string title;
    std::vector<NamedText> cites;
    std::vector<ScenarioStep> steps;
    Span span;
};

struct Sample {
    std::string name;
    std::string title;
    std::vector<ScenarioStep> steps;
    Span span;
};

}  // namespace gradus
