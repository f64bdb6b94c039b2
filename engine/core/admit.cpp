#include "engine/core/admit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/base/suggest.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/core/case_address.hpp"
#include "engine/core/facts.hpp"

namespace gradus {
namespace {

bool takes_event(const image::Workflow& workflow, const std::string& event)
{
    return std::any_of(
        workflow.transitions.begin(), workflow.transitions.end(), [&](const auto& transition) {
            return transition.trigger == image::TriggerKind::on_event && transition.event == event;
        });
}

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> events_of(const Image& image)
{
    std::vector<std::string> events;
    for (const auto& workflow : image.workflows)
        for (const auto& transition : workflow.transitions)
            if (transition.trigger == image::TriggerKind::on_event)
                events.push_back(transition.event);
    return events;
}

class Admitter {
public:
    Admitter(const Definitions& definitions, const Subject* subject, const Command& command,
             Instant now, const Hash& seed)
        : definitions_(definitions),
          subject_(subject),
          command_(command),
          reader_(*definitions.current.image, &seed),
          seed_(seed)
    {
        event_.type = command.type;
        event_.name = command.name;
        event_.case_id = command.case_id;
        event_.effective_at = command.effective_at.value_or(now);
        event_.reason = command.reason;
        event_.actor = command.actor;
    }

    Result<Admission> run()
    {
        if ((subject_ == nullptr) != (command_.type == EventType::subject_created))
            return subject_ == nullptr
                       ? refuse(ErrorKind::not_found,
                                fmt::format("there is no subject `{}`", command_.subject))
                       : refuse(ErrorKind::conflict,
                                fmt::format("`{}` exists already", command_.subject));
        if (auto read = read_data(); !read)
            return tl::unexpected<Error>(read.error());
        auto personal = reader_.take_personal();
        auto more = case_personal_;
        personal.insert(personal.end(), more.begin(), more.end());
        return Admission{std::move(event_), std::move(personal)};
    }

private:
    Result<void> read_data()
    {
        switch (command_.type) {
        case EventType::subject_created:
        case EventType::facts_changed: return read_facts();
        case EventType::role_assigned:
        case EventType::role_released: return read_role();
        case EventType::reported: return read_report();
        case EventType::case_adopted: return read_adoption();
        case EventType::case_intervened: return read_intervention();
        case EventType::case_migrated: return read_migration();
        case EventType::task_claimed:
        case EventType::task_released: return {};
        case EventType::task_delegated: return read_delegation();
        case EventType::task_drafted: return read_draft();
        case EventType::task_commented: return read_comment();
        case EventType::timer_fired:
            return refuse(ErrorKind::not_allowed, "timers are fired by the engine only");
        }
        return {};
    }

    Result<void> read_facts()
    {
        const auto name = parse_subject_id(command_.subject);
        if (!name)
            return tl::unexpected<Error>(name.error());
        const auto* type = find_subject(*definitions_.current.image, name->type);
        if (type == nullptr)
            return refuse(ErrorKind::not_found,
                          fmt::format("the program has no subject `{}`", name->type));
        if (!command_.data.is_object())
            return refuse(ErrorKind::invalid_input, "an object was expected");
        const FactMap none;
        auto change = read_fact_change(reader_, *definitions_.current.image, *type, command_.data,
                                       subject_ != nullptr ? subject_->facts : none);
        if (!change)
            return tl::unexpected<Error>(change.error());
        event_.data = std::move(*change);
        return {};
    }

    Result<std::string> text_member(const char* name) const
    {
        const Json* member = command_.data.find(name);
        if (member == nullptr || !member->is_string() || member->as_string().empty())
            return refuse(ErrorKind::invalid_input, fmt::format("`{}` must be a text", name), name);
        return member->as_string();
    }

    Result<void> read_role()
    {
        for (const auto& [name, value] : command_.data.as_object()) {
            const bool is_date = name == "from" || name == "through";
            const bool is_text = name == "role" || name == "person" || name == "on_behalf_of";
            if (!is_text && !is_date)
                return refuse(ErrorKind::invalid_input, fmt::format("`{}` is not known here", name),
                              name);
            if (is_date && (!value.is_string() || !parse_date(value.as_string())))
                return refuse(ErrorKind::invalid_input,
                              "this must be a date such as \"2010-10-01\"", name);
        }
        for (const char* name : {"role", "person", "on_behalf_of"})
            if (name != std::string_view("on_behalf_of") || command_.data.find(name) != nullptr)
                if (const auto text = text_member(name); !text)
                    return tl::unexpected<Error>(text.error());
        if (const Json* absent = command_.data.find("on_behalf_of");
            absent != nullptr && *absent == *command_.data.find("person"))
            return refuse(ErrorKind::invalid_input, "nobody stands in for themselves",
                          "on_behalf_of");
        if (command_.type == EventType::role_assigned &&
            command_.data.find("on_behalf_of") != nullptr)
            for (const char* name : {"from", "through"})
                if (command_.data.find(name) == nullptr)
                    return refuse(ErrorKind::invalid_input,
                                  "who stands in for somebody does so from a day through a day",
                                  name);
        const auto role = text_member("role");
        if (find_role(*definitions_.current.image, *role) == nullptr)
            return refuse(ErrorKind::not_found, fmt::format("the program has no role `{}`", *role),
                          "role");
        event_.data = command_.data;
        return {};
    }

