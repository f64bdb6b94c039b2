// What is called reached must have happened in the engine.
#include "engine/plan/coverage.hpp"

#include <catch2/catch.hpp>

#include "engine/plan/deciding.hpp"
#include "engine/plan/scenario_run.hpp"

namespace gradus {
namespace {

using Names = std::set<std::string>;

const std::string k_program = R"(program club
  source rules "Rules" register "sources/rules.register"
end program
role clerk
parameter reform_from is a date, not set
subject member
  field paid yes or no
  field tall yes or no
  field old yes or no
end subject
rule fit for member
  needs paid is yes cites rules R1
  any of
    needs tall is yes
    needs old is yes
  end any
  needs tall is known from 2010-01-01 cites rules R2
  needs old is known from reform_from
end rule
workflow use for each member
  starts in asked
  state asked
    on decide by clerk
      if fit is met go to taken
        cites rules R3
      if unknown stay
      otherwise go to refused
    end on
  end state
  final state taken
  end state
  final state refused
  end state
end workflow
)";

const std::string k_register = R"(register rules cutting 1
clause R1 "the fee"
clause R2 "the height"
clause R3 "the decision"
clause R4 "what nothing cites"
end register
)";

std::string scenario(const std::string& day, const std::string& facts)
{
    return "scenario \"" + day + "\"\n  given member ann\n" + facts + "  on " + day +
           " clerk does decide\nend scenario\n";
}

std::string facts(const std::string& paid, const std::string& tall, const std::string& old)
{
    return "    fact paid is " + paid + "\n    fact tall is " + tall + "\n    fact old is " + old +
           "\n";
}

ScenarioReport run(const std::string& scenarios)
{
    const auto compilation =
        compile({{"p.gradus", k_program + scenarios}, {"sources/rules.register", k_register}});
    for (const auto& diagnostic : compilation.diagnostics)
        UNSCOPED_INFO(render(diagnostic, compilation.sources));
    REQUIRE(compilation.image);
    auto report = run_scenarios(compilation, *parse_date("2020-01-01"));
    for (const auto& result : report.results) {
        UNSCOPED_INFO(result.title << ": " << result.message);
        CHECK(result.is_passed);
    }
    return report;
}

Names missing(const ScenarioReport& report, Names Coverage::*part)
{
    Names names;
    std::set_difference((report.all.*part).begin(), (report.all.*part).end(),
                        (report.reached.*part).begin(), (report.reached.*part).end(),
                        std::inserter(names, names.end()));
    return names;
}

TEST_CASE("a program without scenarios reaches nothing of what there is")
{
    const auto report = run("");
    CHECK(report.all.states.size() == 3);
    CHECK(report.all.guards == Names{"use.asked.decide.1"});
    for (const auto& part : coverage_parts()) {
        INFO(part.name);
        CHECK_FALSE((report.all.*part.names).empty());
        CHECK((report.reached.*part.names).empty());
    }
}

TEST_CASE("states and branches are reached by what was entered and taken")
{
    const auto report = run(scenario("2012-01-01", facts("yes", "yes", "no")));
    CHECK(missing(report, &Coverage::states) == Names{"use.refused"});
    CHECK(missing(report, &Coverage::branches) ==
          Names{"use.asked.decide.2", "use.asked.decide.3"});
}

TEST_CASE("a guard is covered when it was met once and not met once")
{
    const auto met = scenario("2012-01-01", facts("yes", "yes", "no"));
    const auto not_met = scenario("2012-01-01", facts("no", "yes", "no"));
    CHECK(missing(run(met), &Coverage::guards) == Names{"use.asked.decide.1"});
    CHECK(missing(run(met + not_met), &Coverage::guards).empty());
}

TEST_CASE(
    "a clause that was met and not met, but always beside one that settled it, does not matter")
{
    // `old` changes, but the fee is never paid.
    const auto report = run(scenario("2012-01-01", facts("no", "no", "yes")) +
                            scenario("2012-01-01", facts("no", "no", "no")));
    CHECK(report.reached.deciding.count("fit.2.2") == 1);
    CHECK(report.reached.mattering.count("fit.2.2") == 0);
}

TEST_CASE("a clause matters when it was met and not met and one of the two decided")
{
    const auto report = run(scenario("2012-01-01", facts("yes", "no", "yes")) +
                            scenario("2012-01-01", facts("no", "no", "no")));
    CHECK(report.reached.mattering.count("fit.2.2") == 1);
    CHECK(report.reached.mattering.count("fit.2.1") == 0);  // never met
}

TEST_CASE("a dated clause is covered when it was seen in force and not in force")
{
    const auto early = scenario("2009-12-31", facts("yes", "yes", "no"));
    const auto late = scenario("2010-01-01", facts("yes", "yes", "no"));
    CHECK(run("").all.dated == Names{"fit.3 in force", "fit.3 not in force"});
    CHECK(missing(run(early), &Coverage::dated) == Names{"fit.3 in force"});
    CHECK(missing(run(late), &Coverage::dated) == Names{"fit.3 not in force"});
    CHECK(missing(run(early + late), &Coverage::dated).empty());
}

