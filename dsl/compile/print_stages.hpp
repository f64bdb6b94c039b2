// What two stages of the compiler produce, as text that people and golden files compare:
// `gradus print program` and `gradus print graph`.
//
// Tested by tests/cli/print_test.cpp
#pragma once

#include <string>

#include "dsl/base/source.hpp"
#include "dsl/image/image.hpp"
#include "dsl/sema/program.hpp"

namespace gradus {

// Names with what they were found to be, clauses and branches with their ids, and each expression
// part by part: its text, its type and its line.
[[nodiscard]] std::string print_program(const Program& program, const SourceSet& sources);
// Each state with the transitions that leave it, by the branches that go somewhere.
[[nodiscard]] std::string print_graph(const Image& image);

}  // namespace gradus
