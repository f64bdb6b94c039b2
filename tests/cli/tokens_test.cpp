#include <catch2/catch.hpp>

#include "dsl/base/hash.hpp"
#include "tests/cli/runner.hpp"

using namespace gradus;

namespace {

constexpr const char* k_lending = R"(program lending "Lending"
end program
role clerk "Clerk"
subject member "Member"
    field fee_paid yes or no
end subject
workflow lending for each member
    starts in open
    state open
        on close by clerk go to closed
    end state
    final state closed
    end state
end workflow
sample first "A sample"
    given member first
end sample
)";

void make_data(const Runner& run)
{
    run.write("a.gradus", k_lending);
    REQUIRE(run.shell("mkdir data") == 0);
    REQUIRE(run.gradus("samples a.gradus --data data").exit_code == 0);
}

}  // namespace

TEST_CASE("tokens add prints a secret once and keeps its hash with the person and the roles")
{
    Runner run;
    make_data(run);
    const auto outcome =
        run.gradus("tokens add ruth --role clerk --role operator --data data --json");
    INFO(outcome.talk);
    CHECK(outcome.exit_code == 0);
    const auto secret = outcome.json().find("token")->as_string();
    const auto kept = parse_json(run.read("data/tokens.json"));
    REQUIRE(kept);
    const auto& token = kept->find("tokens")->as_array().at(0);
    CHECK(token.find("person")->as_string() == "ruth");
    CHECK(canonical(*token.find("roles")) == R"(["clerk","operator"])");
    CHECK(token.find("sha256")->as_string() == to_hex(sha256(secret)));
    CHECK(run.read("data/tokens.json").find(secret) == std::string::npos);
    CHECK(run.shell("test \"$(stat -c %a data/tokens.json)\" = 600") == 0);
}

TEST_CASE("tokens add keeps the tokens that are there")
{
    Runner run;
    make_data(run);
    REQUIRE(run.gradus("tokens init --data data").exit_code == 0);
    const auto before = parse_json(run.read("data/tokens.json"))->find("tokens")->as_array();
    REQUIRE(run.gradus("tokens add ruth --role clerk --data data").exit_code == 0);
    const auto after = parse_json(run.read("data/tokens.json"))->find("tokens")->as_array();
    REQUIRE(after.size() == before.size() + 1);
    CHECK(std::equal(before.begin(), before.end(), after.begin()));
}

TEST_CASE("a token for a role that no program has is refused with the nearest one")
{
    Runner run;
    make_data(run);
    const auto outcome = run.gradus("tokens add ruth --role clark --data data");
    CHECK(outcome.exit_code == 4);
    CHECK(outcome.talk.find("did you mean `clerk`?") != std::string::npos);
    CHECK(run.gradus("tokens add ruth --data data").exit_code == 2);
    CHECK(run.gradus("tokens add --role clerk --data data").exit_code == 2);
}

TEST_CASE("a client without a token goes to the daemon all the same")
{
    Runner run;
    const auto outcome = run.gradus("cases --server http://127.0.0.1:1", "-u GRADUS_TOKEN");
    CHECK(outcome.exit_code == 6);
}

TEST_CASE("a token file that is not there is said before anything is asked")
{
    Runner run;
    const auto outcome = run.gradus("cases --server http://127.0.0.1:1 --token-file none.txt");
    CHECK(outcome.exit_code == 4);
    CHECK(outcome.talk.find("none.txt") != std::string::npos);
}
