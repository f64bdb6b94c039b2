#include "dsl/base/suggest.hpp"

#include <vector>

#include <catch2/catch.hpp>

using namespace gradus;

TEST_CASE("a misspelt word finds the nearest candidate within a third of its length")
{
    const std::vector<std::string> words = {"state", "starts", "stay", "JNCIS-SEC"};
    CHECK(suggest("stae", words) == "state");
    CHECK(suggest("jncis_sec", words) == "JNCIS-SEC");
    CHECK(suggest("satte", words) == "state");
    CHECK_FALSE(suggest("transition", words));
    CHECK_FALSE(suggest("xy", words));
}

TEST_CASE("an adjacent swap counts as one edit")
{
    CHECK(edit_distance("teh", "the") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
}
