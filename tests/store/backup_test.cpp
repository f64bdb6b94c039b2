// Backups: whole, beside a writer at work, and put back where nobody else is.

#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "engine/store/backup.hpp"
#include "engine/store/sqlite_store.hpp"
#include "tests/store/sample_batch.hpp"
#include "tests/store/temporary_folder.hpp"

namespace gradus::test {
namespace {

Result<void> accept(const std::string&) { return {}; }

std::string subject_of(int number) { return "permits/shop/s" + std::to_string(number); }

void fill(Store& store, int from, int to)
{
    BatchMaker maker(store.head().value());
    for (int n = from; n < to; ++n) {
        maker.add_event(subject_of(n), 1, Instant{n + 1});
        REQUIRE(store.commit(maker.take({n + 1})));
    }
}

}  // namespace

TEST_CASE("a backup beside a writer at work is one of the states that it committed")
{
    const TemporaryFolder folder;
    const auto store = SqliteStore::open(folder.path()).value();
    fill(*store, 0, 50);
    std::atomic<bool> is_over = false;
    std::thread writer([&] {
        for (int n = 50; !is_over && n < 5'000; ++n)
            fill(*store, n, n + 1);
    });
    const auto file = folder.path() + "/backup.db";
    const auto done = back_up(folder.path(), file, accept);
    is_over = true;
    writer.join();
    REQUIRE(done);
    const auto copy = SqliteStore::open_file(file).value();
    const auto head = copy->head().value();
    CHECK(head.size >= 50);
    CHECK(head.size <= store->head()->size);
    const auto roots = store->roots().value();
    CHECK(std::find(roots.begin(), roots.end(), std::pair{head.size, head.root}) != roots.end());
    CHECK(*copy->leaves(0, 10'000) == *store->leaves(0, static_cast<std::size_t>(head.size)));
    CHECK(copy->due_timers({INT64_MAX}, 10'000)->size() == static_cast<std::size_t>(head.size));
}

TEST_CASE("what is restored is what was backed up, with each timer armed once")
{
    const TemporaryFolder folder;
    const TemporaryFolder other;
    const auto file = folder.path() + "/backup.db";
    const auto store = SqliteStore::open(folder.path()).value();
    fill(*store, 0, 20);
    REQUIRE(back_up(folder.path(), file, accept));
    const auto size = store->head()->size;
    fill(*store, 20, 40);
    REQUIRE(restore(file, other.path()));
    const auto restored = SqliteStore::open(other.path()).value();
    CHECK(restored->head()->size == size);
    const auto timers = restored->due_timers({INT64_MAX}, 1'000).value();
    REQUIRE(timers.size() == 20);
    for (int n = 0; n < 20; ++n)
        CHECK(timers[static_cast<std::size_t>(n)].subject == subject_of(n));
    fill(*restored, 20, 21);  // and it goes on from there
    CHECK(restored->head()->size == size + 1);
}

TEST_CASE("nothing is restored over a log, or under a daemon")
{
    const TemporaryFolder folder;
    const auto file = folder.path() + "/backup.db";
    auto store = SqliteStore::open(folder.path()).value();
    fill(*store, 0, 3);
    REQUIRE(back_up(folder.path(), file, accept));
    const auto under = restore(file, folder.path());
    REQUIRE(!under);
    CHECK(under.error().message.find("another process") != std::string::npos);
    store.reset();
    const auto over = restore(file, folder.path());
    REQUIRE(!over);
    CHECK(over.error().kind == ErrorKind::conflict);
    CHECK(over.error().message.find("holds a log") != std::string::npos);
}

TEST_CASE("a backup that is not accepted has no name, and a taken name is kept")
{
    const TemporaryFolder folder;
    const auto file = folder.path() + "/backup.db";
    const auto store = SqliteStore::open(folder.path()).value();
    fill(*store, 0, 3);
    const auto refused = back_up(folder.path(), file, [](const std::string&) -> Result<void> {
        return refuse(ErrorKind::corrupt, "not whole");
    });
    CHECK(!refused);
    CHECK(!std::filesystem::exists(file));
    REQUIRE(back_up(folder.path(), file, accept));
    const auto again = back_up(folder.path(), file, accept);
    REQUIRE(!again);
    CHECK(again.error().kind == ErrorKind::conflict);
}

}  // namespace gradus::test
