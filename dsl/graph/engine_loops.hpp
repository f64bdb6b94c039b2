// Circles of transitions that need nobody and no time, so that one step would go round for ever
// (the engine refuses such a step at k_limit_microsteps); inside dsl/graph.
#pragma once

#include <vector>

#include "dsl/graph/state_graph.hpp"

namespace gradus {

// At most one circle for each transition that begins one. Circles that need a condition and its
// opposite are none.
[[nodiscard]] std::vector<std::vector<StateEdge>> engine_loops(const Image& image,
                                                               const image::Workflow& workflow,
                                                               const StateGraph& graph);

}  // namespace gradus
