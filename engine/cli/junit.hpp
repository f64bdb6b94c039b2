// The results of scenarios in the XML that build servers read: one suite a file of the program, one
// case a scenario.
#pragma once

#include <string>

#include "engine/plan/scenario_run.hpp"

namespace gradus {

[[nodiscard]] std::string junit_text(const ScenarioReport& report, const Compilation& compilation);

}  // namespace gradus
