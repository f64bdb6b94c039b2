// An Image in plain English: what explanations, diagrams and histories show. The text is made from
// the Image alone, so that an old record is told in the words of its own definition.
#pragma once

#include <string>

#include "dsl/image/image.hpp"

namespace gradus {

// "at least 2 engineers holding WELD-2 or WELD-3", "tier is gold".
[[nodiscard]] std::string in_words(const Image& image, image::ExprId expr);
// A clause's own line, without its children: "any of:", "only when supports_e_series is yes:",
// "at least 2 engineers holding WELD-2, through 2010-09-30".
[[nodiscard]] std::string in_words(const Image& image, const image::Clause& clause);
// "on apply by contact", "when all_requirements is met", "30 days after entry", "every 1 year".
[[nodiscard]] std::string in_words(const Image& image, const image::Transition& transition);
// "never signed before cleared or waived", "every case can end".
[[nodiscard]] std::string in_words(const Image& image, const image::Workflow& workflow,
                                   const image::PromiseLine& line);
// "yes", "2010-10-01", "2 years", "never" for what is not set.
[[nodiscard]] std::string in_words(const image::Scalar& scalar);

}  // namespace gradus
