// Every program under examples/: it compiles, its scenarios hold and reach everything, its source
// is read to the last sentence, and its samples stand where their titles say.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "dsl/compile/register_report.hpp"
#include "dsl/syntax/parse.hpp"
#include "engine/plan/scenario_run.hpp"
#include "tests/program/scenario_player.hpp"

namespace gradus {
namespace {

namespace fs = std::filesystem;

struct Example {
    fs::path folder;
    Compilation compiled;
};

std::vector<Example> read_examples()
{
    std::vector<Example> found;
    for (const auto& entry : fs::directory_iterator(fs::path(GRADUS_SOURCE_DIR) / "examples"))
        if (fs::exists(entry.path() / "program.gradus"))
            found.push_back({entry.path(), compile(read_program(entry.path().string()).value())});
    return found;
}

const std::vector<Example>& examples()
{
    static const auto found = read_examples();
    return found;
}

std::string text_of(const fs::path& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::set<std::string> without(std::set<std::string> all, const std::set<std::string>& some)
{
    for (const auto& one : some)
        all.erase(one);
    return all;
}

std::set<std::string> states_of(const Subject& subject)
{
    std::set<std::string> states;
    for (const auto& each : subject.cases)
        for (const auto& state : each.configuration)
            states.insert(state.name);
    return states;
}

TEST_CASE("there are examples, and each compiles without a diagnostic")
{
    CHECK(examples().size() >= 2);
    for (const auto& [folder, compiled] : examples()) {
        INFO(folder.filename());
        for (const auto& diagnostic : compiled.diagnostics)
            FAIL_CHECK(render(diagnostic, compiled.sources));
        REQUIRE(compiled.image.has_value());
        CHECK(compiled.scenarios.size() >= 30);
        CHECK(compiled.samples.size() >= 9);
    }
}

TEST_CASE("each example is written in the one form of the formatter")
{
    for (const auto& [folder, compiled] : examples())
        for (std::uint32_t i = 0; i < compiled.sources.size(); ++i) {
            const auto& file = compiled.sources.file({i});
            if (!file.path.ends_with(".gradus"))
                continue;
            Diagnostics diagnostics;
            const auto formatted = format(compiled.sources, {i}, diagnostics);
            INFO(folder.filename() << ": " << file.path);
            REQUIRE(formatted);
            CHECK(*formatted == file.text);
        }
}

TEST_CASE("the scenarios of each example hold, and reach every state, branch and clause")
{
    for (const auto& [folder, compiled] : examples()) {
        INFO(folder.filename());
        REQUIRE(compiled.image);
        const auto report = run_scenarios(compiled, make_date({2026, 11, 23}).value());
        for (const auto& result : report.results) {
            INFO(result.title << ": " << result.message);
            CHECK(result.is_passed);
        }
        const std::set<std::string> none;
        CHECK(without(report.all.states, report.reached.states) == none);
        CHECK(without(report.all.branches, report.reached.branches) == none);
        // Each clause is met in one scenario and fails in another: none of them is for show.
        CHECK(without(report.all.deciding, report.reached.deciding) == none);
    }
}

TEST_CASE(
    "each example rests on the text beside it, and every sentence of that text is accounted for")
{
    for (const auto& [folder, compiled] : examples()) {
        INFO(folder.filename());
        REQUIRE(compiled.image);
        REQUIRE(compiled.registers.size() == 1);
        const auto& reg = compiled.registers[0];
        const auto text = text_of(folder / "sources" / (reg.name.text + ".txt"));
        const auto check = check_text(reg, text);
        CHECK(check.is_same_text());
        const auto coverage = cover_source(reg, *compiled.image);
        CHECK(coverage.piece_count >= 60);
        CHECK(coverage.open_places == std::vector<std::string>{});
        CHECK(coverage.uncited() == std::vector<std::string>{});
        for (const auto& clause : coverage.clauses) {
            INFO(clause.clause);
            CHECK_FALSE(clause.places.empty());
        }
    }
}

TEST_CASE("every figure of an example comes from its text or is marked as a choice")
{
    for (const auto& [folder, compiled] : examples()) {
        REQUIRE(compiled.image);
        for (const auto& parameter : compiled.image->parameters) {
            INFO(folder.filename() << ": " << parameter.name);
            CHECK((!parameter.cites.empty() || !parameter.our_choice.empty()));
        }
    }
}

// The stage that each sample shows.
const std::map<std::string, std::map<std::string, std::string>> k_stages = {
    {"clinical_site",
     {{"alder", "observed"},
      {"birch", "questionnaire"},
      {"cedar", "ethics_open"},
      {"dogwood", "clinic_fit"},
      {"elm", "pharmacy_conditions"},
      {"fir", "initiation"},
      {"gum", "enrolling"},
      {"hazel", "visit_due"},
      {"ivy", "on_hold"},
      {"juneberry", "suspended"},
      {"larch", "under_audit"},
      {"maple", "renewal"},
      {"nutmeg", "close_out"},
      {"oak", "archived"},
      {"pine", "declined"},
      {"rowan", "withdrawn"},
      {"spruce", "lapsed"}}},
    {"supplier_onboarding",
     {{"aspen", "form"},
      {"bolt_works", "possible_hit_open"},
      {"cable_house", "papers"},
      {"dynamo", "head_signs"},
      {"emery", "level_0"},
      {"foundry", "level_1"},
      {"gearing", "level_2"},
      {"hinge", "level_3"},
      {"ironside", "resting"},
      {"jigs", "yearly_review"},
      {"knurl", "mending"},
      {"lathe", "winding_up"},
      {"mill", "turned_away"},
      {"nozzle", "reading_second_open"},
      {"oiler", "buyer_calls"},
      {"pinion", "test_failed"}}}};

TEST_CASE("the samples of each example show their stages, on whatever day they are made")
{
    // Leap days and both changes of the clocks lie within the four hundred days before one of them.
    const std::vector<CivilDate> run_days = {{2024, 3, 15}, {2026, 11, 23}, {2027, 6, 1}};
    for (const auto& [folder, compiled] : examples()) {
        REQUIRE(compiled.image);
        const auto& stages = k_stages.at(folder.filename().string());
        REQUIRE(compiled.samples.size() == stages.size());
        for (const auto& civil : run_days)
            for (const auto& sample : compiled.samples) {
                INFO(folder.filename() << ": " << sample.name << " on " << civil.year);
                const auto played = play_scenario(compiled, sample.steps, make_date(civil).value());
                REQUIRE(played);
                CHECK(states_of(*played).contains(stages.at(sample.name)));
            }
    }
}

TEST_CASE("the picture in the page of each example names states of its workflows")
{
    static const std::regex k_arrow(R"(\s*(\S+) --> ([a-z_0-9]+).*)");
    for (const auto& [folder, compiled] : examples()) {
        REQUIRE(compiled.image);
        std::set<std::string> states = {"[*]"};
        for (const auto& workflow : compiled.image->workflows)
            for (const auto& state : workflow.states)
                states.insert(state.name);
        std::stringstream page(text_of(folder / "README.md"));
        std::size_t arrows = 0;
        for (std::string line; std::getline(page, line);) {
            std::smatch parts;
            if (!std::regex_match(line, parts, k_arrow))
                continue;
            ++arrows;
            INFO(folder.filename() << ": " << line);
            CHECK(states.contains(parts[1].str()));
            CHECK(states.contains(parts[2].str()));
        }
        CHECK(arrows >= 10);
    }
}

}  // namespace
}  // namespace gradus
