// text -> CST -> AST. Reads one file of a program; a file with faults still gives a tree.
//
// Thread-safety: no shared state; any thread.
#pragma once

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus {

// Never fails: every fault is a diagnostic (G01xx, G09xx), and what could be read is in the tree.
[[nodiscard]] ast::Module parse(const SourceSet& sources, SourceId source,
                                Diagnostics& diagnostics);

// The concrete tree as indented text, one node a line with its span: `gradus print cst`.
[[nodiscard]] std::string print_cst(const SourceSet& sources, SourceId source);
// `gradus print ast`.
[[nodiscard]] std::string print_ast(const ast::Module& module);

// The file in its one form: idempotent, keeps every comment, changes no token. An empty result when
// the file has syntax errors, which are then in `diagnostics`.
[[nodiscard]] std::optional<std::string> format(const SourceSet& sources, SourceId source,
                                                Diagnostics& diagnostics);

}  // namespace gradus
