// Killed at any moment, the engine keeps what it acknowledged. The seed of each run is printed.

#include <cstdlib>
#include <random>

#include <catch2/catch.hpp>

#include "tests/crash/acknowledged.hpp"
#include "tests/crash/crashing_child.hpp"
#include "tests/store/temporary_folder.hpp"

namespace gradus::test {
namespace {

// Kills a number of children one after another on one folder; faults of the first bad look.
std::vector<std::string> crash_again_and_again(const std::string& folder, int times,
                                               std::uint32_t seed, Acknowledging acknowledging)
{
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int64_t> delay(1'000, 60'000);
    std::bernoulli_distribution is_while_opening(0.2);
    std::set<std::int64_t> acknowledged;
    std::int64_t first = 1'000;
    for (int n = 0; n < times; ++n) {
        const KillMoment moment{is_while_opening(random), delay(random)};
        const auto numbers = run_and_kill(folder, first, moment, acknowledging);
        acknowledged.insert(numbers.begin(), numbers.end());
        // What was begun and not acknowledged keeps its number; later ones are beyond it.
        first += 1'000;
        auto faults = faults_after_crash(folder, acknowledged, false);
        if (!faults.empty())
            return faults;
    }
    INFO("acknowledged " << acknowledged.size());
    REQUIRE(acknowledged.size() > static_cast<std::size_t>(times) / 4);
    return faults_after_crash(folder, acknowledged, true);
}

void check_crashes(int folders, int times)
{
    const auto seed = std::random_device{}();
    WARN("seed " << seed);
    for (int n = 0; n < folders; ++n) {
        const TemporaryFolder folder;
        prepare(folder.path());
        const auto faults =
            crash_again_and_again(folder.path(), times, seed + static_cast<std::uint32_t>(n),
                                  Acknowledging::after_commit);
        CHECK(faults == std::vector<std::string>());
    }
}

}  // namespace

TEST_CASE("what was acknowledged is recorded exactly once, whenever the engine is killed")
{
    check_crashes(3, 20);
}

TEST_CASE("what was acknowledged is recorded exactly once through hundreds of kills", "[long]")
{
    check_crashes(10, 30);
}

TEST_CASE("an engine that acknowledges before it commits is caught by the same checker")
{
    const TemporaryFolder folder;
    prepare(folder.path());
    const auto faults = crash_again_and_again(folder.path(), 200, 1, Acknowledging::before_commit);
    CHECK(!faults.empty());
}

}  // namespace gradus::test
