#include "dsl/base/suggest.hpp"

#include <algorithm>
#include <vector>

namespace gradus {
namespace {

// Lowercase letters and digits only: "Gold Tier" and "gold_tier" are the same letters.
std::string letters_of(std::string_view word)
{
    std::string letters;
    for (const char c : word) {
        if (c >= 'A' && c <= 'Z')
            letters.push_back(static_cast<char>(c - 'A' + 'a'));
        else if (c != '_' && c != '-' && c != ' ')
            letters.push_back(c);
    }
    return letters;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::optional<std::string> suggest(std::string_view word, std::span<const std::string> candidates)
{
    const std::string letters = letters_of(word);
    for (const auto& candidate : candidates)
        if (letters_of(candidate) == letters)
            return candidate;
    const std::string* best = nullptr;
    std::size_t best_distance = word.size() / 3 + 1;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best = &candidate;
            best_distance = distance;
        }
    }
    return best == nullptr ? std::nullopt : std::optional<std::string>(*best);
}

}  // namespace gradus
