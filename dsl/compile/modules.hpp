// Finds the modules that a program uses: in its folder `modules`, or in the standard library, which
// travels inside the binary.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus {

// "std.review" for the file std/review.gradus, sorted by name.
[[nodiscard]] std::vector<std::string> stdlib_names();
[[nodiscard]] std::optional<SourceFile> stdlib_file(std::string_view name);

// What a file of the folder `modules` is called by `use`; nothing for the program's other files.
[[nodiscard]] std::optional<std::string> module_of_path(const std::string& path);

// Adds the modules that these use, and leaves out those of the folder that nobody uses. The files
// of the standard library enter `sources`.
[[nodiscard]] std::vector<ast::Module> find_modules(std::vector<ast::Module> modules,
                                                    SourceSet& sources, Diagnostics& diagnostics);

}  // namespace gradus
