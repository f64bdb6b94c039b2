// `./dev bench`: how long the compiler and the formatter take, one JSON object a line.
#include <cstdio>

#include <fmt/format.h>

#include "tests/bench/generated_program.hpp"

int main()
{
    for (const std::size_t lines : {2'500U, 5'000U, 10'000U, 20'000U}) {
        const auto times = gradus::test::measure_stages(lines, 5);
        for (const auto& [stage, seconds] :
             {std::pair{"check", times.check_s}, std::pair{"fmt", times.format_s}})
            fmt::print("{{\"stage\":\"{}\",\"lines\":{},\"ms\":{:.1f},\"us_per_line\":{:.2f}}}\n",
                       stage, times.lines, seconds * 1e3,
                       seconds * 1e6 / static_cast<double>(times.lines));
    }
    return 0;
}
