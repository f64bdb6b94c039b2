// What people do with an open task besides reporting its event: claim, release, delegate, draft,
// comment; inside engine/core. None of it moves the case.
#pragma once

#include "engine/core/admit.hpp"
#include "engine/core/step.hpp"

namespace gradus {

// Refuses (not_found, not_allowed, conflict) what the actor may not do; then nothing has changed.
[[nodiscard]] Result<CaseDecision> work_on_task(const Definitions& definitions, Subject& subject,
                                                const Event& event, Instant now);

}  // namespace gradus
