#include <catch2/catch.hpp>

#include "tests/cli/runner.hpp"

using namespace gradus;

TEST_CASE("a new program has no fault, is laid out, tests green, covers itself and draws")
{
    Runner run;
    const auto made = run.gradus("new reading_club --json");
    INFO(made.talk);
    REQUIRE(made.exit_code == 0);
    CHECK(made.json().find("folder")->as_string() == "reading_club");
    CHECK(made.json().find("files")->as_array().size() == 5);

    const auto checked = run.gradus("check reading_club --json");
    CHECK(checked.exit_code == 0);
    CHECK(checked.json().find("diagnostics")->as_array().empty());
    CHECK(run.gradus("fmt --check reading_club").exit_code == 0);
    const auto sources =
        run.gradus("sources reading_club --source rules=reading_club/sources/rules.txt");
    INFO(sources.output << sources.talk);
    CHECK(sources.exit_code == 0);
    CHECK(run.gradus("diagram reading_club -o a.dot").exit_code == 0);
    CHECK(run.read("a.dot").find("Admitted") != std::string::npos);
    CHECK(run.read("reading_club/README.md").find("# reading_club") == 0);
}

TEST_CASE("the scenarios of a new program leave nothing of it out")
{
    Runner run;
    REQUIRE(run.gradus("new reading_club --dir club").exit_code == 0);
    const auto tested = run.gradus("test club --coverage --json");
    INFO(tested.output << tested.talk);
    CHECK(tested.exit_code == 0);
    const auto json = tested.json();
    CHECK(json.find("failed")->as_int() == 0);
    CHECK(json.find("passed")->as_int() == 4);
    for (const auto& [name, part] : json.find("coverage")->as_object()) {
        INFO(name);
        CHECK(part.find("unreached")->as_array().empty());
    }
}

TEST_CASE("a program begins in a new or an empty folder, and leaves any other alone")
{
    Runner run;
    REQUIRE(run.shell("mkdir empty full") == 0);
    run.write("full/mine.txt", "mine");
    CHECK(run.gradus("new club --dir empty").exit_code == 0);
    CHECK(run.gradus("new club --dir full").exit_code == 5);
    CHECK(run.gradus("new club --dir empty").exit_code == 5);
    CHECK(run.gradus("new club --dir full/mine.txt").exit_code == 5);
    CHECK(run.shell("test \"$(ls full)\" = mine.txt") == 0);
}

TEST_CASE("what cannot name a program is refused")
{
    Runner run;
    CHECK(run.gradus("new '2nd club'").exit_code == 3);
    CHECK(run.gradus("new from").exit_code == 3);
    CHECK(run.gradus("new").exit_code == 2);
    CHECK(run.shell("test ! -e from") == 0);
}
