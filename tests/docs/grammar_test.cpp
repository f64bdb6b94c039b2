// The page's grammar is the parser's.
#include <algorithm>
#include <filesystem>
#include <iterator>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dsl/syntax/lexical.hpp"
#include "dsl/syntax/parse.hpp"
#include "tests/docs/grammar.hpp"
#include "tests/docs/pages.hpp"

using namespace gradus;
using namespace gradus::docs;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_sentences = 24'000;

std::string page() { return text_of(k_root / "docs/author/language.md"); }

const Grammar& page_grammar()
{
    static const Grammar k_grammar = read_page_grammar(page());
    return k_grammar;
}

const Grammar& parser_grammar()
{
    static const Grammar k_grammar =
        read_parser_grammar(text_of(k_root / "dsl/syntax/grammar_rules.inc"));
    return k_grammar;
}

std::set<std::string> without(const std::set<std::string>& words,
                              const std::set<std::string>& others)
{
    std::set<std::string> rest;
    std::set_difference(words.begin(), words.end(), others.begin(), others.end(),
                        std::inserter(rest, rest.end()));
    return rest;
}

struct Parsed {
    std::string faults;
    std::size_t declarations = 0;
};

Parsed parsed(const std::string& text)
{
    SourceSet sources;
    const auto source = sources.add({"sentence.gradus", text});
    Diagnostics diagnostics;
    const auto module = parse(sources, source, diagnostics);
    Parsed result{{}, module.declarations.size()};
    for (const auto& diagnostic : diagnostics.sorted())
        if (diagnostic.code != DiagnosticCode::repeated_line)  // no matter of the grammar
            result.faults += render(diagnostic, sources) + "\n";
    return result;
}

// A random declaration, each kind in turn; every other one is a rule with one condition, which has
// the most ways to be misread.
std::string random_text(Writer& writer, const Grammar& grammar, std::size_t number)
{
    if (number % 2 == 1)
        return "rule alpha for b2 needs " + writer.sentence("condition") + "end rule";
    const auto& kinds = grammar.at("declaration").parts;
    return writer.sentence(kinds[number / 2 % kinds.size()].text);
}

// Every program text of the project: its files, and the blocks of its pages.
std::vector<std::pair<std::string, std::string>> program_texts()
{
    std::vector<std::pair<std::string, std::string>> texts;
    for (const char* folder : {"workflows", "stdlib", "examples", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(k_root / folder))
            if (entry.path().extension() == ".gradus")
                texts.emplace_back(entry.path().string(), text_of(entry.path()));
    for (const auto& path : pages())
        for (const auto& block : blocks_of(text_of(path)))
            if (block.language == "gradus")
                texts.emplace_back(fmt::format("{}:{}", path.string(), block.line), block.text);
    return texts;
}

}  // namespace

TEST_CASE("the page's grammar has each keyword of the parser, and no other")
{
    const auto page = words_of(page_grammar(), "file");
    const auto parser = words_of(parser_grammar(), "declaration");
    CHECK(fmt::format("{}", without(parser, page)) == "{}");
    CHECK(fmt::format("{}", without(page, parser)) == "{}");
}

TEST_CASE("each rule that the page's grammar names stands in it and is used")
{
    std::set<std::string> written;
    for (const auto& [name, phrase] : page_grammar())
        written.insert(name);
    const auto named = rules_of(page_grammar(), "file");
    CHECK(fmt::format("{}", without(named, written)) == "{}");
    CHECK(fmt::format("{}", without(written, named)) == "{}");
}

TEST_CASE("the page lists the reserved words, and only those")
{
    const auto text = page();
    const auto begin = text.find('`', text.find("These words are reserved")) + 1;
    const auto list = text.substr(begin, text.find('`', begin) - begin);
    std::set<std::string> listed;
    for (std::size_t at = 0; at < list.size();) {
        const auto length = scan_name(std::string_view(list).substr(at));
        CAPTURE(list.substr(at));
        REQUIRE(length != 0);
        listed.insert(list.substr(at, length));
        at += length + 1;
    }
    for (const auto& word : listed) {
        CAPTURE(word);
        CHECK(is_reserved(word));
    }
    for (const auto& word : words_of(parser_grammar(), "declaration")) {
        CAPTURE(word);
        CHECK(is_reserved(word) == listed.contains(word));
    }
}

TEST_CASE("the parser reads every sentence that the page allows")
{
    Writer writer(page_grammar(), 20100601);
    std::string shortest;
    std::string faults;
    for (std::size_t i = 0; i < k_sentences; ++i) {
        const auto text = random_text(writer, page_grammar(), i);
        const auto result = parsed(text);
        if (result.faults.empty() && result.declarations == 1)
            continue;
        if (shortest.empty() || text.size() < shortest.size()) {
            shortest = text;
            faults = result.faults;
        }
    }
    CAPTURE(faults);
    CHECK(shortest == "");
}

TEST_CASE("the page allows every sentence that the parser reads")
{
    Writer writer(parser_grammar(), 20101001);
    Reader reader(page_grammar());
    std::size_t accepted = 0;
    std::string shortest;
    for (std::size_t i = 0; i < k_sentences; ++i) {
        const auto text = random_text(writer, parser_grammar(), i);
        if (!parsed(text).faults.empty())
            continue;  // A look-ahead turned it down.
        ++accepted;
        if (!reader.read("file", text) && (shortest.empty() || text.size() < shortest.size()))
            shortest = text;
    }
    CHECK(accepted > k_sentences * 9 / 10);
    CHECK(shortest == "");
}

TEST_CASE("the page allows every program of the project, and each of its phrases is used by one")
{
    Reader reader(page_grammar());
    for (const auto& [path, text] : program_texts()) {
        const auto faults = parsed(text).faults;
        CAPTURE(path, faults);
        const bool shows_faults = path.find("/faults/") != std::string::npos;
        CHECK((faults.empty() || shows_faults));
        if (!faults.empty())
            continue;
        const bool is_allowed = reader.read("file", text);
        CAPTURE(text.substr(reader.farthest(), 60));
        CHECK(is_allowed);
    }
    // A new phrase of the grammar needs a line that uses it: tests/docs/phrases.gradus has room.
    CHECK(fmt::format("{}", fmt::join(reader.unused("file"), "\n")) == "");
}
