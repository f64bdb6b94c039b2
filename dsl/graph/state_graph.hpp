// The graph of a workflow: which states its branches lead to, and which states a case can ever be
// in, whatever the conditions say.
//
// Way: Image -> [build] -> analyses (check_graph.hpp), diagrams (diagram.hpp)
// Tested by tests/graph/check_graph_test.cpp
#pragma once

#include <vector>

#include "dsl/image/image.hpp"

namespace gradus {

// A branch that goes somewhere.
struct StateEdge {
    image::StateId source;
    image::StateId target;
    image::TransitionId transition;
    std::uint32_t branch = 0;  // place among the transition's branches

    friend bool operator==(const StateEdge&, const StateEdge&) = default;
};

struct StateGraph {
    std::vector<StateEdge> edges;    // in the order of the states, then of their text
    std::vector<bool> is_reachable;  // for each state
};

[[nodiscard]] StateGraph build(const Image& image, const image::Workflow& workflow);

// The states entered with `state` by the starts inside it: itself, and all the way down.
[[nodiscard]] std::vector<image::StateId> entered_with(const image::Workflow& workflow,
                                                       image::StateId state);

}  // namespace gradus
