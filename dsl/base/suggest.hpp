// "Did you mean": the same letters in another case or order of separators, else the nearest
// candidate whose edit distance is at most a third of the word's length.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gradus {

// The best candidate for a misspelt word, if one is near enough. The first of equally near ones
// wins.
[[nodiscard]] std::optional<std::string> suggest(std::string_view word,
                                                 std::span<const std::string> candidates);
// Damerau-Levenshtein distance in bytes (one adjacent swap counts as one).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace gradus
