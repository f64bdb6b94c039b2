// The grammar of the language as data, read from two places: the page that authors read
// (docs/author/language.md) and the rules of the parser (dsl/syntax/grammar_rules.inc). The tests
// hold one against the other: whatever the page allows the parser reads, and whatever the parser
// reads the page allows.
#pragma once

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace gradus::docs {

struct Phrase {
    enum class Kind { word, token, rule, sequence, choice, optional, repeated };
    Kind kind = Kind::sequence;
    std::string text;           // of a word; the name of a token or rule
    std::vector<Phrase> parts;  // an empty sequence is nothing at all
};

using Grammar = std::map<std::string, Phrase>;

// The first fenced block after the heading "## Grammar".
[[nodiscard]] Grammar read_page_grammar(const std::string& page);
[[nodiscard]] Grammar read_parser_grammar(const std::string& rules);

// As the page writes it.
[[nodiscard]] std::string to_text(const Phrase& phrase);
// The rules that can be come by from one rule, and the words in them.
[[nodiscard]] std::set<std::string> words_of(const Grammar& grammar, const std::string& rule);
[[nodiscard]] std::set<std::string> rules_of(const Grammar& grammar, const std::string& rule);

// One more token of the language needs one more row in tokens.cpp.
struct Token {
    std::size_t (*scan)(std::string_view text);
    std::vector<std::string> samples;  // names and units that are no keyword anywhere
};
[[nodiscard]] const Token& token(const std::string& name);

// Writes random sentences of a grammar, each word and token separated by a blank.
class Writer {
public:
    Writer(const Grammar& grammar, std::uint32_t seed);
    [[nodiscard]] std::string sentence(const std::string& rule);

private:
    void write(const Phrase& phrase, int depth, std::string& text);
    void write_choice(const Phrase& phrase, int depth, std::string& text);
    [[nodiscard]] int height(const Phrase& phrase) const;
    void find_heights();
    [[nodiscard]] std::size_t pick(std::size_t count);

    const Grammar& grammar_;
    std::map<std::string, int> heights_;  // of the lowest tree of each rule
    int depth_limit_ = 0;                 // drawn anew for each sentence
    std::mt19937 random_;
};

// Says whether a text is a sentence of a grammar, by looking at every way to read it.
class Reader {
public:
    explicit Reader(const Grammar& grammar) : grammar_(grammar) {}
    // Marks the parts of the grammar that one reading of the text uses.
    [[nodiscard]] bool read(const std::string& rule, const std::string& text);
    // How far the longest beginning of the text goes that a sentence can have.
    [[nodiscard]] std::size_t farthest() const { return farthest_; }
    // The parts that no text so far has used, each without what is inside it.
    [[nodiscard]] std::vector<std::string> unused(const std::string& rule) const;

private:
    using Ends = std::set<std::size_t>;
    const Ends& ends(const Phrase& phrase, std::size_t begin);
    [[nodiscard]] Ends find_ends(const Phrase& phrase, std::size_t begin);
    [[nodiscard]] Ends end_of_token(const Phrase& phrase, std::size_t begin);
    void mark(const Phrase& phrase, std::size_t begin, std::size_t end);
    void mark_parts(const Phrase& phrase, std::size_t begin, std::size_t end);
    void mark_repeats(const Phrase& part, std::size_t begin, std::size_t end);

    const Grammar& grammar_;
    std::string_view text_;
    std::size_t farthest_ = 0;
    std::map<std::pair<const Phrase*, std::size_t>, Ends> known_;
    std::set<const Phrase*> used_;
};

}  // namespace gradus::docs
