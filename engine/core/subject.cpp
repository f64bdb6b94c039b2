// The snapshot's JSON carries the kind of each value in one letter, because it is read without an
// Image: "s:gold" a text, "d:2010-10-01" a date, "p:P2Y" a period, "c:…" a commitment.
#include "engine/core/subject.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"

namespace gradus {
namespace {

// --- writing ------------------------------------------------------------------------------------

Json facts_json(const FactMap& facts);

struct ValueToJson {
    Json operator()(bool flag) const { return flag; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(const std::string& text) const { return "s:" + text; }
    Json operator()(Date date) const { return "d:" + to_string(date); }
    Json operator()(Instant instant) const { return "t:" + to_string(instant); }
    Json operator()(const Period& period) const { return "p:" + to_string(period); }
    Json operator()(Decimal number) const { return "n:" + to_string(number); }
    Json operator()(const Percent& percent) const { return "q:" + to_string(percent.value); }
    Json operator()(const Money& money) const
    {
        return "m:" + money.currency + to_string(money.amount);
    }
    Json operator()(const Commitment& commitment) const { return "c:" + to_hex(commitment.hash); }
    Json operator()(const std::vector<std::string>& list) const
    {
        Json json = Json::array();
        for (const auto& item : list)
            json.push(item);
        return Json::object({{"list", std::move(json)}});
    }
    Json operator()(const std::vector<Element>& list) const
    {
        Json json = Json::array();
        for (const auto& element : list)
            json.push(Json::object({{"key", element.key}, {"facts", facts_json(element.facts)}}));
        return json;
    }
};

Json facts_json(const FactMap& facts)
{
    Json json = Json::object();
    for (const auto& [name, value] : facts)
        json.set(name, std::visit(ValueToJson{}, value.data));
    return json;
}

template <class T, class F> Json list_json(const std::vector<T>& items, F to)
{
    Json json = Json::array();
    for (const auto& item : items)
        json.push(to(item));
    return json;
}

Json role_json(const RoleAssignment& role)
{
    Json json = Json::object({{"role", role.role}, {"person", role.person}});
    if (role.from)
        json.set("from", to_string(*role.from));
    if (role.through)
        json.set("through", to_string(*role.through));
    if (!role.on_behalf_of.empty())
        json.set("on_behalf_of", role.on_behalf_of);
    return json;
}

Json task_json(const OpenTask& task)
{
    Json json = Json::object({{"id", task.id},
                              {"name", task.name},
                              {"state", task.state},
                              {"opened_at", to_string(task.opened_at)}});
    if (task.due)
        json.set("due", to_string(*task.due));
    if (task.is_overdue)
        json.set("overdue", true);
    if (task.claimed_by)
        json.set("claimed_by", *task.claimed_by);
    for (const auto& [name, list] :
         {std::pair{"delegated_by", &task.delegated_by}, {"escalated", &task.escalated}})
        if (!list->empty())
            json.set(name, list_json(*list, [](const std::string& text) { return Json(text); }));
    if (!task.drafts.empty())
        json.set("drafts", list_json(task.drafts, [](const Draft& draft) {
                     return Json::array({draft.person, draft.version, to_hex(draft.content)});
                 }));
    if (task.comments != 0)
        json.set("comments", task.comments);
    return json;
}

// Behind the first three those in whose name the person acted.
Json approval_json(const Approval& approval)
{
    Json json = Json::array({approval.transition, approval.person, approval.branch});
    for (const auto& other : approval.others)
        json.push(other);
    return json;
}

Json case_json(const Case& one)
{
    Json json = Json::object({{"id", one.id},
                              {"workflow", one.workflow},
                              {"run", one.run},
                              {"definition", to_hex(one.definition)},
                              {"started_at", to_string(one.started_at)}});
    json.set("key", list_json(one.key, [](const auto& key) {
                 return Json::array({key.first, key.second});
             }));
    json.set("configuration", list_json(one.configuration, [](const ActiveState& state) {
                 return Json::array({state.name, to_string(state.entered_at)});
             }));
    json.set("timers", list_json(one.timers, [](const Timer& timer) {
                 return Json::array({timer.id, to_string(timer.due)});
             }));
    json.set("tasks", list_json(one.tasks, task_json));
    for (const auto& [name, flag] : {std::pair{"finished", one.is_finished},
                                     {"adopted", one.is_adopted},
                                     {"intervened", one.is_intervened}})
        if (flag)
            json.set(name, true);
    const auto set_pairs = [&json](const char* name, const auto& pairs) {
        if (!pairs.empty())
            json.set(name, list_json(pairs, [](const auto& pair) {
                         return Json::array({pair.first, pair.second});
                     }));
    };
    set_pairs("doers", one.doers);
    set_pairs("left", one.left);
    if (!one.pauses.empty())
        json.set("pauses", list_json(one.pauses, [](const Pause& pause) {
                     return Json::array({pause.timer, to_string(pause.from),
                                         pause.until ? Json(to_string(*pause.until)) : Json(""),
                                         pause.left_us});
                 }));
    if (!one.approvals.empty())
        json.set("approvals", list_json(one.approvals, approval_json));
    return json;
}

// --- reading ------------------------------------------------------------------------------------

struct Broken {};  // stays within this file

const Json& member(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    if (found == nullptr)
        throw Broken{};
    return *found;
}

const std::string& text(const Json& json)
{
    if (!json.is_string())
        throw Broken{};
    return json.as_string();
}

const Json::Array& array(const Json& json)
{
    if (!json.is_array())
        throw Broken{};
    return json.as_array();
}

std::int64_t number(const Json& json)
{
    if (!json.is_int())
        throw Broken{};
    return json.as_int();
}

template <class T> T need(std::optional<T> value)
{
    if (!value)
        throw Broken{};
    return *value;
}

bool flag(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    return found != nullptr && !(found->is_bool() && !found->as_bool());
}
Instant instant(const Json& json) { return need(parse_instant(text(json))); }

FactMap read_facts(const Json& json);

Value read_tagged(const std::string& tagged)
{
    if (tagged.size() < 2 || tagged[1] != ':')
        throw Broken{};
    const auto rest = tagged.substr(2);
    switch (tagged[0]) {
    case 's': return {rest};
    case 'd': return {need(parse_date(rest))};
    case 't': return {need(parse_instant(rest))};
    case 'p': return {need(parse_period(rest))};
    case 'n': return {need(parse_decimal(rest))};
    case 'q': return {Percent{need(parse_decimal(rest))}};
    case 'm':
        if (rest.size() < 4)
            throw Broken{};
        return {Money{need(parse_decimal(rest.substr(3))), rest.substr(0, 3)}};
    case 'c': return {Commitment{need(parse_hash(rest))}};
    default: throw Broken{};
    }
}

Value read_snapshot_value(const Json& json)
{
    if (json.is_bool())
        return {json.as_bool()};
    if (json.is_int())
        return {json.as_int()};
    if (json.is_string())
        return read_tagged(json.as_string());
    if (json.is_object()) {
        std::vector<std::string> list;
        for (const auto& item : array(member(json, "list")))
            list.push_back(text(item));
        return {std::move(list)};
    }
    std::vector<Element> elements;
    for (const auto& item : array(json))
        elements.push_back({text(member(item, "key")), read_facts(member(item, "facts"))});
    return {std::move(elements)};
}

FactMap read_facts(const Json& json)
{
    if (!json.is_object())
        throw Broken{};
    FactMap facts;
    for (const auto& [name, value] : json.as_object())
        put(facts, name, read_snapshot_value(value));
    return facts;
}

RoleAssignment read_role(const Json& json)
{
    RoleAssignment role{text(member(json, "role")), text(member(json, "person")), {}, {}, {}};
    if (const Json* from = json.find("from"))
        role.from = need(parse_date(text(*from)));
    if (const Json* through = json.find("through"))
        role.through = need(parse_date(text(*through)));
    if (const Json* person = json.find("on_behalf_of"))
        role.on_behalf_of = text(*person);
    return role;
}

OpenTask read_task(const Json& json)
{
    OpenTask task;
    task.id = text(member(json, "id"));
    task.name = text(member(json, "name"));
    task.state = text(member(json, "state"));
    task.opened_at = instant(member(json, "opened_at"));
    if (const Json* due = json.find("due"))
        task.due = instant(*due);
    task.is_overdue = flag(json, "overdue");
    if (const Json* person = json.find("claimed_by"))
        task.claimed_by = text(*person);
    for (const auto& [name, list] :
         {std::pair{"delegated_by", &task.delegated_by}, {"escalated", &task.escalated}})
        if (const Json* texts = json.find(name))
            for (const auto& item : array(*texts))
                list->push_back(text(item));
    if (const Json* drafts = json.find("drafts"))
        for (const auto& draft : array(*drafts)) {
            const auto& parts = array(draft);
            if (parts.size() != 3)
                throw Broken{};
            task.drafts.push_back(
                {text(parts[0]), number(parts[1]), need(parse_hash(text(parts[2])))});
        }
    if (const Json* comments = json.find("comments"))
        task.comments = number(*comments);
    return task;
}

Approval read_approval(const Json& json)
{
    const auto& parts = array(json);
    if (parts.size() < 3)
        throw Broken{};
    Approval approval{text(parts[0]), text(parts[1]), text(parts[2]), {}};
    for (auto other = parts.begin() + 3; other != parts.end(); ++other)
        approval.others.push_back(text(*other));
    return approval;
}

// A pair written as a list of two texts.
std::pair<std::string, std::string> read_pair(const Json& json)
{
    const auto& both = array(json);
    if (both.size() != 2)
        throw Broken{};
    return {text(both[0]), text(both[1])};
}

Case read_case(const Json& json)
{
    Case one;
    one.id = text(member(json, "id"));
    one.workflow = text(member(json, "workflow"));
    one.run = number(member(json, "run"));
    one.definition = need(parse_hash(text(member(json, "definition"))));
    one.started_at = instant(member(json, "started_at"));
    for (const auto& key : array(member(json, "key")))
        one.key.push_back(read_pair(key));
    for (const auto& state : array(member(json, "configuration"))) {
        const auto [name, at] = read_pair(state);
        one.configuration.push_back({name, need(parse_instant(at))});
    }
    for (const auto& timer : array(member(json, "timers"))) {
        const auto [id, due] = read_pair(timer);
        one.timers.push_back({id, need(parse_instant(due))});
    }
    for (const auto& task : array(member(json, "tasks")))
        one.tasks.push_back(read_task(task));
    if (const Json* doers = json.find("doers"))
        for (const auto& doer : array(*doers))
            one.doers.push_back(read_pair(doer));
    if (const Json* left = json.find("left"))
        for (const auto& pair : array(*left))
            one.left.push_back(read_pair(pair));
    if (const Json* pauses = json.find("pauses"))
        for (const auto& entry : array(*pauses)) {
            const auto& parts = array(entry);
            if (parts.size() != 4)
                throw Broken{};
            Pause pause{text(parts[0]), instant(parts[1]), {}, number(parts[3])};
            if (!text(parts[2]).empty())
                pause.until = instant(parts[2]);
            one.pauses.push_back(std::move(pause));
        }
    if (const Json* approvals = json.find("approvals"))
        for (const auto& approval : array(*approvals))
            one.approvals.push_back(read_approval(approval));
    one.is_finished = flag(json, "finished");
    one.is_adopted = flag(json, "adopted");
    one.is_intervened = flag(json, "intervened");
    return one;
}

bool is_subject_name(std::string_view name)
{
    const auto is_letter_or_digit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !name.empty() && name.size() <= k_limit_name_bytes && is_letter_or_digit(name[0]) &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.';
           });
}

}  // namespace

