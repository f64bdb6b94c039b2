// The engine led through the life of one subject, and a random change of its facts.
#pragma once

#include "engine/core/step.hpp"
#include "tests/oracle/chart_oracle.hpp"
#include "tests/oracle/random_program.hpp"

namespace gradus::oracle {

// The engine's side: commands go through admission and step, timers fire when they are due.
class Engine {
public:
    explicit Engine(const Image& image)
    {
        definitions_.current = {Hash{}, &image};
        definitions_.pinned = {definitions_.current};
        subject_.id = "p/shop/corner";
    }

    bool create(const Json& facts, Instant now)
    {
        auto created = command(EventType::subject_created);
        created.data = Json::object({{"facts", facts}});
        return send(created, nullptr, now);
    }
    bool report(const std::string& event, const std::string& role, Instant now)
    {
        auto reported = command(EventType::reported);
        reported.name = event;
        reported.workflow = "permit";
        reported.key = {{"kind", "van"}};
        reported.actor.roles = {role};
        return send(reported, &subject_, now);
    }
    bool change(const Json& data, Instant now)
    {
        auto changed = command(EventType::facts_changed);
        changed.data = data;
        return send(changed, &subject_, now);
    }
    bool advance(Instant to)
    {
        while (next_timer(to) != nullptr)
            if (!fire_next(to))
                return false;
        return true;
    }
    // The next timer that is due until then.
    bool fire_next(Instant to)
    {
        const Timer timer = *next_timer(to);
        Event fired;
        fired.type = EventType::timer_fired;
        fired.name = timer.id;
        fired.case_id = timer.id.substr(0, timer.id.find('#'));
        fired.effective_at = timer.due;
        return accept(step(definitions_, subject_, fired, timer.due));
    }
    [[nodiscard]] bool has_due(Instant to) const { return next_timer(to) != nullptr; }

    [[nodiscard]] const Subject& subject() const { return subject_; }
    // Of the last step that was taken.
    [[nodiscard]] const Decision& decision() const { return decision_; }

    [[nodiscard]] Standing standing() const
    {
        Standing standing;
        if (subject_.cases.empty())
            return standing;
        const auto& latest = subject_.cases.back();
        standing.is_finished = latest.is_finished;
        for (const auto& state : latest.configuration)
            standing.configuration.push_back(state.name);
        for (const auto& task : latest.tasks)
            standing.tasks.push_back(task.name);
        std::sort(standing.tasks.begin(), standing.tasks.end());
        for (const auto& timer : latest.timers) {
            const auto name = timer.id.substr(timer.id.find('#') + 1);
            if (name != "wake")
                standing.timers[name] = timer.due;
        }
        return standing;
    }

private:
    Command command(EventType type) const
    {
        Command command;
        command.subject = subject_.id;
        command.type = type;
        command.actor.id = "player";
        command.actor.via = "sample";
        command.actor.authn = "none";
        return command;
    }

    bool send(const Command& command, const Subject* subject, Instant now)
    {
        const auto admitted = admit(definitions_, subject, command, now, Hash{});
        return admitted && accept(step(definitions_, subject_, admitted->event, now));
    }

    bool accept(Result<Step> step)
    {
        if (!step)
            return false;
        subject_ = std::move(step->subject);
        decision_ = std::move(step->decision);
        return true;
    }

    [[nodiscard]] const Timer* next_timer(Instant until) const
    {
        const Timer* next = nullptr;
        for (const auto& each : subject_.cases)
            for (const auto& timer : each.timers)
                if (timer.due <= until && (next == nullptr || std::pair(timer.due, timer.id) <
                                                                  std::pair(next->due, next->id)))
                    next = &timer;
        return next;
    }

    Definitions definitions_;
    Subject subject_;
    Decision decision_;
};

// Another value, or none, for one field: of `facts`, and as the data of a change.
void change_one(Dice& dice, Json& facts, Json& change);

}  // namespace gradus::oracle
