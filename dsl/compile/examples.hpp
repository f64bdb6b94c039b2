// For each diagnostic a program that has exactly this fault, and the same program without it.
// `gradus explain` shows them, and a test compiles them. They are written in
// dsl/base/codes/*.examples, and travel inside the binary. Unless an example says `# alone`, its
// lines are added to one small program of shops that ask for permits.
//
// Tested by tests/compile/examples_test.cpp
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dsl/base/source.hpp"

namespace gradus {

struct Example {
    std::vector<SourceFile> wrong;  // the first is example.gradus
    std::vector<SourceFile> right;
};

// Nothing where the fault is one of size: an example of it would fill pages.
[[nodiscard]] std::optional<Example> example_of(std::string_view code);

// The texts of the *.examples files; made when building.
[[nodiscard]] std::span<const std::string_view> example_texts();

}  // namespace gradus
