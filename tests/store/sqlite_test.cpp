// What only the store on a disk promises: one writer, a log that is never changed, and a database
// that is understood or refused.

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include "engine/store/sqlite_store.hpp"
#include "tests/store/sample_batch.hpp"
#include "tests/store/temporary_folder.hpp"

namespace gradus::test {
namespace {

const std::string k_corner = "permits/shop/corner";

// Somebody who opens the file behind the store's back. Gives SQLite's message, or nothing.
std::string meddle(const std::string& folder, const char* sql)
{
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((folder + "/gradus.db").c_str(), &handle) == SQLITE_OK);
    char* message = nullptr;
    sqlite3_exec(handle, sql, nullptr, nullptr, &message);
    std::string text = message == nullptr ? "" : message;
    sqlite3_free(message);
    sqlite3_close(handle);
    return text;
}

Batch first_batch()
{
    BatchMaker maker;
    maker.add_event(k_corner, 1, Instant{5});
    return maker.take({1});
}

}  // namespace

TEST_CASE("a second daemon on the same folder is refused by name")
{
    TemporaryFolder folder;
    const auto first = SqliteStore::open(folder.path());
    REQUIRE(first);
    const auto second = SqliteStore::open(folder.path());
    REQUIRE(!second);
    CHECK(second.error().kind == ErrorKind::conflict);
    CHECK(second.error().message.find(folder.path()) != std::string::npos);
}

TEST_CASE("the folder is free again when its daemon is gone")
{
    TemporaryFolder folder;
    REQUIRE(SqliteStore::open(folder.path()));
    REQUIRE(SqliteStore::open(folder.path()));
}

TEST_CASE("a store that is opened again holds what was committed")
{
    TemporaryFolder folder;
    REQUIRE((*SqliteStore::open(folder.path()))->commit(first_batch()));
    const auto again = SqliteStore::open(folder.path());
    REQUIRE(again);
    CHECK((*again)->head()->size == 1);
    CHECK((*again)->head()->last_recorded == Instant{1});
    CHECK((*(*again)->subject(k_corner))->subject == sample_subject(k_corner, 1, Instant{5}));
}

TEST_CASE("a writer that was paused while another took over cannot commit")
{
    TemporaryFolder folder;
    const auto store = SqliteStore::open(folder.path());
    REQUIRE(store);
    REQUIRE(meddle(folder.path(), "UPDATE meta SET value=value+1 WHERE key='epoch'").empty());
    const auto done = (*store)->commit(first_batch());
    REQUIRE(!done);
    CHECK(done.error().kind == ErrorKind::io);
    CHECK(done.error().message.find("taken over") != std::string::npos);
    const auto reader = SqliteStore::open_read_only(folder.path());
    CHECK((*reader)->head()->size == 0);
}

TEST_CASE("records cannot be changed or removed, not even past the store")
{
    TemporaryFolder folder;
    const auto store = SqliteStore::open(folder.path());
    REQUIRE((*store)->commit(first_batch()));
    CHECK(meddle(folder.path(), "UPDATE leaf SET body=x'00'") == "a record is never changed");
    CHECK(meddle(folder.path(), "DELETE FROM leaf") == "a record is never removed");
    CHECK((*store)->leaf(0)->has_value());
}

TEST_CASE("a database of a later version is refused, by writers and by readers")
{
    TemporaryFolder folder;
    REQUIRE(SqliteStore::open(folder.path()));
    REQUIRE(meddle(folder.path(), "PRAGMA user_version=1000").empty());
    const auto writer = SqliteStore::open(folder.path());
    REQUIRE(!writer);
    CHECK(writer.error().kind == ErrorKind::conflict);
    CHECK(writer.error().help == "use the newer program");
    CHECK(!SqliteStore::open_read_only(folder.path()));
}

TEST_CASE("a batch that fails in the middle leaves nothing behind")
{
    TemporaryFolder folder;
    {
        const auto store = SqliteStore::open(folder.path());
        REQUIRE((*store)->commit(first_batch()));
        auto twice = first_batch();  // the same sequence number again
        twice.idempotency = {{"key", sha256("body"), "{}", {1}}};
        std::swap(twice.leaves[0].seq, twice.size);
        twice.leaves.push_back(twice.leaves[0]);
        CHECK(!(*store)->commit(twice));
    }
    const auto again = SqliteStore::open(folder.path());
    CHECK((*again)->head()->size == 1);
    CHECK((*again)->leaves(0, 10)->size() == 1);
    CHECK(!*(*again)->idempotency("key"));
}

TEST_CASE("a reader beside the daemon sees its commits and cannot write")
{
    TemporaryFolder folder;
    const auto writer = SqliteStore::open(folder.path());
    const auto reader = SqliteStore::open_read_only(folder.path());
    REQUIRE(reader);
    REQUIRE((*writer)->commit(first_batch()));
    CHECK((*reader)->head()->size == 1);
    CHECK(!(*reader)->commit(first_batch()));
}

TEST_CASE("a folder without a database is not found, and none is made")
{
    TemporaryFolder folder;
    const auto reader = SqliteStore::open_read_only(folder.path());
    REQUIRE(!reader);
    CHECK(reader.error().kind == ErrorKind::not_found);
    CHECK(!std::filesystem::exists(folder.path() + "/gradus.db"));
}

TEST_CASE("a file that is no database is refused")
{
    TemporaryFolder folder;
    REQUIRE(SqliteStore::open(folder.path()));
    std::filesystem::resize_file(folder.path() + "/gradus.db", 0);
    {
        auto* file = std::fopen((folder.path() + "/gradus.db").c_str(), "wb");
        for (int i = 0; i < 4096; ++i)
            std::fputc('x', file);
        std::fclose(file);
    }
    const auto store = SqliteStore::open(folder.path());
    REQUIRE(!store);
    CHECK(store.error().kind == ErrorKind::corrupt);
}

TEST_CASE("the log of the database is moved to it between batches")
{
    TemporaryFolder folder;
    const auto store = SqliteStore::open(folder.path());
    REQUIRE((*store)->commit(first_batch()));
    const auto before = std::filesystem::file_size(folder.path() + "/gradus.db");
    (*store)->tidy();
    CHECK(std::filesystem::file_size(folder.path() + "/gradus.db") > before);
    CHECK((*store)->head()->size == 1);
}

TEST_CASE("the log of the database stays bounded without anybody's help")
{
    TemporaryFolder folder;
    const auto store = SqliteStore::open(folder.path());
    std::uintmax_t longest = 0;
    for (int n = 0; n < 12; ++n) {
        BatchMaker maker;
        const std::string bytes(4 << 20, static_cast<char>('a' + n));
        maker.batch.blobs = {{sha256(bytes), bytes}};
        REQUIRE((*store)->commit(maker.take({1})));
        longest = std::max(longest, std::filesystem::file_size(folder.path() + "/gradus.db-wal"));
    }
    CHECK(longest < 24U << 20U);  // of 48 MiB that were written
    CHECK((*store)->head().has_value());
}

}  // namespace gradus::test
