// Which states every case has been in before it comes to a state: the dominators of the state on
// the graph of configurations.
//
// Tested by tests/plan/guards_test.cpp
#pragma once

#include <vector>

#include "dsl/image/image.hpp"

namespace gradus {

struct PassedStates {
    image::StateId state;
    std::vector<image::StateId> before;  // in the order of the text, without those around it

    friend bool operator==(const PassedStates&, const PassedStates&) = default;
};

// For each state that a case can come to. Nothing where there are more configurations than that.
[[nodiscard]] std::vector<PassedStates> find_passed(const Image& image,
                                                    const image::Workflow& workflow,
                                                    std::size_t configurations);

}  // namespace gradus
