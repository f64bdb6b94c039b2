// Fragments: lines that stand once in the text and mean something wherever they are included. Each
// `include` becomes the fragment's lines, with its givens filled in and the names of its states and
// tasks made the including workflow's own; after that nobody knows of fragments any more.
//
// Way: AST -> [expand_fragments] -> AST without includes -> analyze
// Promise: what is written in a fragment keeps its place there, what a use fills in keeps its place
// at the use; so a fault is told where it can be mended.
// Tested by tests/compile/fragments_test.cpp
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus::sema {

// An include line and the fragment that it names.
struct FragmentUse {
    Span fragment;
    Span include;
};

// Ownership: the fragments stand in the modules, which outlive the table.
struct FragmentTable {
    std::map<std::string, const ast::Fragment*, std::less<>> fragments;  // by name
    std::vector<std::string> names;  // that could be meant by a misspelt one
};

// Expands the includes of every workflow, rule, record, subject and event.
[[nodiscard]] std::vector<FragmentUse> expand_fragments(std::vector<ast::Module>& modules,
                                                        const FragmentTable& table,
                                                        Diagnostics& diagnostics);

// Adds to each fault that stands in a fragment where the fragment is included.
void tell_uses(std::vector<Diagnostic>& diagnostics, const std::vector<FragmentUse>& uses);

}  // namespace gradus::sema
