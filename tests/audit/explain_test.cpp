// What people are told: what a case waits for, and what happened, in the words of its program.

#include <catch2/catch.hpp>

#include "engine/audit/explain.hpp"
#include "engine/store/memory_store.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

struct World {
    MemoryStore store;
    SimulatedEnvironment environment{3, k_start};
    std::unique_ptr<Kernel> kernel = Kernel::open(store, environment).value();
    DefinitionSource definitions{
        [this](const Hash& id) { return kernel->definition(id); },
        [this](const std::string& program) { return kernel->current(program); }};

    World()
    {
        must(*kernel, deployment_of(compile_permits()));
        must(*kernel, create_shop("corner"));
        must(*kernel, report("corner", "apply", "owner"));
    }
    Json only_case()
    {
        const auto json =
            explain_subject(store, definitions, shop("corner"), environment.now().wall).value();
        REQUIRE(json.find("cases")->as_array().size() == 1);
        return json.find("cases")->as_array()[0];
    }
    Json told() { return history(store, definitions, shop("corner")).value(); }
};

const Json& waits_for(const Json& one, const std::string& kind)
{
    for (const auto& wait : one.find("waits_for")->as_array())
        if (wait.find("kind")->as_string() == kind)
            return wait;
    FAIL("waits for no " << kind << ": " << canonical(one));
    return one;
}

}  // namespace

TEST_CASE("a case waits for an event of a role, and for time, and says what comes then")
{
    World world;
    const auto one = world.only_case();
    const auto& event = waits_for(one, "event");
    CHECK(event.find("event")->as_string() == "approve");
    CHECK(event.find("roles")->as_array().at(0).as_string() == "clerk");
    CHECK(event.find("since")->as_string() == to_string(k_start));
    const auto& time = waits_for(one, "time");
    CHECK(time.find("until")->as_string() == to_string(after_days(30)));
    CHECK(!time.find("then")->as_string().empty());
}

TEST_CASE("an open task is told with its role and due time, and as overdue when it is")
{
    World world;
    const auto before = world.only_case();
    const auto& task = before.find("tasks")->as_array().at(0);
    CHECK(task.find("title")->as_string() == "Check the papers");
    CHECK(task.find("role")->as_string() == "clerk");
    CHECK(task.find("due")->as_string() == to_string(after_days(10)));
    CHECK(!task.find("overdue")->as_bool());
    advance(*world.kernel, world.environment, after_days(11));
    const auto after = world.only_case();
    CHECK(after.find("tasks")->as_array().at(0).find("overdue")->as_bool());
}

TEST_CASE("a condition that is waited for is told with its verdict now, and what is missing")
{
    World world;
    must(*world.kernel, report("corner", "approve", "clerk"));
    CHECK(waits_for(world.only_case(), "condition").find("verdict")->as_string() == "not met");
    Command command = change_fact("corner", "is_open", true);
    command.data = Json::object({{"retract", Json::array({"is_open"})}});
    must(*world.kernel, command);
    const auto one = world.only_case();
    const auto& condition = waits_for(one, "condition");
    CHECK(condition.find("verdict")->as_string() == "unknown");
    CHECK(canonical(*condition.find("missing")) == R"(["is_open"])");
}

TEST_CASE("a finished case waits for nothing")
{
    World world;
    advance(*world.kernel, world.environment, after_days(40));
    const auto one = world.only_case();
    CHECK(one.find("finished")->as_bool());
    CHECK(one.find("waits_for")->as_array().empty());
    CHECK(one.find("tasks")->as_array().empty());
}

TEST_CASE("a rule is explained on the facts of now")
{
    World world;
    const auto ask_ready = [&world] {
        return explain_rule(world.store, world.definitions, shop("corner"), "ready", Json::object(),
                            k_start);
    };
    CHECK(ask_ready()->find("verdict")->as_string() == "met");
    must(*world.kernel, change_fact("corner", "is_open", false));
    CHECK(ask_ready()->find("verdict")->as_string() == "not met");
    const auto unknown = explain_rule(world.store, world.definitions, shop("corner"), "redy",
                                      Json::object(), k_start);
    REQUIRE(!unknown);
    CHECK(unknown.error().kind == ErrorKind::not_found);
}

TEST_CASE("the history tells each record once, with who and when, the engine's own included")
{
    World world;
    advance(*world.kernel, world.environment, after_days(40));
    const auto told = world.told();
    const auto& entries = told.as_array();
    REQUIRE(entries.size() == 4);  // created, applied, overdue, time was up
    for (std::size_t i = 0; i < entries.size(); ++i) {
        CHECK(entries[i].find("sseq")->as_int() == static_cast<std::int64_t>(i) + 1);
        CHECK(!entries[i].find("text")->as_string().empty());
    }
    CHECK(entries[1].find("at")->as_string() == to_string(k_start));
    CHECK(canonical(entries[1]).find("owner") != std::string::npos);
    const auto words = history_in_words(told);
    CHECK(words.find("owner reported apply for van") != std::string::npos);
    CHECK(words.find("went from checked to closed") != std::string::npos);
}

TEST_CASE("nobody is told of a subject that does not exist")
{
    World world;
    const auto json =
        explain_subject(world.store, world.definitions, "permits/shop/nobody", k_start);
    REQUIRE(!json);
    CHECK(json.error().kind == ErrorKind::not_found);
}

}  // namespace gradus::test