    Result<std::string> only_text_member(const char* name) const
    {
        for (const auto& [other, value] : command_.data.as_object())
            if (other != name)
                return refuse(ErrorKind::invalid_input,
                              fmt::format("`{}` is not known here", other), other);
        return text_member(name);
    }

    Result<void> read_delegation()
    {
        const auto to = only_text_member("to");
        if (!to)
            return tl::unexpected<Error>(to.error());
        event_.data = Json::object({{"to", *to}});
        return {};
    }

    // What people write in their own words is kept beside the record, like what is personal.
    Result<void> keep_aside(const char* name, const Json& content)
    {
        if (canonical(content).size() > k_limit_inline_bytes)
            return refuse(ErrorKind::limit,
                          fmt::format("this has more than {} bytes", k_limit_inline_bytes), name);
        const auto commitment = reader_.personal(content, event_.name + "." + name);
        event_.data = Json::object({{name, to_json(commitment)}});
        return {};
    }

    Result<void> read_draft()
    {
        const auto fields = fields_of_task();
        for (const auto& [name, value] : command_.data.as_object())
            if (!contains(fields, name)) {
                const auto near = suggest(name, fields);
                return refuse(ErrorKind::invalid_input,
                              fmt::format("no event of this task has a field `{}`", name), name,
                              near ? fmt::format("did you mean `{}`?", *near) : "");
            }
        return keep_aside("draft", command_.data);
    }

    // Of the events that complete it.
    std::vector<std::string> fields_of_task() const
    {
        std::vector<std::string> fields;
        for (const auto& one : subject_->cases)
            for (const auto& open : one.tasks)
                if (const Image* image = definitions_.find(one.definition);
                    image != nullptr && open.id == command_.name)
                    for (const auto& task : find_workflow(*image, one.workflow)->tasks)
                        if (task.name == open.name)
                            add_fields(*image, task, fields);
        return fields;
    }

    static void add_fields(const Image& image, const image::Task& task,
                           std::vector<std::string>& fields)
    {
        for (const auto& event : task.done_by)
            if (const auto* set = find_event(image, event))
                for (const auto& field : set->fields)
                    fields.push_back(field.name);
    }

    Result<void> read_comment()
    {
        const auto text = only_text_member("text");
        if (!text)
            return tl::unexpected<Error>(text.error());
        return keep_aside("text", Json(*text));
    }

    // The case that an event is for: the one named, the open one of the key, or the next run.
    Result<const Image*> address_case()
    {
        if (!command_.case_id.empty()) {
            const Case* one = find_case(*subject_, command_.case_id);
            if (one == nullptr)
                return refuse(ErrorKind::not_found,
                              fmt::format("there is no case `{}`", command_.case_id));
            return definitions_.find(one->definition);
        }
        const auto workflow = workflow_of_event();
        if (!workflow)
            return tl::unexpected<Error>(workflow.error());
        auto key = command_.key;
        for (const auto& one : subject_->cases)
            if (one.workflow == *workflow && !one.is_finished && is_same_key(one.key, key)) {
                event_.case_id = one.id;
                return definitions_.find(one.definition);
            }
        const auto address = next_run(*definitions_.current.image, *subject_, *workflow, key);
        if (!address)
            return tl::unexpected<Error>(address.error());
        event_.case_id = address->id;
        return definitions_.current.image;
    }

    static bool is_same_key(std::vector<std::pair<std::string, std::string>> a,
                            std::vector<std::pair<std::string, std::string>> b)
    {
        std::sort(a.begin(), a.end());
        std::sort(b.begin(), b.end());
        return a == b;
    }

    Result<std::string> workflow_of_event() const
    {
        const auto& image = *definitions_.current.image;
        if (!command_.workflow.empty())
            return command_.workflow;
        std::vector<std::string> found;
        for (const auto& workflow : image.workflows)
            if (takes_event(workflow, command_.name))
                found.push_back(workflow.name);
        if (found.size() == 1)
            return found[0];
        if (found.empty()) {
            const auto events = events_of(image);
            const auto near = suggest(command_.name, events);
            return refuse(ErrorKind::not_found,
                          fmt::format("no workflow takes the event `{}`", command_.name), "event",
                          near ? fmt::format("did you mean `{}`?", *near) : "");
        }
        return refuse(ErrorKind::invalid_input,
                      fmt::format("several workflows take the event `{}`", command_.name),
                      "workflow", "name the workflow");
    }

