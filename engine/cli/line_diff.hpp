// What differs between two texts, as a unified diff with three lines around each change: the form
// that `patch` and reviews read.
#pragma once

#include <string>
#include <string_view>

namespace gradus {

// Empty for equal texts.
[[nodiscard]] std::string line_diff(std::string_view before, std::string_view after,
                                    const std::string& path);

}  // namespace gradus
