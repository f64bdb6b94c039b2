#include "engine/plan/player.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

struct PathPart {
    std::string name;
    std::string key;
};

// "engineers[e1].certificates[c1].track"; sema has made the path.
std::vector<PathPart> split_path(const std::string& path)
{
    std::vector<PathPart> parts;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('.', at), path.size());
        const auto word = path.substr(at, end - at);
        const auto bracket = word.find('[');
        if (bracket == std::string::npos)
            parts.push_back({word, {}});
        else
            parts.push_back(
                {word.substr(0, bracket), word.substr(bracket + 1, word.size() - bracket - 2)});
        at = end + 1;
    }
    return parts;
}

// Puts a value into nested objects and lists, making what is missing on the way.
void put_nested(Json& object, const std::vector<PathPart>& parts, std::size_t at, Json value)
{
    const auto& part = parts[at];
    if (part.key.empty()) {
        object.set(part.name, std::move(value));
        return;
    }
    if (object.find(part.name) == nullptr)
        object.set(part.name, Json::array());
    auto& members = object.as_object();
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&](const Json::Member& m) { return m.first == part.name; });
    auto& list = member->second.as_array();
    auto element = std::find_if(list.begin(), list.end(), [&](const Json& e) {
        return e.find("key")->as_string() == part.key;
    });
    if (element == list.end()) {
        list.push_back(Json::object({{"key", part.key}}));
        element = list.end() - 1;
    }
    if (at + 1 == parts.size())
        for (auto& [name, inner] : value.as_object())
            element->set(name, std::move(inner));
    else
        put_nested(*element, parts, at + 1, std::move(value));
}

// The path up to the first element that does not exist yet, or nothing when all do.
std::optional<std::size_t> first_missing(const FactMap& facts, const std::vector<PathPart>& parts)
{
    const FactMap* here = &facts;
    for (std::size_t i = 0; i < parts.size() && !parts[i].key.empty(); ++i) {
        const Value* list = find(*here, parts[i].name);
        if (list == nullptr)
            return i;
        const auto& elements = std::get<std::vector<Element>>(list->data);
        const auto element = std::find_if(elements.begin(), elements.end(),
                                          [&](const Element& e) { return e.key == parts[i].key; });
        if (element == elements.end())
            return i;
        here = &element->facts;
    }
    return std::nullopt;
}

// Who stands in for somebody has the roles that the subject's record says.
template <class Step> Actor actor_of(const Step& step)
{
    return {step.person, "scenario", step.stands_for, "none", {step.role}};
}

template <class Step>
Result<void> expected(const Step& step, const std::string& what, Result<void> decided)
{
    if (!step.is_refused)
        return decided;
    if (decided)
        return refuse(ErrorKind::conflict,
                      fmt::format("`{}` was accepted from {}", what, step.role));
    return {};
}

std::string join_path(const std::vector<PathPart>& parts, std::size_t count)
{
    std::string path;
    for (std::size_t i = 0; i < count; ++i)
        path += (i == 0 ? "" : ".") + parts[i].name +
                (parts[i].key.empty() ? "" : "[" + parts[i].key + "]");
    return path;
}

}  // namespace

Date Timetable::date_of_relative(const RelativeDate& relative) const
{
    Date date = today;
    for (const auto& shift : relative.shifts)
        date = (shift.is_minus ? subtract(date, shift.period) : add(date, shift.period))
                   .value_or(date);
    return date;
}

Instant Timetable::instant_of(const ScenarioMoment& moment) const
{
    const auto* date = std::get_if<Date>(&moment.day);
    const Date day = date != nullptr ? *date : date_of_relative(std::get<RelativeDate>(moment.day));
    const Instant instant = gradus::instant_of(day, moment.minute_of_day, zone);
    return latest && *latest < instant ? *latest : instant;
}

