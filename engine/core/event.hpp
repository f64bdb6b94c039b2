// A Command is asked and may be refused; an Event is accepted and stands in the record for ever.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/time.hpp"

namespace gradus {

// Who acts. It comes from the authentication, never from a request's body.
struct Actor {
    std::string id;            // a person's or a service's id; "gradus" for timers
    std::string via;           // "http", "cli", "timer", "sample"
    std::string on_behalf_of;  // empty unless delegated
    std::string authn;         // how the identity was proved: "token", "none", "engine"
    std::vector<std::string> roles;

    friend bool operator==(const Actor&, const Actor&) = default;
};

// The words of the record; the set only grows.
enum class EventType {
    subject_created,  // data: {"facts":[…as facts_changed…]}
    facts_changed,    // data: {"set":[{"path","value"}…],"retract":[paths…]}
    role_assigned,    // data: {"role","person","from"?,"through"?}
    role_released,    // data: {"role","person"}
    reported,         // an event of a workflow; name, case or workflow and key, data: its fields
    timer_fired,      // name: the timer's id; effective_at: when it was due
    case_adopted,     // data: {"workflow","key","state","evidence"?}; reason
    case_intervened,  // data: {"action":"move"|"cancel","state"?}; reason
    case_migrated,    // data: {"definition","states":[{"from","to"}…]}
    task_claimed,     // name: the task's id
    task_released,    // name: the task's id
    task_delegated,   // name: the task's id; data: {"to"}
    task_drafted,     // name: the task's id; data: {"draft": commitment}
    task_commented,   // name: the task's id; data: {"text": commitment}
};

[[nodiscard]] const char* to_string(EventType type);
// Claimed, released, delegated, drafted, commented.
[[nodiscard]] bool is_task_work(EventType type);
[[nodiscard]] std::optional<EventType> parse_event_type(std::string_view word);

struct Event {
    EventType type = EventType::reported;
    std::string name;  // reported: the event's name; timers and tasks: the id
    std::string
        case_id;  // of the addressed case; for the event that begins a run: the new case's id
    Json data = Json::object();
    Instant effective_at;
    std::string reason;
    Actor actor;

    friend bool operator==(const Event&, const Event&) = default;
};

// What is asked. The same types; facts in nested JSON as people write them, workflow and key
// instead of a case where the caller has none.
struct Command {
    std::string subject;  // subject id
    EventType type = EventType::reported;
    std::string name;
    std::string case_id;   // or, for reported and case_adopted:
    std::string workflow;  //   (may be empty when the event's name decides it)
    std::vector<std::pair<std::string, std::string>> key;
    Json data = Json::object();
    std::optional<Instant> effective_at;
    std::string reason;
    Actor actor;
};

}  // namespace gradus
