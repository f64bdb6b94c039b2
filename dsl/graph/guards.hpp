// What the guards of a workflow leave out and what they can never take, whatever the facts: a gap
// between two branches at one value, and a branch that those before it leave nothing.
//
// Exact for what conditions say of single facts (fact_space.hpp); what is left free is taken to be
// anything, so that nothing is told which some facts could belie.
// Tested by tests/plan/guards_test.cpp
#pragma once

#include <string>
#include <vector>

#include "dsl/graph/state_graph.hpp"

namespace gradus {

struct GuardGap {
    image::TransitionId transition;
    std::string field;  // a number or date
    std::string value;  // for which no branch is taken, though less and more are

    friend bool operator==(const GuardGap&, const GuardGap&) = default;
};

struct DeadBranch {
    image::TransitionId transition;
    std::uint32_t branch = 0;

    friend bool operator==(const DeadBranch&, const DeadBranch&) = default;
};

struct GuardFindings {
    std::vector<GuardGap> gaps;
    std::vector<DeadBranch> dead;
};

// Of transitions that can be reached, in their order.
[[nodiscard]] GuardFindings check_guards(const Image& image, const image::Workflow& workflow,
                                         const StateGraph& graph);

}  // namespace gradus