std::optional<Instant> Timetable::moment_of(const ScenarioStep& step) const
{
    if (const auto* act = std::get_if<DoEvent>(&step.action))
        return instant_of(act->when);
    if (const auto* change = std::get_if<ChangeFacts>(&step.action))
        return instant_of(change->when);
    if (const auto* work = std::get_if<WorkOnTask>(&step.action))
        return instant_of(work->when);
    if (const auto* assign = std::get_if<StandIn>(&step.action))
        return instant_of(assign->when);
    if (const auto* wait = std::get_if<WaitUntil>(&step.action))
        return instant_of(wait->moment);
    return std::nullopt;
}

Player::Player(const Image& image, Store& store, SimulatedEnvironment& environment, Kernel& kernel,
               Timetable timetable)
    : image_(image),
      store_(store),
      environment_(environment),
      kernel_(kernel),
      timetable_(timetable)
{}

Json Player::value_json(const ScenarioValue& value) const
{
    if (const auto* json = std::get_if<Json>(&value))
        return *json;
    return to_string(timetable_.date_of_relative(std::get<RelativeDate>(value)));
}

Result<void> Player::advance_to(Instant instant)
{
    for (;;) {
        const auto due = kernel_.next_due();
        if (!due || *due > instant)
            break;
        environment_.advance_to(*due);
        if (auto flushed = kernel_.flush(); !flushed)
            return tl::unexpected<Error>(flushed.error());
        if (kernel_.next_due() == due && !kernel_.has_work())
            return refuse(ErrorKind::conflict,
                          fmt::format("a timer due at {} cannot be fired", to_string(*due)));
    }
    environment_.advance_to(instant);
    return {};
}

Result<void> Player::decide(Command command)
{
    Request request;
    request.id = next_request_++;
    request.what = std::move(command);
    kernel_.submit(std::move(request));
    for (;;) {
        auto replies = kernel_.flush();
        if (!replies)
            return tl::unexpected<Error>(replies.error());
        if (replies->empty())
            continue;  // timers of this instant went first
        if (!replies->front().body)
            return tl::unexpected<Error>(replies->front().body.error());
        return {};
    }
}

Result<Subject> Player::load_subject() const
{
    auto row = store_.subject(subject_);
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return refuse(ErrorKind::not_found, fmt::format("there is no subject `{}`", subject_));
    return std::move((*row)->subject);
}

Result<void> Player::give(const GivenSubject& step)
{
    subject_ = subject_id({image_.program, step.type, step.subject});
    Json facts = Json::object();
    for (const auto& fact : step.facts)
        put_nested(facts, split_path(fact.path), 0, value_json(fact.value));
    Command command;
    command.subject = subject_;
    command.type = EventType::subject_created;
    command.data = Json::object({{"facts", std::move(facts)}});
    command.actor = {"owner", "scenario", "", "none", {}};
    return decide(std::move(command));
}

Result<void> Player::act(const DoEvent& step)
{
    if (auto advanced = advance_to(timetable_.instant_of(step.when)); !advanced)
        return advanced;
    Command command;
    command.subject = subject_;
    command.type = EventType::reported;
    command.name = step.event;
    command.workflow = step.workflow;
    command.key = step.key;
    for (const auto& [name, value] : step.fields)
        command.data.set(name, value_json(value));
    command.actor = actor_of(step);
    return expected(step, step.event, decide(std::move(command)));
}

// The task must be open, else the step means nothing.
Result<std::string> Player::open_task(const WorkOnTask& step) const
{
    const auto subject = load_subject();
    if (!subject)
        return tl::unexpected<Error>(subject.error());
    for (const auto& one : subject->cases)
        if (one.workflow == step.workflow && one.key == step.key && !one.is_finished)
            for (const auto& task : one.tasks)
                if (task.name == step.task)
                    return task.id;
    return refuse(ErrorKind::not_found, fmt::format("the task `{}` is not open", step.task));
}

