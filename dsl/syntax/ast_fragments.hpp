// The part of the abstract syntax tree (ast.hpp) that other parts are built with: an `include` line
// stands for the lines of a fragment, in a workflow, a state, a rule, a record or another fragment.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "dsl/syntax/ast_terms.hpp"

namespace gradus::ast {

// "with reviewer clerk or owner"
struct FragmentArgument {
    Name given;
    std::vector<ExprPtr> values;  // several, joined by `or`: only of roles and events
};

// How many parts of each kind stand before the line; what it stands for goes in there.
struct IncludePlace {
    std::size_t states = 0;
    std::size_t tasks = 0;
    std::size_t transitions = 0;
    std::size_t entry = 0;
    std::size_t clauses = 0;
    std::size_t fields = 0;
};

struct Include {
    Name fragment;
    std::optional<Name> alias;
    std::vector<FragmentArgument> arguments;
    std::vector<Cite> cites;
    IncludePlace place;
    Span span;
};

}  // namespace gradus::ast
