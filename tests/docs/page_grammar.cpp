// EBNF as the page writes it: name = phrases, with [x], {x}, ( ) and |.
#include <cctype>
#include <stdexcept>

#include "tests/docs/grammar.hpp"

namespace gradus::docs {
namespace {

using Kind = Phrase::Kind;

std::vector<std::string> tokens_in(const std::string& text)
{
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        if (text[at] == '"') {
            at = text.find('"', at + 1) + 1;
        } else if (std::isalpha(static_cast<unsigned char>(text[at])) != 0) {
            while (at < text.size() &&
                   (std::isalpha(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_'))
                ++at;
        } else {
            ++at;
            if (std::isspace(static_cast<unsigned char>(text[begin])) != 0)
                continue;
        }
        tokens.push_back(text.substr(begin, at - begin));
    }
    return tokens;
}

bool is_token_name(const std::string& name)
{
    return std::isupper(static_cast<unsigned char>(name[0])) != 0;
}

class EbnfReader {
public:
    explicit EbnfReader(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {}

    Grammar grammar()
    {
        Grammar rules;
        while (at_ < tokens_.size()) {
            const auto name = tokens_[at_];
            at_ += 2;  // "name ="
            if (!rules.emplace(name, choice()).second)
                throw std::runtime_error("the page has the rule twice: " + name);
        }
        return rules;
    }

private:
    bool is_at(const std::string& token) const
    {
        return at_ < tokens_.size() && tokens_[at_] == token;
    }
    bool is_at_end() const
    {
        return at_ >= tokens_.size() || is_at("|") || is_at(")") || is_at("]") || is_at("}") ||
               (at_ + 1 < tokens_.size() && tokens_[at_ + 1] == "=");
    }

    Phrase choice()
    {
        Phrase phrase{Kind::choice, {}, {sequence()}};
        while (is_at("|")) {
            ++at_;
            phrase.parts.push_back(sequence());
        }
        return phrase.parts.size() == 1 ? phrase.parts.front() : phrase;
    }

    Phrase sequence()
    {
        Phrase phrase{Kind::sequence, {}, {}};
        while (!is_at_end())
            phrase.parts.push_back(item());
        if (phrase.parts.empty())
            throw std::runtime_error("the page's grammar has an empty alternative");
        return phrase.parts.size() == 1 ? phrase.parts.front() : phrase;
    }

    Phrase item()
    {
        const auto token = tokens_[at_++];
        if (token == "(")
            return closed(choice(), ")");
        if (token == "[")
            return {Kind::optional, {}, {closed(choice(), "]")}};
        if (token == "{")
            return {Kind::repeated, {}, {closed(choice(), "}")}};
        if (token[0] == '"')
            return {Kind::word, token.substr(1, token.size() - 2), {}};
        if (std::isalpha(static_cast<unsigned char>(token[0])) == 0)
            throw std::runtime_error("the page's grammar has a stray " + token);
        return {is_token_name(token) ? Kind::token : Kind::rule, token, {}};
    }

    Phrase closed(Phrase phrase, const std::string& bracket)
    {
        if (!is_at(bracket))
            throw std::runtime_error("the page's grammar lacks a " + bracket);
        ++at_;
        return phrase;
    }

    std::vector<std::string> tokens_;
    std::size_t at_ = 0;
};

}  // namespace

Grammar read_page_grammar(const std::string& page)
{
    static const std::string k_fence = "```\n";
    const auto heading = page.find("\n## Grammar\n");
    const auto begin = page.find(k_fence, heading);
    const auto end = page.find("```", begin + k_fence.size());
    if (heading == std::string::npos || begin == std::string::npos || end == std::string::npos)
        throw std::runtime_error("the page has no fenced block after \"## Grammar\"");
    const auto from = begin + k_fence.size();
    return EbnfReader(tokens_in(page.substr(from, end - from))).grammar();
}

}  // namespace gradus::docs
