#include "tests/daemon/daemon.hpp"

#include <fstream>

#include <catch2/catch.hpp>

using namespace gradus;

namespace {

const std::string k_first = "/v1/subjects/lending/member/first";
const std::string k_borrow = R"({"event":"borrow","data":{"book":"B"}})";

}  // namespace

TEST_CASE("a change is recorded for the person of the token and answered with its record")
{
    Daemon daemon;
    daemon.start();
    const auto answer = daemon.post(k_first + "/events", k_borrow, "k1", "reader");
    REQUIRE(answer.status == 200);
    CHECK(answer.json().find("case")->as_string() == "lending/first/1");
    const auto history = daemon.get(k_first + "/history").json();
    const auto& last = history.as_array().back();
    CHECK(last.find("actor")->as_string() == "reader");
    CHECK(last.find("text")->as_string() == "reader reported borrow: book B");
}

TEST_CASE("the same key gives the same answer, and another request under it is refused")
{
    Daemon daemon;
    daemon.start();
    const auto first = daemon.post(k_first + "/events", k_borrow, "k1", "reader");
    const auto again = daemon.post(k_first + "/events", k_borrow, "k1", "reader");
    CHECK(first.body == again.body);
    const auto other = daemon.post(k_first + "/events", R"({"event":"borrow","data":{"book":"C"}})",
                                   "k1", "reader");
    CHECK(other.status == 422);
}

TEST_CASE("every refusal has its status, its place and the way out")
{
    Daemon daemon;
    daemon.start();
    CHECK(daemon.get("/v1/nothing").status == 404);
    CHECK(daemon.get("/v1/subjects/lending/member/nobody").status == 404);
    CHECK(daemon.post(k_first + "/events", k_borrow, "").status == 400);
    CHECK(daemon.post(k_first + "/events", "{", "k1").status == 400);
    CHECK(daemon.post(k_first + "/events", R"({"event":"borow"})", "k2", "reader")
              .json()
              .find("help")
              ->as_string() == "did you mean `borrow`?");
    CHECK(daemon.post(k_first + "/events", R"({"event":"borrow"})", "k3", "reader")
              .json()
              .find("place")
              ->as_string() == "book");
    CHECK(daemon.post(k_first + "/events", k_borrow, "k4", "clerk").status == 403);
    CHECK(
        daemon.post(k_first + "/roles", R"({"role":"clerk","person":"x"})", "k5", "clerk").status ==
        403);
    CHECK(
        daemon.post(k_first + "/events", R"({"event":"borrow","actor":{"id":"x"}})", "k6", "reader")
            .status == 422);
    const auto client = HttpClient::to(daemon.url());
    CHECK((*client)->send({"GET", "/v1/status", {}, {}})->status == 401);
    CHECK((*client)->send({"GET", "/healthz", {}, {}})->status == 200);
}

TEST_CASE("a personal value is answered nowhere and stands in no record")
{
    Daemon daemon;
    daemon.start();
    const auto answer =
        daemon.post(k_first + "/facts", R"({"facts":{"email":"ann@example.test"}})", "k1");
    REQUIRE(answer.status == 200);
    for (const char* target : {"", "/history", "/why"})
        CHECK(daemon.get(k_first + target).body.find("ann@example.test") == std::string::npos);
}

TEST_CASE("a program deployed again holds for new cases, one with errors is refused")
{
    Daemon daemon;
    daemon.start();
    std::string output;
    CHECK(daemon.run("deploy " + daemon.folder() + "/lending.gradus", output) == 0);
    CHECK(output.find("was deployed already") != std::string::npos);
    const auto broken =
        daemon.post("/v1/deployments", R"({"files":[{"path":"a.gradus","text":"rool x"}]})", "k1");
    CHECK(broken.status == 422);
}

TEST_CASE("the client's verbs work against the daemon and say so in their exit codes")
{
    Daemon daemon;
    daemon.start();
    std::string output;
    CHECK(daemon.run("subjects create wrong --set x=y", output) == 3);
    CHECK(daemon.run("subjects create second --set fee_paid=no", output) == 0);
    CHECK(daemon.run("why second paid", output) == 0);
    CHECK(output.find("paid is not met") == 0);
    CHECK(daemon.run("subjects create second", output) == 5);
    CHECK(daemon.run("subjects facts second --set fee_paid=yes", output) == 0);
    CHECK(daemon.run("send second borrow --set book=D --as reader", output) == 0);
    CHECK(output.find("lending/second/1: open") != std::string::npos);
    CHECK(daemon.run("cases --state open", output) == 0);
    CHECK(output.find("lending/second/1") != std::string::npos);
    CHECK(daemon.run("why second paid", output) == 0);
    CHECK(output.find("paid is met") == 0);
    CHECK(daemon.run("history nobody", output) == 4);
    CHECK(daemon.run("replay --json", output) == 0);
    CHECK(daemon.run("verify", output) == 0);
    CHECK(daemon.run("frobnicate", output) == 2);
    CHECK(daemon.stop() == 0);
    CHECK(daemon.run("cases", output) == 6);
    CHECK(daemon.run("cases --data " + daemon.folder() + "/data", output) == 0);
}

TEST_CASE("a second daemon on the same folder is refused")
{
    Daemon daemon;
    daemon.start();
    std::string output;
    CHECK(daemon.run("serve --data " + daemon.folder() + "/data --listen 127.0.0.1:0", output) ==
          5);
}

TEST_CASE("a client gets the daemon's own answer without a token, and is let in with a token file")
{
    Daemon daemon;
    std::string secret;
    REQUIRE(daemon.run("tokens add ruth --role operator --data " + daemon.folder() + "/data",
                       secret) == 0);
    daemon.start();
    std::string output;
    // Nothing named so stands in clients.json.
    CHECK(daemon.run("cases --as nobody 2>" + daemon.folder() + "/talk.txt", output) == 1);
    std::ifstream talk(daemon.folder() + "/talk.txt");
    const std::string said{std::istreambuf_iterator<char>(talk), {}};
    CHECK(said.find("a known bearer token is needed") != std::string::npos);
    CHECK(said.find("--token-file") != std::string::npos);
    std::ofstream(daemon.folder() + "/ruth.txt") << secret;
    CHECK(daemon.run("cases --token-file " + daemon.folder() + "/ruth.txt", output) == 0);
    CHECK(output.find("lending/first") != std::string::npos);
}
