#include "engine/store/schema.hpp"

#include <fmt/format.h>

namespace gradus {
namespace {

// Triggers on the log are a guard rail against slips, not evidence: evidence is the tree.
constexpr const char* k_versions[] = {R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('epoch', 0);
CREATE TABLE leaf(
    seq INTEGER PRIMARY KEY, body BLOB NOT NULL, hash BLOB NOT NULL, subject TEXT,
    sseq INTEGER NOT NULL, type TEXT NOT NULL);
CREATE UNIQUE INDEX leaf_of_subject ON leaf(subject, sseq) WHERE subject IS NOT NULL;
CREATE INDEX leaf_of_system ON leaf(type, seq) WHERE subject IS NULL;
CREATE TRIGGER leaf_is_never_changed BEFORE UPDATE ON leaf
    BEGIN SELECT raise(ABORT, 'a record is never changed'); END;
CREATE TRIGGER leaf_is_never_removed BEFORE DELETE ON leaf
    BEGIN SELECT raise(ABORT, 'a record is never removed'); END;
CREATE TABLE root(size INTEGER PRIMARY KEY, root BLOB NOT NULL);
CREATE TABLE head(
    size INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL,
    last_recorded INTEGER NOT NULL);
INSERT INTO head VALUES(0,
    x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', x'', 0);
CREATE TABLE subject(
    id TEXT PRIMARY KEY, snapshot BLOB NOT NULL, last_leaf BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE timer(
    due INTEGER NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(due, subject, id))
    WITHOUT ROWID;
CREATE INDEX timer_of_subject ON timer(subject);
CREATE TABLE case_row(
    row TEXT PRIMARY KEY, subject TEXT NOT NULL, case_id TEXT NOT NULL, workflow TEXT NOT NULL,
    states TEXT NOT NULL, finished INTEGER NOT NULL, next_due INTEGER) WITHOUT ROWID;
CREATE INDEX case_of_subject ON case_row(subject);
CREATE TABLE task_row(
    row TEXT PRIMARY KEY, subject TEXT NOT NULL, case_id TEXT NOT NULL, task TEXT NOT NULL,
    title TEXT NOT NULL, role TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX task_of_subject ON task_row(subject);
CREATE INDEX task_of_role ON task_row(role);
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, effect TEXT NOT NULL,
    kind TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE TABLE idempotency(
    key TEXT PRIMARY KEY, body_hash BLOB NOT NULL, result TEXT NOT NULL, at INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE personal(
    commitment BLOB PRIMARY KEY, path TEXT NOT NULL, salt BLOB NOT NULL, value TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE blob(id BLOB PRIMARY KEY, bytes BLOB NOT NULL);
)"};

constexpr std::int64_t k_version = std::size(k_versions);

Error later_version(std::int64_t version)
{
    return {ErrorKind::conflict,
            fmt::format("the store has version {}, this program knows {}", version, k_version),
            {},
            "use the newer program"};
}

}  // namespace

Result<void> migrate_schema(SqliteConnection& connection)
{
    const auto version = connection.number("PRAGMA user_version");
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (*version > k_version)
        return tl::unexpected<Error>(later_version(*version));
    for (auto next = *version; next < k_version; ++next) {
        const auto sql = fmt::format("BEGIN IMMEDIATE; {} PRAGMA user_version={}; COMMIT;",
                                     k_versions[static_cast<std::size_t>(next)], next + 1);
        if (auto done = connection.execute(sql); !done)
            return done;
    }
    return {};
}

Result<void> check_schema(SqliteConnection& connection)
{
    const auto version = connection.number("PRAGMA user_version");
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (*version != k_version)
        return tl::unexpected<Error>(later_version(*version));
    return {};
}

}  // namespace gradus
