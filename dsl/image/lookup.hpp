// Finding things of an Image by name. All return nothing (unset id, nullptr) when there is no such
// name.
#pragma once

#include <optional>
#include <string_view>

#include "dsl/image/image.hpp"

namespace gradus {

[[nodiscard]] image::RuleId find_rule(const Image& image, std::string_view name);
[[nodiscard]] image::ParameterId find_parameter(const Image& image, std::string_view name);
[[nodiscard]] const image::FieldSet* find_subject(const Image& image, std::string_view name);
[[nodiscard]] const image::FieldSet* find_event(const Image& image, std::string_view name);
[[nodiscard]] const image::Service* find_service(const Image& image, std::string_view name);
[[nodiscard]] const image::Workflow* find_workflow(const Image& image, std::string_view name);
[[nodiscard]] const image::Role* find_role(const Image& image, std::string_view name);
[[nodiscard]] image::StateId find_state(const image::Workflow& workflow, std::string_view name);
[[nodiscard]] const image::Field* find_field(const image::FieldSet& fields, std::string_view name);

[[nodiscard]] const image::Expr& at(const Image& image, image::ExprId id);
[[nodiscard]] const image::Clause& at(const Image& image, image::ClauseId id);
[[nodiscard]] const image::Rule& at(const Image& image, image::RuleId id);
[[nodiscard]] const image::Choice& at(const Image& image, image::ChoiceId id);
[[nodiscard]] const image::State& at(const image::Workflow& workflow, image::StateId id);
// True for a state inside `ancestor` (not for itself).
[[nodiscard]] bool is_inside(const image::Workflow& workflow, image::StateId state,
                             image::StateId ancestor);

}  // namespace gradus
