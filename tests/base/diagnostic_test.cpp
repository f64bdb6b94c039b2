#include "dsl/base/diagnostic.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace gradus;

namespace {

struct Sample {
    SourceSet sources;
    SourceId id = sources.add({"a.gradus", "role pam \"x\"\nrole spm\n"});

    [[nodiscard]] Diagnostic at(std::uint32_t begin, std::uint32_t end) const
    {
        return {DiagnosticCode::syntax_error,
                {id, begin, end},
                "`spm` has no title",
                "add one",
                {},
                {}};
    }
};

}  // namespace

TEST_CASE("a diagnostic shows the place, the line and the way out")
{
    Sample sample;
    CHECK(render(sample.at(18, 21), sample.sources) ==
          "a.gradus:2:6: error: `spm` has no title [G0101]\n"
          "    2 | role spm\n"
          "      |      ^^^\n"
          "  help: add one\n");
}

TEST_CASE("diagnostics come in source order and once each")
{
    Sample sample;
    Diagnostics diagnostics;
    diagnostics.add(sample.at(18, 21));
    diagnostics.add(sample.at(0, 4));
    diagnostics.add(sample.at(18, 21));
    const auto sorted = diagnostics.sorted();
    REQUIRE(sorted.size() == 2);
    CHECK(sorted[0].span.begin == 0);
    CHECK(diagnostics.has_errors());
}

TEST_CASE("the JSON of a diagnostic has the members that others build on")
{
    Sample sample;
    auto diagnostic = sample.at(18, 21);
    diagnostic.fixes.push_back({{sample.id, 21, 21}, " \"t\"", "add a title"});
    CHECK(render_json({diagnostic}, sample.sources) ==
          R"({"diagnostics":[{"code":"G0101","column":6,"end_column":9,"end_line":2,)"
          R"("file":"a.gradus","fixes":[{"column":9,"end_column":9,"end_line":2,)"
          R"("file":"a.gradus","line":2,"text":" \"t\"","title":"add a title"}],)"
          R"("help":"add one","line":2,"message":"`spm` has no title","related":[],)"
          R"("severity":"error"}]})");
}

TEST_CASE("every code has its own number and a whole page")
{
    std::set<std::string_view> ids;
    for (const auto& page : diagnostic_pages()) {
        CAPTURE(page.id);
        CHECK(ids.insert(page.id).second);
        CHECK(page.id.size() == 5);
        CHECK_FALSE(page.title.empty());
        CHECK_FALSE(page.why.empty());
        CHECK_FALSE(page.wrong.empty());
        CHECK_FALSE(page.right.empty());
    }
    CHECK(find_page("g0101"));
    CHECK_FALSE(find_page("G9999"));
}