    // Events that the active states take, in words.
    Result<void> check_taken(const Image& image)
    {
        const Case* one = find_case(*subject_, event_.case_id);
        std::vector<std::string> taken;
        const auto add = [&](const image::Workflow& workflow, const image::State& state) {
            for (const auto id : state.transitions) {
                const auto& t = workflow.transitions[id.index];
                const bool is_for_people =
                    std::any_of(t.roles.begin(), t.roles.end(),
                                [](const auto& role) { return role != image::k_engine_role; });
                if (t.trigger == image::TriggerKind::on_event && is_for_people)
                    taken.push_back(t.event);
            }
        };
        std::string where;
        if (one == nullptr) {
            const auto& workflow =
                *find_workflow(image, event_.case_id.substr(0, event_.case_id.find('/')));
            add(workflow, at(workflow, workflow.initial));
            where = at(workflow, workflow.initial).name;
        } else {
            const auto& workflow = *find_workflow(image, one->workflow);
            for (const auto& active : one->configuration) {
                add(workflow, at(workflow, find_state(workflow, active.name)));
                where = active.name;
            }
        }
        if (std::find(taken.begin(), taken.end(), event_.name) != taken.end())
            return {};
        std::string list;
        for (const auto& name : taken)
            list += (list.empty() ? "" : ", ") + name;
        return refuse(ErrorKind::conflict,
                      fmt::format("in `{}` the case does not take `{}`", where, event_.name),
                      event_.case_id, list.empty() ? "it takes no event" : "it takes: " + list);
    }

    Result<void> read_report()
    {
        const auto image = address_case();
        if (!image)
            return tl::unexpected<Error>(image.error());
        if (*image == nullptr)
            return refuse(ErrorKind::corrupt, "the definition of the case is missing");
        if (auto taken = check_taken(**image); !taken)
            return taken;
        const auto* fields = find_event(**image, command_.name);
        if (fields == nullptr) {
            if (!command_.data.as_object().empty())
                return refuse(ErrorKind::invalid_input,
                              fmt::format("the event `{}` has no fields", command_.name), "data");
            return {};
        }
        FactReader reader(**image, &seed_);
        const auto facts = reader.record(*fields, command_.data, {}, false);
        if (!facts)
            return tl::unexpected<Error>(facts.error());
        event_.data = to_json(*facts);
        case_personal_ = reader.take_personal();
        return {};
    }

    Result<void> need_reason() const
    {
        if (command_.reason.empty())
            return refuse(ErrorKind::invalid_input, "a reason is needed", "reason",
                          "say why, in words that an auditor can read");
        return {};
    }

    Result<void> read_adoption()
    {
        if (auto reason = need_reason(); !reason)
            return reason;
        const auto state = text_member("state");
        if (!state)
            return tl::unexpected<Error>(state.error());
        const auto address =
            next_run(*definitions_.current.image, *subject_, command_.workflow, command_.key);
        if (!address)
            return tl::unexpected<Error>(address.error());
        event_.case_id = address->id;
        event_.data = command_.data;
        return {};
    }

    Result<void> read_intervention()
    {
        if (auto reason = need_reason(); !reason)
            return reason;
        const auto action = text_member("action");
        if (!action || (*action != "move" && *action != "cancel"))
            return refuse(ErrorKind::invalid_input, "`action` must be `move` or `cancel`",
                          "action");
        if (*action == "move")
            if (const auto state = text_member("state"); !state)
                return tl::unexpected<Error>(state.error());
        event_.data = command_.data;
        return {};
    }

    Result<void> read_migration()
    {
        if (auto reason = need_reason(); !reason)
            return reason;
        if (const Json* states = command_.data.find("states")) {
            const bool is_list = states->is_array();
            for (const auto& entry : is_list ? states->as_array() : Json::Array{})
                for (const char* name : {"from", "to"})
                    if (const Json* text = entry.find(name); text == nullptr || !text->is_string())
                        return refuse(ErrorKind::invalid_input,
                                      "each mapping needs `from` and `to`", "states");
            if (!is_list)
                return refuse(ErrorKind::invalid_input, "`states` must be a list", "states");
        }
        event_.data = command_.data;
        event_.data.set("definition", to_hex(definitions_.current.id));
        return {};
    }

    const Definitions& definitions_;
    const Subject* subject_;
    const Command& command_;
    FactReader reader_;
    const Hash& seed_;
    Event event_;
    std::vector<PersonalValue> case_personal_;
};

}  // namespace

const Image* Definitions::find(const Hash& id) const
{
    if (current.id == id)
        return current.image;
    for (const auto& definition : pinned)
        if (definition.id == id)
            return definition.image;
    return nullptr;
}

Result<Admission> admit(const Definitions& definitions, const Subject* subject,
                        const Command& command, Instant now, const Hash& seed)
{
    return Admitter(definitions, subject, command, now, seed).run();
}

}  // namespace gradus
