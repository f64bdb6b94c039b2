// Promises with their verdicts. Whatever the graph says against a promise is first played by the
// real engine; only what it confirms is called broken.
//
// Way: Compilation -> dsl/graph (prove) -> scenario -> Player -> [PromiseResult] -> engine/cli
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "dsl/graph/prove.hpp"

namespace gradus {

enum class PromiseVerdict { proved, broken, not_decided };
[[nodiscard]] const char* to_string(PromiseVerdict verdict);  // "proved", "not decided"

struct PromiseResult {
    std::string promise;
    std::string title;
    std::string line;  // in words
    Span span;
    PromiseVerdict verdict = PromiseVerdict::not_decided;
    std::string reason;             // not decided
    std::vector<std::string> free;  // not decided: what was left free, in words
    std::string scenario;           // broken: a file that shows it
    std::size_t configurations = 0;
};

// `files` are those that the compilation came from; it has an image.
[[nodiscard]] std::vector<PromiseResult> prove_promises(const std::vector<SourceFile>& files,
                                                        const Compilation& compilation,
                                                        const ProofBudget& budget);

}  // namespace gradus
