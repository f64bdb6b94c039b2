#include "tests/program/scenario_player.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/image/lookup.hpp"
#include "engine/core/evaluate.hpp"

namespace gradus {
namespace {

constexpr std::int64_t k_us_per_minute = 60'000'000;

tl::unexpected<Error> mismatch(std::string message)
{
    return refuse(ErrorKind::conflict, std::move(message));
}

Date date_of_run(Date run_day, const RelativeDate& relative)
{
    for (const auto& shift : relative.shifts)
        run_day =
            (shift.is_minus ? subtract(run_day, shift.period) : add(run_day, shift.period)).value();
    return run_day;
}

// --- facts by their paths ------------------------------------------------------------------------

// "engineers[ada].name" is cut into "engineers", "ada" and "name".
struct PathHead {
    std::string name;
    std::string key;  // empty: the path has no element here
    std::string rest;
};

PathHead head_of(const std::string& path)
{
    const auto dot = path.find('.');
    const auto step = path.substr(0, dot);
    const auto bracket = step.find('[');
    PathHead head{
        step.substr(0, bracket), {}, dot == std::string::npos ? "" : path.substr(dot + 1)};
    if (bracket != std::string::npos)
        head.key = step.substr(bracket + 1, step.size() - bracket - 2);
    return head;
}

Json* element_of(Json& list, const std::string& key)
{
    for (auto& element : list.as_array())
        if (element.find("key")->as_string() == key)
            return &element;
    return nullptr;
}

// Puts a value into nested JSON, with the elements that its path goes through.
void put_at(Json& holder, const std::string& path, Json value)
{
    const auto head = head_of(path);
    if (head.key.empty()) {
        holder.set(head.name, std::move(value));
        return;
    }
    Json list = holder.find(head.name) == nullptr ? Json::array() : *holder.find(head.name);
    if (element_of(list, head.key) == nullptr)
        list.push(Json::object({{"key", head.key}}));
    put_at(*element_of(list, head.key), head.rest, std::move(value));
    holder.set(head.name, std::move(list));
}

// The outermost element of the path that the facts do not have; empty when they have all of them.
std::string missing_element(Json facts, const std::string& path)
{
    std::string walked;
    for (auto head = head_of(path); !head.key.empty(); head = head_of(head.rest)) {
        walked += fmt::format("{}{}[{}]", walked.empty() ? "" : ".", head.name, head.key);
        Json list = facts.find(head.name) == nullptr ? Json::array() : *facts.find(head.name);
        const Json* element = element_of(list, head.key);
        if (element == nullptr)
            return walked;
        facts = Json(*element);
    }
    return {};
}

// --- what was found ------------------------------------------------------------------------------

bool cites_failure(const Why& why, const NamedText& clause)
{
    if (why.verdict == Verdict::met || !why.is_in_force)
        return false;
    const bool is_cited =
        std::any_of(why.cites.begin(), why.cites.end(), [&](const auto& citation) {
            return citation.source == clause.first && citation.clause == clause.second;
        });
    return is_cited || std::any_of(why.children.begin(), why.children.end(),
                                   [&](const Why& child) { return cites_failure(child, clause); });
}

Verdict verdict_of(ScenarioVerdict expected)
{
    switch (expected) {
    case ScenarioVerdict::met: return Verdict::met;
    case ScenarioVerdict::not_met: return Verdict::not_met;
    case ScenarioVerdict::unknown: return Verdict::unknown;
    }
    return Verdict::unknown;
}

// The latest run.
const Case* case_of(const Subject& subject, const ExpectConfiguration& expected)
{
    const auto found =
        std::find_if(subject.cases.rbegin(), subject.cases.rend(), [&](const Case& each) {
            return each.workflow == expected.workflow && each.key == expected.key;
        });
    return found == subject.cases.rend() ? nullptr : &*found;
}

std::string words_of(const Case* found)
{
    std::string words = found == nullptr ? "no case" : "";
    if (found != nullptr)
        for (const auto& state : found->configuration)
            words += (words.empty() ? "" : ", ") + state.name;
    return words;
}

}  // namespace

ScenarioPlayer::ScenarioPlayer(const Image& image, Date run_day) : image_(image), run_day_(run_day)
{
    definitions_.current = {Hash{}, &image};
    definitions_.pinned = {definitions_.current};
}

void ScenarioPlayer::begin(const std::vector<ScenarioStep>& steps)
{
    const auto moment_of = [](const ScenarioStep& step) -> const ScenarioMoment* {
        if (const auto* event = std::get_if<DoEvent>(&step.action))
            return &event->when;
        if (const auto* change = std::get_if<ChangeFacts>(&step.action))
            return &change->when;
        const auto* wait = std::get_if<WaitUntil>(&step.action);
        return wait == nullptr ? nullptr : &wait->moment;
    };
    const auto first = std::find_if(steps.begin(), steps.end(),
                                    [&](const ScenarioStep& step) { return moment_of(step); });
    now_ = first == steps.end() ? start_of(run_day_, image_.zone) : instant_of(*moment_of(*first));
}

Result<void> ScenarioPlayer::play(const ScenarioStep& step)
{
    const bool is_expectation = std::holds_alternative<ExpectRule>(step.action) ||
                                std::holds_alternative<ExpectConfiguration>(step.action) ||
                                std::holds_alternative<ExpectOpenTask>(step.action) ||
                                std::holds_alternative<ExpectEffect>(step.action);
    if (!is_expectation)
        sent_.clear();
    return std::visit([&](const auto& action) { return take(action); }, step.action);
}

Result<void> ScenarioPlayer::take(const WorkOnTask& work)
{
    return refuse(ErrorKind::invalid_input, "this player does not work on tasks", work.task);
}

Result<void> ScenarioPlayer::take(const StandIn& stand_in)
{
    return refuse(ErrorKind::invalid_input, "this player knows no substitutes", stand_in.person);
}

Result<void> ScenarioPlayer::take(const ExpectEffect& expected)
{
    const bool is_sent = std::any_of(sent_.begin(), sent_.end(), [&](const Effect& sent) {
        if (sent.kind != expected.kind || sent.role != expected.to)
            return false;
        if (expected.kind == "notify")
            return !expected.text || *expected.text == sent.text;
        const auto asked = parse_json(sent.text);
        return std::all_of(expected.fields.begin(), expected.fields.end(), [&](const auto& field) {
            const Json* value = asked->find(field.first);
            return value != nullptr && *value == json_of(field.second);
        });
    });
    if (is_sent != expected.is_negated)
        return {};
    return refuse(ErrorKind::conflict,
                  fmt::format("{} to {} was not as expected", expected.kind, expected.to));
}

Result<void> ScenarioPlayer::take(const GivenSubject& given)
{
    subject_ = {};
    subject_.id = subject_id({image_.program, given.type, given.subject});
    is_created_ = false;
    Json facts = Json::object();
    for (const auto& fact : given.facts)
        put_at(facts, fact.path, json_of(fact.value));
    auto created = command(EventType::subject_created);
    created.data = Json::object({{"facts", std::move(facts)}});
    return send(created);
}

Result<void> ScenarioPlayer::take(const DoEvent& event)
{
    if (auto arrived = advance(instant_of(event.when)); !arrived)
        return arrived;
    auto reported = command(EventType::reported);
    reported.name = event.event;
    reported.workflow = event.workflow;
    reported.key = event.key;
    reported.actor.id = event.person;
    reported.actor.roles = {event.role};
    for (const auto& [name, value] : event.fields)
        reported.data.set(name, json_of(value));
    auto sent = send(reported);
    if (!event.is_refused)
        return sent;
    return sent ? Result<void>(mismatch(event.event + " was not refused")) : Result<void>();
}

Result<void> ScenarioPlayer::take(const ChangeFacts& change)
{
    if (auto arrived = advance(instant_of(change.when)); !arrived)
        return arrived;
    auto changed = command(EventType::facts_changed);
    changed.data = change_of(change.facts);
    return send(changed);
}

Result<void> ScenarioPlayer::take(const WaitFor& wait)
{
    return advance(add(now_, wait.period, image_.zone, image_.calendars).value());
}

Result<void> ScenarioPlayer::take(const WaitUntil& wait)
{
    return advance(instant_of(wait.moment));
}

Result<void> ScenarioPlayer::take(const ExpectRule& expected)
{
    const auto rule = find_rule(image_, expected.rule);
    std::vector<Value> givens;
    for (const auto& given : at(image_, rule).givens)
        for (const auto& [name, value] : expected.givens)
            if (name == given.name)
                givens.push_back(read_value(image_, given.type, json_of(value), name).value());
    Scope scope;
    scope.image = &image_;
    scope.facts = &subject_.facts;
    scope.cases = &subject_.cases;
    scope.today = date_of(now_, image_.zone);
    Budget budget{10'000'000};
    const auto found = evaluate(scope, rule, givens, Explain::yes, budget);
    if (!found)
        return tl::unexpected<Error>(found.error());
    if (expected.value)
        return found->value && to_json(*found->value) == json_of(*expected.value)
                   ? Result<void>{}
                   : mismatch(expected.rule + " gives another value");
    if (found->verdict != verdict_of(expected.verdict))
        return mismatch(fmt::format("{} is {}", expected.rule, to_string(found->verdict)));
    if (expected.because && !cites_failure(*found->why, *expected.because))
        return mismatch(fmt::format("{} fails, and not because of {}", expected.rule,
                                    expected.because->second));
    return {};
}

Result<void> ScenarioPlayer::take(const ExpectConfiguration& expected)
{
    const Case* found = case_of(subject_, expected);
    for (const auto& name : expected.states) {
        const bool is_active =
            found != nullptr &&
            std::any_of(found->configuration.begin(), found->configuration.end(),
                        [&](const ActiveState& state) { return state.name == name; });
        if (is_active == expected.is_negated)
            return mismatch(fmt::format("{} is {}active; found {}", name, is_active ? "" : "not ",
                                        words_of(found)));
    }
    return {};
}

Result<void> ScenarioPlayer::take(const ExpectOpenTask& expected)
{
    if (!expected.role.empty() || !expected.holder.empty())
        return refuse(ErrorKind::invalid_input, "this player does not look at who holds a task");
    bool is_open = false;
    for (const auto& each : subject_.cases)
        for (const auto& task : each.tasks)
            is_open = is_open || task.name == expected.task;
    if (is_open == expected.is_negated)
        return mismatch(fmt::format("task {} is {}open", expected.task, is_open ? "" : "not "));
    return {};
}

Command ScenarioPlayer::command(EventType type) const
{
    Command command;
    command.subject = subject_.id;
    command.type = type;
    command.actor.id = "player";
    command.actor.via = "sample";
    command.actor.authn = "none";
    return command;
}

Result<void> ScenarioPlayer::send(const Command& command)
{
    const auto admitted =
        admit(definitions_, is_created_ ? &subject_ : nullptr, command, now_, Hash{});
    if (!admitted)
        return tl::unexpected<Error>(admitted.error());
    return accept(step(definitions_, subject_, admitted->event, now_));
}

Result<void> ScenarioPlayer::accept(const Result<Step>& step)
{
    if (!step)
        return tl::unexpected<Error>(step.error());
    subject_ = step->subject;
    is_created_ = true;
    for (const auto& one : step->decision.cases)
        sent_.insert(sent_.end(), one.effects.begin(), one.effects.end());
    return {};
}

Result<void> ScenarioPlayer::advance(Instant to)
{
    while (const auto timer = next_timer(to)) {
        now_ = std::max(now_, timer->due);
        Event fired;
        fired.type = EventType::timer_fired;
        fired.name = timer->id;
        fired.case_id = timer->id.substr(0, timer->id.find('#'));
        fired.effective_at = timer->due;
        if (auto accepted = accept(step(definitions_, subject_, fired, now_)); !accepted)
            return accepted;
    }
    now_ = std::max(now_, to);
    return {};
}

std::optional<Timer> ScenarioPlayer::next_timer(Instant until) const
{
    std::optional<Timer> next;
    for (const auto& each : subject_.cases)
        for (const auto& timer : each.timers)
            if (timer.due <= until &&
                (!next || std::pair(timer.due, timer.id) < std::pair(next->due, next->id)))
                next = timer;
    return next;
}

Instant ScenarioPlayer::instant_of(const ScenarioMoment& moment) const
{
    const auto* date = std::get_if<Date>(&moment.day);
    const Date day =
        date != nullptr ? *date : date_of_run(run_day_, std::get<RelativeDate>(moment.day));
    Instant instant = start_of(day, image_.zone);
    instant.us += moment.minute_of_day * k_us_per_minute;
    return instant;
}

Json ScenarioPlayer::json_of(const ScenarioValue& value) const
{
    if (const auto* json = std::get_if<Json>(&value))
        return *json;
    return to_string(date_of_run(run_day_, std::get<RelativeDate>(value)));
}

// A new element is one change, with all that is said of it: its mandatory fields come together.
Json ScenarioPlayer::change_of(const std::vector<ScenarioFact>& facts) const
{
    const Json before = to_json(subject_.facts);
    Json set = Json::array();
    std::map<std::string, Json> added;
    for (const auto& fact : facts) {
        const auto element = missing_element(before, fact.path);
        if (element.empty())
            set.push(Json::object({{"path", fact.path}, {"value", json_of(fact.value)}}));
        else
            put_at(added.emplace(element, Json::object()).first->second,
                   fact.path.substr(element.size() + 1), json_of(fact.value));
    }
    for (auto& [path, value] : added)
        set.push(Json::object({{"path", path}, {"value", std::move(value)}}));
    return Json::object({{"set", std::move(set)}});
}

Result<Subject> play_scenario(const Compilation& program, const std::vector<ScenarioStep>& steps,
                              Date run_day)
{
    ScenarioPlayer player(program.image.value(), run_day);
    player.begin(steps);
    for (const auto& each : steps) {
        const auto played = player.play(each);
        if (played)
            continue;
        auto error = played.error();
        const auto line = program.sources.position(each.span.source, each.span.begin).line;
        error.place = fmt::format("{}:{}", program.sources.file(each.span.source).path, line);
        return tl::unexpected<Error>(std::move(error));
    }
    return player.subject();
}

}  // namespace gradus
