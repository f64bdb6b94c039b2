// A register stands for a source's text where the text itself may not travel: for each sentence or
// table cell its fingerprint and where it stands, and either the clauses it states or the reason
// why it states none; a piece with neither is open. Spelling, in a file of its own named
// *.register:
//
//   register faq cutting 1
//   clause P2 "only gold members take part"
//   at section 3 sentence 2 sha256 0f3a… clause P2, P3
//   at table 1 row 4 column 2 sha256 77b0… clause R6
//   at section 5 sentence 1 sha256 91c2… no rule "introduces the document"
//   at section 5 sentence 2 sha256 5d1e…
//   end register
//
// The rules for cutting and folding a text are in docs/author/registers.md; `cutting 1` names their
// version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/hash.hpp"
#include "dsl/base/source.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus::ast {

struct RegisterClause {
    Name id;
    Text summary;
};

struct RegisterPlace {
    std::string where;  // "section 3 sentence 2", "table 1 row 4 column 2"
    Hash fingerprint;
    std::vector<Name> clauses;    // either these …
    std::optional<Text> no_rule;  // … or the reason; neither while nobody has read it
    Span span;
};

struct Register {
    SourceId source;
    Name name;
    std::int64_t cutting = 1;
    std::vector<RegisterClause> clauses;
    std::vector<RegisterPlace> places;
    bool is_sure = true;  // false when faults of form leave open what it means
};

}  // namespace gradus::ast

namespace gradus {

// Faults are diagnostics (G01xx); what could be read is returned.
[[nodiscard]] ast::Register parse_register(const SourceSet& sources, SourceId source,
                                           Diagnostics& diagnostics);

struct CutPiece {
    std::string where;
    std::string text;  // white space folded
};

// Cuts a text (Markdown-like, as docs/author/registers.md says) into sentences and table cells.
[[nodiscard]] std::vector<CutPiece> cut_source_text(std::string_view text);

}  // namespace gradus
