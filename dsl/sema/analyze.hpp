// analyze reads the modules of one program as a whole: it resolves names, types expressions and
// checks rules, citations, workflows and scenarios. Every fault is a diagnostic, its root cause
// once.
//
// Way: AST -> [analyze] -> Program
// Phases, one or a few files each: names, fields, citations, rules, workflows, scenarios.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/hash.hpp"
#include "dsl/sema/program.hpp"
#include "dsl/syntax/ast.hpp"
#include "dsl/syntax/register.hpp"

namespace gradus {

struct RegisterFile {
    std::string path;  // as the program's header names it
    Hash hash;         // of its bytes
    ast::Register content;
};

// The Program is fit for emit() only if no errors were added.
[[nodiscard]] Program analyze(const std::vector<ast::Module>& modules,
                              const std::vector<RegisterFile>& registers, Diagnostics& diagnostics);

}  // namespace gradus
