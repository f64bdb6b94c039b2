// A Store keeps the journal and what is derived from it, one transaction a batch. SqliteStore is
// the real one; MemoryStore its twin for tests and simulation. Both pass tests/store/conformance.
//
// Promise: after commit() returns, the batch survives a crash whole; an error means that the
// outcome is unknown. Leaves are never changed or removed. Reads see all committed batches.
// Thread-safety: one thread, except where a read-only second SqliteStore is opened on the same
// folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/result.hpp"
#include "engine/core/step.hpp"
#include "engine/core/subject.hpp"
#include "engine/journal/record.hpp"

namespace gradus {

struct SubjectRow {
    Subject subject;
    Hash last_leaf;  // `sprev` of the subject's next record
};

struct TimerRow {
    std::string subject;
    Timer timer;

    friend bool operator==(const TimerRow&, const TimerRow&) = default;
};

// A case as lists show it.
struct CaseRow {
    std::string subject;
    std::string case_id;
    std::string workflow;
    std::string states;  // innermost active states, joined by ", "
    bool is_finished = false;
    std::optional<Instant> next_due;

    friend bool operator==(const CaseRow&, const CaseRow&) = default;
};

struct TaskRow {
    std::string subject;
    std::string case_id;
    OpenTask task;
    std::string title;
    std::string role;

    friend bool operator==(const TaskRow&, const TaskRow&) = default;
};

struct OutboxRow {
    std::string subject;
    Effect effect;
    std::int64_t seq = 0;  // of the record that asked for it

    friend bool operator==(const OutboxRow&, const OutboxRow&) = default;
};

struct IdempotencyRow {
    std::string key;
    Hash body_hash;
    std::string result;  // canonical JSON: {"ok":…} or {"error":{…}}
    Instant at;
};

struct Batch {
    std::vector<Leaf> leaves;  // seq ascending, without gaps, following the head
    std::vector<SubjectRow>
        subjects;  // after the batch; replaces rows, timers, cases, tasks of the subject
    std::vector<CaseRow> cases;  // of those subjects, all
    std::vector<TaskRow> tasks;  // of those subjects, all open ones
    std::vector<OutboxRow> outbox;
    std::vector<IdempotencyRow> idempotency;
    std::vector<PersonalValue> personal;
    std::vector<Blob> blobs;
    std::int64_t size = 0;  // of the tree after the batch
    Hash root;
    std::vector<Hash> frontier;  // as in StoreHead
    Instant last_recorded;
};

struct StoreHead {
    std::int64_t size = 0;
    Hash root;                   // of the empty tree when size is 0
    std::vector<Hash> frontier;  // roots of the complete subtrees, largest first
    Instant last_recorded;
};

struct CaseFilter {
    std::string subject;  // empty: all
    std::string workflow;
    std::string state;  // an innermost active state
    bool with_finished = true;
};

struct TaskFilter {
    std::string subject;
    std::string role;
};

// A page: at most `limit` rows after the cursor (the last row's id of the page before; empty at
// first).
struct Page {
    std::string after;
    std::size_t limit = 200;
};

class Store {
public:
    virtual ~Store() = default;

    [[nodiscard]] virtual Result<void> commit(const Batch& batch) = 0;

    [[nodiscard]] virtual Result<StoreHead> head() = 0;
    [[nodiscard]] virtual Result<std::optional<SubjectRow>> subject(const std::string& id) = 0;
    [[nodiscard]] virtual Result<std::optional<Leaf>> leaf(std::int64_t seq) = 0;
    [[nodiscard]] virtual Result<std::vector<Leaf>> leaves(std::int64_t from,
                                                           std::size_t limit) = 0;
    // Of one subject, by sseq from `from` on.
    [[nodiscard]] virtual Result<std::vector<Leaf>> subject_leaves(const std::string& id,
                                                                   std::int64_t from,
                                                                   std::size_t limit) = 0;
    // Leaves of one system type ("definition_deployed"), ascending.
    [[nodiscard]] virtual Result<std::vector<Leaf>> system_leaves(const std::string& type) = 0;
    [[nodiscard]] virtual Result<std::optional<std::string>> blob(const Hash& id) = 0;
    [[nodiscard]] virtual Result<std::optional<PersonalValue>> personal(const Hash& commitment) = 0;
    [[nodiscard]] virtual Result<std::optional<IdempotencyRow>> idempotency(
        const std::string& key) = 0;
    // Sorted by (due, id); those with due <= until.
    [[nodiscard]] virtual Result<std::vector<TimerRow>> due_timers(Instant until,
                                                                   std::size_t limit) = 0;
    [[nodiscard]] virtual Result<std::optional<Instant>> next_due() = 0;
    [[nodiscard]] virtual Result<std::vector<std::string>> subjects(const Page& page) = 0;
    [[nodiscard]] virtual Result<std::vector<CaseRow>> cases(const CaseFilter& filter,
                                                             const Page& page) = 0;
    [[nodiscard]] virtual Result<std::vector<TaskRow>> tasks(const TaskFilter& filter,
                                                             const Page& page) = 0;
    [[nodiscard]] virtual Result<std::vector<OutboxRow>> outbox(const Page& page) = 0;
    // Recorded (size, root) pairs, ascending: one a batch.
    [[nodiscard]] virtual Result<std::vector<std::pair<std::int64_t, Hash>>> roots() = 0;
};

}  // namespace gradus
