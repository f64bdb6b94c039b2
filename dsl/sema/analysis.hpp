// What the phases of the analysis share, and the phases themselves. Each fills its part of the
// Program and relies on those before it.
//
// Root cause once: what could not be resolved is remembered as faulty, and whoever meets it again
// says nothing. Functions return nothing for an expression that has been reported.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "dsl/sema/analyze.hpp"
#include "dsl/sema/program.hpp"
#include "dsl/sema/symbols.hpp"

namespace gradus::sema {

struct Analysis {
    const Symbols& symbols;
    const std::vector<RegisterFile>& registers;
    Program& program;
    Diagnostics& diagnostics;
    std::set<std::string> faulty;  // "owner.name" of fields and givens, "name" of parameters
};

// citations.cpp: the header's sources with their registers; then each `cites`. What is resolved
// enters the Program's table; what a scenario cites is checked only.
void resolve_sources(Analysis& analysis);
[[nodiscard]] std::vector<image::CitationId> resolve_cites(Analysis& analysis,
                                                           const std::vector<ast::Cite>& cites);
[[nodiscard]] std::vector<image::Citation> check_cites(Analysis& analysis,
                                                       const std::vector<ast::Cite>& cites);
[[nodiscard]] std::vector<image::Note> notes_of(const std::vector<ast::Note>& notes);

// fields.cpp: choices, parameters, records, subjects, events.
void resolve_fields(Analysis& analysis);
// A written type; an inline `one of a, b` becomes a choice named `owner`. Nothing after a report.
[[nodiscard]] std::optional<image::Type> resolve_type(Analysis& analysis, const ast::Type& type,
                                                      const std::string& owner);

// calendars.cpp
void resolve_calendars(Analysis& analysis);
// The period with the calendar of its business days. Nothing after a report.
[[nodiscard]] std::optional<Period> resolve_period(Analysis& analysis,
                                                   const ast::PeriodLiteral& written, Span span);

// The type of money in a currency.
[[nodiscard]] image::Type money_type(Analysis& analysis, const std::string& currency);

// hidden_names.cpp: givens that a field hides, parameters that a field or a given hides.
void refuse_hidden_names(Analysis& analysis);

// rules.cpp
void resolve_rules(Analysis& analysis);

// workflows.cpp
void resolve_workflows(Analysis& analysis);

// promises.cpp
void resolve_promises(Analysis& analysis);

// scenarios.cpp
void resolve_scenarios(Analysis& analysis);

}  // namespace gradus::sema
