#include "tests/docs/grammar.hpp"

#include <algorithm>
#include <cctype>

namespace gradus::docs {
namespace {

using Kind = Phrase::Kind;

std::string joined(const std::vector<Phrase>& parts, const std::string& between)
{
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : between) + to_text(part);
    return text;
}

bool is_word(const std::string& text) { return std::isalpha(static_cast<unsigned char>(text[0])); }

void collect(const Grammar& grammar, const Phrase& phrase,
             std::map<Kind, std::set<std::string>>& found)
{
    for (const auto& part : phrase.parts)
        collect(grammar, part, found);
    if (phrase.text.empty() || (phrase.kind == Kind::word && !is_word(phrase.text)))
        return;
    if (!found[phrase.kind].insert(phrase.text).second || phrase.kind != Kind::rule)
        return;
    if (const auto rule = grammar.find(phrase.text); rule != grammar.end())
        collect(grammar, rule->second, found);
}

std::set<std::string> collected(const Grammar& grammar, const std::string& rule, Kind kind)
{
    std::map<Kind, std::set<std::string>> found;
    collect(grammar, {Kind::rule, rule, {}}, found);
    return found[kind];
}

}  // namespace

std::string to_text(const Phrase& phrase)
{
    switch (phrase.kind) {
    case Kind::word: return '"' + phrase.text + '"';
    case Kind::token:
    case Kind::rule: return phrase.text;
    case Kind::sequence: return joined(phrase.parts, " ");
    case Kind::choice: return "( " + joined(phrase.parts, " | ") + " )";
    case Kind::optional: return "[ " + joined(phrase.parts, " ") + " ]";
    case Kind::repeated: return "{ " + joined(phrase.parts, " ") + " }";
    }
    return {};
}

std::set<std::string> words_of(const Grammar& grammar, const std::string& rule)
{
    return collected(grammar, rule, Kind::word);
}

std::set<std::string> rules_of(const Grammar& grammar, const std::string& rule)
{
    return collected(grammar, rule, Kind::rule);
}

}  // namespace gradus::docs
