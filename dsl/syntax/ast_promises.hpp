// A part of the abstract syntax tree (ast.hpp): promises.
#pragma once

#include <optional>
#include <vector>

#include "dsl/syntax/ast_terms.hpp"

namespace gradus::ast {

enum class PromiseKind {
    never_before,  // "never NAME before A or B"
    never_unless,  // "never NAME unless CONDITION"
    never_while,   // "never NAME while CONDITION"
    never_except,  // "never NAME except by ROLE or ROLE"
    never_both,    // "never NAME and A and B"
    after_always,  // "after NAME always A or B"
    nobody_does,   // "nobody does NAME and A"
    can_end        // "every case can end"
};
struct PromiseLine {
    PromiseKind kind;
    Name first;  // a state; nobody_does: an event; can_end: empty
    std::vector<Name> others;
    ExprPtr condition;
    Span span;
};
struct Promise {
    Name name;
    std::optional<Text> title;
    Name workflow;
    std::vector<PromiseLine> lines;
    std::vector<Cite> cites;
    std::vector<Note> notes;
};

}  // namespace gradus::ast
