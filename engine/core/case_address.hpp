// Which case an event is for: workflow, key and run, and the id made of them. Inside engine/core.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dsl/image/image.hpp"
#include "engine/core/subject.hpp"

namespace gradus {

struct CaseAddress {
    std::string id;
    std::string workflow;
    std::vector<std::pair<std::string, std::string>> key;
    std::int64_t run = 1;
};

// The next run of a workflow for a key. Refusals: not_found (workflow), invalid_input (key),
// conflict (a run is open).
[[nodiscard]] Result<CaseAddress> next_run(
    const Image& image, const Subject& subject, const std::string& workflow,
    const std::vector<std::pair<std::string, std::string>>& key);
// The address that a new case's id says; refused when it is not the next run.
[[nodiscard]] Result<CaseAddress> address_of_id(const Image& image, const Subject& subject,
                                                const std::string& id);
// The open case of a workflow for a key, or nullptr.
[[nodiscard]] const Case* find_open_case(
    const Subject& subject, const std::string& workflow,
    const std::vector<std::pair<std::string, std::string>>& key);

}  // namespace gradus
