// `gradus prove`: verdicts for people and for machines, and the file of scenarios.
#include <catch2/catch.hpp>

#include "tests/cli/runner.hpp"

using namespace gradus;

namespace {

constexpr const char* k_lending = R"(program lending
end program
role clerk
subject member
    field paid yes or no
end subject
event check
    field points whole number, mandatory
end event
workflow lending for each member
    starts in open
    state open
        on check by clerk
            if points is more than 5 go to ready
            if points is less than 5 go to closed
        end on
    end state
    state ready
        on close by clerk
            if paid is yes go to closed
            if unknown stay
        end on
    end state
    final state closed
    end state
end workflow
promise kept for lending
    never ready before open
end promise
)";

constexpr const char* k_broken = R"(promise broken for lending
    never closed unless paid is yes
end promise
)";

}  // namespace

TEST_CASE("promises that are kept give 0, one that is broken gives 3 and a scenario that passes")
{
    Runner run;
    REQUIRE(run.shell("mkdir p") == 0);
    run.write("p/a.gradus", k_lending);
    const auto kept = run.gradus("prove p");
    CHECK(kept.exit_code == 0);
    CHECK(kept.output.find("a.gradus:28: proved: kept: never ready before open") == 0);
    CHECK(kept.output.find("gap: no branch takes `points` 5, though less and more are taken") !=
          std::string::npos);
    CHECK(kept.talk.find("1 proved, 0 broken, 0 not decided") != std::string::npos);
    run.write("p/b.gradus", k_broken);
    const auto broken = run.gradus("prove p --json -o p/shown.gradus");
    CHECK(broken.exit_code == 3);
    const auto json = broken.json();
    CHECK(json.find("broken")->as_int() == 1);
    const auto& promise = json.find("promises")->as_array()[1];
    CHECK(promise.find("verdict")->as_string() == "broken");
    CHECK(promise.find("line")->as_string() == "never closed unless paid is yes");
    CHECK(run.read("p/shown.gradus") == promise.find("scenario")->as_string());
    CHECK(run.gradus("test p").exit_code == 0);
}
