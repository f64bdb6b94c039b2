#include "engine/api/reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/audit/replay.hpp"
#include "engine/audit/task_view.hpp"
#include "engine/projection/rows.hpp"

namespace gradus {
namespace {

Page page_of(const Target& target)
{
    Page page{target.get("after"), 200};
    const auto limit = target.get("limit");
    if (!limit.empty() && limit.size() < 4 &&
        std::all_of(limit.begin(), limit.end(), [](char c) { return c >= '0' && c <= '9'; }))
        page.limit = std::clamp<std::size_t>(std::stoul(limit), 1, 200);
    return page;
}

}  // namespace

Result<Json> Reader::read_subject(const Route& route, const std::string& person)
{
    const auto now = environment_.now().wall;
    if (route.action == "tasks" && !route.item.empty() && route.last.empty())
        return explain_task(store_, definitions_, route.subject, route.item, person, now);
    if (route.action.empty())
        return explain_subject(store_, definitions_, route.subject, now);
    if (route.action == "history")
        return history(store_, definitions_, route.subject);
    if (route.action == "replay") {
        const auto report = replay_subject(store_, route.subject);
        if (!report)
            return tl::unexpected<Error>(report.error());
        return to_json(*report);
    }
    if (route.action == "why") {
        const auto rule = route.target.get("rule");
        if (rule.empty())
            return explain_subject(store_, definitions_, route.subject, now);
        Json givens = Json::object();
        for (const auto& [name, value] : route.target.query)
            if (name != "rule")
                givens.set(name, value);
        return explain_rule(store_, definitions_, route.subject, rule, givens, now);
    }
    return refuse(ErrorKind::not_found, "there is no such resource");
}

Result<Json> Reader::list_subjects(const Route& route)
{
    const auto ids = store_.subjects(page_of(route.target));
    if (!ids)
        return tl::unexpected<Error>(ids.error());
    Json list = Json::array();
    for (const auto& id : *ids)
        list.push(Json::object({{"subject", id}}));
    return list;
}

Result<Json> Reader::list_cases(const Route& route)
{
    const CaseFilter filter{route.target.get("subject"), route.target.get("workflow"),
                            route.target.get("state"), route.target.get("finished") != "no"};
    const auto rows = store_.cases(filter, page_of(route.target));
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    Json list = Json::array();
    for (const auto& row : *rows) {
        Json json = Json::object({{"case", row.case_id},
                                  {"states", row.states},
                                  {"finished", row.is_finished},
                                  {"subject", row.subject},
                                  {"workflow", row.workflow}});
        if (row.next_due)
            json.set("next_due", to_string(*row.next_due));
        list.push(std::move(json));
    }
    return list;
}

Result<Json> Reader::list_tasks(const Route& route)
{
    const auto rows = store_.tasks({route.target.get("subject"), route.target.get("role")},
                                   page_of(route.target));
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    Json list = Json::array();
    for (const auto& row : *rows) {
        Json json = Json::object({{"task", row.task.id},
                                  {"title", row.title},
                                  {"role", row.role},
                                  {"case", row.case_id},
                                  {"subject", row.subject}});
        describe(json, row.task);
        list.push(std::move(json));
    }
    return list;
}

// Each program with its definition in force and its subject types.
Result<Json> Reader::list_programs()
{
    const auto leaves = store_.system_leaves("definition_deployed");
    if (!leaves)
        return tl::unexpected<Error>(leaves.error());
    Json list = Json::object();
    for (const auto& leaf : *leaves) {
        const auto record = decode_system_record(leaf);
        if (!record)
            return tl::unexpected<Error>(record.error());
        const auto& program = record->data.find("program")->as_string();
        Json subjects = Json::array();
        if (const Image* image = definitions_.current(program))
            for (const auto& type : image->subjects)
                subjects.push(type.name);
        list.set(program, Json::object({{"program", program},
                                        {"definition", *record->data.find("definition")},
                                        {"subjects", std::move(subjects)}}));
    }
    Json programs = Json::array();
    for (auto& [name, program] : list.as_object())
        programs.push(std::move(program));
    return programs;
}

Result<Json> Reader::status()
{
    const auto head = store_.head();
    auto programs = list_programs();
    if (!head || !programs)
        return tl::unexpected<Error>(head ? programs.error() : head.error());
    Json json = Json::object({{"records", head->size},
                              {"root", to_hex(head->root)},
                              {"last_recorded", to_string(head->last_recorded)},
                              {"programs", std::move(*programs)}});
    const auto due = store_.next_due();
    if (!due)
        return tl::unexpected<Error>(due.error());
    if (*due)
        json.set("next_due", to_string(**due));
    return json;
}

Result<Json> Reader::read(const std::string& target)
{
    auto parsed = parse_target(target);
    if (!parsed || parsed->parts.size() < 2)
        return refuse(ErrorKind::not_found, "there is no such resource", target);
    return read(route_of(std::move(*parsed)), {});
}

Result<Json> Reader::read(const Route& route, const std::string& person)
{
    if (route.resource == "subjects")
        return route.subject.empty() ? list_subjects(route) : read_subject(route, person);
    if (route.resource == "cases")
        return list_cases(route);
    if (route.resource == "tasks")
        return list_tasks(route);
    if (route.resource == "status")
        return status();
    if (route.resource == "verify") {
        const auto report = verify(store_);
        return report ? Result<Json>(to_json(*report)) : tl::unexpected<Error>(report.error());
    }
    if (route.resource == "replay") {
        const auto report = replay_all(store_);
        return report ? Result<Json>(to_json(*report)) : tl::unexpected<Error>(report.error());
    }
    if (route.resource == "outbox") {
        const auto rows = store_.outbox(page_of(route.target));
        if (!rows)
            return tl::unexpected<Error>(rows.error());
        Json list = Json::array();
        for (const auto& row : *rows)
            list.push(Json::object({{"id", row.effect.id},
                                    {"subject", row.subject},
                                    {"kind", row.effect.kind},
                                    {"role", row.effect.role},
                                    {"text", row.effect.text},
                                    {"seq", row.seq}}));
        return list;
    }
    return refuse(ErrorKind::not_found, "there is no such resource");
}

}  // namespace gradus
