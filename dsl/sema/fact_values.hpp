// Values and facts as scenarios write them, typed by their place and brought into the API's JSON
// form.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "dsl/sema/analysis.hpp"

namespace gradus::sema {

// Nothing for what has been reported.
[[nodiscard]] std::optional<ScenarioValue> type_value(Analysis& analysis, const ast::Value& value,
                                                      image::Type type);
// Several values make a list.
[[nodiscard]] std::optional<ScenarioValue> type_values(Analysis& analysis,
                                                       const std::vector<ast::Value>& values,
                                                       image::Type type, Span span);
// One line of facts; `has` states several fields of one element.
[[nodiscard]] std::vector<ScenarioFact> type_fact(Analysis& analysis,
                                                  const image::FieldSet& subject,
                                                  const ast::Fact& fact);

[[nodiscard]] RelativeDate relative_date(const std::vector<ast::RelativeDay>& offsets);
[[nodiscard]] const image::Field* field_named(const image::FieldSet& set, const std::string& name);
void report_unknown_field(Analysis& analysis, const image::FieldSet& set, const ast::Name& name);

// Facts, or fields of an event, that are given in one breath must be different ones.
void check_repeated_facts(Analysis& analysis, std::span<const ast::Fact> facts);
void check_repeated_fields(Analysis& analysis, const std::vector<ast::NamedValue>& fields);

}  // namespace gradus::sema
