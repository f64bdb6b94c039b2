// A hundred years of a fleet in a fraction of a second, hundreds of times: whatever is asked, and
// whatever fails, each promise holds after each commit. A run is its seed; a run that fails is cut
// down to a short script and printed as the source of a test.

#include <cstdlib>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/simulation/world.hpp"

namespace gradus::test {
namespace {

using Faults = std::vector<std::string>;

std::uint64_t number_from(const char* name, std::uint64_t otherwise)
{
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The shortest script that still fails, as a test.
std::string regression_of(std::uint64_t seed)
{
    const auto fails = [](const Script& script) { return !run(script).faults.empty(); };
    return to_source(shrink(make_script(seed), fails), fmt::format("regression of seed {}", seed));
}

void check_seeds(std::uint64_t base, std::uint64_t count)
{
    Outcome sum;
    for (auto seed = base; seed < base + count; ++seed) {
        const auto outcome = run(make_script(seed));
        INFO("seed " << seed);
        if (!outcome.faults.empty())
            FAIL(outcome.faults.front() << "\n" << regression_of(seed));
        for (const auto field :
             {&Outcome::records, &Outcome::accepted, &Outcome::refused, &Outcome::replayed,
              &Outcome::crashes, &Outcome::fired, &Outcome::delivered, &Outcome::years})
            sum.*field += outcome.*field;
    }
    WARN(
        fmt::format("seeds {} to {}: {} years, {} records, {} accepted, {} refused, {} answered "
                    "again, {} timers, {} deliveries, {} crashes",
                    base, base + count - 1, sum.years, sum.records, sum.accepted, sum.refused,
                    sum.replayed, sum.fired, sum.delivered, sum.crashes));
    // The runs were worth the name.
    const auto runs = static_cast<std::int64_t>(count);
    CHECK(sum.years >= 90 * runs);
    for (const auto field : {&Outcome::accepted, &Outcome::refused, &Outcome::fired})
        CHECK(sum.*field > 20 * runs);
    CHECK(sum.crashes > 2 * runs);
    CHECK(sum.replayed > runs / 2);
}

// Some seed within reach finds it.
bool is_caught(Planted planted)
{
    for (std::uint64_t seed = 1; seed <= 60; ++seed)
        if (!run(make_script(seed), planted).faults.empty())
            return true;
    return false;
}

}  // namespace

TEST_CASE("through a hundred years of crashes, jumps and repeated requests each promise holds")
{
    check_seeds(number_from("GRADUS_SEED", std::random_device{}()), 200);
}

TEST_CASE("through thousands of centuries each promise holds", "[long]")
{
    check_seeds(number_from("GRADUS_SEED", std::random_device{}()), 2'000);
}

TEST_CASE("the same script leaves the same trace, another one another")
{
    for (const std::uint64_t seed : {1U, 2U, 3U})
        CHECK(run(make_script(seed)).trace == run(make_script(seed)).trace);
    CHECK(run(make_script(1)).trace != run(make_script(2)).trace);
}

TEST_CASE("every fault that is planted in the store is found")
{
    int caught = 0;
    int planted = 0;
    for (int n = 1; n < static_cast<int>(Planted::last_of_planted); ++n) {
        const auto one = static_cast<Planted>(n);
        INFO(to_string(one));
        const bool found = is_caught(one);
        CHECK(found);
        caught += found ? 1 : 0;
        ++planted;
    }
    WARN(fmt::format("{} of {} planted faults are caught", caught, planted));
}

TEST_CASE("a script that fails is cut down to the actions that it takes")
{
    std::uint64_t seed = 1;
    const auto fails = [](const Script& script) {
        return !run(script, Planted::lost_effects).faults.empty();
    };
    while (!fails(make_script(seed)))
        ++seed;
    const auto shortest = shrink(make_script(seed), fails);
    CHECK(fails(shortest));
    // A shop, an application, an approval that tells its owner.
    CHECK(shortest.size() <= 4);
    CHECK(to_source(shortest, "it").find("{Act::ask, ") != std::string::npos);
    CHECK(run(shortest).faults == Faults());
}

}  // namespace gradus::test
