// The vocabulary of the core's tests: a program from text, one subject, and people who do things to
// it.
#pragma once

#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "engine/core/step.hpp"

namespace gradus {

class Bench {
public:
    // Compiles the text (which must have no errors) and creates the subject `x` with the facts.
    explicit Bench(const std::string& program, const std::string& facts = "{}");

    // The clock: noon of the day, UTC.
    void on(const char* day);
    Result<Step> report(const std::string& event, const std::string& role,
                        const std::string& data = "{}", const std::string& person = {});
    Result<Step> facts(const std::string& json);
    Result<Step> command(EventType type, const std::string& name, const std::string& data,
                         const std::string& reason = {});
    // Works on the only open task of the newest case.
    Result<Step> work(EventType type, const std::string& role, const std::string& person,
                      const std::string& data = "{}");
    // Fires the timer that is due first, at its due instant.
    Result<Step> fire_next();

    [[nodiscard]] Evaluation ask(const std::string& rule, const char* day,
                                 const std::vector<Value>& givens = {}) const;
    // The active states of the newest case, innermost only, joined by blanks.
    [[nodiscard]] std::string states() const;
    [[nodiscard]] std::vector<std::string> open_tasks() const;
    [[nodiscard]] const Case& last_case() const;
    [[nodiscard]] const Image& image() const { return *compilation_.image; }
    [[nodiscard]] std::optional<Date> next_due_day() const;

    Subject subject;
    Instant now;
    Decision decision;  // of the last step that was accepted

private:
    Result<Step> take(const Event& event);
    [[nodiscard]] Definitions definitions() const;

    Compilation compilation_;
    Hash definition_;
};

}  // namespace gradus
