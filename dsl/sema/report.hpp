// The few sentences that all phases say in the same way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus::sema {

// A Diagnostic without fixes.
struct Fault {
    DiagnosticCode code;
    Span span;
    std::string message;
    std::string help = {};
    std::vector<RelatedSpan> related = {};
};
void report(Diagnostics& diagnostics, Fault fault);

// "there is no role `cleark`", with the nearest of the candidates as help and fix.
struct Unknown {
    DiagnosticCode code;
    std::string_view kind;  // "role", "state of `permit`"
    std::vector<std::string> candidates;
};
void report_unknown(Diagnostics& diagnostics, const ast::Name& name, const Unknown& unknown);

void report_duplicate(Diagnostics& diagnostics, const ast::Name& name, Span first);

// The name in words: "lab_equipment" is "lab equipment".
[[nodiscard]] std::string words_of(std::string_view name);
[[nodiscard]] std::string title_of(const ast::Name& name, const std::optional<ast::Text>& title);
// "`a`, `b` or `c`".
[[nodiscard]] std::string one_of_words(const std::vector<std::string>& names);

}  // namespace gradus::sema
