// The time to decide a promise grows with the number of configurations and little faster.
#include <chrono>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/compile/compile.hpp"
#include "dsl/graph/prove.hpp"

namespace gradus::test {
namespace {

// Regions side by side, each on or off: 2^n configurations, and the end.
std::string program_of(int regions)
{
    std::string text =
        "program lamps\nend program\nrole clerk\n"
        "subject house\n  field powered yes or no\nend subject\n"
        "workflow lamp for each house\n  starts in work\n  state work in parallel\n"
        "    on leave by clerk go to left\n";
    for (int i = 0; i < regions; ++i)
        text += fmt::format(
            "    region r{0}\n      starts in off{0}\n      state off{0}\n"
            "        on turn_on{0} by clerk\n          if powered is yes go to on{0}\n"
            "          if unknown stay\n          otherwise stay\n        end on\n"
            "      end state\n      state on{0}\n        on turn_off{0} by clerk go to off{0}\n"
            "      end state\n    end region\n",
            i);
    return text +
           "  end state\n  final state left\n  end state\nend workflow\n"
           "promise p for lamp\n  never off0 and on0\nend promise\n";
}

struct Proved {
    std::size_t configurations;
    double seconds;
};

Proved time_of(int regions)
{
    const auto compilation = compile({{"a.gradus", program_of(regions)}});
    REQUIRE(compilation.image);
    const auto begun = std::chrono::steady_clock::now();
    const auto findings = prove(*compilation.image, {});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().proof == Proof::proved);
    return {findings.front().configurations, took.count()};
}

TEST_CASE("a configuration of 131,000 takes less than three times the time of one of 8,000")
{
    const auto few = time_of(13);
    const auto many = time_of(17);
    INFO(fmt::format("{} configurations: {:.4f} s; {}: {:.4f} s", few.configurations, few.seconds,
                     many.configurations, many.seconds));
    CHECK(few.configurations == (1U << 13U) + 1);
    CHECK(many.configurations == (1U << 17U) + 1);
    // Each has four transitions more, and memory answers later.
    CHECK(many.seconds / static_cast<double>(many.configurations) <
          3 * few.seconds / static_cast<double>(few.configurations));
}

}  // namespace
}  // namespace gradus::test
