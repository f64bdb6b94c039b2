#include "tests/simulation/watching_store.hpp"

#include <fmt/format.h>

namespace gradus::test {
namespace {

constexpr std::size_t k_all = 1'000'000;

std::string text_of(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    return found == nullptr ? std::string() : found->as_string();
}

const Json::Array& list_of(const Json& json, const char* name)
{
    static const Json::Array k_none;
    const Json* found = json.find(name);
    return found == nullptr ? k_none : found->as_array();
}

}  // namespace

Result<void> WatchingStore::commit(const Batch& batch)
{
    auto done = inner.commit(batch);
    if (!done)
        return done;
    const auto size = frontier_.size();
    look();
    if (frontier_.size() - size != std::ssize(batch.leaves))
        fault("the log did not grow by the records of the batch");
    for (const auto& row : batch.idempotency)
        if (!*inner.idempotency(row.key))
            fault(row.key + " is answered and not kept");
    return done;
}

void WatchingStore::look()
{
    std::set<std::string> changed;
    latest_ = std::max(latest_, environment_.now().wall);
    const auto fresh = inner.leaves(frontier_.size(), k_all).value();
    for (const auto& leaf : fresh) {
        look_at(leaf);
        if (!leaf.subject.empty())
            changed.insert(leaf.subject);
    }
    for (const auto& id : changed)
        look_at_rows(id, known_[id]);
    look_at_all();
}

void WatchingStore::look_at(const Leaf& leaf)
{
    if (leaf.seq != frontier_.size() || leaf_hash(leaf.bytes) != leaf.hash)
        fault(fmt::format("record {} is not the one that follows {}", leaf.seq, frontier_.size()));
    frontier_.append(leaf.hash);
    if (leaf.subject.empty())
        return;
    const auto record = decode_subject_record(leaf).value();
    auto& known = known_[leaf.subject];
    if (record.envelope.sseq != known.sseq + 1 || record.envelope.sprev != known.last_leaf)
        fault(fmt::format("record {} does not follow its subject's last", leaf.seq));
    const auto now = *parse_instant(text_of(record.dec, "now"));
    if (record.envelope.rec < last_recorded_ || now < known.now)
        fault(fmt::format("record {} goes back in time", leaf.seq));
    if (record.envelope.rec > latest_)
        fault(fmt::format("record {} is ahead of every clock", leaf.seq));
    if (!record.envelope.idem.empty() && !recorded_.emplace(record.envelope.idem, leaf.seq).second)
        fault(record.envelope.idem + " is decided twice");
    look_at_timers(record, known);
    look_at_effects(record);
    last_recorded_ = record.envelope.rec;
    known.now = now;
    known.sseq = record.envelope.sseq;
    known.last_leaf = leaf.hash;
    known.state = *parse_hash(text_of(record.dec, "state"));
}

void WatchingStore::look_at_timers(const SubjectRecord& record, Known& known)
{
    if (record.event.type == EventType::timer_fired) {
        ++fired_;
        const auto& id = record.event.name;
        const auto found = known.timers.find(id);
        if (found == known.timers.end() || found->second != record.event.effective_at)
            fault(id + " fires and is not set for that time");
        else if (record.envelope.rec < found->second)
            fault(id + " fires before it is due");
        if (are_timers_held)
            fault(id + " fires while the clock is not confirmed");
        known.timers.erase(id);
    }
    for (const auto& one : list_of(record.dec, "cases"))
        for (const auto& timer : list_of(one, "timers")) {
            const auto id = text_of(timer, "id");
            if (text_of(timer, "op") == "set")
                known.timers[id] = *parse_instant(text_of(timer, "due"));
            else
                known.timers.erase(id);
        }
}

void WatchingStore::look_at_effects(const SubjectRecord& record)
{
    for (const auto& one : list_of(record.dec, "cases"))
        for (const auto& effect : list_of(one, "effects"))
            effects_.push_back({record.envelope.subject,
                                {text_of(effect, "id"), text_of(effect, "kind"),
                                 text_of(effect, "role"), text_of(effect, "text")},
                                record.envelope.seq});
}

void WatchingStore::look_at_rows(const std::string& id, const Known& known)
{
    const auto row = inner.subject(id).value();
    if (!row) {
        fault(id + " has records and no state");
        return;
    }
    if (row->last_leaf != known.last_leaf || state_hash(row->subject) != known.state)
        fault(id + " has another state than its records tell");
    std::size_t open = 0;
    for (const auto& one : row->subject.cases)
        open += one.tasks.size();
    if (inner.tasks({id, ""}, {"", k_all})->size() != open)
        fault(id + " shows other tasks than it has");
    const auto cases = inner.cases({id, "", "", true}, {"", k_all}).value();
    if (cases.size() != row->subject.cases.size())
        fault(id + " shows other cases than it has");
    for (const auto& shown : cases)
        if (const auto* one = find_case(row->subject, shown.case_id);
            one == nullptr || one->is_finished != shown.is_finished)
            fault(shown.case_id + " is shown otherwise than it is");
}

// What is the same for all subjects.
void WatchingStore::look_at_all()
{
    const auto head = inner.head().value();
    if (head.size != frontier_.size() || head.root != frontier_.root())
        fault("the head is not that of the log");
    const auto roots = inner.roots().value();
    if (frontier_.size() != 0 && (roots.empty() || roots.back().second != frontier_.root()))
        fault("the batch has no root");
    std::set<std::tuple<std::string, std::string, std::int64_t>> set;
    for (const auto& [id, known] : known_)
        for (const auto& [timer, due] : known.timers)
            set.emplace(id, timer, due.us);
    const auto rows = inner.due_timers({INT64_MAX}, k_all).value();
    for (const auto& row : rows)
        if (set.erase({row.subject, row.timer.id, row.timer.due.us}) == 0)
            fault(row.timer.id + " is armed and should not be");
    for (const auto& [id, timer, due] : set)
        fault(timer + " is not armed");
    const auto fresh =
        inner.outbox({effects_seen_ == 0 ? "" : std::to_string(effects_seen_ - 1), k_all}).value();
    for (const auto& row : fresh)
        if (effects_seen_ >= effects_.size() || effects_[effects_seen_++] != row)
            fault(row.effect.id + " waits and was not asked for then");
    if (effects_seen_ != effects_.size())
        fault("an effect was asked for and does not wait");
    effects_seen_ = effects_.size();
}

std::vector<std::string> WatchingStore::overdue(Instant now) const
{
    std::vector<std::string> ids;
    for (const auto& [id, known] : known_)
        for (const auto& [timer, due] : known.timers)
            if (due <= now)
                ids.push_back(timer);
    return ids;
}

}  // namespace gradus::test
