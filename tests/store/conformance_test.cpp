// What every Store promises, asked of both: the one of the daemon and its twin in memory.

#include <catch2/catch.hpp>

#include "engine/store/memory_store.hpp"
#include "engine/store/sqlite_store.hpp"
#include "tests/store/sample_batch.hpp"
#include "tests/store/temporary_folder.hpp"

namespace gradus::test {
namespace {

const std::string k_corner = "permits/shop/corner";
const std::string k_market = "permits/shop/market";
const Instant k_soon{5'000'000};
const Instant k_late{9'000'000};

struct Memory {
    MemoryStore store;
};

struct Sqlite {
    TemporaryFolder folder;
    std::unique_ptr<SqliteStore> owned = SqliteStore::open(folder.path()).value();
    SqliteStore& store = *owned;
};

// A log, then an event of each of two shops.
void fill(Store& store)
{
    BatchMaker maker;
    maker.add_system("log_created");
    REQUIRE(store.commit(maker.take({0})));
    maker.add_event(k_corner, 1, k_late);
    maker.add_event(k_market, 1, k_soon);
    REQUIRE(store.commit(maker.take({2'000'000})));
}

}  // namespace

TEMPLATE_TEST_CASE("an empty store has the empty tree and nothing else", "", Memory, Sqlite)
{
    TestType world;
    const auto head = world.store.head();
    REQUIRE(head);
    CHECK(head->size == 0);
    CHECK(head->root == Frontier().root());
    CHECK(head->frontier.empty());
    CHECK(world.store.leaves(0, 10)->empty());
    CHECK(world.store.roots()->empty());
    CHECK(!*world.store.next_due());
    CHECK(!*world.store.leaf(0));
    CHECK(!*world.store.subject(k_corner));
    CHECK(!*world.store.blob(sha256("x")));
    CHECK(!*world.store.personal(sha256("x")));
    CHECK(!*world.store.idempotency("x"));
}

TEMPLATE_TEST_CASE("what is committed is read back as it was", "", Memory, Sqlite)
{
    TestType world;
    fill(world.store);
    const auto head = world.store.head();
    CHECK(head->size == 3);
    CHECK(head->last_recorded == Instant{2'000'000});
    CHECK(Frontier(head->size, head->frontier).root() == head->root);
    const auto leaves = world.store.leaves(0, 10);
    REQUIRE(leaves->size() == 3);
    CHECK(tree_hash({(*leaves)[0].hash, (*leaves)[1].hash, (*leaves)[2].hash}) == head->root);
    const auto row = world.store.subject(k_corner);
    REQUIRE(*row);
    CHECK((*row)->subject == sample_subject(k_corner, 1, k_late));
    CHECK((*row)->last_leaf == (*leaves)[1].hash);
    CHECK(**world.store.leaf(2) == (*leaves)[2]);
}

TEMPLATE_TEST_CASE("each batch leaves its root", "", Memory, Sqlite)
{
    TestType world;
    fill(world.store);
    const auto roots = world.store.roots();
    REQUIRE(roots->size() == 2);
    CHECK((*roots)[0].first == 1);
    CHECK((*roots)[1].first == 3);
    CHECK((*roots)[1].second == world.store.head()->root);
}

TEMPLATE_TEST_CASE("leaves are given from a place on, and no more than asked", "", Memory, Sqlite)
{
    TestType world;
    fill(world.store);
    CHECK(world.store.leaves(1, 1)->size() == 1);
    CHECK(world.store.leaves(1, 1)->at(0).seq == 1);
    CHECK(world.store.leaves(3, 10)->empty());
    CHECK(world.store.subject_leaves(k_market, 1, 10)->size() == 1);
    CHECK(world.store.subject_leaves(k_market, 2, 10)->empty());
    CHECK(world.store.system_leaves("log_created")->size() == 1);
    CHECK(world.store.system_leaves("reported")->empty());
}

TEMPLATE_TEST_CASE("timers are given in the order of their due time", "", Memory, Sqlite)
{
    TestType world;
    fill(world.store);
    CHECK(*world.store.next_due() == k_soon);
    CHECK(world.store.due_timers(Instant{k_soon.us - 1}, 10)->empty());
    CHECK(world.store.due_timers(k_soon, 10)->size() == 1);
    const auto due = world.store.due_timers(k_late, 10);
    REQUIRE(due->size() == 2);
    CHECK((*due)[0].subject == k_market);
    CHECK((*due)[1].timer == Timer{"permit/corner/1#grace", k_late});
    CHECK(world.store.due_timers(k_late, 1)->size() == 1);
}

TEMPLATE_TEST_CASE("a subject's new rows replace all its old ones and no one else's", "", Memory,
                   Sqlite)
{
    TestType world;
    fill(world.store);
    BatchMaker maker(*world.store.head());
    maker.add_event(k_corner, 2, Instant{20'000'000});
    REQUIRE(world.store.commit(maker.take({3'000'000})));
    CHECK(world.store.cases({}, {})->size() == 2);
    const auto tasks = world.store.tasks({k_corner, ""}, {});
    REQUIRE(tasks->size() == 1);
    CHECK((*tasks)[0].task.id == "2.1");
    const auto due = world.store.due_timers(Instant{30'000'000}, 10);
    REQUIRE(due->size() == 2);
    CHECK((*due)[1].timer.due == Instant{20'000'000});
    CHECK(world.store.tasks({k_market, ""}, {})->size() == 1);
}

TEMPLATE_TEST_CASE("lists of cases and tasks are filtered and paged", "", Memory, Sqlite)
{
    TestType world;
    fill(world.store);
    auto& store = world.store;
    CHECK(store.cases({"", "permit", "", true}, {})->size() == 2);
    CHECK(store.cases({"", "other", "", true}, {})->empty());
    CHECK(store.cases({"", "", "paid", true}, {})->size() == 2);
    CHECK(store.cases({"", "", "pai", true}, {})->empty());
    CHECK(store.tasks({"", "clerk"}, {})->size() == 2);
    CHECK(store.tasks({"", "owner"}, {})->empty());
    const auto first = store.cases({}, {"", 1});
    REQUIRE(first->size() == 1);
    const auto& row = (*first)[0];
    const auto second = store.cases({}, {row.subject + "|" + row.case_id, 1});
    REQUIRE(second->size() == 1);
    CHECK((*second)[0].subject == k_market);
    CHECK(*store.subjects({"", 1}) == std::vector<std::string>{k_corner});
    CHECK(*store.subjects({k_corner, 5}) == std::vector<std::string>{k_market});
}

TEMPLATE_TEST_CASE("finished cases are left out where only open ones are asked for", "", Memory,
                   Sqlite)
{
    TestType world;
    BatchMaker maker;
    maker.add_event(k_corner, 1, k_soon);
    maker.batch.cases[0].is_finished = true;
    maker.batch.cases[0].next_due.reset();
    REQUIRE(world.store.commit(maker.take({0})));
    CHECK(world.store.cases({"", "", "", false}, {})->empty());
    const auto all = world.store.cases({}, {});
    REQUIRE(all->size() == 1);
    CHECK(all->at(0).is_finished);
    CHECK(!all->at(0).next_due);
}

TEMPLATE_TEST_CASE("keys, personal values and blobs are found by their names", "", Memory, Sqlite)
{
    TestType world;
    BatchMaker maker;
    maker.add_system("log_created");
    std::string bytes("a\0b", 3);
    maker.batch.blobs = {{sha256(bytes), bytes}};
    maker.batch.personal = {{sha256("c"), "owner_name", std::string("\0salt", 5), R"("Ada")"}};
    maker.batch.idempotency = {{"key-1", sha256("body"), R"({"ok":1})", {7}}};
    REQUIRE(world.store.commit(maker.take({0})));
    CHECK(**world.store.blob(sha256(bytes)) == bytes);
    CHECK((*world.store.personal(sha256("c")))->salt == std::string("\0salt", 5));
    const auto key = *world.store.idempotency("key-1");
    REQUIRE(key);
    CHECK(key->body_hash == sha256("body"));
    CHECK(key->result == R"({"ok":1})");
    CHECK(key->at == Instant{7});
    CHECK(!*world.store.idempotency("key-2"));
}

TEMPLATE_TEST_CASE("effects wait in the order in which they were asked for", "", Memory, Sqlite)
{
    TestType world;
    fill(world.store);
    const auto outbox = world.store.outbox({});
    REQUIRE(outbox->size() == 2);
    CHECK((*outbox)[0].subject == k_corner);
    CHECK((*outbox)[0].effect == Effect{"1.e1", "notify", "owner", "Hello"});
    CHECK((*outbox)[1].seq == 2);
}

}  // namespace gradus::test
