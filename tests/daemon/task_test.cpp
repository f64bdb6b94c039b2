// What people do with a task, over HTTP and by the command line.
#include <catch2/catch.hpp>

#include "tests/daemon/daemon.hpp"

using namespace gradus;

namespace {

const std::string k_first = "/v1/subjects/lending/member/first";

std::string open_task(Daemon& daemon)
{
    const auto tasks = daemon.get("/v1/tasks?role=clerk").json();
    REQUIRE(tasks.as_array().size() == 1);
    return tasks.as_array()[0].find("task")->as_string();
}

}  // namespace

TEST_CASE("a draft is shown to who holds the task, a comment to all; neither is in the record")
{
    Daemon daemon;
    daemon.start();
    const auto task = k_first + "/tasks/" + open_task(daemon);
    const auto draft = R"({"data":{"remark":"a torn page"}})";
    CHECK(daemon.post(task + "/draft", draft, "k1", "clerk").status == 403);
    CHECK(daemon.post(task + "/claim", "{}", "k2", "reader").status == 403);
    REQUIRE(daemon.post(task + "/claim", "{}", "k3", "clerk").status == 200);
    REQUIRE(daemon.post(task + "/draft", draft, "k4", "clerk").status == 200);
    REQUIRE(daemon.post(task + "/draft", draft, "k5", "clerk").status == 200);
    const auto unknown = daemon.post(task + "/draft", R"({"data":{"remrk":"x"}})", "k6", "clerk");
    CHECK(unknown.status == 422);
    CHECK(unknown.json().find("help")->as_string() == "did you mean `remark`?");
    REQUIRE(daemon.post(task + "/comment", R"({"text":"ask the binder"})", "k7", "clerk").status ==
            200);

    const auto shown = daemon.get(task, "clerk").json();
    CHECK(shown.find("claimed_by")->as_string() == "clerk");
    CHECK(shown.find("draft")->find("version")->as_int() == 2);
    CHECK(canonical(*shown.find("draft")->find("data")) == R"({"remark":"a torn page"})");
    CHECK(shown.find("said")->as_array()[0].find("text")->as_string() == "ask the binder");
    for (const char* other : {"operator", "reader"})
        CHECK(daemon.get(task, other).json().find("draft") == nullptr);
    for (const char* target : {"", "/history"}) {
        const auto body = daemon.get(k_first + target).body;
        CHECK(body.find("torn page") == std::string::npos);
        CHECK(body.find("binder") == std::string::npos);
    }
}

TEST_CASE("a delegated task is done by the delegate, or by who stands in for the delegate today")
{
    Daemon daemon;
    daemon.start();
    const auto task = k_first + "/tasks/" + open_task(daemon);
    REQUIRE(daemon.post(task + "/delegate", R"({"to":"cleo"})", "k1", "clerk").status == 200);
    CHECK(daemon.post(task + "/claim", "{}", "k2", "clerk").status == 409);
    CHECK(daemon.post(k_first + "/events", R"({"event":"close"})", "k3", "clerk").status == 403);
    const std::string instead = R"({"event":"close","on_behalf_of":"cleo"})";
    CHECK(daemon.post(k_first + "/events", instead, "k4", "reader").status == 403);
    const std::string role = R"({"role":"clerk","person":"reader","on_behalf_of":"cleo")";
    CHECK(daemon.post(k_first + "/roles", role + "}", "k5").status == 422);
    REQUIRE(daemon
                .post(k_first + "/roles", role + R"(,"from":"2000-01-01","through":"2999-12-31"})",
                      "k6")
                .status == 200);
    REQUIRE(daemon.post(k_first + "/events", instead, "k7", "reader").status == 200);
    CHECK(daemon.get("/v1/tasks").json().as_array().empty());
}

TEST_CASE("the command line works on a task by its id")
{
    Daemon daemon;
    daemon.start();
    const auto id = " first " + open_task(daemon);
    std::string output;
    CHECK(daemon.run("tasks claim" + id + " --as reader", output) != 0);
    REQUIRE(daemon.run("tasks claim" + id + " --as clerk", output) == 0);
    REQUIRE(daemon.run("tasks draft" + id + " --set remark=soon --as clerk", output) == 0);
    REQUIRE(daemon.run("tasks comment" + id + " --text 'ask the binder' --as clerk", output) == 0);
    REQUIRE(daemon.run("tasks show" + id + " --as clerk", output) == 0);
    CHECK(output.find("clerk: ask the binder") != std::string::npos);
    CHECK(output.find(R"(draft 1: {"remark":"soon"})") != std::string::npos);
    REQUIRE(daemon.run("tasks delegate" + id + " --to cleo --as clerk", output) == 0);
    CHECK(daemon.run("send first close --for cleo --as reader", output) != 0);
    REQUIRE(daemon.run("tasks release" + id + " --as clerk", output) == 0);
    REQUIRE(daemon.run("send first close --as clerk", output) == 0);
    REQUIRE(daemon.run("tasks first", output) == 0);
    CHECK(output.find("clerk") == std::string::npos);
}
