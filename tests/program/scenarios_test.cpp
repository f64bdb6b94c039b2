// The scenarios of the program hold, and its samples stand where their titles say.
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "engine/plan/scenario_run.hpp"
#include "tests/program/operate_specialist.hpp"
#include "tests/program/scenario_player.hpp"

namespace gradus {
namespace {

// Leap days and both changes of the clocks lie within the four hundred days before one of these.
const std::vector<CivilDate> k_run_days = {{2010, 11, 15}, {2024, 3, 15}, {2026, 11, 23}};

std::set<std::string> states_of(const Subject& subject)
{
    std::set<std::string> states;
    for (const auto& each : subject.cases)
        for (const auto& state : each.configuration)
            states.insert(state.name);
    return states;
}

TEST_CASE("every scenario of the program holds")
{
    const auto& program = operate_specialist();
    REQUIRE(program.image);
    for (const auto& scenario : program.scenarios) {
        const auto played =
            play_scenario(program, scenario.steps, make_date({2026, 11, 23}).value());
        if (!played)
            FAIL_CHECK(played.error().place << ": " << scenario.title << ": "
                                            << played.error().message);
    }
}

TEST_CASE("the whole engine agrees with the bare one, and the scenarios enter every stage")
{
    const auto& program = operate_specialist();
    REQUIRE(program.image);
    const auto report = run_scenarios(program, make_date({2026, 11, 23}).value());
    for (const auto& result : report.results) {
        INFO(result.title << ": " << result.message);
        CHECK(result.is_passed);
    }
    CHECK(report.results.size() == program.scenarios.size());
    CHECK(report.reached.states == report.all.states);
}

TEST_CASE("the samples show each stage, on whatever day they are made")
{
    const std::map<std::string, std::string> expected = {
        {"acme", "account_recommended"}, {"borealis", "verification"}, {"cirrus", "good_standing"},
        {"delta", "annual_assessment"},  {"ember", "finding"},         {"fjord", "plan_review"},
        {"glacier", "invited"},          {"harbor", "lapsed"},         {"iris", "not_qualified"},
        {"juno", "verification"},        {"kestrel", "nominated"},     {"lumen", "ready_to_sign"}};
    const auto& program = operate_specialist();
    REQUIRE(program.image);
    REQUIRE(program.samples.size() == expected.size());
    for (const auto& civil : k_run_days)
        for (const auto& sample : program.samples) {
            INFO(sample.name);
            const auto played = play_scenario(program, sample.steps, make_date(civil).value());
            REQUIRE(played);
            CHECK(states_of(*played).contains(expected.at(sample.name)));
        }
}

TEST_CASE("an expectation that does not hold fails its scenario at its line")
{
    const auto& program = operate_specialist();
    REQUIRE(program.image);
    auto steps = program.samples.front().steps;
    const auto span = steps.back().span;
    steps.push_back({ExpectOpenTask{"sign_contract", false, {}, {}}, span});
    const auto played = play_scenario(program, steps, make_date({2026, 11, 23}).value());
    REQUIRE_FALSE(played);
    CHECK(played.error().message == "task sign_contract is not open");
    CHECK(played.error().place.rfind("samples.gradus:", 0) == 0);
}

}  // namespace
}  // namespace gradus
