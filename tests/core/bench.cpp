#include "tests/core/bench.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "dsl/base/limits.hpp"
#include "dsl/image/codec.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

Bench::Bench(const std::string& program, const std::string& facts)
    : compilation_(compile({{"test.gradus", program}}))
{
    for (const auto& diagnostic : compilation_.diagnostics)
        if (severity_of(diagnostic.code) == Severity::error)
            FAIL(render(diagnostic, compilation_.sources));
    REQUIRE(compilation_.image);
    definition_ = identity(image());
    on("2010-01-01");
    subject.id = image().program + "/" + image().subjects[0].name + "/x";
    Command create;
    create.subject = subject.id;
    create.type = EventType::subject_created;
    create.data = Json::object({{"facts", *parse_json(facts)}});
    create.actor = {"owner", "test", "", "none", {}};
    const auto admission = admit(definitions(), nullptr, create, now, {});
    if (!admission)
        FAIL(admission.error().place + ": " + admission.error().message);
    REQUIRE(take(admission->event));
}

Definitions Bench::definitions() const { return {{definition_, &image()}, {}}; }

void Bench::on(const char* day) { now = {start_of(*parse_date(day), {}).us + 43'200'000'000}; }

Result<Step> Bench::take(const Event& event)
{
    auto step = gradus::step(definitions(), subject, event, now);
    if (step) {
        // Pure: the same again gives the same; and the snapshot says all there is.
        const auto again = gradus::step(definitions(), subject, event, now);
        REQUIRE(again);
        REQUIRE(again->decision == step->decision);
        REQUIRE(decode_subject(encode(step->subject)) == step->subject);
        subject = step->subject;
        decision = step->decision;
    }
    return step;
}

Result<Step> Bench::report(const std::string& event, const std::string& role,
                           const std::string& data, const std::string& person)
{
    Command command;
    command.subject = subject.id;
    command.type = EventType::reported;
    command.name = event;
    command.data = *parse_json(data);
    command.actor = {person.empty() ? role : person, "test", "", "none", {role}};
    const auto admission = admit(definitions(), &subject, command, now, {});
    if (!admission)
        return tl::unexpected<Error>(admission.error());
    return take(admission->event);
}

Result<Step> Bench::command(EventType type, const std::string& name, const std::string& data,
                            const std::string& reason)
{
    Command command;
    command.subject = subject.id;
    command.type = type;
    command.name = name;
    command.data = *parse_json(data);
    command.reason = reason;
    if (!subject.cases.empty())
        command.case_id = last_case().id;
    command.actor = {"ruth", "test", "", "none", {"clerk"}};
    const auto admission = admit(definitions(), &subject, command, now, {});
    if (!admission)
        return tl::unexpected<Error>(admission.error());
    return take(admission->event);
}

Result<Step> Bench::work(EventType type, const std::string& role, const std::string& person,
                         const std::string& data)
{
    REQUIRE(last_case().tasks.size() == 1);
    Command command;
    command.subject = subject.id;
    command.type = type;
    command.name = last_case().tasks[0].id;
    command.data = *parse_json(data);
    command.actor = {person, "test", "", "none", {role}};
    const auto admission = admit(definitions(), &subject, command, now, {});
    if (!admission)
        return tl::unexpected<Error>(admission.error());
    return take(admission->event);
}

Result<Step> Bench::facts(const std::string& json)
{
    return command(EventType::facts_changed, {}, json);
}

Result<Step> Bench::fire_next()
{
    const Timer* first = nullptr;
    const Case* of = nullptr;
    for (const auto& one : subject.cases)
        for (const auto& timer : one.timers)
            if (first == nullptr || timer.due < first->due) {
                first = &timer;
                of = &one;
            }
    REQUIRE(first != nullptr);
    now = std::max(now, first->due);
    Event event;
    event.type = EventType::timer_fired;
    event.name = first->id;
    event.case_id = of->id;
    event.effective_at = first->due;
    event.actor = {"gradus", "timer", "", "engine", {}};
    return take(event);
}

Evaluation Bench::ask(const std::string& rule, const char* day,
                      const std::vector<Value>& givens) const
{
    Scope scope;
    scope.image = &image();
    scope.facts = &subject.facts;
    scope.today = *parse_date(day);
    Budget budget{k_limit_step_operations};
    const auto id = find_rule(image(), rule);
    REQUIRE(id.is_set());
    auto found = evaluate(scope, id, givens, Explain::yes, budget);
    REQUIRE(found);
    return *found;
}

const Case& Bench::last_case() const
{
    REQUIRE_FALSE(subject.cases.empty());
    return subject.cases.back();
}

std::string Bench::states() const
{
    const auto& workflow = *find_workflow(image(), last_case().workflow);
    std::string text;
    for (const auto& active : last_case().configuration)
        if (at(workflow, find_state(workflow, active.name)).children.empty())
            text += (text.empty() ? "" : " ") + active.name;
    return text;
}

std::vector<std::string> Bench::open_tasks() const
{
    std::vector<std::string> names;
    for (const auto& task : last_case().tasks)
        names.push_back(task.name);
    return names;
}

std::optional<Date> Bench::next_due_day() const
{
    std::optional<Date> day;
    for (const auto& timer : last_case().timers)
        if (!day || date_of(timer.due, {}) < *day)
            day = date_of(timer.due, {});
    return day;
}

}  // namespace gradus
