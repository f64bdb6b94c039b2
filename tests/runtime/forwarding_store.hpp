// A store that hands everything on to another one: what test stores that differ in one thing begin
// with.
#pragma once

#include "engine/store/store.hpp"

namespace gradus::test {

class ForwardingStore : public Store {
public:
    explicit ForwardingStore(Store& store) : inner(store) {}

    Result<void> commit(const Batch& batch) override { return inner.commit(batch); }
    Result<StoreHead> head() override { return inner.head(); }
    Result<std::optional<SubjectRow>> subject(const std::string& id) override
    {
        return inner.subject(id);
    }
    Result<std::optional<Leaf>> leaf(std::int64_t seq) override { return inner.leaf(seq); }
    Result<std::vector<Leaf>> leaves(std::int64_t from, std::size_t limit) override
    {
        return inner.leaves(from, limit);
    }
    Result<std::vector<Leaf>> subject_leaves(const std::string& id, std::int64_t from,
                                             std::size_t limit) override
    {
        return inner.subject_leaves(id, from, limit);
    }
    Result<std::vector<Leaf>> system_leaves(const std::string& type) override
    {
        return inner.system_leaves(type);
    }
    Result<std::optional<std::string>> blob(const Hash& id) override { return inner.blob(id); }
    Result<std::optional<PersonalValue>> personal(const Hash& commitment) override
    {
        return inner.personal(commitment);
    }
    Result<std::optional<IdempotencyRow>> idempotency(const std::string& key) override
    {
        return inner.idempotency(key);
    }
    Result<std::vector<TimerRow>> due_timers(Instant until, std::size_t limit) override
    {
        return inner.due_timers(until, limit);
    }
    Result<std::optional<Instant>> next_due() override { return inner.next_due(); }
    Result<std::vector<std::string>> subjects(const Page& page) override
    {
        return inner.subjects(page);
    }
    Result<std::vector<CaseRow>> cases(const CaseFilter& filter, const Page& page) override
    {
        return inner.cases(filter, page);
    }
    Result<std::vector<TaskRow>> tasks(const TaskFilter& filter, const Page& page) override
    {
        return inner.tasks(filter, page);
    }
    Result<std::vector<OutboxRow>> outbox(const Page& page) override { return inner.outbox(page); }
    Result<std::vector<std::pair<std::int64_t, Hash>>> roots() override { return inner.roots(); }

protected:
    Store& inner;
};

}  // namespace gradus::test
