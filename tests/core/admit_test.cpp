#include "engine/core/admit.hpp"

#include <catch2/catch.hpp>

#include "tests/core/bench.hpp"

using namespace gradus;

namespace {

const char* const k_program = R"(
program club "Club"
end program
record child
    field name text, personal
    field age whole number
    field badge one of gold, silver, mandatory
end record
subject member
    field level one of junior, senior
    field email text, personal
    field children list of child
    field sports list of sport
    field since date
end subject
choice sport
    tennis
    chess
end choice
)";

Error refusal(const std::string& facts)
{
    Bench bench(k_program);
    const auto refused = bench.facts(R"({"facts":)" + facts + "}");
    REQUIRE_FALSE(refused);
    return refused.error();
}

}  // namespace

TEST_CASE("a fact that does not fit its type is refused with its path and the way out")
{
    CHECK(refusal(R"({"level":"senoir"})").help == "did you mean `senior`?");
    CHECK(refusal(R"({"levle":"senior"})").help == "did you mean `level`?");
    CHECK(refusal(R"({"since":"2010-02-30"})").place == "since");
    CHECK(refusal(R"({"since":null})").message == "null is not a value");
    CHECK(refusal(R"({"sports":["tennis","tennis"]})").message == "`tennis` stands twice");
    CHECK(refusal(R"({"children":[{"age":1}]})").place == "children[e1].badge");
    CHECK(refusal(R"({"children":[{"badge":"gold","age":"1"}]})").place == "children[e1].age");
    CHECK(refusal(R"({"children":[{"key":"a","badge":"gold"},{"key":"a","badge":"gold"}]})")
              .message == "the key `a` stands twice");
}

TEST_CASE("elements without a key get one, and are changed by their paths")
{
    Bench bench(k_program, R"({"children":[{"badge":"gold"},{"key":"e1","badge":"silver"}]})");
    const auto& children =
        std::get<std::vector<Element>>(find(bench.subject.facts, "children")->data);
    REQUIRE(children.size() == 2);
    CHECK(children[0].key == "e2");
    CHECK(children[1].key == "e1");
    REQUIRE(bench.facts(
        R"({"set":[{"path":"children[e1].age","value":7}],"retract":["children[e2]"]})"));
    CHECK(to_json(bench.subject.facts) ==
          *parse_json(R"({"children":[{"age":7,"badge":"silver","key":"e1"}]})"));
    CHECK(bench.facts(R"({"set":[{"path":"children[zz].age","value":7}]})").error().kind ==
          ErrorKind::not_found);
    CHECK(bench.facts(R"({"retract":["children[e1].badge"]})").error().kind ==
          ErrorKind::invalid_input);
}

TEST_CASE("a personal value leaves only its salted commitment")
{
    Bench bench(k_program);
    Command command;
    command.subject = bench.subject.id;
    command.type = EventType::facts_changed;
    command.data = *parse_json(R"({"facts":{"email":"a@example.test"}})");
    const Definitions definitions{{{}, &bench.image()}, {}};
    const auto one = admit(definitions, &bench.subject, command, bench.now, sha256("1"));
    const auto two = admit(definitions, &bench.subject, command, bench.now, sha256("2"));
    REQUIRE(one);
    REQUIRE(two);
    CHECK(canonical(one->event.data).find("example.test") == std::string::npos);
    REQUIRE(one->personal.size() == 1);
    CHECK(one->personal[0].value == "\"a@example.test\"");
    CHECK(one->personal[0].salt.size() == 32);
    CHECK(one->personal[0].commitment ==
          hmac_sha256(one->personal[0].salt, one->personal[0].value));
    CHECK(one->personal[0].commitment != two->personal[0].commitment);
}

TEST_CASE("timers are the engine's alone, and a subject exists once")
{
    Bench bench(k_program);
    CHECK(bench.command(EventType::timer_fired, "x", "{}").error().kind == ErrorKind::not_allowed);
    CHECK(bench.command(EventType::subject_created, "", "{}").error().kind == ErrorKind::conflict);
}
