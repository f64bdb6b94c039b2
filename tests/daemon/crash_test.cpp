// Kills the real daemon at random moments under load, starts it again, and holds what clients were
// told against what is recorded: nothing acknowledged is lost, nothing is there twice.
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/daemon/daemon.hpp"

using namespace gradus;

namespace {

struct Ledger {
    std::mutex mutex;
    std::set<std::string> acknowledged;  // books whose borrowing was answered with 200
    std::set<std::string> asked;
};

// Borrows book after book until told to stop; each request has a key of its own.
void borrow(const std::string& url, const std::string& token, int worker, int cycle, Ledger& ledger,
            const std::atomic<bool>& is_over)
{
    const auto client = HttpClient::to(url);
    for (int n = 0; !is_over; ++n) {
        const auto book =
            "w" + std::to_string(worker) + "c" + std::to_string(cycle) + "n" + std::to_string(n);
        {
            const std::lock_guard lock(ledger.mutex);
            ledger.asked.insert(book);
        }
        const auto response =
            (*client)->send({"POST",
                             "/v1/subjects/lending/member/first/events",
                             {{"authorization", "Bearer " + token}, {"idempotency-key", book}},
                             R"({"event":"borrow","data":{"book":")" + book + "\"}}"});
        if (!response)
            return;
        const std::lock_guard lock(ledger.mutex);
        if (response->status == 200)
            ledger.acknowledged.insert(book);
    }
}

// How often each book stands in the history of the subject.
std::map<std::string, int> recorded_books(Daemon& daemon)
{
    std::map<std::string, int> books;
    const auto answer = daemon.get("/v1/subjects/lending/member/first/history");
    REQUIRE(answer.status == 200);
    const auto history = parse_json(answer.body, {256U << 20U, 64});
    REQUIRE(history);
    static const std::string k_head = "reader reported borrow: book ";
    for (const auto& entry : history->as_array())
        if (const auto& text = entry.find("text")->as_string(); text.rfind(k_head, 0) == 0)
            ++books[text.substr(k_head.size())];
    return books;
}

void crash_cycles(int cycles, unsigned seed)
{
    INFO("seed " << seed);
    std::mt19937 random(seed);
    Daemon daemon;
    Ledger ledger;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        daemon.start();
        std::atomic<bool> is_over = false;
        std::vector<std::thread> workers;
        for (int worker = 0; worker < 4; ++worker)
            workers.emplace_back(borrow, daemon.url(), daemon.token("reader"), worker, cycle,
                                 std::ref(ledger), std::cref(is_over));
        std::this_thread::sleep_for(
            std::chrono::microseconds(std::uniform_int_distribution<int>(500, 40'000)(random)));
        daemon.kill();
        is_over = true;
        for (auto& worker : workers)
            worker.join();
    }
    daemon.start();
    const auto books = recorded_books(daemon);
    std::size_t lost = 0;
    std::size_t twice = 0;
    std::size_t invented = 0;
    for (const auto& book : ledger.acknowledged)
        lost += books.count(book) == 0 ? 1U : 0U;
    for (const auto& [book, count] : books) {
        twice += count > 1 ? 1U : 0U;
        invented += ledger.asked.count(book) == 0 && book != "A" ? 1U : 0U;
    }
    WARN(cycles << " kills, seed " << seed << ": " << ledger.acknowledged.size()
                << " acknowledged, " << books.size() << " recorded");
    CHECK(ledger.acknowledged.size() > static_cast<std::size_t>(cycles));
    CHECK(lost == 0);
    CHECK(twice == 0);
    CHECK(invented == 0);
    CHECK(daemon.get("/v1/verify").json().find("whole")->as_bool());
    CHECK(daemon.get("/v1/replay").json().find("verdict")->as_string() == "reproduced");
}

}  // namespace

TEST_CASE(
    "killed at any moment under load, the daemon loses nothing acknowledged and repeats nothing")
{
    crash_cycles(200, std::random_device{}());
}
