// Which rules ask which, and what follows: no rule may ask itself, and a condition may be unknown
// if any rule that it asks may be.
#pragma once

#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/sema/program.hpp"

namespace gradus::sema {

// Reports each circle of rules once, at the rule of it that stands first, and chains of rules that
// are longer than the limit of nesting.
void refuse_recursion(const Program& program, Diagnostics& diagnostics);

// Tells whether a condition can be unknown: it reads a fact or field that may be missing, divides
// by what may be zero, or asks a rule that does. `known`, keys, givens, parameters and today never
// are.
class Uncertainty {
public:
    explicit Uncertainty(const Program& program);

    [[nodiscard]] bool may_be_unknown(const program::Expr& expr) const;

private:
    [[nodiscard]] bool may_be_unknown(const program::Clause& clause) const;

    std::vector<bool> rules_;  // by RuleId
};

}  // namespace gradus::sema