Result<void> Player::work(const WorkOnTask& step)
{
    if (auto advanced = advance_to(timetable_.instant_of(step.when)); !advanced)
        return advanced;
    auto task = open_task(step);
    if (!task)
        return tl::unexpected<Error>(task.error());
    static constexpr EventType k_types[] = {EventType::task_claimed, EventType::task_released,
                                            EventType::task_delegated, EventType::task_drafted,
                                            EventType::task_commented};
    Command command;
    command.subject = subject_;
    command.type = k_types[static_cast<std::size_t>(step.work)];
    command.name = std::move(*task);
    for (const auto& [name, value] : step.fields)
        command.data.set(name, value_json(value));
    if (step.work == TaskWork::delegate)
        command.data.set("to", step.to);
    if (step.work == TaskWork::comment)
        command.data.set("text", step.text);
    command.actor = actor_of(step);
    return expected(step, step.task, decide(std::move(command)));
}

Result<void> Player::assign(const StandIn& step)
{
    const auto when = timetable_.instant_of(step.when);
    if (auto advanced = advance_to(when); !advanced)
        return advanced;
    const auto day = [&](Instant instant) { return to_string(date_of(instant, image_.zone)); };
    Command command;
    command.subject = subject_;
    command.type = EventType::role_assigned;
    command.data = Json::object({{"role", step.role},
                                 {"person", step.person},
                                 {"on_behalf_of", step.absent},
                                 {"from", day(when)},
                                 {"through", day(timetable_.instant_of(step.through))}});
    command.actor = {"owner", "scenario", "", "none", {}};
    return decide(std::move(command));
}

Result<void> Player::change(const ChangeFacts& step)
{
    if (auto advanced = advance_to(timetable_.instant_of(step.when)); !advanced)
        return advanced;
    const auto subject = load_subject();
    if (!subject)
        return tl::unexpected<Error>(subject.error());
    Json entries = Json::array();
    Json added = Json::object();  // new elements by their paths
    for (const auto& fact : step.facts) {
        const auto parts = split_path(fact.path);
        const auto missing = first_missing(subject->facts, parts);
        if (!missing) {
            entries.push(Json::object({{"path", fact.path}, {"value", value_json(fact.value)}}));
            continue;
        }
        const auto root = join_path(parts, *missing + 1);
        Json element = added.find(root) != nullptr ? *added.find(root) : Json::object();
        if (*missing + 1 < parts.size())
            put_nested(element,
                       {parts.begin() + static_cast<std::ptrdiff_t>(*missing) + 1, parts.end()}, 0,
                       value_json(fact.value));
        added.set(root, std::move(element));
    }
    for (auto& [path, element] : added.as_object())
        entries.push(Json::object({{"path", path}, {"value", std::move(element)}}));
    Command command;
    command.subject = subject_;
    command.type = EventType::facts_changed;
    command.data = Json::object({{"set", std::move(entries)}});
    command.actor = {"owner", "scenario", "", "none", {}};
    return decide(std::move(command));
}

Result<void> Player::play(const ScenarioStep& step)
{
    if (const auto* given = std::get_if<GivenSubject>(&step.action))
        return give(*given);
    if (const auto* act_step = std::get_if<DoEvent>(&step.action))
        return act(*act_step);
    if (const auto* change_step = std::get_if<ChangeFacts>(&step.action))
        return change(*change_step);
    if (const auto* work_step = std::get_if<WorkOnTask>(&step.action))
        return work(*work_step);
    if (const auto* stand_in = std::get_if<StandIn>(&step.action))
        return assign(*stand_in);
    if (const auto* wait = std::get_if<WaitUntil>(&step.action))
        return advance_to(timetable_.instant_of(wait->moment));
    if (const auto* wait = std::get_if<WaitFor>(&step.action)) {
        const auto until = add(now(), wait->period, image_.zone, image_.calendars);
        return advance_to(until.value_or(now()));
    }
    return {};
}

}  // namespace gradus
