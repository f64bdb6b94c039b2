// Each stage of the compiler shows what it produces. The expected texts are in tests/cli/stages;
// GRADUS_UPDATE_GOLDENS=1 writes what is printed now: read it before it is committed.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/cli/runner.hpp"

using namespace gradus;

namespace {

const std::string k_folder = std::string(GRADUS_SOURCE_DIR) + "/tests/cli/stages/";

std::string text_of(const std::string& path)
{
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

// The identity of a definition changes with every form of the Image; other tests hold it.
std::string without_identity(std::string text)
{
    static constexpr std::size_t k_digits = 64;
    const auto at =
        text.find_first_not_of("0123456789abcdef", text.rfind(' ', text.find('\n')) + 1);
    if (at != std::string::npos && text.find('\n') == at && at > k_digits)
        text.erase(at - k_digits, k_digits);
    return text;
}

}  // namespace

TEST_CASE("each stage prints of one small program what was accepted")
{
    for (const std::string stage : {"cst", "ast", "program", "image", "graph"}) {
        INFO(stage);
        const Runner run;
        const auto outcome = run.gradus("print " + stage + " '" + k_folder + "club'");
        INFO(outcome.talk);
        CHECK(outcome.exit_code == 0);
        const auto golden = k_folder + stage + ".expected";
        if (std::getenv("GRADUS_UPDATE_GOLDENS") != nullptr)
            std::ofstream(golden, std::ios::binary) << without_identity(outcome.output);
        CHECK_FALSE(outcome.output.empty());
        CHECK(without_identity(outcome.output) == text_of(golden));
    }
}

TEST_CASE("the image as JSON is the one whose hash names the definition")
{
    const Runner run;
    const auto json = run.gradus("print image --json '" + k_folder + "club'").json();
    CHECK(json.find("program")->as_string() == "club");
}

TEST_CASE("a stage that does not exist is wrong usage, and a faulty program has no later stages")
{
    const Runner run;
    run.write("a.gradus",
              "program p\nend program\nrule lost for nobody\n  needs a is 1\nend rule\n");
    CHECK(run.gradus("print tokens a.gradus").exit_code == 2);
    CHECK(run.gradus("print ast").exit_code == 2);
    CHECK(run.gradus("print ast a.gradus").exit_code == 0);
    CHECK(run.gradus("print program a.gradus").exit_code == 3);
    CHECK(run.gradus("print graph a.gradus").exit_code == 3);
    CHECK(run.gradus("print cst none.gradus").exit_code == 4);
    run.write("b.gradus", "role from\n");
    CHECK(run.gradus("print cst b.gradus").exit_code == 3);
}
