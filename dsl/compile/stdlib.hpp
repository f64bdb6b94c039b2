// The texts of the standard library. stdlib.cmake writes stdlib.cpp from stdlib/*.gradus when the
// house is built, so that a binary alone has them.
#pragma once

#include <span>
#include <string_view>

namespace gradus {

struct StdlibText {
    std::string_view name;  // "std.review"
    std::string_view text;
};

// Sorted by name.
[[nodiscard]] std::span<const StdlibText> stdlib_texts();

}  // namespace gradus
