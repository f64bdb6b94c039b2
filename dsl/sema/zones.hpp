// Time zones by name, from the host's IANA database. Read while compiling and never again: what a
// program needs of its zone stands in its Image.
#pragma once

#include <optional>
#include <string>

#include "dsl/base/time.hpp"

namespace gradus {

// The offsets from 1970 through 2100. Nothing when there is no such zone.
[[nodiscard]] std::optional<Zone> load_zone(const std::string& name);

}  // namespace gradus
