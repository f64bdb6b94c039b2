// One case moved by one event: the SCXML algorithm over the states of its workflow. Only
// engine/core sees it.
//
// It changes the Case it is given and writes what it did to the CaseDecision; who calls it throws
// both away when an error comes back.
#pragma once

#include <string>
#include <vector>

#include "engine/core/evaluator.hpp"
#include "engine/core/step.hpp"

namespace gradus {

// An event on its way from a branch to a case of the same subject.
struct RaisedEvent {
    std::string event;
    std::string workflow;  // empty: the case that raises it
    std::vector<std::pair<std::string, std::string>> key;
    FactMap data;
};

// What all cases of one step share.
struct StepContext {
    Subject& subject;  // with the event's facts already applied
    const Event& event;
    Instant now;
    std::int64_t sseq = 0;  // of the event
    Budget& budget;
    int next_task = 1;  // numbers within the event
    int next_effect = 1;
    bool has_set_facts = false;
    std::vector<RaisedEvent> raised = {};  // for other cases, the oldest first
    bool has_changed_facts = false;        // by the event itself
};

class CaseMachine {
public:
    CaseMachine(const Image& image, Case& one, StepContext& context, CaseDecision& decision);

    // Brings the case into `target` from nothing, with what stands above and below it.
    void begin(image::StateId target);
    // The event at hand, reported by its actor. Refusals: conflict, not_allowed.
    Result<void> report(const FactMap& data);
    Result<void> fire(const Timer& timer);
    // An event that a branch has raised; true when a state took it.
    Result<bool> take_raised(const RaisedEvent& raised);
    // Leaves all states and enters the target; or, without one, ends the case where it is.
    void move_to(image::StateId target);
    void cancel();
    // Runs eventless transitions until none is enabled, then arms the wake timer or finishes the
    // case.
    Result<void> settle();

    [[nodiscard]] const std::vector<std::string>& facts_read() const { return read_; }

private:
    struct Chosen {
        const image::Transition* transition;
        const image::Branch* branch;
    };
    enum class Trigger { event, raised, timer, eventless };

    // configuration.cpp
    [[nodiscard]] bool is_active(image::StateId state) const;
    [[nodiscard]] std::vector<image::StateId> active_in_order() const;
    [[nodiscard]] std::vector<image::StateId> atomic_states() const;
    [[nodiscard]] bool is_done(image::StateId state) const;
    [[nodiscard]] image::StateId domain_of(const Chosen& chosen) const;
    [[nodiscard]] std::vector<image::StateId> exit_set(const Chosen& chosen) const;
    [[nodiscard]] std::vector<image::StateId> entry_set(const std::vector<image::StateId>& targets,
                                                        image::StateId domain) const;
    void add_default_descendants(image::StateId state, std::vector<bool>& entered) const;
    void exit_states(const std::vector<image::StateId>& states);
    void enter_states(const std::vector<image::StateId>& states);

    // machine.cpp
    void act(const image::Branch& branch);
    Result<void> take(const std::vector<Chosen>& chosen);
    Result<void> take_next_raised();
    std::vector<Chosen> select(Trigger trigger, std::string_view id);
    bool is_triggered(const image::Transition& transition, Trigger trigger, std::string_view id);
    const image::Branch* choose_branch(const image::Transition& transition);
    Verdict verdict(image::ExprId condition);
    [[nodiscard]] bool may_report(const image::Transition& transition) const;
    [[nodiscard]] std::vector<Chosen> without_conflicts(std::vector<Chosen> chosen) const;
    // people.cpp
    void note_delegators();
    [[nodiscard]] bool is_escalated_to_actor(const image::Transition& transition) const;
    Result<void> check_holders(const std::vector<Chosen>& chosen) const;
    void hand_back(const std::vector<Chosen>& chosen);
    [[nodiscard]] bool has_done_before(const image::Transition& transition) const;
    Result<bool> waits_for_others(const std::vector<Chosen>& chosen);
    void note_doer();
    void forget_approvals(const std::string& transition);
    void drop_stale_approvals();
    void remember_left(image::StateId state);
    [[nodiscard]] std::vector<image::StateId> states_left(image::StateId state) const;
    void note_guard(const std::string& branch, BranchVerdict verdict);
    void note_rules();
    Result<void> fault_or_done();

    // actions.cpp
    void set_facts(const image::Branch& branch);
    void raise_events(const image::Branch& branch);
    void call_services(const image::Branch& branch);
    FactMap fields_of(const std::vector<image::FieldValue>& fields);

    // timers.cpp
    void set_timer(const std::string& id, Instant due);
    void cancel_timer(const std::string& id);
    void start_timers(const image::State& state);
    void stop_timers(const image::State& state);
    // pauses.cpp
    void stop_clocks(image::StateId entered);
    void resume_clocks(image::StateId left, const std::vector<image::StateId>& all_left);
    void forget_pauses(const std::string& timer);
    void set_next_recurrence(const image::Transition& transition, Instant fired);
    void arm_recurrences();
    std::optional<Instant> anchor_of(const image::Transition& transition, Instant entered);
    [[nodiscard]] Instant next_occurrence(const image::Transition& transition, Instant anchor,
                                          Instant past) const;
    void arm_wake();
    std::optional<Date> wake_of(const image::Transition& transition);
    void open_task(image::TaskId id, const std::string& state);
    void close_task(const OpenTask& task, TaskOperationKind kind, const std::string& person);
    void complete_tasks(const std::vector<Chosen>& chosen);
    [[nodiscard]] bool concerns(const OpenTask& open, const image::Transition& transition) const;
    [[nodiscard]] bool is_done_by(const OpenTask& open, const Chosen& chosen) const;
    void stop_task_timers(const std::string& task);
    void task_timer_fired(const std::string& suffix);
    void escalate(OpenTask& open, const image::Task& task, std::size_t rung);
    void notify(const image::Notice& notice);
    [[nodiscard]] std::string timer_id(const std::string& name) const;
    [[nodiscard]] Instant after(const Period& period, Instant from) const;
    [[nodiscard]] const image::Task& task_named(const std::string& name) const;

    const Image& image_;
    const image::Workflow& workflow_;
    Case& case_;
    StepContext& context_;
    CaseDecision& decision_;
    std::vector<Value> keys_;
    FactMap data_;
    Scope scope_;
    Evaluator evaluator_;
    std::vector<std::string> read_;
    std::vector<RaisedEvent> raised_;  // in the case itself, the oldest first
    std::vector<std::string> acting_;  // the person, and those in whose name
};

}  // namespace gradus
