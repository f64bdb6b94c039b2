// Events that branches raise, and questions to services.
#include <catch2/catch.hpp>

#include "dsl/base/limits.hpp"
#include "tests/core/bench.hpp"

using namespace gradus;

namespace {

const char* const k_program = R"(
program top "Top"
end program
role child
choice color
    red
    blue
end choice
service mirror
    field shown whole number
    answers seen
end service
event turn
    field times whole number
end event
subject toy
    field spins whole number
end subject
workflow spin for each toy
    starts in still
    state still
        on push by child stay raise turn with times spins call mirror with shown spins
        on look by child stay
        on seen by mirror stay
        on turn by engine go to turned
        on whirl by child stay raise around
        on around by engine stay raise around
        on throw by child stay raise catch in hand for red
        on burst by child stay raise crack in hand for red
    end state
    state turned
        on push by child go to still
    end state
end workflow
workflow hand for each toy and color
    starts in empty
    state empty
        on hold by child stay
        on catch by engine stay raise catch in hand for color
        on crack by engine stay raise crack in hand for red raise crack in hand for blue
    end state
end workflow
)";

}  // namespace

TEST_CASE("what is raised is recorded with what came along, and what is not known is left out")
{
    Bench bench(k_program, R"({"spins":3})");
    REQUIRE(bench.report("push", "child"));
    CHECK(bench.states() == "turned");
    const auto& decided = bench.decision.cases.at(0);
    REQUIRE(decided.raised.size() == 1);
    CHECK(decided.raised[0].event == "turn");
    CHECK(decided.raised[0].is_taken);
    CHECK(canonical(to_json(decided.raised[0].data)) == R"({"times":3})");
    CHECK(decided.taken == std::vector<std::string>{"still.push.1", "still.turn.1"});
    REQUIRE(decided.effects.size() == 1);
    CHECK(decided.effects[0].kind == "call");
    CHECK(decided.effects[0].role == "mirror");
    CHECK(decided.effects[0].text == R"({"shown":3})");

    Bench other(k_program);
    REQUIRE(other.report("push", "child"));
    CHECK(other.decision.cases.at(0).raised.at(0).data.empty());
    CHECK(other.decision.cases.at(0).effects.at(0).text == "{}");
}

TEST_CASE("an event that the case raises for itself in a circle is refused at the limit")
{
    Bench bench(k_program);
    REQUIRE(bench.report("look", "child"));
    const auto before = bench.subject;
    const auto refused = bench.report("whirl", "child");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::limit);
    CHECK(bench.subject == before);
}

TEST_CASE("cases that raise events for each other in a circle are refused at the limit")
{
    Bench bench(k_program);
    const auto slow = bench.report("throw", "child");
    REQUIRE_FALSE(slow);
    CHECK(slow.error().kind == ErrorKind::limit);
    CHECK(slow.error().message.find("moved each other") != std::string::npos);
    const auto fast = bench.report("burst", "child");
    REQUIRE_FALSE(fast);
    CHECK(fast.error().kind == ErrorKind::limit);
    CHECK(fast.error().message ==
          std::to_string(k_limit_raised_events + 1) + " events were raised in one step");
}
