// What the documentation shows is run here, and what it links to exists.
#include <cstdint>
#include <filesystem>
#include <regex>
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "engine/plan/scenario_run.hpp"
#include "tests/docs/pages.hpp"

using namespace gradus;
using namespace gradus::docs;

namespace {

// 256, 10'000'000, 1U << 20U
std::uint64_t value_of(std::string text)
{
    std::erase(text, '\'');
    const auto shift = text.find("<<");
    const auto value = std::stoull(text);
    return shift == std::string::npos ? value : value << std::stoull(text.substr(shift + 2));
}

}  // namespace

TEST_CASE("the program that authors read first compiles, and its scenarios pass")
{
    const auto page = text_of(k_root / "docs/author/README.md");
    static const std::string k_fence = "```gradus\n";
    const auto begin = page.find(k_fence);
    REQUIRE(begin != std::string::npos);
    const auto from = begin + k_fence.size();
    const auto compilation =
        compile({{"example.gradus", page.substr(from, page.find("```", from) - from)}});
    REQUIRE(compilation.diagnostics.empty());
    REQUIRE(compilation.image);
    const auto report = run_scenarios(compilation, *parse_date("2010-01-01"));
    REQUIRE(report.results.size() == 1);
    CHECK(report.results[0].is_passed);
}

TEST_CASE("every link of a page leads to a file or folder of the project")
{
    static const std::regex k_code("`[^`]*`");
    static const std::regex k_link(R"(\]\(([^)#:]+)\))");
    for (const auto& page : pages()) {
        const auto text = std::regex_replace(text_of(page), k_code, "");
        for (std::sregex_iterator link(text.begin(), text.end(), k_link), end; link != end;
             ++link) {
            CAPTURE(page.string(), (*link)[1].str());
            CHECK(std::filesystem::exists(page.parent_path() / (*link)[1].str()));
        }
    }
}

TEST_CASE("the page on the language names each limit of programs, steps and input with its figure")
{
    const auto header = text_of(k_root / "dsl/base/limits.hpp");
    const auto page = text_of(k_root / "docs/author/language.md");
    // The limits of the record and of the daemon are no author's business.
    const auto authors = header.substr(0, header.find("// The record."));
    static const std::regex k_limit(R"(k_limit_(\w+) =\s+([^;]+);)");
    std::size_t count = 0;
    for (std::sregex_iterator limit(authors.begin(), authors.end(), k_limit), end; limit != end;
         ++limit, ++count) {
        const auto row = fmt::format(R"(\| {}( bytes)? \| `{}` \|)", value_of((*limit)[2].str()),
                                     (*limit)[1].str());
        CAPTURE(row);
        CHECK(std::regex_search(page, std::regex(row)));
    }
    CHECK(count > 10);
    static const std::regex k_row(R"(\| `(\w+)` \|\n)");
    const auto table = page.substr(page.find("## Limits"));
    for (std::sregex_iterator row(table.begin(), table.end(), k_row), end; row != end; ++row) {
        CAPTURE((*row)[1].str());
        CHECK(authors.find("k_limit_" + (*row)[1].str() + " =") != std::string::npos);
    }
}
