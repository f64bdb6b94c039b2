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
            otherwise stay
        end on
    end state
    final state closed
    end state
end workflow

)";

constexpr const char* k_scenario_head = R"(scenario "a member who paid leaves"
    given member anna
        fact fee_paid is yes
    on 2020-01-01 clerk does close
    expect lending in )";

std::string with_scenario(const std::string& state)
{
    return k_lending + std::string(k_scenario_head) + state + "\nend scenario\n";
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("check is silent about a sound program and ends with 0")
{
    Runner run;
    run.write("a.gradus", k_lending);
    const auto outcome = run.gradus("check a.gradus --json");
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.json().find("diagnostics")->as_array().empty());
}

TEST_CASE("check ends with 3 and says where the mistake stands")
{
    Runner run;
    run.write("a.gradus", std::string(k_lending) + "rule lost for nobody\nend rule\n");
    const auto outcome = run.gradus("check a.gradus --json");
    CHECK(outcome.exit_code == 3);
    const auto json = outcome.json();
    REQUIRE_FALSE(json.find("diagnostics")->as_array().empty());
    const auto& first = json.find("diagnostics")->as_array().front();
    for (const char* member : {"code", "severity", "message", "file", "line", "column", "end_line",
                               "end_column", "help", "related", "fixes"}) {
        INFO(member);
        CHECK(first.find(member) != nullptr);
    }
    CHECK(has(first.find("file")->as_string(), "a.gradus"));
}

TEST_CASE("a misspelt verb ends with 2 and names the nearest one")
{
    const auto outcome = Runner().gradus("chek a.gradus");
    CHECK(outcome.exit_code == 2);
    CHECK(has(outcome.talk, "gradus check"));
    CHECK(outcome.output.empty());
}

TEST_CASE("help goes to standard output and ends with 0")
{
    const auto outcome = Runner().gradus("--help");
    CHECK(outcome.exit_code == 0);
    CHECK(has(outcome.output, "evaluate"));
}

TEST_CASE("evaluate tells met, not met and unknown apart")
{
    Runner run;
    run.write("a.gradus", k_lending);
    const auto verdict = [&](const std::string& facts) {
        run.write("facts.json", facts);
        const auto outcome =
            run.gradus("evaluate a.gradus paid --subject facts.json --at 2020-01-01 --json");
        CHECK(outcome.exit_code == 0);
        return outcome.json();
    };
    CHECK(verdict(R"({"fee_paid":true})").find("verdict")->as_string() == "met");
    CHECK(verdict(R"({"fee_paid":false})").find("verdict")->as_string() == "not met");
    const auto unknown = verdict("{}");
    CHECK(unknown.find("verdict")->as_string() == "unknown");
    CHECK(unknown.find("missing")->as_array().size() == 1);
    CHECK(unknown.find("rule")->as_string() == "paid");
    CHECK(unknown.find("horizon")->is_null());
    CHECK(unknown.find("why") != nullptr);
}

TEST_CASE("evaluate refuses a rule, a name and a fact that the program does not have")
{
    Runner run;
    run.write("a.gradus", k_lending);
    run.write("facts.json", R"({"fee_paid":true})");
    run.write("wrong.json", R"({"fee_payed":true})");
    CHECK(run.gradus("evaluate a.gradus paied --subject facts.json --at 2020-01-01").exit_code ==
          4);
    CHECK(run.gradus("evaluate a.gradus paid --subject facts.json --at 2020-01-01 --with x=y")
              .exit_code == 2);
    CHECK(run.gradus("evaluate a.gradus paid --subject wrong.json --at 2020-01-01").exit_code == 3);
}

TEST_CASE("a batch answers each line in order and goes on after a bad one")
{
    Runner run;
    run.write("a.gradus", k_lending);
    run.write("many.jsonl",
              R"({"id":"a","at":"2020-01-01","with":{"x":"y"},"subject":{"fee_paid":true}})"
              "\n"
              R"({"id":"b","at":"2020-01-01","subject":{"fee_paid":"perhaps"}})"
              "\n"
              R"({"id":"c","at":"2020-01-01","subject":{"fee_paid":false}})"
              "\n");
    const auto outcome = run.gradus("evaluate a.gradus paid --subjects many.jsonl");
    CHECK(outcome.exit_code == 0);
    const auto first = outcome.output.find(R"("id":"a")");
    const auto second = outcome.output.find(R"("id":"b")");
    const auto third = outcome.output.find(R"("id":"c")");
    REQUIRE(third != std::string::npos);
    CHECK(first < second);
    CHECK(second < third);
    CHECK(has(outcome.output, R"("error")"));
    CHECK(has(outcome.output, R"("not met")"));
}

TEST_CASE("test ends with 0 when the scenarios hold and with 3 when one does not")
{
    Runner run;
    run.write("good.gradus", with_scenario("closed"));
    run.write("bad.gradus", with_scenario("open"));
    const auto good = run.gradus("test good.gradus");
    INFO(good.output << good.talk);
    CHECK(good.exit_code == 0);
    const auto bad = run.gradus("test bad.gradus");
    INFO(bad.output << bad.talk);
    CHECK(bad.exit_code == 3);
    CHECK(has(bad.output + bad.talk, "bad.gradus:"));
    CHECK(has(bad.output + bad.talk, "closed"));
}

TEST_CASE("fmt --check ends with 3 until fmt has laid the file out")
{
    Runner run;
    run.write("a.gradus", "program lending   \"Lending\"\nend program\n# kept\n");
    CHECK(run.gradus("fmt --check a.gradus").exit_code == 3);
    CHECK(run.gradus("fmt a.gradus").exit_code == 0);
    CHECK(run.gradus("fmt --check a.gradus").exit_code == 0);
    CHECK(has(run.read("a.gradus"), "# kept"));
}

TEST_CASE("a client verb ends with 6 where no daemon listens")
{
    Runner run;
    const auto outcome = run.gradus("cases --server http://127.0.0.1:1");
    CHECK(outcome.exit_code == 6);
    CHECK_FALSE(outcome.talk.empty());
    CHECK(outcome.output.empty());
}

TEST_CASE("print stdlib lists the modules of the standard library and shows one")
{
    Runner run;
    const auto names = run.gradus("print stdlib");
    CHECK(names.exit_code == 0);
    CHECK(has(names.output, "std.review\n"));
    const auto text = run.gradus("print stdlib std.review");
    CHECK(text.exit_code == 0);
    CHECK(has(text.output, "fragment two_reviews"));
    CHECK(run.gradus("print stdlib std.reveiw").exit_code == 4);
}

TEST_CASE("a program uses the standard library and the modules of its own folder")
{
    Runner run;
    run.write("p/modules/common.gradus", "module common\nparameter wait_time is 3 days\n");
    run.write("p/main.gradus",
              std::string("use common\nuse std.certification\n") + k_lending +
                  "record paper\n    include examination\nend record\n"
                  "workflow waiting for each member\n    starts in begun\n    state begun\n"
                  "        on begin by clerk stay\n        after wait_time go to ended\n"
                  "    end state\n    final state ended\n    end state\nend workflow\n");
    const auto outcome = run.gradus("check p");
    INFO(outcome.output << outcome.talk);
    CHECK(outcome.exit_code == 0);
    CHECK_FALSE(has(outcome.output, "warning"));
}
