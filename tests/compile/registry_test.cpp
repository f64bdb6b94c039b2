// Every diagnostic of the registry can happen: for each code there is a program that produces it.

#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

void add_codes(const Compilation& compilation, std::set<std::string>& codes)
{
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        codes.emplace(page_of(diagnostic.code).id);
}

// A workflow of this many states; too long for a file.
std::string workflow_of(std::size_t states)
{
    std::string text =
        "program p\nend program\nsubject s\nend subject\n"
        "workflow w for each s\n  starts in s0\n";
    for (std::size_t i = 0; i < states; ++i)
        text += fmt::format("state s{}\nend state\n", i);
    return text + "end workflow\n";
}

Compilation too_many_states() { return compile({{"p.gradus", workflow_of(k_limit_states + 1)}}); }

Compilation too_many_bytes()
{
    return compile(
        {{"p.gradus", "program p\nend program\n" + std::string(k_limit_source_bytes, '#')}});
}

Compilation nested_too_deep()
{
    const std::string brackets(k_limit_nesting + 1, '(');
    return compile(
        {{"p.gradus", "program p\nend program\nsubject s\nend subject\nrule r for s\n  needs " +
                          brackets + "today is known\nend rule\n"}});
}

Compilation not_utf8()
{
    return compile({{"p.gradus", "program p\nend program\nrole a \"\xff\"\n"}});
}

// f0 has a state, and each further fragment includes the one before it `uses` times.
Compilation nested_fragments(std::size_t fragments, std::size_t uses)
{
    std::string text =
        "program p\nend program\nrole r\nsubject s\nend subject\n"
        "fragment f0\nstate f0\non e by r stay\nend state\nend fragment\n";
    for (std::size_t i = 1; i < fragments; ++i) {
        text += fmt::format("fragment f{}\n", i);
        for (std::size_t use = 0; use < uses; ++use)
            text += fmt::format("include f{} as u{}\n", i - 1, use);
        text += "end fragment\n";
    }
    return compile({{"p.gradus", text + fmt::format("workflow w for each s\nstarts in start\n"
                                                    "include f{}\nstate start\n"
                                                    "on e by r stay\nend state\nend workflow\n",
                                                    fragments - 1)}});
}

TEST_CASE("every code of the registry is produced by a test file")
{
    std::set<std::string> codes;
    for (const std::string area : {"sema", "compile"})
        for (const FaultFile& fault : fault_files(area))
            add_codes(compile(fault.files), codes);
    add_codes(too_many_states(), codes);
    add_codes(too_many_bytes(), codes);
    add_codes(nested_too_deep(), codes);
    add_codes(not_utf8(), codes);
    add_codes(nested_fragments(k_limit_fragment_nesting + 1, 1), codes);
    for (const DiagnosticPage& page : diagnostic_pages()) {
        INFO(page.id << " " << page.name);
        CHECK(codes.contains(std::string(page.id)));
    }
}

TEST_CASE(
    "each fault of the text and of the graph is reported at its line, once, and nothing else is")
{
    for (const FaultFile& fault : fault_files("compile")) {
        INFO(fault.path);
        CHECK(reported_lines(compile(fault.files)) == expected_lines(fault));
    }
}

TEST_CASE("a workflow may have as many states as the limit, and no more")
{
    const auto has_too_many = [](const Compilation& compilation) {
        std::set<std::string> codes;
        add_codes(compilation, codes);
        return codes.contains("G0614");
    };
    CHECK_FALSE(has_too_many(compile({{"p.gradus", workflow_of(k_limit_states)}})));
    CHECK(has_too_many(too_many_states()));
}

std::set<std::string> codes_of(const Compilation& compilation)
{
    std::set<std::string> codes;
    add_codes(compilation, codes);
    return codes;
}

TEST_CASE("fragments may stand as deep inside each other as the limit, and no deeper")
{
    CHECK(nested_fragments(k_limit_fragment_nesting, 1).image.has_value());
    CHECK(codes_of(nested_fragments(k_limit_fragment_nesting + 1, 1)).contains("G0904"));
}

TEST_CASE("a chain of fragments as long as a file holds is refused, from whichever end it is read")
{
    std::string text = "program p\nend program\n";
    for (int i = 0; i < 20'000; ++i)
        text += fmt::format("fragment f{}\ninclude f{}\nend fragment\n", i, i + 1);
    CHECK(codes_of(compile({{"p.gradus", text}})).contains("G0904"));
}

TEST_CASE("fragments that include each other again and again are refused before they are too many")
{
    CHECK(codes_of(nested_fragments(k_limit_fragment_nesting, 8)).contains("G0904"));
    CHECK(codes_of(nested_fragments(k_limit_fragment_nesting, 64)).contains("G0904"));
}

// r0 asks r1, which asks r2, …
Compilation chain_of_rules(std::size_t rules)
{
    std::string text = "program p\nend program\nsubject s\n  field open yes or no\nend subject\n";
    for (std::size_t i = 0; i + 1 < rules; ++i)
        text += fmt::format("rule r{} for s\n  needs r{} is met\nend rule\n", i, i + 1);
    text += fmt::format("rule r{} for s\n  needs open is yes\nend rule\n", rules - 1);
    return compile({{"p.gradus", text}});
}

TEST_CASE("rules may ask each other as deep as the limit of nesting, and no deeper")
{
    CHECK(chain_of_rules(k_limit_nesting).image.has_value());
    const Compilation longer = chain_of_rules(k_limit_nesting + 1);
    REQUIRE(longer.diagnostics.size() == 1);
    CHECK(longer.diagnostics[0].code == DiagnosticCode::nested_too_deep);
    CHECK_FALSE(chain_of_rules(10'000).image);
}

TEST_CASE("codes and names of the registry are unique, and every page is complete")
{
    std::set<std::string> ids;
    for (const DiagnosticPage& page : diagnostic_pages()) {
        INFO(page.id);
        CHECK(ids.emplace(page.id).second);
        CHECK_FALSE(page.title.empty());
        CHECK_FALSE(page.why.empty());
        CHECK_FALSE(page.wrong.empty());
        CHECK_FALSE(page.right.empty());
    }
}

}  // namespace
}  // namespace gradus::test
