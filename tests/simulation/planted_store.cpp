#include "tests/simulation/planted_store.hpp"

#include <algorithm>
#include <array>

namespace gradus::test {
namespace {

constexpr std::int64_t k_hour_us = 3'600'000'000;

template <class Row> void drop_last(std::vector<Row>& rows)
{
    if (!rows.empty())
        rows.pop_back();
}

void shift_timers(Batch& batch, std::int64_t us)
{
    for (auto& row : batch.subjects)
        for (auto& one : row.subject.cases)
            for (auto& timer : one.timers)
                timer.due.us += us;
}

// A digit near the end becomes another one: what is read stays well-formed.
void bend(Leaf& leaf)
{
    const auto at = leaf.bytes.find_last_of("0123456789");
    if (at != std::string::npos)
        leaf.bytes[at] = leaf.bytes[at] == '7' ? '8' : '7';
}

}  // namespace

const char* to_string(Planted planted)
{
    static constexpr std::array k_names = {
        "nothing",         "lost commit",    "lost last leaf",     "lost state",
        "stale state",     "lost timers",    "armed late",         "armed early",
        "kept timers",     "lost due timer", "due too soon",       "no next due",
        "lost effects",    "doubled effect", "swapped effects",    "lost key",
        "forgotten key",   "wrong answer",   "refusals not kept",  "other body allowed",
        "lost task",       "lost case",      "finished case open", "lost root",
        "wrong root",      "old head",       "wrong subject link", "clock forgotten",
        "definition lost", "bent leaf"};
    static_assert(k_names.size() == static_cast<std::size_t>(Planted::last_of_planted));
    return k_names[static_cast<std::size_t>(planted)];
}

void PlantedStore::spoil_log(Batch& batch)
{
    if (planted_ == Planted::lost_last_leaf)
        drop_last(batch.leaves);
    if (planted_ == Planted::bent_leaf && !batch.leaves.empty())
        bend(batch.leaves.back());
    if (planted_ == Planted::wrong_root)
        batch.root = sha256("another");
    if (planted_ == Planted::definition_lost)
        batch.blobs.clear();
}

void PlantedStore::spoil_subjects(Batch& batch)
{
    if (planted_ == Planted::lost_state)
        drop_last(batch.subjects);
    if (planted_ == Planted::wrong_subject_link && !batch.subjects.empty())
        batch.subjects.back().last_leaf = sha256("another");
    if (planted_ == Planted::stale_state && !batch.subjects.empty())
        old_row_ = *inner.subject(batch.subjects.back().subject.id);
}

void PlantedStore::spoil_timers(Batch& batch)
{
    if (planted_ == Planted::lost_timers)
        for (auto& row : batch.subjects)
            for (auto& one : row.subject.cases)
                one.timers.clear();
    if (planted_ == Planted::armed_late)
        shift_timers(batch, 24 * k_hour_us);
    if (planted_ == Planted::armed_early)
        shift_timers(batch, -24 * k_hour_us);
    if (planted_ == Planted::kept_timers)
        for (auto& row : batch.subjects)
            if (const auto old = *inner.subject(row.subject.id))
                for (std::size_t i = 0; i < old->subject.cases.size(); ++i)
                    if (row.subject.cases[i].timers.empty())
                        row.subject.cases[i].timers = old->subject.cases[i].timers;
}

void PlantedStore::spoil_effects(Batch& batch)
{
    auto& outbox = batch.outbox;
    if (planted_ == Planted::lost_effects)
        outbox.clear();
    if (planted_ == Planted::doubled_effect && !outbox.empty())
        outbox.push_back(outbox.back());
    if (planted_ == Planted::swapped_effects)
        std::reverse(outbox.begin(), outbox.end());
}

void PlantedStore::spoil_keys(Batch& batch)
{
    if (planted_ == Planted::lost_key)
        drop_last(batch.idempotency);
    if (planted_ == Planted::refusals_not_kept)
        std::erase_if(batch.idempotency, [](const IdempotencyRow& row) {
            return row.result.rfind("{\"error\"", 0) == 0;
        });
    if (planted_ == Planted::wrong_answer)
        for (auto& row : batch.idempotency) {
            std::swap(row.result, last_result_);
            if (row.result.empty())
                row.result = last_result_;
        }
}

void PlantedStore::spoil_rows(Batch& batch)
{
    if (planted_ == Planted::lost_task)
        drop_last(batch.tasks);
    if (planted_ == Planted::lost_case)
        drop_last(batch.cases);
    if (planted_ == Planted::finished_case_open)
        for (auto& row : batch.cases)
            row.is_finished = false;
}

Result<void> PlantedStore::commit(const Batch& original)
{
    if (planted_ == Planted::nothing)
        return inner.commit(original);
    if (planted_ == Planted::lost_commit && ++commits_ % 20 == 0)
        return {};
    before_ = *inner.head();
    auto batch = original;
    spoil_log(batch);
    spoil_subjects(batch);
    spoil_timers(batch);
    spoil_effects(batch);
    spoil_keys(batch);
    spoil_rows(batch);
    return inner.commit(batch);
}

Result<StoreHead> PlantedStore::head()
{
    auto head = inner.head();
    if (planted_ == Planted::clock_forgotten)
        head->last_recorded = {};
    if (planted_ == Planted::old_head && before_.size != 0)
        return before_;
    return head;
}

Result<std::optional<SubjectRow>> PlantedStore::subject(const std::string& id)
{
    if (planted_ == Planted::stale_state && old_row_ && old_row_->subject.id == id)
        return old_row_;
    return inner.subject(id);
}

Result<std::optional<IdempotencyRow>> PlantedStore::idempotency(const std::string& key)
{
    auto found = inner.idempotency(key);
    if (planted_ == Planted::forgotten_key)
        return std::optional<IdempotencyRow>();
    if (planted_ == Planted::other_body_allowed && found && *found)
        (*found)->body_hash = sha256("misuse");
    return found;
}

Result<std::vector<TimerRow>> PlantedStore::due_timers(Instant until, std::size_t limit)
{
    if (planted_ == Planted::due_too_soon && until.us < INT64_MAX)
        until.us += k_hour_us;
    auto rows = inner.due_timers(until, limit);
    if (planted_ == Planted::lost_due_timer && rows && !rows->empty())
        rows->erase(rows->begin());
    return rows;
}

Result<std::vector<std::pair<std::int64_t, Hash>>> PlantedStore::roots()
{
    auto rows = inner.roots();
    if (planted_ == Planted::lost_root)
        drop_last(*rows);
    return rows;
}

Result<std::optional<Instant>> PlantedStore::next_due()
{
    auto due = inner.next_due();
    if (planted_ == Planted::no_next_due)
        return std::optional<Instant>();
    if (planted_ == Planted::due_too_soon && due && *due)
        (*due)->us -= k_hour_us;
    return due;
}

}  // namespace gradus::test
