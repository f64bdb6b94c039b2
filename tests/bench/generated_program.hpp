// A faultless program of any size: rules, workflows, scenarios and what they rest on, in the
// mixture that programs have. The same number of lines gives the same text.
#pragma once

#include <cstddef>
#include <vector>

#include "dsl/base/source.hpp"

namespace gradus::test {

// About so many lines in all .gradus files together (never fewer), of a thousand lines each, and a
// register.
[[nodiscard]] std::vector<SourceFile> generated_program(std::size_t lines);
[[nodiscard]] std::size_t count_lines(const std::vector<SourceFile>& files);

struct StageTimes {
    std::size_t lines;
    double check_s;   // from the texts to the Image
    double format_s;  // all files
};
// The shortest of some runs: what disturbs a run only makes it longer.
[[nodiscard]] StageTimes measure_stages(std::size_t lines, int runs);

}  // namespace gradus::test