Result<SubjectName> parse_subject_id(std::string_view id)
{
    const auto first = id.find('/');
    const auto last = id.rfind('/');
    if (first == std::string_view::npos || first == last || id.find('/', first + 1) != last)
        return refuse(ErrorKind::invalid_input, fmt::format("`{}` is not a subject", id), {},
                      "write it as program/type/name");
    SubjectName name{std::string(id.substr(0, first)),
                     std::string(id.substr(first + 1, last - first - 1)),
                     std::string(id.substr(last + 1))};
    if (!is_subject_name(name.name))
        return refuse(
            ErrorKind::invalid_input, fmt::format("`{}` cannot be a subject's name", name.name), {},
            "use letters, digits, `_`, `-` and `.`, at most 128, beginning with a letter or digit");
    return name;
}

std::string subject_id(const SubjectName& name)
{
    return fmt::format("{}/{}/{}", name.program, name.type, name.name);
}

Json to_json(const OpenTask& task) { return task_json(task); }

Result<OpenTask> decode_task(const Json& json)
{
    try {
        return read_task(json);
    } catch (const Broken&) {
        return refuse(ErrorKind::corrupt, "an open task is not in its form");
    }
}

std::string encode(const Subject& subject)
{
    Json json = Json::object({{"id", subject.id},
                              {"sseq", subject.sseq},
                              {"facts_at", subject.facts_at},
                              {"now", to_string(subject.now)}});
    json.set("facts", facts_json(subject.facts));
    json.set("roles", list_json(subject.roles, role_json));
    json.set("cases", list_json(subject.cases, case_json));
    return canonical(json);
}

Result<Subject> decode_subject(std::string_view bytes)
{
    const auto json = parse_json(bytes, {k_limit_image_bytes, k_limit_json_depth});
    if (!json)
        return refuse(ErrorKind::corrupt, "a subject's snapshot is not JSON");
    try {
        Subject subject;
        subject.id = text(member(*json, "id"));
        subject.sseq = number(member(*json, "sseq"));
        subject.facts_at = number(member(*json, "facts_at"));
        subject.now = instant(member(*json, "now"));
        subject.facts = read_facts(member(*json, "facts"));
        for (const auto& role : array(member(*json, "roles")))
            subject.roles.push_back(read_role(role));
        for (const auto& one : array(member(*json, "cases")))
            subject.cases.push_back(read_case(one));
        return subject;
    } catch (const Broken&) {
        return refuse(ErrorKind::corrupt, "a subject's snapshot is not in its form");
    }
}

Hash state_hash(const Subject& subject) { return sha256(encode(subject)); }

const Case* find_case(const Subject& subject, std::string_view id)
{
    for (const auto& one : subject.cases)
        if (one.id == id)
            return &one;
    return nullptr;
}

}  // namespace gradus
