// Killed at any moment, the engine keeps what it acknowledged. The seed of each run is printed.

#include <cstdlib>
#include <filesystem>
#include <random>

#include <catch2/catch.hpp>

#include "tests/crash/acknowledged.hpp"
#include "tests/crash/crashing_child.hpp"

namespace gradus::test {
namespace {

class CrashFolder {
public:
    explicit CrashFolder(const std::string& name)
        : path_((std::filesystem::temp_directory_path() / ("gradus-crash-" + name + "-XXXXXX"))
                    .string())
    {
        // Its own in each process: ctest runs several of these tests at once.
        REQUIRE(mkdtemp(path_.data()) != nullptr);
        prepare(path_);
    }
    ~CrashFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    CrashFolder(const CrashFolder&) = delete;
    CrashFolder& operator=(const CrashFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

// Kills a number of children one after another on one folder; faults of the first bad look.
std::vector<std::string> crash_again_and_again(const std::string& folder, int times,
                                               std::uint32_t seed, Acknowledging acknowledging)
{
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int64_t> moment(2'000, 60'000);
    std::set<std::int64_t> acknowledged;
    std::int64_t first = 1'000;
    for (int n = 0; n < times; ++n) {
        const auto numbers = run_and_kill(folder, first, moment(random), acknowledging);
        acknowledged.insert(numbers.begin(), numbers.end());
        // What was begun and not acknowledged keeps its number; later ones are beyond it.
        first += 1'000;
        auto faults = faults_after_crash(folder, acknowledged, false);
        if (!faults.empty())
            return faults;
    }
    INFO("acknowledged " << acknowledged.size());
    REQUIRE(acknowledged.size() > static_cast<std::size_t>(times));
    return faults_after_crash(folder, acknowledged, true);
}

void check_crashes(int folders, int times)
{
    const auto seed = std::random_device{}();
    WARN("seed " << seed);
    for (int n = 0; n < folders; ++n) {
        const CrashFolder folder(std::to_string(n));
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
    const CrashFolder folder("control");
    const auto faults = crash_again_and_again(folder.path(), 200, 1, Acknowledging::before_commit);
    CHECK(!faults.empty());
}

}  // namespace gradus::test
