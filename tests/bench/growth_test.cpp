// The time to check and to format grows with the number of lines and no faster.

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/bench/generated_program.hpp"

namespace gradus::test {
namespace {

double per_line(double seconds, const StageTimes& times)
{
    return seconds / static_cast<double>(times.lines);
}

TEST_CASE("a line of 20,000 takes less than twice the time of a line of 2,500")
{
    const auto few = measure_stages(2'500, 5);
    const auto many = measure_stages(20'000, 3);
    INFO(fmt::format(
        "{} lines: check {:.4f} s, fmt {:.4f} s; {} lines: check {:.4f} s, fmt {:.4f} s", few.lines,
        few.check_s, few.format_s, many.lines, many.check_s, many.format_s));
    CHECK(per_line(many.check_s, many) < 2 * per_line(few.check_s, few));
    CHECK(per_line(many.format_s, many) < 2 * per_line(few.format_s, few));
}

}  // namespace
}  // namespace gradus::test
