// What the pages show comes about.
#include <catch2/catch.hpp>

#include "tests/docs/session.hpp"

using namespace gradus::docs;

TEST_CASE("an output agrees with the page where dots stand for what differs")
{
    CHECK(agrees("a … c\n", "a b c\n\n"));
    CHECK(agrees("a\n…\nd\n", "a\nb\nc\nd"));
    CHECK(agrees("a.b (1)", "a.b (1)"));
    CHECK_FALSE(agrees("a.b", "axb"));
    CHECK_FALSE(agrees("a\n…\nd\n", "a\nb\n"));
    CHECK_FALSE(agrees("a", "a\nb"));
}

TEST_CASE("the dates of a recorded output move with the days since")
{
    CHECK(moved("due 2027-12-30, T2010-01-01T08:00", 3) == "due 2028-01-02, T2010-01-01T08:00");
}

TEST_CASE("what the pages show comes about, step by step")
{
    std::size_t steps = 0;
    for (const auto& path : pages()) {
        Session session;
        for (const auto& block : blocks_of(text_of(path))) {
            if (!is_runnable(block))
                continue;
            ++steps;
            CAPTURE(path.string(), block.line);
            CHECK(session.follow(block) == "");
        }
    }
    CHECK(steps > 20);
}
