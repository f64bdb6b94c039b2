// Answers about a subject, for people: what its cases wait for, on whom, since when, until when,
// what is missing and why; and its history in plain words. The same JSON serves HTTP and the
// command line.
#pragma once

#include <functional>
#include <string>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/store/store.hpp"

namespace gradus {

// Images by identity, and the one that holds now for a program; the kernel's, or a
// DefinitionTable's.
struct DefinitionSource {
    std::function<const Image*(const Hash&)> find;
    std::function<const Image*(const std::string&)> current;
};

// {"subject","facts","roles":[…],"cases":[case…]} with, for each case: {"case","workflow","key",
//  "run","states":[…],"since","finished","adopted","intervened","tasks":[…],"waits_for":[{"kind",
//  "text","roles"?,"since"?,"until"?,"then","missing"?,"why"?}]}; kind is event, condition or time.
[[nodiscard]] Result<Json> explain_subject(Store& store, const DefinitionSource& definitions,
                                           const std::string& subject, Instant now);
// One rule on a subject's facts now: {"rule","verdict","horizon","missing","why"}. `givens`:
// {"name":value}; what is not given is taken from the key of the subject's only open case.
[[nodiscard]] Result<Json> explain_rule(Store& store, const DefinitionSource& definitions,
                                        const std::string& subject, const std::string& rule,
                                        const Json& givens, Instant now);
// [{"seq","sseq","at","actor","text","details":[…]}]: each record in plain words, with the cited
// clauses.
[[nodiscard]] Result<Json> history(Store& store, const DefinitionSource& definitions,
                                   const std::string& subject);
// Text for a terminal from the JSON above.
[[nodiscard]] std::string subject_in_words(const Json& explained);
[[nodiscard]] std::string rule_in_words(const Json& explained);
[[nodiscard]] std::string history_in_words(const Json& history);

}  // namespace gradus
