#include "engine/store/memory_store.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"
#include "engine/journal/tree.hpp"

namespace gradus {
namespace {

bool matches(const CaseRow& row, const CaseFilter& filter)
{
    const auto has_state = [&] {
        const auto list = ", " + row.states + ", ";
        return list.find(", " + filter.state + ", ") != std::string::npos;
    };
    return (filter.workflow.empty() || row.workflow == filter.workflow) &&
           (filter.state.empty() || has_state()) && (filter.with_finished || !row.is_finished);
}

std::string id_of(const CaseRow& row) { return row.subject + "|" + row.case_id; }
bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string id_of(const TaskRow& row) { return row.subject + "|" + row.task.id; }

template <class Row, class Matches>
std::vector<Row> page_of(const std::map<std::string, std::vector<Row>>& rows, const Page& page,
                         Matches matches)
{
    std::vector<Row> found;
    for (const auto& [subject, list] : rows)
        for (const auto& row : list)
            if (id_of(row) > page.after && matches(row))
                found.push_back(row);
    std::sort(found.begin(), found.end(),
              [](const Row& a, const Row& b) { return id_of(a) < id_of(b); });
    if (found.size() > page.limit)
        found.resize(page.limit);
    return found;
}

template <class Key, class Value>
std::optional<Value> look_up(const std::map<Key, Value>& map, const Key& key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional<Value>(found->second);
}

}  // namespace

Result<void> MemoryStore::commit(const Batch& batch)
{
    for (const auto& leaf : batch.leaves) {
        ASSERT(leaf.seq == static_cast<std::int64_t>(leaves_.size()));
        leaves_.push_back(leaf);
    }
    for (const auto& row : batch.subjects) {
        const auto& id = row.subject.id;
        if (const auto old = subjects_.find(id); old != subjects_.end())
            for (const auto& one : old->second.subject.cases)
                for (const auto& timer : one.timers)
                    timers_.erase({timer.due, id, timer.id});
        for (const auto& one : row.subject.cases)
            for (const auto& timer : one.timers)
                timers_.insert({timer.due, id, timer.id});
        subjects_[id] = row;
        cases_[id].clear();
        tasks_[id].clear();
    }
    for (const auto& row : batch.cases)
        cases_[row.subject].push_back(row);
    for (const auto& row : batch.tasks)
        tasks_[row.subject].push_back(row);
    outbox_.insert(outbox_.end(), batch.outbox.begin(), batch.outbox.end());
    for (const auto& row : batch.idempotency)
        idempotency_[row.key] = row;
    for (const auto& value : batch.personal)
        personal_[value.commitment] = value;
    for (const auto& blob : batch.blobs)
        blobs_[blob.id] = blob.bytes;
    if (!batch.leaves.empty())
        roots_.emplace_back(batch.size, batch.root);
    head_ = {batch.size, batch.root, batch.frontier, batch.last_recorded};
    return {};
}

Result<StoreHead> MemoryStore::head() { return head_; }

Result<std::optional<SubjectRow>> MemoryStore::subject(const std::string& id)
{
    return look_up(subjects_, id);
}

Result<std::optional<Leaf>> MemoryStore::leaf(std::int64_t seq)
{
    if (seq < 0 || seq >= static_cast<std::int64_t>(leaves_.size()))
        return std::optional<Leaf>();
    return std::optional<Leaf>(leaves_[static_cast<std::size_t>(seq)]);
}

Result<std::vector<Leaf>> MemoryStore::leaves(std::int64_t from, std::size_t limit)
{
    std::vector<Leaf> found;
    for (auto i = static_cast<std::size_t>(std::max<std::int64_t>(from, 0));
         i < leaves_.size() && found.size() < limit; ++i)
        found.push_back(leaves_[i]);
    return found;
}

Result<std::vector<Leaf>> MemoryStore::subject_leaves(const std::string& id, std::int64_t from,
                                                      std::size_t limit)
{
    std::vector<Leaf> found;
    for (const auto& leaf : leaves_)
        if (leaf.subject == id && leaf.sseq >= from && found.size() < limit)
            found.push_back(leaf);
    return found;
}

Result<std::vector<Leaf>> MemoryStore::system_leaves(const std::string& type)
{
    std::vector<Leaf> found;
    for (const auto& leaf : leaves_)
        if (leaf.subject.empty() && leaf.type == type)
            found.push_back(leaf);
    return found;
}

Result<std::optional<std::string>> MemoryStore::blob(const Hash& id) { return look_up(blobs_, id); }
Result<std::optional<PersonalValue>> MemoryStore::personal(const Hash& id)
{
    return look_up(personal_, id);
}
Result<std::optional<IdempotencyRow>> MemoryStore::idempotency(const std::string& key)
{
    return look_up(idempotency_, key);
}

Result<std::vector<TimerRow>> MemoryStore::due_timers(Instant until, std::size_t limit)
{
    std::vector<TimerRow> due;
    for (const auto& [at, subject, id] : timers_) {
        if (at > until || due.size() == limit)
            break;
        due.push_back({subject, {id, at}});
    }
    return due;
}

Result<std::optional<Instant>> MemoryStore::next_due()
{
    return timers_.empty() ? std::optional<Instant>()
                           : std::optional(std::get<0>(*timers_.begin()));
}

Result<std::vector<std::string>> MemoryStore::subjects(const Page& page)
{
    std::vector<std::string> ids;
    for (auto at = subjects_.upper_bound(page.after);
         at != subjects_.end() && ids.size() < page.limit; ++at)
        ids.push_back(at->first);
    return ids;
}

Result<std::vector<CaseRow>> MemoryStore::cases(const CaseFilter& filter, const Page& page)
{
    return page_of(cases_, page, [&](const CaseRow& row) {
        return (filter.subject.empty() || row.subject == filter.subject) && matches(row, filter);
    });
}

Result<std::vector<TaskRow>> MemoryStore::tasks(const TaskFilter& filter, const Page& page)
{
    return page_of(tasks_, page, [&](const TaskRow& row) {
        return (filter.subject.empty() || row.subject == filter.subject) &&
               (filter.role.empty() || row.role == filter.role ||
                contains(row.task.escalated, filter.role));
    });
}

Result<std::vector<OutboxRow>> MemoryStore::outbox(const Page& page)
{
    std::vector<OutboxRow> found;
    const auto after = page.after.empty() ? -1 : std::stoll(page.after);
    for (std::size_t i = 0; i < outbox_.size() && found.size() < page.limit; ++i)
        if (static_cast<std::int64_t>(i) > after)
            found.push_back(outbox_[i]);
    return found;
}

Result<std::vector<std::pair<std::int64_t, Hash>>> MemoryStore::roots() { return roots_; }

}  // namespace gradus