TEST_CASE("a clause of a source is covered when something that cites it was reached")
{
    const auto early = run(scenario("2009-12-31", facts("no", "yes", "no")));
    CHECK(missing(early, &Coverage::sources) == Names{"rules R2", "rules R3", "rules R4"});
    const auto late = run(scenario("2010-01-01", facts("yes", "yes", "no")));
    CHECK(missing(late, &Coverage::sources) == Names{"rules R4"});
}

TEST_CASE("everything that can be missing has its place in the text")
{
    const auto compilation =
        compile({{"p.gradus", k_program}, {"sources/rules.register", k_register}});
    REQUIRE(compilation.image);
    const auto places = coverage_places(compilation);
    const auto all = everything(compilation);
    for (const auto& part : coverage_parts())
        for (const auto& name : all.*part.names) {
            INFO(name);
            CHECK(places.count(name) == 1);
        }
    const auto line = [&](const std::string& name) {
        const Span span = places.at(name);
        return compilation.sources.line_at(span.source, span.begin);
    };
    CHECK(line("use.refused") == "  final state refused");
    CHECK(line("fit.3 not in force").find("needs tall is known") != std::string_view::npos);
    CHECK(line("use.asked.decide.3") == "      otherwise go to refused");
    CHECK(line("rules R4") == "clause R4 \"what nothing cites\"");
}

// A rule of several groups, with the verdicts of its clauses as they would be recorded.
Names deciding(const std::string& rule, const std::vector<ClauseResult>& clauses, Verdict verdict)
{
    const auto compilation = compile({{"p.gradus",
                                       "program p\nend program\nsubject s\n"
                                       "  field a yes or no\n  field b yes or no\n"
                                       "end subject\nrule r for s\n" +
                                           rule + "end rule\n"}});
    REQUIRE(compilation.image);
    RuleResult result;
    result.rule = "r";
    result.verdict = verdict;
    result.clauses = clauses;
    return deciding_clauses(*compilation.image, result);
}

ClauseResult seen(const std::string& clause, Verdict verdict, bool is_in_force = true)
{
    ClauseResult result;
    result.clause = clause;
    result.verdict = verdict;
    result.is_in_force = is_in_force;
    return result;
}

constexpr auto k_met = Verdict::met;
constexpr auto k_not = Verdict::not_met;
constexpr auto k_unknown = Verdict::unknown;

TEST_CASE(
    "of clauses that are all needed, each decides while all are met, and one that fails alone")
{
    const std::string rule = "  needs a is yes\n  needs b is yes\n";
    CHECK(deciding(rule, {seen("r.1", k_met), seen("r.2", k_met)}, k_met) == Names{"r.1", "r.2"});
    CHECK(deciding(rule, {seen("r.1", k_not), seen("r.2", k_met)}, k_not) == Names{"r.1"});
    CHECK(deciding(rule, {seen("r.1", k_not), seen("r.2", k_not)}, k_not).empty());
    CHECK(deciding(rule, {seen("r.1", k_met), seen("r.2", k_unknown)}, k_unknown) == Names{"r.1"});
    CHECK(deciding(rule, {seen("r.1", k_met), seen("r.2", k_met, false)}, k_met) == Names{"r.1"});
}

TEST_CASE("of clauses of which some are enough, one decides where the others do not reach")
{
    const std::string any = "  any of\n  needs a is yes\n  needs b is yes\n  end any\n";
    CHECK(deciding(any, {seen("r.1", k_met), seen("r.1.1", k_met), seen("r.1.2", k_met)}, k_met) ==
          Names{"r.1"});
    CHECK(deciding(any, {seen("r.1", k_met), seen("r.1.1", k_met), seen("r.1.2", k_not)}, k_met) ==
          Names{"r.1", "r.1.1"});
    const std::string none = "  none of\n  needs a is yes\n  needs b is yes\n  end none\n";
    CHECK(deciding(none, {seen("r.1", k_not), seen("r.1.1", k_met), seen("r.1.2", k_not)}, k_not) ==
          Names{"r.1", "r.1.1"});
    const std::string two =
        "  at least 2 of\n  needs a is yes\n  needs b is yes\n  needs a is known\n  end at\n";
    CHECK(deciding(two,
                   {seen("r.1", k_met), seen("r.1.1", k_met), seen("r.1.2", k_met),
                    seen("r.1.3", k_not)},
                   k_met) == Names{"r.1", "r.1.1", "r.1.2"});
}

TEST_CASE("inside `only when` a clause decides where its failing shows that it was asked")
{
    const std::string rule = "  only when a is yes\n  needs b is yes\n  end only\n";
    CHECK(deciding(rule, {seen("r.1", k_not), seen("r.1.1", k_not)}, k_not) ==
          Names{"r.1", "r.1.1"});
    // Met, perhaps only because it was not asked.
    CHECK(deciding(rule, {seen("r.1", k_met), seen("r.1.1", k_met)}, k_met) == Names{"r.1"});
    CHECK(deciding(rule, {seen("r.1", k_met), seen("r.1.1", k_not)}, k_met) == Names{"r.1"});
}

}  // namespace
}  // namespace gradus
