// The store of the daemon: one SQLite database in a data folder, in WAL mode with synchronous=FULL,
// the only setting that lost nothing in simulated power losses. One writer a folder, held by a lock
// on `lock` and by an epoch that every transaction checks, so that a process that was paused while
// another took over cannot commit.
//
// Files: gradus.db (with -wal and -shm), lock.
#pragma once

#include <memory>

#include "engine/store/store.hpp"

namespace gradus {

class SqliteStore final : public Store {
public:
    // Makes folder and schema where they do not exist. Errors: conflict (another process has the
    // folder, or the schema is of a later version), io, corrupt.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const std::string& folder);
    // For tools beside a running daemon: no lock, no writes. Errors: not_found, conflict, io.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open_read_only(
        const std::string& folder);
    // A backup, or another database that stands alone. Errors: not_found, conflict, corrupt, io.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open_file(const std::string& file);
    ~SqliteStore() override;

    [[nodiscard]] Result<void> commit(const Batch& batch) override;
    [[nodiscard]] Result<StoreHead> head() override;
    [[nodiscard]] Result<std::optional<SubjectRow>> subject(const std::string& id) override;
    [[nodiscard]] Result<std::optional<Leaf>> leaf(std::int64_t seq) override;
    [[nodiscard]] Result<std::vector<Leaf>> leaves(std::int64_t from, std::size_t limit) override;
    [[nodiscard]] Result<std::vector<Leaf>> subject_leaves(const std::string& id, std::int64_t from,
                                                           std::size_t limit) override;
    [[nodiscard]] Result<std::vector<Leaf>> system_leaves(const std::string& type) override;
    [[nodiscard]] Result<std::optional<std::string>> blob(const Hash& id) override;
    [[nodiscard]] Result<std::optional<PersonalValue>> personal(const Hash& commitment) override;
    [[nodiscard]] Result<std::optional<IdempotencyRow>> idempotency(
        const std::string& key) override;
    [[nodiscard]] Result<std::vector<TimerRow>> due_timers(Instant until,
                                                           std::size_t limit) override;
    [[nodiscard]] Result<std::optional<Instant>> next_due() override;
    [[nodiscard]] Result<std::vector<std::string>> subjects(const Page& page) override;
    [[nodiscard]] Result<std::vector<CaseRow>> cases(const CaseFilter& filter,
                                                     const Page& page) override;
    [[nodiscard]] Result<std::vector<TaskRow>> tasks(const TaskFilter& filter,
                                                     const Page& page) override;
    [[nodiscard]] Result<std::vector<OutboxRow>> outbox(const Page& page) override;
    [[nodiscard]] Result<std::vector<std::pair<std::int64_t, Hash>>> roots() override;

    // Moves the write-ahead log to the database when it has grown; between batches, off the
    // commit's way.
    void tidy();

private:
    class State;
    explicit SqliteStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace gradus
