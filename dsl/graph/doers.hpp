// Who is kept apart from whom: `other than who did EVENT` keeps nobody apart where no path has the
// event before.
//
// Tested by tests/graph/doers_test.cpp
#pragma once

#include <string>
#include <vector>

#include "dsl/graph/state_graph.hpp"

namespace gradus {

struct IdleDoer {
    image::TransitionId transition;
    std::string event;  // that nobody can have done before

    friend bool operator==(const IdleDoer&, const IdleDoer&) = default;
};

// Of transitions that can be reached, in their order.
[[nodiscard]] std::vector<IdleDoer> find_idle_doers(const image::Workflow& workflow,
                                                    const StateGraph& graph);

}  // namespace gradus
