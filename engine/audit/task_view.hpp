// One open task with what people have said about it. What drafts and comments say stands beside the
// record; a draft is shown to nobody but who holds the task with it.
#pragma once

#include "engine/audit/explain.hpp"

namespace gradus {

// {"task","name","title","role","case","subject", as in lists of tasks, "said":[{"at","person",
//  "text"}…], "draft":{"version","data"}?}. What was erased has no text. `person`: who asks.
[[nodiscard]] Result<Json> explain_task(Store& store, const DefinitionSource& definitions,
                                        const std::string& subject, const std::string& task,
                                        const std::string& person, Instant now);

}  // namespace gradus
