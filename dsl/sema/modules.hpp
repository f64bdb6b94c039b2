// Joins the modules of a program: looks what the program and its modules use of each other, sets
// the parameters that the program sets, leaves out what nobody uses, and expands the fragments.
//
// What nobody uses is no part of the program: a module of the standard library can grow without
// changing what programs mean that do not use the new part.
//
// Way: AST of all files -> [join_modules] -> AST of what the program is -> analyze
// Tested by tests/compile/modules_test.cpp
#pragma once

#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/sema/fragments.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus::sema {

struct Joined {
    std::vector<ast::Module> modules;  // the program's own files first
    std::vector<FragmentUse> uses;
};

// `modules` holds the program's files and every module that one of them uses, however indirectly.
[[nodiscard]] Joined join_modules(std::vector<ast::Module> modules, Diagnostics& diagnostics);

// "std.review"
[[nodiscard]] std::string module_name(const ast::Path& path);

}  // namespace gradus::sema
