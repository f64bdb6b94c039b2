// Looks after each commit at what the store holds now, and compares it with a model that is made
// from the records alone: the log grows by what was committed, each subject's records follow each
// other, states, timers, tasks and effects are those that its records tell, no timer fires early,
// twice or on hold, and no key is decided twice.
#pragma once

#include <map>
#include <set>

#include "engine/journal/tree.hpp"
#include "engine/runtime/environment.hpp"
#include "tests/runtime/forwarding_store.hpp"

namespace gradus::test {

class WatchingStore final : public ForwardingStore {
public:
    WatchingStore(Store& store, Environment& environment)
        : ForwardingStore(store), environment_(environment)
    {}

    Result<void> commit(const Batch& batch) override;

    // After a commit whose outcome was unknown, once the engine has opened the store again.
    void look();
    // While a jump of the clock is unconfirmed no timer may fire.
    bool are_timers_held = false;

    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }
    // Sequence numbers by idempotency key, of all accepted requests that had one.
    [[nodiscard]] const std::map<std::string, std::int64_t>& recorded() const { return recorded_; }
    // Timers that are due by `now` and have not fired.
    [[nodiscard]] std::vector<std::string> overdue(Instant now) const;
    [[nodiscard]] std::int64_t fired() const { return fired_; }
    [[nodiscard]] const std::vector<OutboxRow>& effects() const { return effects_; }

private:
    struct Known {
        std::int64_t sseq = 0;
        Hash last_leaf;
        Hash state;
        Instant now;
        std::map<std::string, Instant> timers;  // by id
    };

    void look_at(const Leaf& leaf);
    void look_at_timers(const SubjectRecord& record, Known& known);
    void look_at_effects(const SubjectRecord& record);
    void look_at_rows(const std::string& id, const Known& known);
    void look_at_all();
    void fault(std::string text) { faults_.push_back(std::move(text)); }

    Environment& environment_;
    Frontier frontier_;
    Instant last_recorded_;
    Instant latest_;  // that any clock showed at a commit
    std::map<std::string, Known> known_;
    std::map<std::string, std::int64_t> recorded_;
    std::vector<OutboxRow> effects_;
    std::size_t effects_seen_ = 0;
    std::int64_t fired_ = 0;
    std::vector<std::string> faults_;
};

}  // namespace gradus::test
