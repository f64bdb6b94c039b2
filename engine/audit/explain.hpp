// Answers about a case, for people: what it waits for, on whom, since when, until when, what is missing and
// why; and its history in plain words. The same JSON serves HTTP and the command line.
#pragma once

#include <string>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/store/store.hpp"

namespace gradus {

// Images by identity; the kernel's or the store's own blobs.
class DefinitionSource {
public:
    virtual ~DefinitionSource() = default;
    [[nodiscard]] virtual const Image* find(const Hash& id) = 0;
    // The one that holds now for the program.
    [[nodiscard]] virtual const Image* current(const std::string& program) = 0;
};

// {"case","workflow","key","run","states":[…],"since","waits_for":[{"kind":"task"|"event"|"condition"|"timer","text","on":[roles],
//  "since","until"?,"then"?}],"missing":[paths],"rules":[{"rule","verdict","horizon","missing","why":tree}],"tasks":[…],"finished"}
[[nodiscard]] Result<Json> explain_case(Store& store, DefinitionSource& definitions,
                                        const std::string& subject, const std::string& case_id, Instant now);
// One rule on a subject's facts now: as `gradus evaluate`, with the case's key as givens where it has them.
[[nodiscard]] Result<Json> explain_rule(Store& store, DefinitionSource& definitions,
                                        const std::string& subject, const std::string& rule,
                                        const Json& givens, Instant now);
// [{"seq","sseq","at","effective_at"?,"actor","text":"…in plain words…","why":["…"],"cites":[…],"case"?,"states"?}]
[[nodiscard]] Result<Json> history(Store& store, DefinitionSource& definitions, const std::string& subject);
// Text for a terminal from the JSON above.
[[nodiscard]] std::string in_words_case(const Json& explained);
[[nodiscard]] std::string in_words_history(const Json& history);

}  // namespace gradus
