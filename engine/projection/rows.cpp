#include "engine/projection/rows.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

std::vector<std::string> innermost_states(const Case& one, const Image& image)
{
    const auto* workflow = find_workflow(image, one.workflow);
    ASSERT(workflow != nullptr);
    std::vector<std::string> states;
    for (const auto& active : one.configuration)
        if (at(*workflow, find_state(*workflow, active.name)).children.empty())
            states.push_back(active.name);
    return states;
}

std::vector<CaseSummary> case_summaries(const Subject& subject, const ImageOf& image_of)
{
    std::vector<CaseSummary> rows;
    for (const auto& one : subject.cases) {
        const Image* image = image_of(one.definition);
        ASSERT(image != nullptr);
        CaseSummary row{one.id, one.workflow, {}, one.is_finished, std::nullopt};
        for (const auto& state : innermost_states(one, *image))
            row.states += (row.states.empty() ? "" : ", ") + state;
        for (const auto& timer : one.timers)
            if (!row.next_due || timer.due < *row.next_due)
                row.next_due = timer.due;
        rows.push_back(std::move(row));
    }
    return rows;
}

void describe(Json& json, const OpenTask& task)
{
    json.set("since", to_string(task.opened_at)).set("overdue", task.is_overdue);
    if (task.due)
        json.set("due", to_string(*task.due));
    if (task.claimed_by)
        json.set("claimed_by", *task.claimed_by);
    for (const auto& [name, list] :
         {std::pair{"delegated_by", &task.delegated_by}, {"escalated", &task.escalated}}) {
        if (list->empty())
            continue;
        Json texts = Json::array();
        for (const auto& text : *list)
            texts.push(text);
        json.set(name, std::move(texts));
    }
    if (task.comments != 0)
        json.set("comments", task.comments);
}

std::vector<TaskSummary> task_summaries(const Subject& subject, const ImageOf& image_of)
{
    std::vector<TaskSummary> rows;
    for (const auto& one : subject.cases) {
        const auto* workflow = find_workflow(*image_of(one.definition), one.workflow);
        for (const auto& task : one.tasks) {
            const auto declared = std::find_if(workflow->tasks.begin(), workflow->tasks.end(),
                                               [&](const auto& t) { return t.name == task.name; });
            ASSERT(declared != workflow->tasks.end());
            rows.push_back({one.id, task, declared->title, declared->role});
        }
    }
    return rows;
}

}  // namespace gradus
