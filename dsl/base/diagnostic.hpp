// A Diagnostic is an author's mistake, told once, where it stands, in the author's words, with the
// way out. One structure serves the terminal, the editor, the console and JSON (contracts.md,
// `check`).
//
// The registry of all codes is dsl/base/diagnostic_codes.def: code, name, severity, one-line title,
// and the page that `gradus explain` prints (why, a wrong and a right example). A test fails for a
// code that no test file produces.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/source.hpp"

namespace gradus {

enum class Severity { error, warning };

// Members come from the registry: DiagnosticCode::unknown_name stands for G0201 and so on.
enum class DiagnosticCode {
#define GRADUS_DIAGNOSTIC(number, name, severity, title, why, wrong, right) name,
#include "dsl/base/diagnostic_codes.def"
#undef GRADUS_DIAGNOSTIC
};

struct DiagnosticPage {
    DiagnosticCode code;
    std::string_view id;  // "G0201"
    std::string_view name;
    Severity severity;
    std::string_view title;
    std::string_view why;
    std::string_view wrong;
    std::string_view right;
};

struct RelatedSpan {
    Span span;
    std::string message;
};

// Replaces the bytes of `span` by `text`.
struct Fix {
    Span span;
    std::string text;
    std::string title;
};

struct Diagnostic {
    DiagnosticCode code;
    Span span;
    std::string message;  // lowercase, no full stop, what they wrote in backticks
    std::string help;     // what to do; may be empty
    std::vector<RelatedSpan> related;
    std::vector<Fix> fixes;
};

// Collected along the stages; a stage reports and goes on.
class Diagnostics {
public:
    void add(Diagnostic diagnostic);
    [[nodiscard]] bool has_errors() const;
    [[nodiscard]] bool empty() const { return list_.empty(); }
    // In source order (file, then offset), without repetitions of the same code at the same place.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

private:
    std::vector<Diagnostic> list_;
};

[[nodiscard]] const std::vector<DiagnosticPage>& diagnostic_pages();
[[nodiscard]] const DiagnosticPage& page_of(DiagnosticCode code);
// Finds "G0201" (any case); nothing if there is no such code.
[[nodiscard]] std::optional<DiagnosticPage> find_page(std::string_view id);
[[nodiscard]] Severity severity_of(DiagnosticCode code);

// path:line:column: error: message [G0201], the line with carets, related places, help.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const SourceSet& sources);
// {"diagnostics":[…]} as contracts.md fixes it, canonical JSON.
[[nodiscard]] std::string render_json(const std::vector<Diagnostic>& diagnostics,
                                      const SourceSet& sources);

}  // namespace gradus
