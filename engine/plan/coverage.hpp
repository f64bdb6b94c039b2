// What scenarios touched, of all that a program says. It is read from what the engine did: the
// decisions in the record, and the results of the rules that expectations asked.
//
// Way: decisions of the record, rule results -> [CoverageRecorder] -> Coverage
// Tested by tests/plan/coverage_test.cpp
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "dsl/compile/compile.hpp"
#include "engine/core/evaluate.hpp"

namespace gradus {

// Names as in the Image's ids.
struct Coverage {
    std::set<std::string> states;    // "workflow.state": was active
    std::set<std::string> branches;  // "workflow.branch id": taken
    std::set<std::string> guards;    // conditions of branches that were met once and not met once
    std::set<std::string> clauses;   // clause ids that were looked at while in force
    std::set<std::string> deciding;  // … that were met once and not met once
    // … of which one verdict, at least, also decided: with the other one the rule's own verdict
    // (or the table's value) would have been another.
    std::set<std::string> mattering;
    std::set<std::string> dated;    // "clause id in force", "clause id not in force"
    std::set<std::string> sources;  // "source clause": cited by something that was reached
};

struct CoveragePart {
    const char* name;  // in JSON
    const char* title;
    std::set<std::string> Coverage::*names;
};

[[nodiscard]] std::span<const CoveragePart> coverage_parts();

// All that there is to reach. Rules about records are left out: the record keeps the elements that
// they chose, not their clauses. So are dates that cannot come, such as those of a parameter that
// is not set.
[[nodiscard]] Coverage everything(const Compilation& compilation);
// Where each of them stands in the text.
[[nodiscard]] std::map<std::string, Span> coverage_places(const Compilation& compilation);

class CoverageRecorder {
public:
    explicit CoverageRecorder(const Compilation& compilation) : compilation_(compilation) {}

    // A member of `cases` in a decision, and the results of its rules where they stand in a blob.
    void note_case(const Json& decision, const Json* spilled_rules);
    void note_rule(const RuleResult& result);
    [[nodiscard]] Coverage coverage() const;

private:
    void note_guard(const std::string& workflow, const Json& guard);
    std::set<image::CitationId> citations_reached(const Coverage& reached) const;

    const Compilation& compilation_;
    Coverage reached_;  // what is known at once: states, branches, clauses, dated
    std::map<std::string, std::set<Verdict>> guards_;
    std::map<std::string, std::set<Verdict>> clauses_;
    std::set<std::string> decided_;  // clauses whose verdict decided, once
    std::set<std::string> rules_;
    std::set<std::string> workflows_;
};

}  // namespace gradus
