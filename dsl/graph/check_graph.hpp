// What is wrong, or at least odd, with the shape of workflows: states that no case can be in,
// states that a case can never leave, and circles that the engine would run by itself.
//
// Way: Image -> [check_graph] -> dsl/compile (told at the place in the text)
// Tested by tests/graph/check_graph_test.cpp
#pragma once

#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/image/image.hpp"

namespace gradus {

struct Finding {
    DiagnosticCode code;
    std::string workflow;
    std::string state;
    std::string transition;  // its id; empty where the state itself is meant
    std::string message;
    std::string help;
    std::vector<std::string> path;  // of a circle: the states, the first one again at its end

    friend bool operator==(const Finding&, const Finding&) = default;
};

// In the order of the workflows; in each: unreachable states, dead ends, events that nobody
// can have done before, circles.
[[nodiscard]] std::vector<Finding> check_graph(const Image& image);

}  // namespace gradus
