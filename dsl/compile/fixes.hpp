// The fixes that diagnostics offer, applied to the text. Mending one thing can show the next, so
// the program is compiled and mended again, a few times.
//
// Way: files -> compile -> [mend] -> files, compiled again
// Tested by tests/compile/fixes_test.cpp
#pragma once

#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"

namespace gradus {

// Where the fix stood in the text of its round.
struct AppliedFix {
    DiagnosticCode code;
    std::string path;
    LineColumn at;
    std::string title;
};

struct Mended {
    std::vector<SourceFile> files;  // in the order in which they came
    std::vector<AppliedFix> applied;
    int rounds = 0;
    Compilation compilation;  // of `files`: what is left to mend by hand
};

inline constexpr int k_mending_rounds_max = 5;

// Applies the fixes of every diagnostic that offers exactly one, in the order of the text. Where
// two overlap, the first is applied, and the other one in the next round if it is still offered.
[[nodiscard]] Mended mend(std::vector<SourceFile> files);

}  // namespace gradus
