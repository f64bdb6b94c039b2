// step decides what one event means for a subject and all its cases, by the algorithm of W3C SCXML
// (run to completion, internal before external, document order, inner states first). Pure and
// total: the same definitions, subject, event and now give the same Step, for ever.
// docs/internals/step.md tells it in full.
#pragma once

#include <string>
#include <vector>

#include "engine/core/admit.hpp"
#include "engine/core/evaluate.hpp"

namespace gradus {

// The meaning of `step` and of the evaluator. It changes when, and only when, meaning changes.
inline constexpr std::int64_t k_semantics = 2;

enum class BranchVerdict { met, not_met, unknown, not_reached };
[[nodiscard]] const char* to_string(BranchVerdict verdict);

struct GuardResult {
    std::string branch;  // its id
    BranchVerdict verdict;

    friend bool operator==(const GuardResult&, const GuardResult&) = default;
};

struct TimerOperation {
    bool is_set = false;  // else cancelled
    std::string id;
    Instant due;  // when set

    friend bool operator==(const TimerOperation&, const TimerOperation&) = default;
};

enum class TaskOperationKind {
    opened,
    completed,
    withdrawn,
    overdue,
    reminded,
    escalated,  // role: who may do it, too, from now on; nobody holds it any more
    claimed,
    released,
    delegated,  // to: the new holder
    drafted,
    commented
};
[[nodiscard]] const char* to_string(TaskOperationKind kind);

struct TaskOperation {
    TaskOperationKind kind;
    std::string id;
    std::string name;
    std::string role;
    std::optional<Instant> due;
    std::string person;  // who completed, claimed, released … it
    std::string to;

    friend bool operator==(const TaskOperation&, const TaskOperation&) = default;
};

// Done once it is recorded. Delivered in the order of a subject, with its id as the stable key.
struct Effect {
    std::string id;    // "<sseq>.e<n>", unique within the subject
    std::string kind;  // "notify", "call"
    std::string role;  // who is told; the service
    std::string text;  // of a call: the canonical JSON of what it is asked

    friend bool operator==(const Effect&, const Effect&) = default;
};

// What a branch raised, as it reached a case.
struct RaisedResult {
    std::string event;
    FactMap data;
    bool is_taken = false;  // else no active state takes it

    friend bool operator==(const RaisedResult&, const RaisedResult&) = default;
};

// What the event did to one case.
struct CaseDecision {
    std::string case_id;
    Hash definition;
    std::vector<GuardResult> guards;
    std::vector<RuleResult> rules;
    std::vector<std::string> taken;  // branch ids, in order
    std::vector<std::string> configuration;
    std::vector<std::pair<std::string, std::optional<Value>>> facts;  // set, or taken away
    std::vector<TimerOperation> timers;
    std::vector<TaskOperation> tasks;
    std::vector<Effect> effects;
    std::vector<RaisedResult> raised;
    std::vector<Approval> approvals;  // reports that wait for those of further people
    std::vector<Approval> stale;      // that count no more: facts have changed since

    friend bool operator==(const CaseDecision&, const CaseDecision&) = default;
};

struct Decision {
    std::int64_t semantics = k_semantics;
    Instant now;
    std::int64_t facts_at = 0;
    std::vector<std::string> read;    // fact paths, sorted
    std::vector<CaseDecision> cases;  // those that the event moved or whose conditions it asked
    Hash state;                       // of the subject after the step

    friend bool operator==(const Decision&, const Decision&) = default;
};

struct Step {
    Subject subject;
    Decision decision;
};

// Refuses (conflict, not_allowed, limit) what cannot be decided; then nothing has happened. `now`
// is not earlier than subject.now. For subject_created `subject` is a Subject with its id and
// nothing else.
[[nodiscard]] Result<Step> step(const Definitions& definitions, const Subject& subject,
                                const Event& event, Instant now);

struct Blob {
    Hash id;
    std::string bytes;

    friend bool operator==(const Blob&, const Blob&) = default;
};

// `dec` as it stands in the record, its `dec_hash` included (SHA-256 of the canonical bytes without
// it). Rule results over k_limit_inline_bytes go to a blob: {"blob":"<hex>","size":n}.
struct EncodedDecision {
    Json dec;
    std::vector<Blob> blobs;
};
[[nodiscard]] EncodedDecision encode(const Decision& decision);

}  // namespace gradus
