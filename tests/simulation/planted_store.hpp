// Faults that are planted on purpose: each is a slip that a store, or the kernel above it, could
// have. The checks of the simulation have to find every one of them.
#pragma once

#include "tests/runtime/forwarding_store.hpp"

namespace gradus::test {

enum class Planted {
    nothing,
    lost_commit,         // acknowledged, never written
    lost_last_leaf,      // a batch is written without its last record
    lost_state,          // a subject's row is not written
    stale_state,         // a subject's row is read as it was one write before
    lost_timers,         // a subject's timers are not armed
    armed_late,          // timers are armed a day too late
    armed_early,         // and a day too early
    kept_timers,         // cancelled timers stay armed
    lost_due_timer,      // the first timer that is due is not given
    due_too_soon,        // timers are given an hour before they are due
    no_next_due,         // the next timer is forgotten, though it is armed
    lost_effects,        // what the outbox should hold is not written
    doubled_effect,      // an effect is written twice
    swapped_effects,     // effects of one batch are written in the wrong order
    lost_key,            // keys are not written
    forgotten_key,       // keys are written and not found again
    wrong_answer,        // a key's answer is that of another request
    refusals_not_kept,   // only what was accepted is kept under its key
    other_body_allowed,  // a key is answered whatever the body
    lost_task,           // a task is not shown
    lost_case,           // a case is not shown
    finished_case_open,  // a case that is over is shown as under way
    lost_root,           // a batch has no root
    wrong_root,          // or another one
    old_head,            // the head is that of the batch before
    wrong_subject_link,  // a subject's last record is not the one it was
    clock_forgotten,     // after a restart time begins anew
    definition_lost,     // a deployment's image is not written
    bent_leaf,           // a byte of a record changes on its way
    last_of_planted,
};
[[nodiscard]] const char* to_string(Planted planted);

class PlantedStore final : public ForwardingStore {
public:
    PlantedStore(Store& store, Planted planted) : ForwardingStore(store), planted_(planted) {}

    Result<void> commit(const Batch& batch) override;
    Result<StoreHead> head() override;
    Result<std::optional<SubjectRow>> subject(const std::string& id) override;
    Result<std::optional<IdempotencyRow>> idempotency(const std::string& key) override;
    Result<std::vector<TimerRow>> due_timers(Instant until, std::size_t limit) override;
    Result<std::optional<Instant>> next_due() override;
    Result<std::vector<std::pair<std::int64_t, Hash>>> roots() override;

private:
    void spoil_log(Batch& batch);
    void spoil_subjects(Batch& batch);
    void spoil_timers(Batch& batch);
    void spoil_effects(Batch& batch);
    void spoil_keys(Batch& batch);
    void spoil_rows(Batch& batch);

    Planted planted_;
    int commits_ = 0;
    StoreHead before_;
    std::optional<SubjectRow> old_row_;
    std::string last_result_;
};

}  // namespace gradus::test
