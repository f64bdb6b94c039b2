// A workflow as a picture, in the two notations that other tools draw. The order of the text
// decides the order of everything, so that the author steers the picture and equal Images give
// equal bytes.
//
// Way: Image -> [to_dot, to_mermaid] -> Graphviz, Mermaid
// Tested by tests/graph/diagram_test.cpp
#pragma once

#include <string>

#include "dsl/image/image.hpp"

namespace gradus {

// Nested states are clusters, regions dashed ones; final states have a double frame.
[[nodiscard]] std::string to_dot(const Image& image, const image::Workflow& workflow);
[[nodiscard]] std::string to_mermaid(const Image& image, const image::Workflow& workflow);

}  // namespace gradus
