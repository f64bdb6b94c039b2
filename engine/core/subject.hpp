// A subject: its facts and all its cases. It is the unit of order and of consistency; one event of
// it is decided at a time. Plain data: copied, compared, hashed, stored as a snapshot.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/core/value.hpp"

namespace gradus {

struct Timer {
    std::string id;  // "<case>#<transition>" or "<case>#<task>.due", ".remind1", "<case>#wake"
    Instant due;

    friend bool operator==(const Timer&, const Timer&) = default;
};

// What somebody has saved of the work on a task: it decides nothing, and nobody else sees it. What
// it says is kept outside the record.
struct Draft {
    std::string person;
    std::int64_t version = 1;
    Hash content;  // the commitment

    friend bool operator==(const Draft&, const Draft&) = default;
};

struct OpenTask {
    std::string id;  // "<sseq>.<n>": the subject's event that opened it, and its number there
    std::string name;
    std::string state;
    Instant opened_at;
    std::optional<Instant> due;
    bool is_overdue = false;
    std::optional<std::string> claimed_by;  // a person's id
    std::vector<std::string> delegated_by;  // in whose name the holder has it
    std::vector<std::string> escalated;     // the roles of its ladder that may do it by now
    std::vector<Draft> drafts;              // one a person
    std::int64_t comments = 0;              // said so far; what they say is kept outside

    friend bool operator==(const OpenTask&, const OpenTask&) = default;
};

struct ActiveState {
    std::string name;
    Instant entered_at;

    friend bool operator==(const ActiveState&, const ActiveState&) = default;
};

// A report that waits for those of further people.
struct Approval {
    std::string transition;
    std::string person;
    std::string branch;               // that it would take
    std::vector<std::string> others;  // in whose name the person acted

    friend bool operator==(const Approval&, const Approval&) = default;
};

// The ledger of a clock that stood still: from when until when (not yet: it stands still), and what
// was left of it.
struct Pause {
    std::string timer;
    Instant from;
    std::optional<Instant> until;
    std::int64_t left_us = 0;

    friend bool operator==(const Pause&, const Pause&) = default;
};

// One run of a workflow for a subject and a key.
struct Case {
    std::string id;  // "qualification/acme/advanced_security/1": workflow, subject's own name, key
                     // values, run
    std::string workflow;
    std::vector<std::pair<std::string, std::string>> key;  // in the workflow's order
    std::int64_t run = 1;
    Hash definition;                         // the Image that the case is pinned to
    std::vector<ActiveState> configuration;  // in document order, ancestors before their children
    std::vector<Timer> timers;               // sorted by id
    std::vector<OpenTask> tasks;             // in the order in which they were opened
    Instant started_at;
    bool is_finished = false;
    bool is_adopted = false;     // brought in under way
    bool is_intervened = false;  // moved by an intervention at least once
    // Who did which event in this run, of the events that somebody else has to be different from.
    std::vector<std::pair<std::string, std::string>> doers;  // event, person; sorted
    std::vector<Pause> pauses;  // of clocks whose state is active, in the order in which they began
    std::vector<Approval> approvals;  // in the order of the reports
    // Where a state was left, of the states that something goes back to.
    std::vector<std::pair<std::string, std::string>> left;  // state, atomic state inside; sorted

    friend bool operator==(const Case&, const Case&) = default;
};

// Who holds which role for this subject, or stands in for somebody who does. A role that nobody was
// assigned is open to all who hold it.
struct RoleAssignment {
    std::string role;
    std::string person;
    std::optional<Date> from;     // valid from that day on
    std::optional<Date> through;  // that day included
    std::string on_behalf_of;     // the person stands in for this one; empty: has the role

    friend bool operator==(const RoleAssignment&, const RoleAssignment&) = default;
};

struct Subject {
    std::string id;             // "<program>/<type>/<name>"
    std::int64_t sseq = 0;      // events so far; the first has 1
    std::int64_t facts_at = 0;  // the sseq of the last change of facts
    Instant now;                // of the last step: logical time never runs backwards
    FactMap facts;
    std::vector<RoleAssignment> roles;
    std::vector<Case> cases;  // in the order in which they began

    friend bool operator==(const Subject&, const Subject&) = default;
};

struct SubjectName {
    std::string program;
    std::string type;
    std::string name;  // [A-Za-z0-9][A-Za-z0-9_.-]*, at most 128 bytes
};

[[nodiscard]] Result<SubjectName> parse_subject_id(std::string_view id);
[[nodiscard]] std::string subject_id(const SubjectName& name);

// The snapshot: canonical JSON, whose SHA-256 is the `state` of a decision.
[[nodiscard]] std::string encode(const Subject& subject);
[[nodiscard]] Result<Subject> decode_subject(std::string_view bytes);
[[nodiscard]] Hash state_hash(const Subject& subject);

// A task as it stands in the snapshot.
[[nodiscard]] Json to_json(const OpenTask& task);
[[nodiscard]] Result<OpenTask> decode_task(const Json& json);

[[nodiscard]] const Case* find_case(const Subject& subject, std::string_view id);

}  // namespace gradus
