#include "engine/audit/task_view.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/journal/record.hpp"
#include "engine/projection/rows.hpp"

namespace gradus {
namespace {

constexpr std::size_t k_page = 1000;

// The value that a commitment stands for; nothing when it was erased.
Result<std::optional<Json>> content_of(Store& store, const Hash& commitment)
{
    const auto value = store.personal(commitment);
    if (!value)
        return tl::unexpected<Error>(value.error());
    if (!*value)
        return std::optional<Json>();
    auto json = parse_json((*value)->value);
    if (!json)
        return refuse(ErrorKind::corrupt, "a value beside the record is not JSON");
    return std::optional(std::move(*json));
}

Result<Json> comment_json(Store& store, const SubjectRecord& record)
{
    Json json =
        Json::object({{"at", to_string(record.envelope.rec)}, {"person", record.event.actor.id}});
    const Json* text = record.event.data.find("text");
    const Json* hex = text != nullptr ? text->find("commitment") : nullptr;
    const auto commitment = hex != nullptr ? parse_hash(hex->as_string()) : std::nullopt;
    if (!commitment)
        return refuse(ErrorKind::corrupt, "a comment without its commitment");
    auto content = content_of(store, *commitment);
    if (!content)
        return tl::unexpected<Error>(content.error());
    if (*content)
        json.set("text", std::move(**content));
    return json;
}

Result<Json> comments_of(Store& store, const std::string& subject, const std::string& task)
{
    Json list = Json::array();
    for (std::int64_t next = 1;;) {
        const auto leaves = store.subject_leaves(subject, next, k_page);
        if (!leaves)
            return tl::unexpected<Error>(leaves.error());
        for (const auto& leaf : *leaves) {
            const auto record = decode_subject_record(leaf);
            if (!record)
                return tl::unexpected<Error>(record.error());
            ++next;
            if (record->event.type != EventType::task_commented || record->event.name != task)
                continue;
            auto comment = comment_json(store, *record);
            if (!comment)
                return comment;
            list.push(std::move(*comment));
        }
        if (leaves->size() < k_page)
            return list;
    }
}

// The holder, or who stands in for the holder today.
bool may_see_draft(const Subject& subject, const OpenTask& task, const std::string& person,
                   Date today)
{
    if (!task.claimed_by || person.empty())
        return false;
    return person == *task.claimed_by ||
           std::any_of(subject.roles.begin(), subject.roles.end(), [&](const RoleAssignment& role) {
               return role.person == person && role.on_behalf_of == *task.claimed_by &&
                      (!role.from || *role.from <= today) &&
                      (!role.through || today <= *role.through);
           });
}

Result<void> add_draft(Store& store, const OpenTask& task, Json& json)
{
    for (const auto& draft : task.drafts) {
        if (draft.person != *task.claimed_by)
            continue;
        auto content = content_of(store, draft.content);
        if (!content)
            return tl::unexpected<Error>(content.error());
        Json shown = Json::object({{"version", draft.version}});
        if (*content)
            shown.set("data", std::move(**content));
        json.set("draft", std::move(shown));
    }
    return {};
}

}  // namespace

Result<Json> explain_task(Store& store, const DefinitionSource& definitions,
                          const std::string& subject, const std::string& task,
                          const std::string& person, Instant now)
{
    const auto row = store.subject(subject);
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return refuse(ErrorKind::not_found, fmt::format("there is no subject `{}`", subject));
    const auto& known = (*row)->subject;
    const auto open = task_summaries(known, definitions.find);
    const auto found = std::find_if(open.begin(), open.end(),
                                    [&](const TaskSummary& one) { return one.task.id == task; });
    if (found == open.end())
        return refuse(ErrorKind::not_found, fmt::format("there is no open task `{}`", task));
    Json json = Json::object({{"task", task},
                              {"name", found->task.name},
                              {"title", found->title},
                              {"role", found->role},
                              {"case", found->case_id},
                              {"subject", subject}});
    describe(json, found->task);
    auto comments = comments_of(store, subject, task);
    if (!comments)
        return comments;
    json.set("said", std::move(*comments));
    const auto& zone = definitions.find(find_case(known, found->case_id)->definition)->zone;
    if (may_see_draft(known, found->task, person, date_of(now, zone)))
        if (auto added = add_draft(store, found->task, json); !added)
            return tl::unexpected<Error>(added.error());
    return json;
}

}  // namespace gradus
