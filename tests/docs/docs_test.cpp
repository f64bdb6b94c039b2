// What the documentation shows is run here, and what it links to exists.
#include <filesystem>
#include <regex>
#include <string>

#include <catch2/catch.hpp>

#include "engine/plan/scenario_run.hpp"
#include "tests/docs/pages.hpp"

using namespace gradus;
using namespace gradus::docs;

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
