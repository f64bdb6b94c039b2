// Every id of an Image names something of its table, and children stand before parents in `code`.
// What has passed can be executed without further checks.
#pragma once

#include <optional>
#include <string>

#include "dsl/image/image.hpp"

namespace gradus {

// The place of the first id that does not, if there is one.
[[nodiscard]] std::optional<std::string> find_broken_id(const Image& image);

}  // namespace gradus
