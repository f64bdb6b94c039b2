// Reads by sets: from a place, a phrase can end at several places, and all of them are followed.
// Each set is found once. No rule of the language begins with itself, so this ends.
#include <algorithm>
#include <functional>

#include "dsl/syntax/lexical.hpp"
#include "tests/docs/grammar.hpp"

namespace gradus::docs {
namespace {

using Kind = Phrase::Kind;

std::size_t after_trivia(std::string_view text, std::size_t at)
{
    return text.size() - skip_to_next(text, at).size();
}

std::size_t length_of_word(const std::string& word, std::string_view rest)
{
    if (!rest.starts_with(word))
        return 0;
    const auto name = scan_name(rest);
    return name == 0 || name == word.size() ? word.size() : 0;
}

}  // namespace

bool Reader::read(const std::string& rule, const std::string& text)
{
    text_ = text;
    known_.clear();
    const auto begin = after_trivia(text_, 0);
    farthest_ = begin;
    const auto& whole = grammar_.at(rule);
    const bool is_sentence = ends(whole, begin).contains(text_.size());
    if (is_sentence)
        mark(whole, begin, text_.size());
    return is_sentence;
}

const Reader::Ends& Reader::ends(const Phrase& phrase, std::size_t begin)
{
    if (phrase.kind == Kind::rule)
        return ends(grammar_.at(phrase.text), begin);
    const std::pair place(&phrase, begin);
    const auto known = known_.find(place);
    return known != known_.end() ? known->second
                                 : known_.emplace(place, find_ends(phrase, begin)).first->second;
}

Reader::Ends Reader::find_ends(const Phrase& phrase, std::size_t begin)
{
    if (phrase.kind == Kind::word || phrase.kind == Kind::token)
        return end_of_token(phrase, begin);
    Ends found;
    if (phrase.kind == Kind::choice) {
        for (const auto& part : phrase.parts)
            found.merge(Ends(ends(part, begin)));
        return found;
    }
    found.insert(begin);
    if (phrase.kind == Kind::optional)
        found.merge(Ends(ends(phrase.parts.front(), begin)));
    if (phrase.kind == Kind::repeated)
        for (auto at = found.begin(); at != found.end(); ++at)  // What is added lies further on.
            found.merge(Ends(ends(phrase.parts.front(), *at)));
    if (phrase.kind == Kind::sequence)
        for (const auto& part : phrase.parts) {
            Ends next;
            for (const auto at : found)
                next.merge(Ends(ends(part, at)));
            found = std::move(next);
        }
    return found;
}

Reader::Ends Reader::end_of_token(const Phrase& phrase, std::size_t begin)
{
    farthest_ = std::max(farthest_, begin);
    const auto rest = text_.substr(begin);
    const auto length = phrase.kind == Kind::word ? length_of_word(phrase.text, rest)
                                                  : token(phrase.text).scan(rest);
    return length == 0 ? Ends{} : Ends{after_trivia(text_, begin + length)};
}

void Reader::mark(const Phrase& phrase, std::size_t begin, std::size_t end)
{
    used_.insert(&phrase);
    if (phrase.kind == Kind::rule)
        return mark(grammar_.at(phrase.text), begin, end);
    if (phrase.kind == Kind::sequence)
        return mark_parts(phrase, begin, end);
    if (phrase.kind == Kind::repeated)
        return mark_repeats(phrase.parts.front(), begin, end);
    for (const auto& part : phrase.parts)  // of a choice or an optional phrase
        if (ends(part, begin).contains(end))
            return mark(part, begin, end);
}

void Reader::mark_parts(const Phrase& phrase, std::size_t begin, std::size_t end)
{
    // From where each place can be come by, part after part, the longest first parts before others
    // as the parser reads them; then one way back from the end.
    std::vector<std::map<std::size_t, std::size_t>> from(phrase.parts.size() + 1);
    from[0][begin] = begin;
    for (std::size_t i = 0; i < phrase.parts.size(); ++i)
        for (const auto& [at, before] : from[i])
            for (const auto next : ends(phrase.parts[i], at))
                from[i + 1][next] = at;
    for (auto i = phrase.parts.size(); i > 0; --i) {
        const auto at = from[i].at(end);
        mark(phrase.parts[i - 1], at, end);
        end = at;
    }
}

void Reader::mark_repeats(const Phrase& part, std::size_t begin, std::size_t end)
{
    std::map<std::size_t, std::size_t> from = {{begin, begin}};
    for (auto at = from.begin(); at != from.end(); ++at)
        for (const auto next : ends(part, at->first))
            from.emplace(next, at->first);
    while (end != begin) {
        const auto at = from.at(end);
        mark(part, at, end);
        end = at;
    }
}

std::vector<std::string> Reader::unused(const std::string& rule) const
{
    std::vector<std::string> found;
    for (const auto& name : rules_of(grammar_, rule)) {
        const std::function<void(const Phrase&)> visit = [&](const Phrase& phrase) {
            if (!used_.contains(&phrase))
                found.push_back(name + ": " + to_text(phrase));
            else
                std::for_each(phrase.parts.begin(), phrase.parts.end(), visit);
        };
        visit(grammar_.at(name));
    }
    return found;
}

}  // namespace gradus::docs
