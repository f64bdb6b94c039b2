// The in-memory twin of SqliteStore, for tests, scenarios and simulation. It forgets with its
// process.
#pragma once

#include <map>
#include <set>

#include "engine/journal/tree.hpp"
#include "engine/store/store.hpp"

namespace gradus {

class MemoryStore final : public Store {
public:
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

private:
    StoreHead head_{0, Frontier().root(), {}, {}};
    std::vector<Leaf> leaves_;
    std::map<std::string, SubjectRow> subjects_;
    std::map<std::string, std::vector<CaseRow>> cases_;
    std::map<std::string, std::vector<TaskRow>> tasks_;
    std::set<std::tuple<Instant, std::string, std::string>> timers_;  // due, subject, id
    std::vector<OutboxRow> outbox_;
    std::map<std::string, IdempotencyRow> idempotency_;
    std::map<Hash, PersonalValue> personal_;
    std::map<Hash, std::string> blobs_;
    std::vector<std::pair<std::int64_t, Hash>> roots_;
};

}  // namespace gradus
