// Gives the steps of a way facts with which they happen, as few changes as can be from one step to
// the next; inside dsl/graph.
#pragma once

#include <optional>
#include <vector>

#include "dsl/graph/case_moves.hpp"
#include "dsl/graph/prove.hpp"

namespace gradus {

// Nothing when no key of the case fits all steps.
[[nodiscard]] std::optional<std::vector<WayStep>> with_facts(CaseMoves& moves, FactSpace& facts,
                                                             Bdd& bdd,
                                                             const std::vector<Moved>& way);

}  // namespace gradus
