#include "engine/audit/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluate.hpp"
#include "engine/projection/rows.hpp"

namespace gradus {
namespace {

Json texts(const std::vector<std::string>& items)
{
    Json json = Json::array();
    for (const auto& item : items)
        json.push(item);
    return json;
}

std::string outcomes(const image::Workflow& workflow, const image::Transition& transition)
{
    std::string text;
    for (const auto& branch : transition.branches) {
        const auto target =
            branch.target.is_set() ? at(workflow, branch.target).title : std::string("stays");
        if (text.find(target) == std::string::npos)
            text += (text.empty() ? "" : " or ") + target;
    }
    return text;
}

// What one case waits for: people, conditions, time.
class Waiting {
public:
    Waiting(const Image& image, const Subject& subject, const Case& one, Instant now)
        : image_(image), workflow_(*find_workflow(image, one.workflow)), case_(one)
    {
        for (const auto& [name, value] : one.key)
            keys_.push_back({value});
        scope_.image = &image;
        scope_.facts = &subject.facts;
        scope_.cases = &subject.cases;
        scope_.keys = &keys_;
        scope_.today = date_of(now, image.zone);
    }

    Json list() const
    {
        Json waits = Json::array();
        for (const auto& active : case_.configuration)
            for (const auto id : at(workflow_, find_state(workflow_, active.name)).transitions) {
                const auto& transition = workflow_.transitions[id.index];
                if (transition.trigger != image::TriggerKind::when_done)
                    waits.push(wait(transition, active));
            }
        return waits;
    }

private:
    Json wait(const image::Transition& transition, const ActiveState& active) const
    {
        Json json = Json::object({{"text", in_words(image_, transition)},
                                  {"state", active.name},
                                  {"since", to_string(active.entered_at)},
                                  {"then", outcomes(workflow_, transition)}});
        switch (transition.trigger) {
        case image::TriggerKind::on_event:
            return json.set("kind", "event")
                .set("event", transition.event)
                .set("roles", texts(transition.roles));
        case image::TriggerKind::when_condition:
            return add_condition(json.set("kind", "condition"), transition);
        default: {
            const auto timer = std::find_if(
                case_.timers.begin(), case_.timers.end(),
                [&](const Timer& t) { return t.id == case_.id + "#" + transition.id; });
            if (timer != case_.timers.end())
                json.set("until", to_string(timer->due));
            return json.set("kind", "time");
        }
        }
    }

    Json add_condition(Json json, const image::Transition& transition) const
    {
        Budget budget{k_limit_step_operations};
        const auto found = evaluate(scope_, transition.condition, Explain::yes, budget);
        if (!found)
            return json.set("verdict", found.error().message);
        json.set("verdict", to_string(found->verdict)).set("missing", texts(found->missing));
        if (found->horizon)
            json.set("horizon", to_string(*found->horizon));
        return json.set("why", to_json(*found->why));
    }

