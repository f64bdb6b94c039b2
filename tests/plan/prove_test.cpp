// Verdicts on promises: proved, broken with a scenario that the engine runs, or not decided.
#include "engine/plan/prove.hpp"

#include <catch2/catch.hpp>

#include "engine/plan/scenario_run.hpp"

namespace gradus {
namespace {

const std::string k_lending = R"(program lending
  time zone "Etc/UTC"
end program
role clerk
role reader
choice level
  low
  mid
  high
end choice
record paper
  field kind one of level, mandatory
  field seen_on date
end record
subject person
  field tier one of level
  field paid yes or no
  field age whole number
  field papers list of paper
end subject
rule good for person
  needs tier is high
  needs at least 2 of papers where kind is high
end rule
event assess
  field score percent, mandatory
end event
workflow loan for each person
  starts in asked
  state asked
    on check by clerk go to checked
    on lend by clerk
      if tier is high go to lent
      if unknown stay
    end on
    after 10 days go to closed
  end state
  state checked
    on assess by clerk other than who did check
      if score is at least 80 % go to lent
      if score is less than 80 % go to asked
    end on
    when good is met go to lent
    after 30 days go to closed
  end state
  state lent
    when paid is no go to overdue
    on give_back by reader go to closed
    on lose by reader go to limbo
  end state
  state overdue
    on give_back by reader go to closed
    when paid is yes go to lent
  end state
  state limbo
    on sigh by reader stay
  end state
  final state closed
  end state
end workflow
)";

std::vector<SourceFile> files_of(const std::string& program, const std::string& lines)
{
    return {{"a.gradus", program + "promise p for loan\n" + lines + "\nend promise\n"}};
}

PromiseResult proved(const std::string& program, const std::string& line)
{
    const auto files = files_of(program, line);
    const auto compilation = compile(files);
    for (const auto& diagnostic : compilation.diagnostics)
        INFO(render(diagnostic, compilation.sources));
    REQUIRE(compilation.image);
    auto results = prove_promises(files, compilation, {});
    REQUIRE(results.size() == 1);
    return results.front();
}

std::string verdict(const std::string& program, const std::string& line)
{
    return to_string(proved(program, line).verdict);
}

void check_broken(const std::string& program, const std::string& line)
{
    const auto result = proved(program, line);
    INFO(line << "\n" << result.reason);
    CHECK(result.verdict == PromiseVerdict::broken);
    // What is offered runs as it is.
    auto files = files_of(program, line);
    files.push_back({"broken.gradus", result.scenario});
    const auto compilation = compile(files);
    REQUIRE(compilation.image);
    REQUIRE(compilation.scenarios.size() == 1);
    const auto report = run_scenarios(compilation, Date{0});
    INFO(result.scenario << report.results.front().message);
    CHECK(report.results.front().is_passed);
}

std::string with(std::string program, const std::string& from, const std::string& to)
{
    const auto at = program.find(from);
    REQUIRE(at != std::string::npos);
    return program.replace(at, from.size(), to);
}

TEST_CASE("a state that is entered on another way breaks `never before`")
{
    check_broken(k_lending, "never lent before checked");
    CHECK(verdict(k_lending, "never lent before asked") == "proved");
    CHECK(verdict(k_lending, "never overdue before lent") == "proved");
    CHECK(verdict(k_lending, "never closed before checked or asked") == "proved");
}

TEST_CASE("a state that is entered only with its condition keeps `never unless`")
{
    check_broken(k_lending, "never lent unless tier is high");
    CHECK(verdict(k_lending, "never overdue unless paid is no") == "proved");
    const auto strict = with(k_lending, "if score is at least 80 % go to lent",
                             "if score is at least 80 % and tier is high go to lent\n"
                             "      if unknown stay");
    // From `overdue` it is entered again, whatever the tier has become.
    check_broken(strict, "never lent unless tier is high");
    const auto stricter =
        with(strict, "when paid is yes go to lent", "when paid is yes and tier is high go to lent");
    CHECK(verdict(stricter, "never lent unless tier is high") == "proved");
    CHECK(verdict(stricter, "never lent unless tier is known") == "proved");
    check_broken(stricter, "never lent unless tier is high and paid is yes");
}

TEST_CASE("what a `when` takes away is never so at rest")
{
    CHECK(verdict(k_lending, "never lent while paid is no") == "proved");
    check_broken(k_lending, "never lent while tier is low");
    CHECK(verdict(k_lending, "never checked while good is met") == "proved");
    check_broken(k_lending, "never checked while tier is high");
}

TEST_CASE("who leads into a state is found whatever else does")
{
    check_broken(k_lending, "never lent except by clerk");  // `good` does, too
    CHECK(verdict(k_lending, "never limbo except by reader") == "proved");
    check_broken(k_lending, "never closed except by reader");  // time does, too
}

TEST_CASE("one person who does both is found, and `other than` keeps them apart")
{
    check_broken(k_lending, "nobody does check and assess");  // the second time, check comes last
    const auto apart =
        with(k_lending, "on check by clerk go", "on check by clerk other than who did assess go");
    CHECK(verdict(apart, "nobody does check and assess") == "proved");
    check_broken(apart, "nobody does check and lend");
}

TEST_CASE("a state without a way out breaks `every case can end`")
{
    check_broken(k_lending, "every case can end");
    const auto mended = with(k_lending, "on sigh by reader stay", "after 1 year go to closed");
    CHECK(verdict(mended, "every case can end") == "proved");
    // Whether this is ever met is for the counted papers to say, which are free.
    const auto hoped = with(k_lending, "on sigh by reader stay",
                            "when at least 2 of papers where kind is high go to closed");
    const auto result = proved(hoped, "every case can end");
    CHECK(result.verdict == PromiseVerdict::not_decided);
    CHECK_FALSE(result.reason.empty());
    CHECK(result.free == std::vector<std::string>{"at least 2 papers where kind is high"});
}

TEST_CASE("what always follows can come from wherever the case stands, and no end before it")
{
    CHECK(verdict(k_lending, "after checked always lent or asked or closed") == "proved");
    check_broken(k_lending, "after checked always lent or asked");  // 30 days pass
    check_broken(k_lending, "after lent always closed");            // limbo
    CHECK(verdict(k_lending, "after overdue always closed or lent") == "proved");
}

TEST_CASE("states of one region are never active together, those of two are")
{
    const auto regions =
        with(k_lending, "  state limbo\n    on sigh by reader stay\n",
             "  state limbo in parallel\n"
             "    region left\n      starts in l1\n"
             "      state l1\n        on sigh by reader go to l2\n      end state\n"
             "      final state l2\n      end state\n    end region\n"
             "    region right\n      starts in r1\n"
             "      state r1\n        on groan by reader go to r2\n      end state\n"
             "      final state r2\n      end state\n    end region\n"
             "    when done go to closed\n");
    CHECK(verdict(regions, "never l1 and l2") == "proved");
    check_broken(regions, "never l2 and r1");
    // With both done the case has gone on.
    CHECK(verdict(regions, "never l2 and r2") == "proved");
    CHECK(verdict(regions, "every case can end") == "proved");
}

TEST_CASE("what a branch raises for its own case is part of the step")
{
    const auto raising = with(with(k_lending, "on check by clerk go to checked",
                                   "on check by clerk go to checked raise ping"),
                              "    after 30 days go to closed\n",
                              "    after 30 days go to closed\n"
                              "    on ping by engine\n"
                              "      if paid is yes go to overdue\n"
                              "      if unknown stay\n"
                              "    end on\n");
    check_broken(raising, "never overdue before lent");
    check_broken(raising, "never overdue unless paid is no");
    // Nobody but the engine reports it.
    CHECK(verdict(raising, "never overdue and closed") == "proved");
}

TEST_CASE("an event that another case raises may come at any time, with any facts")
{
    const auto raising = with(k_lending, "  state overdue\n",
                              "  state overdue\n    on drop by engine go to asked\n") +
                         "workflow other for each person\n  starts in quiet\n  state quiet\n"
                         "    on shout by clerk go to loud raise drop in loan\n  end state\n"
                         "  final state loud\n  end state\nend workflow\n";
    CHECK(verdict(k_lending,
                  "never asked unless tier is known or paid is not known or "
                  "paid is known") == "proved");
    CHECK(verdict(k_lending, "after overdue always lent or closed") == "proved");
    // The engine cannot be led there by this case alone, so it is not called broken.
    const auto calm = with(k_lending, "if score is less than 80 % go to asked",
                           "if score is less than 80 % stay");
    CHECK(verdict(calm, "never asked except by clerk") == "proved");
    const auto calm_raising =
        with(raising, "if score is less than 80 % go to asked", "if score is less than 80 % stay");
    CHECK(verdict(calm_raising, "never asked except by clerk") == "not decided");
}

TEST_CASE("counts that share one list are met together only where each alone is")
{
    const auto once = with(with(k_lending, "  needs at least 2 of papers where kind is high\n",
                                "  counting each of papers once\n"
                                "    needs at least 2 of papers where kind is high\n"
                                "    needs at least 1 of papers where kind is mid\n"
                                "  end counting\n"),
                           "when good is met go to lent", "when good is met go to overdue");
    CHECK(verdict(once,
                  "never overdue unless (at least 2 of papers where (kind is high)) or "
                  "paid is no") == "proved");
    CHECK(verdict(once, "never overdue unless good is met or paid is no") == "proved");
    check_broken(once, "never overdue unless at least 3 of papers where (kind is high)");
}

TEST_CASE("too small a budget decides nothing")
{
    const auto files = files_of(k_lending, "never limbo and lent");
    const auto compilation = compile(files);
    REQUIRE(compilation.image);
    ProofBudget budget;
    budget.configurations = 2;
    const auto results = prove_promises(files, compilation, budget);
    CHECK(results.front().verdict == PromiseVerdict::not_decided);
    CHECK(results.front().reason == "there are more than 2 configurations");
    budget = {};
    budget.diagram_nodes = 8;
    CHECK(prove_promises(files, compilation, budget).front().verdict ==
          PromiseVerdict::not_decided);
}

}  // namespace
}  // namespace gradus
