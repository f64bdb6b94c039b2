// What stands at the arrows and in the boxes of a diagram; inside dsl/graph.
#pragma once

#include <string>
#include <vector>

#include "dsl/graph/state_graph.hpp"

namespace gradus {

// "on apply by owner, if ready is met"
[[nodiscard]] std::string branch_words(const Image& image, const image::Transition& transition,
                                       const image::Branch& branch);
// What happens while a case stays in the state: "every 1 year: notify clerk", "task: See the
// papers".
[[nodiscard]] std::vector<std::string> state_lines(const Image& image,
                                                   const image::Workflow& workflow,
                                                   const image::State& state);
// Broken between words, so that no line is much longer than `columns`.
[[nodiscard]] std::vector<std::string> wrap(const std::string& text, std::size_t columns);

}  // namespace gradus
