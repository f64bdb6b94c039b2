// The rules of the house that a machine can hold. Each is a function from source text to the faults
// it finds, so that each can be shown a fault of its own kind and be seen to find it.
//
// INVARIANT: no rule has a list of exceptions.
#pragma once

#include "tests/house/source_tree.hpp"

namespace gradus::house {

// Our headers: a folder includes only the folders that the table of the architecture lets it see.
[[nodiscard]] Faults include_edge_faults(const SourceFile& file);
// Headers of other projects: each stands behind the few files that wrap it.
[[nodiscard]] Faults foreign_header_faults(const std::vector<SourceFile>& files);

// Lines of a file and columns of a line.
[[nodiscard]] Faults layout_faults(const SourceFile& file);
// Functions longer than a screen; `path` is the file on disk that universal-ctags reads.
[[nodiscard]] Faults function_faults(const std::string& path);

// Words of a particular program in code that serves every program.
[[nodiscard]] Faults program_word_faults(const SourceFile& file);
// Clocks, chance, the environment and unordered containers where a replay must give the same bytes.
[[nodiscard]] Faults nondeterminism_faults(const SourceFile& file);
// Paths of one person's machine and hosts of package registries.
[[nodiscard]] Faults machine_faults(const SourceFile& file);
// Work left open without the number of its issue.
[[nodiscard]] Faults open_work_faults(const SourceFile& file);

// Sources that no CMakeLists.txt names.
[[nodiscard]] Faults unlisted_source_faults(const std::vector<SourceFile>& files);
// "Tested by" lines that name a file which is not there.
[[nodiscard]] Faults tested_by_faults(const std::vector<SourceFile>& files);

}  // namespace gradus::house
