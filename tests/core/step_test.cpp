#include "engine/core/step.hpp"

#include <catch2/catch.hpp>

#include "dsl/image/codec.hpp"
#include "tests/core/bench.hpp"

using namespace gradus;

namespace {

const char* const k_program = R"(
program school "School"
end program
role clerk
role guest
parameter limit is 30 days
subject pupil
    field fee_paid yes or no
    field born date
end subject
event grade
    field mark one of pass, fail, mandatory
end event
rule paid for pupil
    needs fee_paid is yes
end rule
rule grown for pupil
    needs today is on or after born plus 18 years
end rule
workflow course for each pupil
    starts in enrolled
    state enrolled
        task pay "Pay the fee" for guest
            done by settle
            due in 10 days
            remind after 5 days
            when overdue notify clerk "late"
        end task
        on enroll by clerk stay
        on settle by guest
            if paid is met go to lessons
            if unknown stay
            otherwise go to refused
        end on
        after limit go to refused
    end state
    state lessons in parallel
        region theory
            starts in reading
            state reading
                on read by guest go to read_all
            end state
            final state read_all
            end state
        end region
        region practice
            starts in trying
            state trying
                on grade by clerk
                    if mark is pass go to practiced
                    otherwise stay
                end on
            end state
            final state practiced
            end state
        end region
        on leave by guest go to refused
        when done go to graduate
    end state
    state graduate
        starts in member
        every 1 year go to checked
        state member
            when grown is met go to senior
        end state
        state senior
        end state
        state checked
            on settle by guest go to member
        end state
    end state
    final state refused
    end state
end workflow
)";

Bench enrolled(const std::string& facts)
{
    Bench bench(k_program, facts);
    REQUIRE(bench.report("enroll", "clerk"));
    return bench;
}

Bench in_lessons()
{
    auto bench = enrolled(R"({"fee_paid":true,"born":"2000-05-05"})");
    REQUIRE(bench.report("settle", "guest"));
    return bench;
}

Bench graduate()
{
    auto bench = in_lessons();
    REQUIRE(bench.report("read", "guest"));
    REQUIRE(bench.report("grade", "clerk", R"({"mark":"pass"})"));
    return bench;
}

}  // namespace

TEST_CASE("a case begins with the first event that its initial state takes")
{
    auto bench = enrolled("{}");
    CHECK(bench.last_case().id == "course/x/1");
    CHECK(bench.states() == "enrolled");
    CHECK(bench.open_tasks() == std::vector<std::string>{"pay"});
}

TEST_CASE("the first branch that is met wins, and the later ones are not reached")
{
    auto bench = enrolled(R"({"fee_paid":true})");
    REQUIRE(bench.report("settle", "guest"));
    CHECK(bench.states() == "reading trying");
    REQUIRE(bench.decision.cases[0].guards.size() == 3);
    CHECK(bench.decision.cases[0].guards[0].verdict == BranchVerdict::met);
    CHECK(bench.decision.cases[0].guards[2].verdict == BranchVerdict::not_reached);
}

TEST_CASE(
    "a condition that cannot be decided takes the branch for that, and the fact is recorded as "
    "read")
{
    auto bench = enrolled("{}");
    REQUIRE(bench.report("settle", "guest"));
    CHECK(bench.states() == "enrolled");
    CHECK(bench.decision.cases[0].taken == std::vector<std::string>{"enrolled.settle.2"});
    CHECK(bench.decision.read == std::vector<std::string>{"fee_paid"});
}

TEST_CASE("a parallel state is done when all of its regions are")
{
    auto bench = in_lessons();
    REQUIRE(bench.report("read", "guest"));
    CHECK(bench.states() == "read_all trying");
    REQUIRE(bench.report("grade", "clerk", R"({"mark":"fail"})"));
    CHECK(bench.states() == "read_all trying");
    REQUIRE(bench.report("grade", "clerk", R"({"mark":"pass"})"));
    CHECK(bench.states() == "member");
}

TEST_CASE("a transition of the parallel state leaves all regions, and a final state ends the case")
{
    auto bench = in_lessons();
    REQUIRE(bench.report("leave", "guest"));
    CHECK(bench.states() == "refused");
    CHECK(bench.last_case().is_finished);
    CHECK(bench.last_case().timers.empty());
    REQUIRE(bench.report("enroll", "clerk"));
    CHECK(bench.last_case().id == "course/x/2");
}

TEST_CASE("an event of no active state is refused with what would be taken")
{
    auto bench = enrolled("{}");
    const auto before = bench.subject;
    const auto refused = bench.report("read", "guest");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::conflict);
    CHECK(refused.error().help == "it takes: enroll, settle");
    CHECK(bench.subject == before);
}

TEST_CASE(
    "only the role of the transition may report, and only the assigned person where there is one")
{
    auto bench = enrolled("{}");
    CHECK(bench.report("settle", "clerk").error().kind == ErrorKind::not_allowed);
    REQUIRE(bench.command(EventType::role_assigned, {}, R"({"role":"guest","person":"mia"})"));
    CHECK(bench.report("settle", "guest", "{}", "leo").error().kind == ErrorKind::not_allowed);
    CHECK(bench.report("settle", "guest", "{}", "mia"));
    REQUIRE(bench.command(EventType::role_released, {}, R"({"role":"guest","person":"mia"})"));
    CHECK(bench.report("settle", "guest", "{}", "leo"));
}

