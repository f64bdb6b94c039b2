#include "engine/core/authority.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gradus {
namespace {

bool is_valid(const RoleAssignment& assignment, Date today)
{
    return (!assignment.from || *assignment.from <= today) &&
           (!assignment.through || today <= *assignment.through);
}

bool stands_in(const RoleAssignment& assignment, const Actor& actor, Date today)
{
    return assignment.person == actor.id && assignment.on_behalf_of == actor.on_behalf_of &&
           is_valid(assignment, today);
}

}  // namespace

Result<void> check_stand_in(const Subject& subject, const Actor& actor, Date today)
{
    if (actor.on_behalf_of.empty())
        return {};
    const auto& roles = subject.roles;
    if (std::any_of(roles.begin(), roles.end(), [&](const RoleAssignment& assignment) {
            return stands_in(assignment, actor, today);
        }))
        return {};
    return refuse(
        ErrorKind::not_allowed,
        fmt::format("`{}` does not stand in for `{}` today", actor.id, actor.on_behalf_of),
        "on_behalf_of", "an operator records who stands in for whom, in which role and until when");
}

bool is_open_to(const Subject& subject, const std::string& role, const std::string& person,
                Date today)
{
    bool is_assigned = false;
    for (const auto& assignment : subject.roles) {
        if (assignment.role != role || !assignment.on_behalf_of.empty() ||
            !is_valid(assignment, today))
            continue;
        if (assignment.person == person)
            return true;
        is_assigned = true;
    }
    return !is_assigned;
}

bool holds_role(const Subject& subject, const Actor& actor, const std::string& role, Date today)
{
    const bool has_role =
        actor.on_behalf_of.empty()
            ? std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end()
            : std::any_of(subject.roles.begin(), subject.roles.end(), [&](const auto& assignment) {
                  return assignment.role == role && stands_in(assignment, actor, today);
              });
    return has_role && is_open_to(subject, role, name_of(actor), today);
}

const std::string& name_of(const Actor& actor)
{
    return actor.on_behalf_of.empty() ? actor.id : actor.on_behalf_of;
}

}  // namespace gradus
