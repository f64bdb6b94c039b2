// The power goes, the disk fails, the disk is full: whatever part of the unsynced writes is left,
// what was acknowledged is there, nothing is there by half. The seed of each run is printed.

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/power/workload.hpp"
#include "tests/store/temporary_folder.hpp"

namespace gradus::test {
namespace {

struct Score {
    int points = 0;
    int lost = 0;     // an acknowledged batch is missing
    int halved = 0;   // what is there is no state that ever was
    int damaged = 0;  // SQLite itself says so
    [[nodiscard]] int faults() const { return lost + halved + damaged; }
};

std::size_t count_until(const std::vector<std::size_t>& moments, std::size_t call)
{
    return static_cast<std::size_t>(std::upper_bound(moments.begin(), moments.end(), call) -
                                    moments.begin());
}

// What is found is one of the states from the last acknowledged to the last begun.
void judge(const std::string& folder, const Round& round, const std::vector<Hash>& states,
           std::size_t call, Files files, Score& score)
{
    ++score.points;
    const auto found = digest(folder, std::move(files));
    if (!found) {
        ++score.damaged;
        return;
    }
    const auto first = count_until(round.acknowledged, call);
    const auto last = std::min(count_until(round.begun, call), states.size() - 1);
    for (auto n = first; n <= last; ++n)
        if (states[n] == *found)
            return;
    const bool is_earlier = std::find(states.begin(), states.end(), *found) != states.end();
    ++(is_earlier ? score.lost : score.halved);
}

// Cuts the power at `points` moments of a round's work.
Files cut_again_and_again(const std::string& folder, const Round& round, int points,
                          std::mt19937_64& random, Score& score)
{
    const auto states = digests(folder, round);
    std::vector<std::size_t> moments;
    for (int n = 0; n < points; ++n)
        moments.push_back(round.opened + random() % (round.ended - round.opened + 1));
    std::sort(moments.begin(), moments.end());
    PowerLoss power(round.base);
    std::size_t at = 0;
    Files left;
    for (const auto moment : moments) {
        for (; at < moment; ++at)
            power.follow(round.disk.calls[at]);
        left = power.cut(random);
        judge(folder, round, states, moment, left, score);
    }
    return left;
}

Score lose_power(std::uint64_t seed, int points, Control control)
{
    const TemporaryFolder folder;
    const auto base = prepared(folder.path());
    std::mt19937_64 random(seed);
    Score score;
    auto files = base;
    for (int round = 0; score.points < points; ++round) {
        if (round % 4 == 0)
            files = base;
        const auto done = work(folder.path(), files, {random(), 12, control});
        REQUIRE(!done.has_fault);
        files = cut_again_and_again(folder.path(), done, 200, random, score);
        if (control == Control::none)
            REQUIRE(deep_fault(folder.path(), files).empty());
        else if (score.faults() > 0)
            break;
    }
    return score;
}

void check_power(int points)
{
    const std::uint64_t seed = std::random_device{}();
    const auto score = lose_power(seed, points, Control::none);
    WARN(fmt::format("seed {}: {} losses of power, {} lost, {} half applied, {} damaged", seed,
                     score.points, score.lost, score.halved, score.damaged));
    CHECK(score.points >= points);
    CHECK(score.faults() == 0);
}

}  // namespace

TEST_CASE("what was acknowledged survives ten thousand losses of power, and nothing is half there")
{
    check_power(10'000);
}

TEST_CASE("what was acknowledged survives a hundred thousand losses of power", "[long]")
{
    check_power(100'000);
}

TEST_CASE("every engine that is broken on purpose is caught when the power goes")
{
    const std::pair<Control, const char*> controls[] = {
        {Control::acknowledges_early, "acknowledging before the commit"},
        {Control::outbox_apart, "the outbox outside the transaction"},
        {Control::keys_apart, "keys outside the transaction"},
        {Control::states_apart, "states outside the transaction"},
        {Control::syncs_seldom, "synchronous=NORMAL"},
        {Control::syncs_never, "synchronous=OFF"},
    };
    int caught = 0;
    for (const auto& [control, name] : controls) {
        const auto score = lose_power(1, 4'000, control);
        INFO(name << " after " << score.points << " losses");
        CHECK(score.faults() > 0);
        caught += score.faults() > 0 ? 1 : 0;
    }
    WARN(fmt::format("{} of {} broken engines are caught", caught, std::size(controls)));
}

TEST_CASE("whichever call to the disk fails, once or for ever, nothing acknowledged is lost")
{
    const TemporaryFolder folder;
    const auto base = prepared(folder.path());
    const Plan plan{7, 6};
    const auto states = digests(folder.path(), work(folder.path(), base, plan));
    std::mt19937_64 random(7);
    Score score;
    int faults = 0;
    for (const bool stays_broken : {true, false}) {
        for (std::int64_t call = 1;; ++call) {
            auto failing = plan;
            failing.fail_at = call;
            failing.stays_broken = stays_broken;
            const auto round = work(folder.path(), base, failing);
            faults += round.has_fault ? 1 : 0;
            PowerLoss power(round.base);
            for (std::size_t at = 0; at < round.ended; ++at)
                power.follow(round.disk.calls[at]);
            judge(folder.path(), round, states, round.ended, power.cut(random), score);
            if (!round.disk.is_broken)
                break;
        }
    }
    WARN(fmt::format("{} runs, {} ended by a fault", score.points, faults));
    CHECK(score.faults() == 0);
    CHECK(faults > 20);
}

TEST_CASE("a full disk loses nothing, and the engine goes on when there is room")
{
    const TemporaryFolder folder;
    const auto base = prepared(folder.path());
    const Plan plan{7, 12};
    const auto reference = work(folder.path(), base, plan);
    const auto states = digests(folder.path(), reference);
    std::size_t size = 0;
    for (const auto& [path, bytes] : base)
        size += bytes.size();
    Score score;
    int full = 0;
    for (std::size_t room = 0; room < 60; ++room) {
        auto tight = plan;
        tight.capacity = size + room * 8'192;
        auto round = work(folder.path(), base, tight);
        full += round.has_fault ? 1 : 0;
        judge(folder.path(), round, states, round.ended, round.disk.files, score);
        CHECK(!work(folder.path(), round.disk.files, plan).has_fault);
    }
    CHECK(score.faults() == 0);
    CHECK(full > 5);
}

}  // namespace gradus::test
