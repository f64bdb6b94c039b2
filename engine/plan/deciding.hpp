// Which clauses decided a rule: those with another verdict of which the rule's would have been
// another one.
#pragma once

#include <set>
#include <string>

#include "dsl/image/image.hpp"
#include "engine/core/evaluate.hpp"

namespace gradus {

// Ids of clauses in force that are met or not met. What the result does not tell (whether the
// condition of `only when` was met while all inside was) is not taken for decided.
[[nodiscard]] std::set<std::string> deciding_clauses(const Image& image, const RuleResult& result);

}  // namespace gradus
