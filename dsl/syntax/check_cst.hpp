// What a grammar cannot say of a tree that it has accepted: which lines stand once in their block.
// Lowering keeps one of two such lines; without this the other would be lost in silence.
#pragma once

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/cst.hpp"

namespace gradus {

void check_cst(const Cst& cst, Diagnostics& diagnostics);

}  // namespace gradus
