// A way through the graph as a scenario in the language: facts, events by people, waiting, and
// after each step where the case must stand.
//
// Way: PromiseFinding -> [scenario_of] -> text that `gradus test` runs, prove.hpp plays
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <optional>
#include <string>

#include "dsl/graph/prove.hpp"

namespace gradus {

struct WayScenario {
    std::string title;
    std::string text;  // of a whole file
};

// Nothing where no facts are known that would make it happen.
[[nodiscard]] std::optional<WayScenario> scenario_of(const Image& image,
                                                     const PromiseFinding& finding);

}  // namespace gradus
