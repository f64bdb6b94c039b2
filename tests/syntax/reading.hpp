// Reads one text as the grammar does, for the tests of its tree and its faults.
#pragma once

#include <string>
#include <vector>

#include "dsl/syntax/parse.hpp"

namespace gradus::test {

struct Reading {
    SourceSet sources;
    std::vector<std::string> faults;  // "3: G0103"
    ast::Module module;
};

[[nodiscard]] Reading read(const std::string& text);
// The names of the declarations that have one, in order: "subject s, rule r".
[[nodiscard]] std::string declared(const Reading& reading);

}  // namespace gradus::test
