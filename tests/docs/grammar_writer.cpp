// Random sentences: below a depth everything goes, beyond it always the way that ends soonest.
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "tests/docs/grammar.hpp"

namespace gradus::docs {
namespace {

using Kind = Phrase::Kind;

constexpr int k_unknown = std::numeric_limits<int>::max() / 2;

}  // namespace

Writer::Writer(const Grammar& grammar, std::uint32_t seed) : grammar_(grammar), random_(seed)
{
    find_heights();
}

std::string Writer::sentence(const std::string& rule)
{
    std::string text;
    depth_limit_ = 4 + static_cast<int>(pick(10));
    write({Kind::rule, rule, {}}, 0, text);
    return text;
}

void Writer::write(const Phrase& phrase, int depth, std::string& text)
{
    const bool is_deep = depth > depth_limit_;
    switch (phrase.kind) {
    case Kind::word: text += phrase.text + " "; return;
    case Kind::token: {
        const auto& samples = token(phrase.text).samples;
        text += samples[pick(samples.size())] + " ";
        return;
    }
    case Kind::rule: return write(grammar_.at(phrase.text), depth + 1, text);
    case Kind::choice: return write_choice(phrase, depth, text);
    case Kind::sequence:
        for (const auto& part : phrase.parts)
            write(part, depth, text);
        return;
    case Kind::optional:
        if (!is_deep && pick(2) == 0)
            write(phrase.parts.front(), depth, text);
        return;
    case Kind::repeated:
        while (!is_deep && pick(5) < 2)
            write(phrase.parts.front(), depth, text);
        return;
    }
}

void Writer::write_choice(const Phrase& phrase, int depth, std::string& text)
{
    const auto& parts = phrase.parts;
    if (depth <= depth_limit_)
        return write(parts[pick(parts.size())], depth, text);
    write(*std::min_element(
              parts.begin(), parts.end(),
              [this](const Phrase& a, const Phrase& b) { return height(a) < height(b); }),
          depth, text);
}

int Writer::height(const Phrase& phrase) const
{
    if (phrase.kind == Kind::rule) {
        const auto known = heights_.find(phrase.text);
        return known == heights_.end() ? k_unknown : known->second + 1;
    }
    if (phrase.kind == Kind::optional || phrase.kind == Kind::repeated || phrase.parts.empty())
        return 0;
    int highest = 0;
    int lowest = k_unknown;
    for (const auto& part : phrase.parts) {
        highest = std::max(highest, height(part));
        lowest = std::min(lowest, height(part));
    }
    return phrase.kind == Kind::choice ? lowest : highest;
}

void Writer::find_heights()
{
    for (bool is_moving = true; std::exchange(is_moving, false);)
        for (const auto& [name, phrase] : grammar_) {
            const auto found = height(phrase);
            const auto known = heights_.find(name);
            if (found < k_unknown && (known == heights_.end() || found < known->second)) {
                heights_[name] = found;
                is_moving = true;
            }
        }
}

std::size_t Writer::pick(std::size_t count) { return random_() % count; }

}  // namespace gradus::docs
