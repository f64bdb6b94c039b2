// Replay decides again what was decided, and compares every byte of the decision. It authenticates
// first: leaf hashes, the subject's chain, and the tree's recorded roots.
//
// Verdicts: reproduced · same_outcome (another trace) · diverged (the first field that differs) ·
// unreplayable (why) · tampered (proof failed; nothing is replayed).
#pragma once

#include <string>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/store/store.hpp"

namespace gradus {

enum class ReplayVerdict {
    reproduced,
    same_outcome,
    unreplayable,
    diverged,
    tampered
};  // ever worse
[[nodiscard]] const char* to_string(ReplayVerdict verdict);

struct ReplayFinding {
    std::int64_t seq = 0;
    ReplayVerdict verdict;
    std::string field;     // "cases[0].timers[1].due"
    std::string recorded;  // canonical JSON of that field
    std::string replayed;
    std::string message;
};

struct ReplayReport {
    ReplayVerdict verdict = ReplayVerdict::reproduced;  // the worst
    std::int64_t subjects = 0;
    std::int64_t records = 0;
    std::vector<ReplayFinding> findings;  // all that is not reproduced
};

[[nodiscard]] Result<ReplayReport> replay_subject(Store& store, const std::string& subject);
[[nodiscard]] Result<ReplayReport> replay_all(Store& store);
[[nodiscard]] Json to_json(const ReplayReport& report);

// Leaf hashes, sequence, tree roots of all batches, subjects' chains, and state = fold of the
// decisions.
struct VerifyReport {
    bool is_whole = true;
    std::int64_t records = 0;
    Hash root;
    std::vector<std::string> problems;
    std::vector<std::string> not_excluded;  // what this check cannot exclude, in words
};
[[nodiscard]] Result<VerifyReport> verify(Store& store);
[[nodiscard]] Json to_json(const VerifyReport& report);

}  // namespace gradus