    const Image& image_;
    const image::Workflow& workflow_;
    const Case& case_;
    std::vector<Value> keys_;
    Scope scope_;
};

Json task_json(const TaskSummary& summary)
{
    Json json = Json::object({{"id", summary.task.id},
                              {"name", summary.task.name},
                              {"title", summary.title},
                              {"role", summary.role}});
    describe(json, summary.task);
    return json;
}

Json key_json(const Case& one)
{
    Json json = Json::object();
    for (const auto& [name, value] : one.key)
        json.set(name, value);
    return json;
}

Json case_json(const DefinitionSource& definitions, const Subject& subject, const Case& one,
               Instant now)
{
    Json json = Json::object({{"case", one.id},
                              {"workflow", one.workflow},
                              {"key", key_json(one)},
                              {"run", one.run},
                              {"definition", to_hex(one.definition)},
                              {"since", to_string(one.started_at)},
                              {"finished", one.is_finished},
                              {"adopted", one.is_adopted},
                              {"intervened", one.is_intervened}});
    const Image* image = definitions.find(one.definition);
    if (image == nullptr)
        return json;
    const auto& workflow = *find_workflow(*image, one.workflow);
    Json states = Json::array();
    for (const auto& name : innermost_states(one, *image))
        states.push(Json::object(
            {{"state", name}, {"title", at(workflow, find_state(workflow, name)).title}}));
    json.set("states", std::move(states));
    Json tasks = Json::array();
    for (const auto& summary : task_summaries(subject, definitions.find))
        if (summary.case_id == one.id)
            tasks.push(task_json(summary));
    json.set("tasks", std::move(tasks));
    return json.set("waits_for",
                    one.is_finished ? Json::array() : Waiting(*image, subject, one, now).list());
}

Result<Subject> load(Store& store, const std::string& id)
{
    auto row = store.subject(id);
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return refuse(ErrorKind::not_found, fmt::format("there is no subject `{}`", id), {},
                      "list them with `gradus subjects`");
    return std::move((*row)->subject);
}

// What is given, else the key of the only open case that has such a name.
Result<std::vector<Value>> givens_of(const Image& image, const image::Rule& rule,
                                     const Subject& subject, const Json& givens)
{
    std::vector<Value> values;
    for (const auto& given : rule.givens) {
        Json json;
        if (const Json* named = givens.find(given.name))
            json = *named;
        for (const auto& one : subject.cases)
            for (const auto& [name, value] : one.key)
                if (json.is_null() && name == given.name && !one.is_finished)
                    json = value;
        if (json.is_null())
            return refuse(ErrorKind::invalid_input,
                          fmt::format("`{}` needs to be given `{}`", rule.name, given.name), {},
                          fmt::format("add --with {}=VALUE", given.name));
        auto value = read_value(image, given.type, json, given.name);
        if (!value)
            return tl::unexpected<Error>(value.error());
        values.push_back(std::move(*value));
    }
    return values;
}

}  // namespace

Result<Json> explain_subject(Store& store, const DefinitionSource& definitions,
                             const std::string& id, Instant now)
{
    const auto subject = load(store, id);
    if (!subject)
        return tl::unexpected<Error>(subject.error());
    Json roles = Json::array();
    for (const auto& role : subject->roles)
        roles.push(Json::object({{"role", role.role}, {"person", role.person}}));
    Json cases = Json::array();
    for (const auto& one : subject->cases)
        cases.push(case_json(definitions, *subject, one, now));
    return Json::object({{"subject", id},
                         {"facts", to_json(subject->facts)},
                         {"roles", std::move(roles)},
                         {"cases", std::move(cases)}});
}

Result<Json> explain_rule(Store& store, const DefinitionSource& definitions, const std::string& id,
                          const std::string& rule_name, const Json& givens, Instant now)
{
    const auto subject = load(store, id);
    if (!subject)
        return tl::unexpected<Error>(subject.error());
    const auto name = parse_subject_id(id);
    const Image* image = definitions.current(name->program);
    if (image == nullptr)
        return refuse(ErrorKind::not_found,
                      fmt::format("no program `{}` is deployed", name->program));
    const auto rule = find_rule(*image, rule_name);
    if (!rule.is_set() || at(*image, rule).is_about_record)
        return refuse(ErrorKind::not_found,
                      fmt::format("the program has no rule `{}` about {}", rule_name, name->type));
    const auto values = givens_of(*image, at(*image, rule), *subject, givens);
    if (!values)
        return tl::unexpected<Error>(values.error());
    Scope scope;
    scope.image = image;
    scope.facts = &subject->facts;
    scope.cases = &subject->cases;
    scope.today = date_of(now, image->zone);
    Budget budget{k_limit_step_operations};
    const auto found = evaluate(scope, rule, *values, Explain::yes, budget);
    if (!found)
        return tl::unexpected<Error>(found.error());
    return Json::object(
        {{"rule", rule_name},
         {"verdict", to_string(found->verdict)},
         {"horizon", found->horizon ? Json(to_string(*found->horizon)) : Json(nullptr)},
         {"missing", texts(found->missing)},
         {"why", to_json(*found->why)}});
}

}  // namespace gradus
