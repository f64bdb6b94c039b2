// Plays the steps of scenarios and samples on the real engine with a virtual clock: given facts,
// events by people, waiting. Expectations are looked at by the scenario runner.
#pragma once

#include <optional>
#include <string>

#include "dsl/compile/compile.hpp"
#include "engine/runtime/kernel.hpp"
#include "engine/runtime/simulated.hpp"

namespace gradus {

// Turns the moments of scenarios into instants. `today` is the day that relative dates count from;
// nothing happens after `latest`.
struct Timetable {
    const Zone& zone;
    Date today;
    std::optional<Instant> latest;

    [[nodiscard]] Date date_of_relative(const RelativeDate& relative) const;
    [[nodiscard]] Instant instant_of(const ScenarioMoment& moment) const;
    // When a step happens; nothing for those that happen wherever the clock stands.
    [[nodiscard]] std::optional<Instant> moment_of(const ScenarioStep& step) const;
};

class Player {
public:
    // Borrows all.
    Player(const Image& image, Store& store, SimulatedEnvironment& environment, Kernel& kernel,
           Timetable timetable);

    // Plays given, do, fact and wait steps; expectations are not its business. Refusals are the
    // engine's.
    [[nodiscard]] Result<void> play(const ScenarioStep& step);
    // Fires what falls due on the way.
    [[nodiscard]] Result<void> advance_to(Instant instant);

    void set_subject(std::string id) { subject_ = std::move(id); }
    [[nodiscard]] const std::string& subject() const { return subject_; }
    [[nodiscard]] Instant now() const { return environment_.now().wall; }
    [[nodiscard]] Json value_json(const ScenarioValue& value) const;
    [[nodiscard]] Result<Subject> load_subject() const;

private:
    Result<void> give(const GivenSubject& step);
    Result<void> act(const DoEvent& step);
    Result<void> change(const ChangeFacts& step);
    Result<void> work(const WorkOnTask& step);
    Result<void> assign(const StandIn& step);
    [[nodiscard]] Result<std::string> open_task(const WorkOnTask& step) const;
    Result<void> decide(Command command);

    const Image& image_;
    Store& store_;
    SimulatedEnvironment& environment_;
    Kernel& kernel_;
    Timetable timetable_;
    std::string subject_;
    std::uint64_t next_request_ = 1;
};

}  // namespace gradus
