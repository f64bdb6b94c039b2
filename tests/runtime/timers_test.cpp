// Time in the kernel: timers fire when they are due, once, before the commands of that instant, and
// hold while nobody can say what time it is.

#include <catch2/catch.hpp>

#include "engine/store/memory_store.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

constexpr std::int64_t k_hour_us = 3'600'000'000;

struct World {
    MemoryStore store;
    SimulatedEnvironment environment{1, k_start};
    std::unique_ptr<Kernel> kernel = Kernel::open(store, environment).value();

    World()
    {
        must(*kernel, deployment_of(compile_permits()));
        must(*kernel, create_shop("corner"));
        must(*kernel, report("corner", "apply", "owner"));
    }
    std::vector<SubjectRecord> fired()
    {
        std::vector<SubjectRecord> records;
        const auto leaves = store.leaves(0, 10'000);
        for (const auto& leaf : *leaves)
            if (leaf.type == "timer_fired")
                records.push_back(decode_subject_record(leaf).value());
        return records;
    }
    std::string states() { return store.cases({shop("corner"), "", "", true}, {})->at(0).states; }
};

}  // namespace

TEST_CASE("no timer fires before it is due")
{
    World world;
    const auto due = world.kernel->next_due();
    REQUIRE(due);
    world.environment.advance_to({due->us - 1});
    REQUIRE(world.kernel->flush());
    CHECK(world.fired().empty());
    world.environment.advance_to(*due);
    REQUIRE(world.kernel->flush());
    REQUIRE(world.fired().size() == 1);
    CHECK(world.fired()[0].event.effective_at == *due);
}

TEST_CASE("a timer that has fired does not fire again")
{
    World world;
    advance(*world.kernel, world.environment, after_days(20));
    const auto count = world.fired().size();
    CHECK(count == 1);  // the task became overdue
    for (int i = 0; i < 3; ++i)
        REQUIRE(world.kernel->flush());
    CHECK(world.fired().size() == count);
}

TEST_CASE("what is due goes before a command of that instant")
{
    World world;
    advance(*world.kernel, world.environment, after_days(20));
    const auto grace = *world.kernel->next_due();
    world.environment.advance_to(grace);
    const auto reply = ask(*world.kernel, report("corner", "approve", "clerk"));
    REQUIRE(!reply->body);  // the time was up
    CHECK(world.states() == "closed");
}

TEST_CASE("after downtime what was missed fires with the time at which it was due")
{
    World world;
    const auto due = *world.kernel->next_due();
    world.kernel.reset();
    world.environment.advance_to(after_days(100));
    world.kernel = Kernel::open(world.store, world.environment).value();
    CHECK(world.kernel->are_timers_running());
    do
        REQUIRE(world.kernel->flush());
    while (world.kernel->has_work());
    const auto fired = world.fired();
    REQUIRE(fired.size() == 2);
    CHECK(fired[0].event.effective_at == due);
    for (const auto& record : fired) {
        CHECK(record.dec.find("now")->as_string() == to_string(after_days(100)));
        CHECK(record.envelope.rec == after_days(100));
    }
    CHECK(world.states() == "closed");
}

TEST_CASE("a recurrence keeps to its anchor")
{
    World world;
    must(*world.kernel, report("corner", "approve", "clerk"));
    const auto anchor = *world.kernel->next_due();
    advance(*world.kernel, world.environment, after_days(3 * 366));
    const auto fired = world.fired();
    REQUIRE(fired.size() == 3);
    for (std::size_t i = 0; i < fired.size(); ++i)
        CHECK(civil(date_of(fired[i].event.effective_at, {})).month ==
              civil(date_of(anchor, {})).month);
}

TEST_CASE("the record never goes back in time, and says how far it is ahead of the clock")
{
    World world;
    world.environment.jump_wall(-k_hour_us);
    must(*world.kernel, create_shop("market"));
    const auto leaves = *world.store.leaves(0, 100);
    const auto record = decode_subject_record(leaves.back());
    CHECK(record->envelope.rec == k_start);
    CHECK(record->envelope.clk.offset_us == k_hour_us);
}

TEST_CASE("while a jump of the clock is not confirmed timers hold and input goes on")
{
    World world;
    world.environment.jump_wall(40 * k_day_us);
    must(*world.kernel, create_shop("market"));
    CHECK(!world.kernel->are_timers_running());
    CHECK(world.fired().empty());
    world.kernel->confirm_clock();
    CHECK(world.kernel->are_timers_running());
    REQUIRE(world.kernel->flush());
    CHECK(!world.fired().empty());
}

TEST_CASE("a jump right after a restart is known")
{
    World world;
    world.kernel.reset();
    world.kernel = Kernel::open(world.store, world.environment).value();
    world.environment.jump_wall(40 * k_day_us);
    REQUIRE(world.kernel->flush());
    CHECK(!world.kernel->are_timers_running());
    CHECK(world.fired().empty());
}

TEST_CASE("a small correction of the clock is no jump")
{
    World world;
    world.environment.jump_wall(30'000'000);
    must(*world.kernel, create_shop("market"));
    CHECK(world.kernel->are_timers_running());
}

TEST_CASE("many timers of one instant fire in bounded batches, in the order of their ids")
{
    World world;
    constexpr int k_shops = 600;
    for (int i = 0; i < k_shops; ++i) {
        const auto name = std::to_string(1000 + i);
        world.kernel->submit({1, "", {}, create_shop(name)});
        world.kernel->submit({2, "", {}, report(name, "apply", "owner")});
    }
    while (world.kernel->has_work())
        REQUIRE(world.kernel->flush());
    world.environment.advance_to(*world.kernel->next_due());
    REQUIRE(world.kernel->flush());
    CHECK(world.fired().size() == 512);
    CHECK(world.kernel->has_work());
    while (world.kernel->has_work())
        REQUIRE(world.kernel->flush());
    const auto fired = world.fired();
    REQUIRE(fired.size() == k_shops + 1);
    for (std::size_t i = 1; i < fired.size(); ++i)
        REQUIRE(fired[i - 1].envelope.subject < fired[i].envelope.subject);
}

TEST_CASE("a fact that changes wakes the condition that waits for it")
{
    World world;
    must(*world.kernel, report("corner", "approve", "clerk"));
    CHECK(world.states() == "granted");
    must(*world.kernel, change_fact("corner", "is_open", false));
    CHECK(world.states() == "closed");
    CHECK(!world.kernel->next_due());
}

}  // namespace gradus::test
