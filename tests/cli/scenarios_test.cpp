// `gradus test`: reports for people and for machines.
#include <catch2/catch.hpp>

#include "tests/cli/runner.hpp"

using namespace gradus;

namespace {

constexpr const char* k_lending = R"(program lending "Lending"
end program
role clerk "Clerk"
subject member "Member"
    field fee_paid yes or no
end subject
rule paid for member
    needs fee_paid is yes
end rule
workflow lending for each member
    starts in open
    state open
        on close by clerk
            if paid is met go to closed
            if unknown stay
            otherwise go to lost
        end on
    end state
    final state closed
    end state
    final state lost
    end state
end workflow
scenario "who paid & left"
    given member anna
        fact fee_paid is yes
    on 2020-01-01 clerk does close
    expect lending in closed
end scenario
)";

constexpr const char* k_failing = R"(scenario "a \"wrong\" one"
    given member anna
    wait until 2020-01-01
    expect paid is met
end scenario
)";

}  // namespace

TEST_CASE("the JUnit report has a suite a file, a case a scenario, and what failed with its place")
{
    Runner run;
    REQUIRE(run.shell("mkdir p") == 0);
    run.write("p/a.gradus", k_lending);
    run.write("p/b.gradus", k_failing);
    const auto outcome = run.gradus("test p --junit report.xml");
    CHECK(outcome.exit_code == 3);
    const auto report = run.read("report.xml");
    INFO(report);
    const std::string head = R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lending" tests="2" failures="1">
  <testsuite name="a.gradus" tests="1" failures="0">
    <testcase name="who paid &amp; left" classname="lending.a" file="a.gradus" line="24"/>
  </testsuite>
  <testsuite name="b.gradus" tests="1" failures="1">
    <testcase name="a &quot;wrong&quot; one" classname="lending.b" file="b.gradus" line="4">
      <failure message="`paid` was expected to be met and is unknown on 2020-01-01">)";
    const std::string tail = R"(</failure>
    </testcase>
  </testsuite>
</testsuites>
)";
    CHECK(report.starts_with(head));
    CHECK(report.ends_with(tail));
    CHECK(report.find("fee_paid: unknown&#10;", head.size()) != std::string::npos);
}

TEST_CASE("test ends with 74 where the report cannot be written")
{
    Runner run;
    run.write("a.gradus", k_lending);
    CHECK(run.gradus("test a.gradus --junit nowhere/report.xml").exit_code == 74);
}

TEST_CASE("coverage lists what is missing by its name and place")
{
    Runner run;
    run.write("a.gradus", k_lending);
    const auto words = run.gradus("test a.gradus --coverage");
    CHECK(words.exit_code == 0);
    CHECK(words.output.find("states entered: 2 of 3\n    missing: lending.lost (a.gradus:21)\n") !=
          std::string::npos);
    CHECK(words.output.find("missing: lending.open.close.3 (a.gradus:16)") != std::string::npos);
    const auto json = run.gradus("test a.gradus --coverage --json").json();
    const auto& states = *json.find("coverage")->find("states");
    CHECK(states.find("all")->as_int() == 3);
    CHECK(states.find("reached")->as_int() == 2);
    const auto& missing = states.find("missing")->as_array().at(0);
    CHECK(missing.find("name")->as_string() == "lending.lost");
    CHECK(missing.find("file")->as_string() == "a.gradus");
    CHECK(missing.find("line")->as_int() == 21);
}
