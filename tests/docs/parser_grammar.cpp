// The parser's rules are C++ templates; their text says what they read. Look-aheads read nothing,
// and so do the hand-written matches: they only make the parser choose.
#include <cctype>
#include <stdexcept>

#include "tests/docs/grammar.hpp"

namespace gradus::docs {
namespace {

using Kind = Phrase::Kind;
using Texts = std::vector<std::string>;

bool is_of_name(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}

std::string without_comments_and_macros(const std::string& text)
{
    std::string kept;
    bool is_macro = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, end - at);
        at = end + 1;
        const bool goes_on = line.ends_with('\\');
        is_macro = is_macro || line.starts_with('#');
        if (!is_macro)
            kept += line.substr(0, line.find("//")) + "\n";
        is_macro = is_macro && goes_on;
    }
    return kept;
}

Texts tokens_in(const std::string& text)
{
    Texts tokens;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at++;
        if (std::isspace(static_cast<unsigned char>(text[begin])) != 0)
            continue;
        if (text[begin] == '"')
            at = text.find('"', at) + 1;
        else if (text[begin] == '\'')
            at = text.find('\'', at) + 1;
        else if (is_of_name(text[begin]) && text[begin] != ':')
            while (at < text.size() && is_of_name(text[at]))
                ++at;
        tokens.push_back(text.substr(begin, at - begin));
    }
    return tokens;
}

Phrase word(const std::string& text) { return {Kind::word, text, {}}; }
Phrase repeated(Phrase part) { return {Kind::repeated, {}, {std::move(part)}}; }

// A template argument: a phrase, or the text of a word.
struct Argument {
    std::string text;
    Phrase phrase;
};
using Arguments = std::vector<Argument>;

std::vector<Phrase> phrases_of(const Arguments& arguments)
{
    std::vector<Phrase> phrases;
    for (const auto& argument : arguments)
        phrases.push_back(argument.phrase);
    return phrases;
}

Phrase separated(const Arguments& arguments, const std::string& separator)
{
    const auto& item = arguments.at(0).phrase;
    return {Kind::sequence, {}, {item, repeated({Kind::sequence, {}, {word(separator), item}})}};
}

Phrase body(const Arguments& arguments)
{
    return {Kind::sequence,
            {},
            {repeated(arguments.at(1).phrase), word("end"), word(arguments.at(0).text)}};
}

Phrase built_in(const std::string& name, const Arguments& arguments)
{
    if (name == "kw" || name == "mark")
        return word(arguments.at(0).text);
    const Phrase together{Kind::sequence, {}, phrases_of(arguments)};
    if (name == "seq")
        return together;
    if (name == "sor")
        return {Kind::choice, {}, phrases_of(arguments)};
    if (name == "opt")
        return {Kind::optional, {}, {together}};
    if (name == "star")
        return repeated(together);
    if (name == "plus")
        return {Kind::sequence, {}, {together, repeated(together)}};
    if (name == "chain")
        return {Kind::sequence, {}, {arguments.at(0).phrase, repeated(arguments.at(1).phrase)}};
    if (name == "list")
        return separated(arguments, ",");
    if (name == "alternatives")
        return separated(arguments, "or");
    if (name == "body")
        return body(arguments);
    if (name == "line" || name == "nested")
        return arguments.at(0).phrase;
    if (name == "at_kw" || name.starts_with("peg::"))
        return {};
    throw std::runtime_error("parser_grammar.cpp does not know the template " + name);
}

class RulesReader {
public:
    explicit RulesReader(Texts tokens) : tokens_(std::move(tokens)) {}

    Grammar grammar()
    {
        while (at_ < tokens_.size())
            declaration();
        return std::move(rules_);
    }

private:
    std::string next() { return tokens_.at(at_++); }
    bool is_at(const std::string& token) const
    {
        return at_ < tokens_.size() && tokens_[at_] == token;
    }
    void take(const std::string& token)
    {
        if (next() != token)
            throw std::runtime_error("grammar_rules.inc: no " + token + " before " + tokens_[at_]);
    }

    void declaration()
    {
        const auto keyword = next();
        if (keyword == "GRADUS_RULE")
            return macro();
        if (keyword == "template")
            return template_rule();
        if (keyword != "struct")
            throw std::runtime_error("grammar_rules.inc: unexpected " + keyword);
        const auto name = next();
        if (is_at(":")) {
            ++at_;
            rules_[name] = argument().phrase;
        } else if (is_at("{")) {
            rules_[name] = {};
        }
        skip_body();
    }

    void macro()  // GRADUS_RULE(name, kind, …);
    {
        take("(");
        const auto name = next();
        take(",");
        next();
        take(",");
        rules_[name] = {Kind::sequence, {}, phrases_of(arguments(")"))};
        take(";");
    }

    void template_rule()  // template <Word W> struct name : … {};
    {
        take("<");
        take("Word");
        const auto parameter = next();
        take(">");
        take("struct");
        const auto name = next();
        take(":");
        templates_[name] = {parameter, at_};
        while (!is_at("{"))
            ++at_;
        skip_body();
    }

    void skip_body()
    {
        for (int depth = 0; depth > 0 || !is_at(";"); ++at_)
            depth += is_at("{") ? 1 : is_at("}") ? -1 : 0;
        take(";");
    }

    Arguments arguments(const std::string& end)
    {
        Arguments found;
        while (!is_at(end)) {
            found.push_back(argument());
            if (is_at(","))
                ++at_;
        }
        take(end);
        return found;
    }

    Argument argument()
    {
        const auto name = next();
        if (name[0] == '"')
            return {name.substr(1, name.size() - 2), {}};
        if (const auto meant = meant_.find(name); meant != meant_.end())
            return {meant->second, {}};
        if (name[0] == '\'')
            return {};
        if (is_at("<")) {
            ++at_;
            return {{}, applied(name, arguments(">"))};
        }
        const bool is_token = std::isupper(static_cast<unsigned char>(name[0])) != 0;
        return {{}, {is_token ? Kind::token : Kind::rule, name, {}}};
    }

    Phrase applied(const std::string& name, const Arguments& arguments)
    {
        const auto found = templates_.find(name);
        if (found == templates_.end())
            return built_in(name, arguments);
        const auto [parameter, begin] = found->second;
        const auto back = std::exchange(at_, begin);
        meant_[parameter] = arguments.at(0).text;
        auto phrase = argument().phrase;
        meant_.erase(parameter);
        at_ = back;
        return phrase;
    }

    struct Template {
        std::string parameter;
        std::size_t begin;
    };
    Texts tokens_;
    std::size_t at_ = 0;
    Grammar rules_;
    std::map<std::string, Template> templates_;
    std::map<std::string, std::string> meant_;  // the parameters of the template being read
};

}  // namespace

Grammar read_parser_grammar(const std::string& rules)
{
    return RulesReader(tokens_in(without_comments_and_macros(rules))).grammar();
}

}  // namespace gradus::docs
