// The rows that lists are made of, as pure functions of a subject: what they show can always be
// rebuilt.
//
// Way: Subject -> [rows] -> engine/store, in the transaction of the record itself
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/core/subject.hpp"

#include "dsl/image/image.hpp"

namespace gradus {

// Gives the Image of a definition, or null.
using ImageOf = std::function<const Image*(const Hash&)>;

struct CaseSummary {
    std::string case_id;
    std::string workflow;
    std::string states;  // innermost active states, joined by ", "
    bool is_finished = false;
    std::optional<Instant> next_due;

    friend bool operator==(const CaseSummary&, const CaseSummary&) = default;
};

struct TaskSummary {
    std::string case_id;
    OpenTask task;
    std::string title;
    std::string role;

    friend bool operator==(const TaskSummary&, const TaskSummary&) = default;
};

[[nodiscard]] std::vector<CaseSummary> case_summaries(const Subject& subject,
                                                      const ImageOf& image_of);
// Since when it is open, until when, who has it and who else may: in the words of the API. What
// drafts and comments say is none of it.
void describe(Json& json, const OpenTask& task);
[[nodiscard]] std::vector<TaskSummary> task_summaries(const Subject& subject,
                                                      const ImageOf& image_of);
// Active states without active states inside, in document order.
[[nodiscard]] std::vector<std::string> innermost_states(const Case& one, const Image& image);

}  // namespace gradus
