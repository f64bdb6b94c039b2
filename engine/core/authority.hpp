// Who may act in a role for a subject: who holds it, or stands in for somebody who does; inside
// engine/core.
#pragma once

#include "engine/core/event.hpp"
#include "engine/core/subject.hpp"

namespace gradus {

// Refuses (not_allowed) an actor who acts for somebody without an assignment that says so today.
[[nodiscard]] Result<void> check_stand_in(const Subject& subject, const Actor& actor, Date today);

// The actor has the role, and is among those assigned to it for this subject, where anybody is. Who
// stands in for somebody has the roles in which they stand in, and no others.
[[nodiscard]] bool holds_role(const Subject& subject, const Actor& actor, const std::string& role,
                              Date today);

// Nobody is assigned to the role for this subject, or this person is.
[[nodiscard]] bool is_open_to(const Subject& subject, const std::string& role,
                              const std::string& person, Date today);

// In whose name the actor acts.
[[nodiscard]] const std::string& name_of(const Actor& actor);

}  // namespace gradus
