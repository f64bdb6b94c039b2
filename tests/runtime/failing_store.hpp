// A store whose commit fails when it is told to: before the batch took place, or after it.
#pragma once

#include "engine/store/store.hpp"

namespace gradus::test {

class FailingStore final : public Store {
public:
    enum class Failure { none, before, after };
    explicit FailingStore(Store& store) : store_(store) {}
    Failure next = Failure::none;

    Result<void> commit(const Batch& batch) override
    {
        const auto failure = std::exchange(next, Failure::none);
        if (failure != Failure::before)
            if (auto done = store_.commit(batch); !done)
                return done;
        if (failure != Failure::none)
            return refuse(ErrorKind::io, "the disk is gone");
        return {};
    }
    Result<StoreHead> head() override { return store_.head(); }
    Result<std::optional<SubjectRow>> subject(const std::string& id) override
    {
        return store_.subject(id);
    }
    Result<std::optional<Leaf>> leaf(std::int64_t seq) override { return store_.leaf(seq); }
    Result<std::vector<Leaf>> leaves(std::int64_t from, std::size_t limit) override
    {
        return store_.leaves(from, limit);
    }
    Result<std::vector<Leaf>> subject_leaves(const std::string& id, std::int64_t from,
                                             std::size_t limit) override
    {
        return store_.subject_leaves(id, from, limit);
    }
    Result<std::vector<Leaf>> system_leaves(const std::string& type) override
    {
        return store_.system_leaves(type);
    }
    Result<std::optional<std::string>> blob(const Hash& id) override { return store_.blob(id); }
    Result<std::optional<PersonalValue>> personal(const Hash& commitment) override
    {
        return store_.personal(commitment);
    }
    Result<std::optional<IdempotencyRow>> idempotency(const std::string& key) override
    {
        return store_.idempotency(key);
    }
    Result<std::vector<TimerRow>> due_timers(Instant until, std::size_t limit) override
    {
        return store_.due_timers(until, limit);
    }
    Result<std::optional<Instant>> next_due() override { return store_.next_due(); }
    Result<std::vector<std::string>> subjects(const Page& page) override
    {
        return store_.subjects(page);
    }
    Result<std::vector<CaseRow>> cases(const CaseFilter& filter, const Page& page) override
    {
        return store_.cases(filter, page);
    }
    Result<std::vector<TaskRow>> tasks(const TaskFilter& filter, const Page& page) override
    {
        return store_.tasks(filter, page);
    }
    Result<std::vector<OutboxRow>> outbox(const Page& page) override { return store_.outbox(page); }
    Result<std::vector<std::pair<std::int64_t, Hash>>> roots() override { return store_.roots(); }

private:
    Store& store_;
};

}  // namespace gradus::test
