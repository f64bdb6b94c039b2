// `dec` as it stands in the record (docs/audit/journal-format.md).
#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "engine/core/step.hpp"

namespace gradus {
namespace {

Json texts(const std::vector<std::string>& items)
{
    Json json = Json::array();
    for (const auto& item : items)
        json.push(item);
    return json;
}

// A member that is empty is left out.
void set_list(Json& json, const char* name, Json list)
{
    if (!list.as_array().empty())
        json.set(name, std::move(list));
}

Json clause_json(const ClauseResult& clause)
{
    Json json = Json::object({{"clause", clause.clause}});
    if (!clause.is_in_force)
        json.set("in_force", false);
    else
        json.set("verdict", to_string(clause.verdict));
    if (clause.counted)
        json.set("counted", *clause.counted);
    if (clause.possible && clause.possible != clause.counted)
        json.set("possible", *clause.possible);
    set_list(json, "elements", texts(clause.elements));
    if (clause.horizon)
        json.set("horizon", to_string(*clause.horizon));
    return json;
}

Json rule_json(const RuleResult& rule)
{
    Json json = Json::object({{"rule", rule.rule}, {"verdict", to_string(rule.verdict)}});
    if (rule.value)
        json.set("value", *rule.value);
    Json givens = Json::array();
    for (const auto& [name, value] : rule.givens)
        givens.push(Json::object({{"name", name}, {"value", value}}));
    set_list(json, "givens", std::move(givens));
    if (rule.horizon)
        json.set("horizon", to_string(*rule.horizon));
    Json clauses = Json::array();
    for (const auto& clause : rule.clauses)
        clauses.push(clause_json(clause));
    set_list(json, "clauses", std::move(clauses));
    return json;
}

Json timer_json(const TimerOperation& timer)
{
    Json json = Json::object({{"op", timer.is_set ? "set" : "cancelled"}, {"id", timer.id}});
    if (timer.is_set)
        json.set("due", to_string(timer.due));
    return json;
}

Json task_json(const TaskOperation& task)
{
    Json json = Json::object(
        {{"op", to_string(task.kind)}, {"id", task.id}, {"name", task.name}, {"role", task.role}});
    if (task.due)
        json.set("due", to_string(*task.due));
    if (!task.person.empty())
        json.set("person", task.person);
    if (!task.to.empty())
        json.set("to", task.to);
    return json;
}

Json effect_json(const Effect& effect)
{
    return Json::object(
        {{"id", effect.id}, {"kind", effect.kind}, {"role", effect.role}, {"text", effect.text}});
}

Json raised_json(const RaisedResult& raised)
{
    Json json = Json::object({{"event", raised.event}, {"taken", raised.is_taken}});
    if (!raised.data.empty())
        json.set("data", to_json(raised.data));
    return json;
}

Json approval_json(const Approval& approval)
{
    Json json = Json::object({{"transition", approval.transition},
                              {"person", approval.person},
                              {"branch", approval.branch}});
    set_list(json, "others", texts(approval.others));
    return json;
}

template <class T> Json list_json(const std::vector<T>& items, Json (*to)(const T&))
{
    Json json = Json::array();
    for (const auto& item : items)
        json.push(to(item));
    return json;
}

Json guard_json(const GuardResult& guard)
{
    return Json::object({{"branch", guard.branch}, {"verdict", to_string(guard.verdict)}});
}

Json case_json(const CaseDecision& decision, std::vector<Blob>& blobs)
{
    Json json = Json::object({{"case", decision.case_id}, {"def", to_hex(decision.definition)}});
    set_list(json, "guards", list_json(decision.guards, guard_json));
    Json rules = list_json(decision.rules, rule_json);
    auto bytes = canonical(rules);
    if (bytes.size() > k_limit_inline_bytes) {
        Blob blob{sha256(bytes), std::move(bytes)};
        json.set("rules", Json::object({{"blob", to_hex(blob.id)}, {"size", blob.bytes.size()}}));
        blobs.push_back(std::move(blob));
    } else {
        set_list(json, "rules", std::move(rules));
    }
    set_list(json, "taken", texts(decision.taken));
    set_list(json, "configuration", texts(decision.configuration));
    Json facts = Json::array();
    for (const auto& [path, value] : decision.facts) {
        Json fact = Json::object({{"path", path}});
        if (value)
            fact.set("value", to_json(*value));
        facts.push(std::move(fact));
    }
    set_list(json, "facts", std::move(facts));
    set_list(json, "timers", list_json(decision.timers, timer_json));
    set_list(json, "tasks", list_json(decision.tasks, task_json));
    set_list(json, "effects", list_json(decision.effects, effect_json));
    set_list(json, "raised", list_json(decision.raised, raised_json));
    set_list(json, "approvals", list_json(decision.approvals, approval_json));
    set_list(json, "stale", list_json(decision.stale, approval_json));
    return json;
}

}  // namespace

EncodedDecision encode(const Decision& decision)
{
    EncodedDecision encoded;
    Json& dec = encoded.dec = Json::object({{"semantics", decision.semantics},
                                            {"now", to_string(decision.now)},
                                            {"facts_at", decision.facts_at},
                                            {"state", to_hex(decision.state)}});
    set_list(dec, "read", texts(decision.read));
    Json cases = Json::array();
    for (const auto& one : decision.cases)
        cases.push(case_json(one, encoded.blobs));
    set_list(dec, "cases", std::move(cases));
    dec.set("dec_hash", to_hex(sha256(canonical(dec))));
    return encoded;
}

}  // namespace gradus