TEST_CASE("a reminder, a due date and a deadline come in their order, each once")
{
    auto bench = enrolled("{}");
    CHECK(bench.next_due_day() == parse_date("2010-01-06"));
    REQUIRE(bench.fire_next());
    CHECK(bench.decision.cases[0].effects[0].text == "reminder: Pay the fee");
    CHECK(bench.next_due_day() == parse_date("2010-01-11"));
    REQUIRE(bench.fire_next());
    CHECK(bench.decision.cases[0].effects[0].text == "late");
    CHECK(bench.last_case().tasks[0].is_overdue);
    CHECK(bench.next_due_day() == parse_date("2010-01-31"));
    REQUIRE(bench.fire_next());
    CHECK(bench.states() == "refused");
    CHECK(bench.last_case().tasks.empty());
}

TEST_CASE("a completed task takes its timers with it")
{
    auto bench = enrolled(R"({"fee_paid":true})");
    REQUIRE(bench.report("settle", "guest"));
    CHECK(bench.open_tasks().empty());
    CHECK(bench.next_due_day() == std::nullopt);
    REQUIRE(bench.decision.cases[0].tasks.size() == 1);
    CHECK(bench.decision.cases[0].tasks[0].kind == TaskOperationKind::completed);
}

TEST_CASE("a task is not done while its event leaves the case where it is")
{
    auto bench = enrolled("{}");
    REQUIRE(bench.report("settle", "guest"));
    CHECK(bench.states() == "enrolled");
    CHECK(bench.open_tasks() == std::vector<std::string>{"pay"});
    CHECK(bench.decision.cases[0].tasks.empty());
    CHECK(bench.next_due_day() == parse_date("2010-01-06"));
}

TEST_CASE("a case wakes on the day on which a condition changes by time alone")
{
    auto bench = graduate();
    CHECK(bench.states() == "member");
    for (int i = 0; i < 20 && bench.states() != "senior"; ++i) {
        REQUIRE(bench.fire_next());
        if (bench.states() == "checked")
            REQUIRE(bench.report("settle", "guest"));
    }
    CHECK(bench.states() == "senior");
    CHECK(date_of(bench.now, {}) == parse_date("2018-05-05"));
}

TEST_CASE("a yearly recurrence keeps its anchor, and an inner target does not leave the state")
{
    auto bench = graduate();
    const auto entered = bench.last_case().configuration[0].entered_at;
    for (int year = 1; year <= 3; ++year) {
        REQUIRE(bench.fire_next());
        CHECK(bench.states() == "checked");
        CHECK(date_of(bench.now, {}) == parse_date(std::to_string(2010 + year) + "-01-01"));
        CHECK(bench.last_case().configuration[0].entered_at == entered);
        bench.now.us += 40 * 86'400'000'000;
        REQUIRE(bench.report("settle", "guest"));
    }
}

TEST_CASE("a change of facts is looked at by every open case")
{
    auto bench = graduate();
    REQUIRE(bench.facts(R"({"facts":{"born":"1980-01-01"}})"));
    CHECK(bench.states() == "senior");
}

TEST_CASE("an intervention needs a reason and stays visible for ever")
{
    auto bench = enrolled("{}");
    const auto move = R"({"action":"move","state":"lessons"})";
    CHECK(bench.command(EventType::case_intervened, {}, move).error().kind ==
          ErrorKind::invalid_input);
    REQUIRE(bench.command(EventType::case_intervened, {}, move, "the register was lost"));
    CHECK(bench.states() == "reading trying");
    CHECK(bench.last_case().is_intervened);
    REQUIRE(bench.command(EventType::case_intervened, {}, R"({"action":"cancel"})", "moved away"));
    CHECK(bench.last_case().is_finished);
}

TEST_CASE("a task is claimed by one person, who alone can release it")
{
    auto bench = enrolled("{}");
    const auto id = bench.last_case().tasks[0].id;
    CHECK(bench.command(EventType::task_claimed, id, "{}").error().kind == ErrorKind::not_allowed);
}

TEST_CASE("a timer that is not set any more is refused")
{
    auto bench = enrolled("{}");
    Event event;
    event.type = EventType::timer_fired;
    event.name = "course/x/1#gone";
    event.case_id = "course/x/1";
    const auto step = gradus::step({{identity(bench.image()), &bench.image()}, {}}, bench.subject,
                                   event, bench.now);
    REQUIRE_FALSE(step);
    CHECK(step.error().kind == ErrorKind::conflict);
}

TEST_CASE("a decision is encoded with the hash of its own bytes")
{
    auto bench = enrolled("{}");
    auto dec = encode(bench.decision).dec;
    const auto hash = dec.find("dec_hash")->as_string();
    Json without = Json::object();
    for (const auto& [name, value] : dec.as_object())
        if (name != "dec_hash")
            without.set(name, value);
    CHECK(hash == to_hex(sha256(canonical(without))));
    CHECK(dec.find("state")->as_string() == to_hex(state_hash(bench.subject)));
}
