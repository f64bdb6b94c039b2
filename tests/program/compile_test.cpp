// The program as a text: it compiles, it rests on its source, and what it adds it calls its own.
#include <catch2/catch.hpp>

#include "dsl/compile/register_report.hpp"
#include "dsl/syntax/parse.hpp"
#include "tests/program/operate_specialist.hpp"

namespace gradus {
namespace {

std::vector<std::string> numbered(std::string_view letter, int last)
{
    std::vector<std::string> ids;
    for (int i = 1; i <= last; ++i)
        ids.push_back(std::string(letter) + std::to_string(i));
    return ids;
}

TEST_CASE("the program compiles without a diagnostic")
{
    const auto& compiled = operate_specialist();
    for (const auto& diagnostic : compiled.diagnostics)
        FAIL_CHECK(render(diagnostic, compiled.sources));
    CHECK(compiled.image.has_value());
    CHECK(compiled.scenarios.size() >= 30);
    CHECK(compiled.samples.size() >= 9);
}

TEST_CASE("the program is written in the one form of the formatter")
{
    const auto& compiled = operate_specialist();
    for (std::uint32_t i = 0; i < compiled.sources.size(); ++i) {
        const auto& file = compiled.sources.file({i});
        if (!file.path.ends_with(".gradus"))
            continue;
        Diagnostics diagnostics;
        const auto formatted = format(compiled.sources, {i}, diagnostics);
        INFO(file.path);
        REQUIRE(formatted);
        CHECK(*formatted == file.text);
    }
}

TEST_CASE("every rule of the text on eligibility, requirements and the path is cited")
{
    const auto& compiled = operate_specialist();
    REQUIRE(compiled.image);
    REQUIRE(compiled.registers.size() == 1);
    const auto uncited = cover_source(compiled.registers[0], *compiled.image).uncited();
    for (const auto& [letter, last] : {std::pair("P", 9), std::pair("R", 20), std::pair("W", 7)})
        for (const auto& id : numbered(letter, last)) {
            INFO(id);
            CHECK(std::count(uncited.begin(), uncited.end(), id) == 0);
        }
}

TEST_CASE("every piece of the text has been read, and every clause stands somewhere in it")
{
    const auto& compiled = operate_specialist();
    REQUIRE(compiled.image);
    const auto coverage = cover_source(compiled.registers.at(0), *compiled.image);
    CHECK(coverage.piece_count > 200);
    CHECK(coverage.open_places.empty());
    for (const auto& clause : coverage.clauses) {
        INFO(clause.clause);
        CHECK_FALSE(clause.places.empty());
    }
}

TEST_CASE("every parameter comes from the text or is marked as a choice of the program's owner")
{
    const auto& compiled = operate_specialist();
    REQUIRE(compiled.image);
    for (const auto& parameter : compiled.image->parameters) {
        INFO(parameter.name);
        CHECK((!parameter.cites.empty() || !parameter.our_choice.empty()));
    }
}

TEST_CASE("every rule and every stage of the path says what it rests on")
{
    const auto& compiled = operate_specialist();
    REQUIRE(compiled.image);
    for (const auto& rule : compiled.image->rules) {
        INFO(rule.name);
        CHECK_FALSE(rule.cites.empty());
    }
    for (const auto& workflow : compiled.image->workflows)
        for (const auto& state : workflow.states) {
            INFO(state.name);
            const bool is_stage = !state.parent.is_set() && state.kind != image::StateKind::final;
            CHECK((!is_stage || !state.cites.empty()));
        }
}

}  // namespace
}  // namespace gradus
