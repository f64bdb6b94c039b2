// The part of the abstract syntax tree (ast.hpp) that joins the modules of a program: what a module
// says it is, what is used of it, what is set in it, and its fragments.
#pragma once

#include <optional>
#include <vector>

#include "dsl/syntax/ast_workflows.hpp"

namespace gradus::ast {

struct ModuleHeader {
    Path name;
    std::optional<Text> title;
};

struct Use {
    Path module;
    std::vector<Name> only;  // empty: all that it exports
    Span span;
};

// "set NAME to …": another value for a parameter of a module.
struct Setting {
    Parameter parameter;
    Span span;
};

enum class GivenKind {
    role,
    state,
    event,
    rule,
    choice,
    record,
    field,
    name,
    value,
    whole_number,
    date,
    period,
    text
};
struct FragmentGiven {
    Name name;
    std::optional<Text> title;
    GivenKind kind = GivenKind::value;
    std::vector<ExprPtr> values;  // where a use gives none; empty: it has to
};

struct Fragment {
    Name name;
    std::optional<Text> title;
    std::vector<FragmentGiven> givens;
    State body;  // its lines for a workflow or a state; its includes are those of all lines
    std::vector<Clause> clauses;
    std::vector<Field> fields;
    Span span;
};

}  // namespace gradus::ast
