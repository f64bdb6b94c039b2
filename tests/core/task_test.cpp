// What the decision and the subject's state say of tasks and approvals; what tasks mean is told by
// the programs in tests/language.
#include <catch2/catch.hpp>

#include "tests/core/bench.hpp"

using namespace gradus;

namespace {

const char* const k_program = R"(
program club "Club"
end program
role clerk
role head
role board
subject member
    field paid yes or no
end subject
event decide
    field yes_or_no yes or no
    field remark text
end event
workflow joining for each member
    starts in asked
    state asked
        task look "Look at it" for clerk
            done by decide
            if not done after 3 days escalate to head
            if not done after 5 days escalate to board notify clerk "too late"
        end task
        on ask by clerk stay
        on decide by clerk go to voting
    end state
    state voting
        on vote by 2 different board go to joined
    end state
    final state joined
    end state
end workflow
)";

Bench asked()
{
    Bench bench(k_program);
    bench.on("2010-01-04");
    REQUIRE(bench.report("ask", "clerk"));
    return bench;
}

const OpenTask& only_task(const Bench& bench)
{
    REQUIRE(bench.last_case().tasks.size() == 1);
    return bench.last_case().tasks[0];
}

Json decided(const Bench& bench)
{
    const auto dec = encode(bench.decision).dec;
    return dec.find("cases")->as_array().at(0);
}

}  // namespace

TEST_CASE("a report that waits for further people stands in the decision")
{
    auto bench = asked();
    REQUIRE(bench.report("decide", "clerk"));
    REQUIRE(bench.report("vote", "board", "{}", "ada"));
    const auto waiting = decided(bench);
    CHECK(canonical(*waiting.find("approvals")) ==
          R"([{"branch":"voting.vote.1","person":"ada","transition":"voting.vote"}])");
    CHECK(waiting.find("taken") == nullptr);
    REQUIRE(bench.facts(R"({"facts":{"paid":true}})"));
    CHECK(canonical(*decided(bench).find("stale")) == canonical(*waiting.find("approvals")));
    CHECK(bench.last_case().approvals.empty());
}

TEST_CASE("each step of a ladder is taken once, tells its role, and frees the task")
{
    auto bench = asked();
    CHECK(bench.work(EventType::task_claimed, "head", "cora").error().kind ==
          ErrorKind::not_allowed);
    REQUIRE(bench.work(EventType::task_claimed, "clerk", "ada"));
    CHECK(only_task(bench).claimed_by == "ada");
    CHECK(bench.next_due_day() == parse_date("2010-01-07"));
    REQUIRE(bench.fire_next());
    CHECK(only_task(bench).escalated == std::vector<std::string>{"head"});
    CHECK(only_task(bench).claimed_by == std::nullopt);
    CHECK(bench.decision.cases[0].tasks[0].kind == TaskOperationKind::escalated);
    CHECK(bench.decision.cases[0].tasks[0].role == "head");
    CHECK(bench.decision.cases[0].effects[0].text == "escalated: Look at it");
    CHECK(bench.next_due_day() == parse_date("2010-01-09"));
    REQUIRE(bench.fire_next());
    REQUIRE(bench.decision.cases[0].effects.size() == 2);
    CHECK(bench.decision.cases[0].effects[1].text == "too late");
    CHECK(bench.next_due_day() == std::nullopt);
    REQUIRE(bench.report("decide", "board"));
    CHECK(bench.open_tasks().empty());
}

TEST_CASE("a task done early takes its ladder with it")
{
    auto bench = asked();
    REQUIRE(bench.report("decide", "clerk"));
    CHECK(bench.next_due_day() == std::nullopt);
}

TEST_CASE("who has a task, who gave it, what was saved and said comes back from the snapshot")
{
    auto bench = asked();
    REQUIRE(bench.work(EventType::task_delegated, "clerk", "ada", R"({"to":"bea"})"));
    REQUIRE(bench.work(EventType::task_drafted, "clerk", "bea", R"({"remark":"later"})"));
    REQUIRE(bench.work(EventType::task_drafted, "clerk", "bea", R"({"remark":"soon"})"));
    REQUIRE(bench.work(EventType::task_commented, "clerk", "cem", R"({"text":"hurry"})"));
    const auto& task = only_task(bench);
    CHECK(task.claimed_by == "bea");
    CHECK(task.delegated_by == std::vector<std::string>{"ada"});
    REQUIRE(task.drafts.size() == 1);
    CHECK(task.drafts[0].version == 2);
    CHECK(task.comments == 1);
    CHECK(encode(bench.subject).find("soon") == std::string::npos);
    const auto again = decode_subject(encode(bench.subject));
    REQUIRE(again);
    CHECK(*again == bench.subject);
}

TEST_CASE("nobody delegates to a person whom the subject's record does not give the role")
{
    auto bench = asked();
    const std::string ada = R"({"role":"clerk","person":"ada"})";
    REQUIRE(bench.command(EventType::role_assigned, {}, ada));
    const auto refused = bench.work(EventType::task_delegated, "clerk", "ada", R"({"to":"bea"})");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::not_allowed);
    CHECK(refused.error().message == "`bea` does not have the role `clerk` for this subject");
}
