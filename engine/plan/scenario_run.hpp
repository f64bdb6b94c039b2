// Runs the scenarios of a program, each from an empty log on a virtual clock, and tells what they
// touched.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "engine/core/subject.hpp"
#include "engine/plan/coverage.hpp"

namespace gradus {

struct ScenarioResult {
    std::string title;
    bool is_passed = true;
    Span span;            // of the step that failed, else of the scenario
    std::string message;  // what was expected and what was found
    std::string detail;   // the explanation, several lines; may be empty
};

struct ScenarioReport {
    std::vector<ScenarioResult> results;
    Coverage reached;
    Coverage all;
};

// `today` is what relative dates count from.
[[nodiscard]] ScenarioReport run_scenarios(const Compilation& compilation, Date today);

// One scenario, and what it left behind.
struct PlayedScenario {
    ScenarioResult result;
    std::optional<Subject> subject;
    std::vector<std::string> taken;  // branches of the last step that took any
    Date today;
};
[[nodiscard]] PlayedScenario play_scenario(const Compilation& compilation, const Scenario& scenario,
                                           Date today);

}  // namespace gradus
