// The evaluator: rules and conditions over facts, in strong Kleene logic, exact and total. Every
// child is looked at. One evaluation yields the verdict, the facts read, the facts missing, the
// horizon, the results of the clauses (for the record) and, where asked, the whole explanation.
//
// Horizon: the first day after `today` on which the verdict could change by the passing of time
// alone; nothing when time alone never changes it. Exact for what is asked, up to
// k_limit_horizon_days days looked at; of single clauses and inner rules not too late.
//
// Pure; any thread. Errors are of kind limit (budget) or invalid_input (a date out of range).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/image/image.hpp"
#include "engine/core/value.hpp"

namespace gradus {

struct Case;

enum class Verdict { met, not_met, unknown };

[[nodiscard]] const char* to_string(Verdict verdict);  // "met", "not met", "unknown"
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view word);
[[nodiscard]] Verdict negate(Verdict verdict);

// Counted down by every operation of one step or one question.
struct Budget {
    std::uint64_t operations_left;
};

// What conditions look at besides the Image. Everything is borrowed for the time of the call.
struct Scope {
    const Image* image = nullptr;
    const FactMap* facts = nullptr;
    const std::vector<Value>* keys = nullptr;  // of the case, in the workflow's order; may be null
    const FactMap* event = nullptr;            // the event's data; may be null
    const std::vector<Case>* cases = nullptr;  // of the subject; null: it has none
    Date today;
    Instant now;  // of the step, for what a branch does
    // Replaces parameter values by name ("what if"); may be null.
    const std::vector<std::pair<std::string, image::Scalar>>* parameters = nullptr;
};

// Result of one clause of a rule, as it stands in the record.
struct ClauseResult {
    std::string clause;  // id
    bool is_in_force = true;
    Verdict verdict = Verdict::met;
    std::optional<std::int64_t> counted;   // of the clause's first count: elements surely met …
    std::optional<std::int64_t> possible;  // … and those that are not ruled out
    std::vector<std::string> elements;     // keys of the elements that surely counted
    std::optional<Date> horizon;

    friend bool operator==(const ClauseResult&, const ClauseResult&) = default;
};

struct FactRead {
    std::string path;
    std::string value;  // in words; "unknown" when missing

    friend bool operator==(const FactRead&, const FactRead&) = default;
};

// A node of the explanation.
struct Why {
    std::string text;  // in words, from the Image
    Verdict verdict = Verdict::met;
    bool is_in_force = true;
    std::string clause;  // id; empty inside a clause
    std::vector<image::Citation> cites;
    std::string detail;  // "1 of 2: e3"; "not in force before 2010-10-01"
    std::string mend;    // for what is not met: the nearest change, "1 more engineer holding …"
    std::vector<std::string> nearest;  // the fewest changes that make it met; empty when it is
    std::vector<FactRead> facts;       // read at this node itself
    std::vector<Why> children;
};

[[nodiscard]] Json to_json(const Why& why);
// Indented text for people; nodes that are met are folded to one line unless `all`.
[[nodiscard]] std::string in_words(const Why& why, bool all);

struct RuleResult {
    std::string rule;
    std::vector<std::pair<std::string, std::string>> givens;  // in words
    Verdict verdict = Verdict::unknown;  // of a table: met when it gives a value
    std::optional<std::string> value;    // of a table, in words
    std::optional<Date> horizon;
    std::vector<ClauseResult> clauses;  // of this rule, in order, those of its groups included

    friend bool operator==(const RuleResult&, const RuleResult&) = default;
};

struct Evaluation {
    Verdict verdict = Verdict::unknown;  // of a table: met when it gives a value, else unknown
    std::optional<Value> value;          // of a table
    std::optional<Date> horizon;
    std::vector<std::string> read;  // paths of facts read, sorted, each once
    std::vector<std::string>
        missing;  // paths that, being unknown, keep the verdict unknown; sorted
    std::vector<RuleResult>
        rules;               // rules about the subject that were asked, innermost first, each once
    std::optional<Why> why;  // when asked for
};

enum class Explain { no, yes };

[[nodiscard]] Result<Evaluation> evaluate(const Scope& scope, image::RuleId rule,
                                          const std::vector<Value>& givens, Explain explain,
                                          Budget& budget);
[[nodiscard]] Result<Evaluation> evaluate(const Scope& scope, image::ExprId condition,
                                          Explain explain, Budget& budget);
// A period of a transition or task: a literal or a parameter.
[[nodiscard]] Period period_of(const Image& image, image::ExprId expr);

}  // namespace gradus
