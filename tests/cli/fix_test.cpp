#include <catch2/catch.hpp>

#include "tests/cli/runner.hpp"

using namespace gradus;

namespace {

constexpr const char* k_misspelt = R"(program lending "Lending"
end program

role clerk "Clerk"

subject member "Member"
    field fee_paid yes or no
end subject

rule paid for member
    needs fee_payd is yes
end rule
)";

const std::string k_right = [] {
    std::string text = k_misspelt;
    return text.replace(text.find("fee_payd"), 8, "fee_paid");
}();

}  // namespace

TEST_CASE("check --fix writes what the diagnostics offer, checks again and ends with 0")
{
    Runner run;
    run.write("a.gradus", k_misspelt);
    const auto outcome = run.gradus("check --fix a.gradus");
    INFO(outcome.talk);
    CHECK(outcome.exit_code == 0);
    CHECK(run.read("a.gradus") == k_right);
    CHECK(outcome.talk == "a.gradus:11:11: write `fee_paid` [G0201]\n1 fix applied\nno problems\n");
    CHECK(outcome.output.empty());
}

TEST_CASE("check --fix --dry-run prints the difference and writes nothing")
{
    Runner run;
    run.write("a.gradus", k_misspelt);
    const auto outcome = run.gradus("check --fix --dry-run a.gradus");
    CHECK(outcome.exit_code == 0);
    CHECK(run.read("a.gradus") == k_misspelt);
    CHECK(outcome.output == R"(--- a.gradus
+++ a.gradus
@@ -8,5 +8,5 @@
 end subject
 
 rule paid for member
-    needs fee_payd is yes
+    needs fee_paid is yes
 end rule
)");
}

TEST_CASE("check --fix ends with 3 and shows what is left where there is no fix for it")
{
    Runner run;
    run.write("a.gradus",
              std::string(k_misspelt) + "rule odd for member\n needs 4 is yes\nend rule\n");
    const auto outcome = run.gradus("check --fix a.gradus");
    CHECK(outcome.exit_code == 3);
    CHECK(run.read("a.gradus").find("needs fee_paid is yes") != std::string::npos);
    CHECK(outcome.output.find("a.gradus:14:") != std::string::npos);
    CHECK(outcome.talk.find("1 problem left") != std::string::npos);
}

TEST_CASE("check --json gives the place and text of each fix; with --fix it says what it did")
{
    Runner run;
    run.write("a.gradus", k_misspelt);
    const auto checked = run.gradus("check a.gradus --json");
    CHECK(checked.exit_code == 3);
    const auto json = checked.json();
    const auto& fix = json.find("diagnostics")->as_array().at(0).find("fixes")->as_array().at(0);
    CHECK(fix.find("text")->as_string() == "fee_paid");
    CHECK(fix.find("line")->as_int() == 11);
    CHECK(fix.find("column")->as_int() == 11);
    CHECK(fix.find("end_column")->as_int() == 19);
    const auto fixed = run.gradus("check a.gradus --fix --json").json();
    CHECK(fixed.find("diagnostics")->as_array().empty());
    REQUIRE(fixed.find("fixed")->as_array().size() == 1);
    CHECK(fixed.find("fixed")->as_array()[0].find("code")->as_string() == "G0201");
}

TEST_CASE("the files of a folder are mended where they lie, and keep their mode")
{
    Runner run;
    REQUIRE(run.shell("mkdir -p club/rules") == 0);
    run.write("club/rules/a.gradus", k_misspelt);
    REQUIRE(run.shell("chmod 640 club/rules/a.gradus") == 0);
    CHECK(run.gradus("check --fix club").exit_code == 0);
    CHECK(run.read("club/rules/a.gradus") == k_right);
    CHECK(run.shell("test \"$(stat -c %a club/rules/a.gradus)\" = 640") == 0);
    CHECK(run.shell("test \"$(ls club/rules)\" = a.gradus") == 0);
}

TEST_CASE("a dry run without --fix is wrong usage")
{
    Runner run;
    run.write("a.gradus", k_right);
    CHECK(run.gradus("check --dry-run a.gradus").exit_code == 2);
}
