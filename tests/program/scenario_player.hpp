// Plays scenarios and samples on `admit` and `step` alone: no store, no kernel, timers fired by
// hand in the order (due, id). It shares no code with the runner of engine/plan, which plays the
// same scenarios on the whole engine; what both say is not an accident of either.
#pragma once

#include <optional>

#include "dsl/compile/compile.hpp"
#include "engine/core/step.hpp"

namespace gradus {

class ScenarioPlayer {
public:
    // `run_day` is what a scenario calls today.
    ScenarioPlayer(const Image& image, Date run_day);

    // Sets the clock to the first moment that the steps name; what is given, is given then.
    void begin(const std::vector<ScenarioStep>& steps);
    // A refusal that nobody expected, or an expectation that does not hold, is the error.
    [[nodiscard]] Result<void> play(const ScenarioStep& step);
    [[nodiscard]] const Subject& subject() const { return subject_; }

private:
    Result<void> take(const GivenSubject& given);
    Result<void> take(const DoEvent& event);
    // What this player does not know it refuses: no program that it plays has it.
    Result<void> take(const WorkOnTask& work);
    Result<void> take(const StandIn& stand_in);
    Result<void> take(const ChangeFacts& change);
    Result<void> take(const WaitFor& wait);
    Result<void> take(const WaitUntil& wait);
    Result<void> take(const ExpectRule& expected);
    Result<void> take(const ExpectConfiguration& expected);
    Result<void> take(const ExpectOpenTask& expected);
    Result<void> take(const ExpectEffect& expected);

    [[nodiscard]] Command command(EventType type) const;
    Result<void> send(const Command& command);
    Result<void> accept(const Result<Step>& step);
    Result<void> advance(Instant to);
    [[nodiscard]] std::optional<Timer> next_timer(Instant until) const;
    [[nodiscard]] Instant instant_of(const ScenarioMoment& moment) const;
    [[nodiscard]] Json json_of(const ScenarioValue& value) const;
    [[nodiscard]] Json change_of(const std::vector<ScenarioFact>& facts) const;

    const Image& image_;
    Date run_day_;
    Definitions definitions_;
    Instant now_;
    Subject subject_;
    bool is_created_ = false;
    std::vector<Effect> sent_;  // since the last step that does something
};

// Plays all steps; the error's place is file:line.
[[nodiscard]] Result<Subject> play_scenario(const Compilation& program,
                                            const std::vector<ScenarioStep>& steps, Date run_day);

}  // namespace gradus
