// A seeded world: years of random commands, legal or not, with crashes, failing disks and clients
// who ask again. A run is its seed: the same seed gives the same log, byte for byte.

#include <map>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "engine/audit/replay.hpp"
#include "engine/store/memory_store.hpp"
#include "tests/runtime/failing_store.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

class SimulatedWorld {
public:
    explicit SimulatedWorld(std::uint64_t seed) : random_(seed), environment_(seed, k_start)
    {
        reopen();
        must(*kernel_, deployment_of(compile_permits()));
    }

    void run(int steps)
    {
        for (int n = 0; n < steps; ++n) {
            if (draw(100) < 20)
                environment_.advance_to({environment_.now().wall.us + draw(60) * k_day_us});
            if (draw(100) < 5)
                reopen();
            ask_until_answered(fmt::format("key-{}", n), random_command());
        }
        // What is due by now fires without anybody asking.
        do
            REQUIRE(kernel_->flush());
        while (kernel_->has_work());
    }

    [[nodiscard]] std::vector<std::string> faults()
    {
        std::vector<std::string> faults;
        check_keys(faults);
        check_timers(faults);
        const auto verified = verify(memory_).value();
        faults.insert(faults.end(), verified.problems.begin(), verified.problems.end());
        if (replay_all(memory_)->verdict != ReplayVerdict::reproduced)
            faults.emplace_back("replay does not reproduce the log");
        return faults;
    }

    [[nodiscard]] Hash root() { return memory_.head()->root; }
    [[nodiscard]] std::int64_t size() { return memory_.head()->size; }
    [[nodiscard]] std::size_t accepted() const { return accepted_.size(); }
    [[nodiscard]] std::size_t refused() const { return refused_; }
    [[nodiscard]] std::size_t crashes() const { return crashes_; }
    [[nodiscard]] std::size_t fired() const { return fired_; }

private:
    // Below `bound`; the distributions of the library differ from one to the next, this does not.
    std::int64_t draw(std::int64_t bound)
    {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
    }

    void reopen()
    {
        kernel_.reset();
        kernel_ = Kernel::open(store_, environment_).value();
    }

    Command random_command()
    {
        static const std::vector<std::string> k_events = {"apply", "apply", "approve", "give_back"};
        static const std::vector<std::string> k_roles = {"owner", "owner", "clerk"};
        static const std::vector<std::string> k_kinds = {"van", "bus", "bike"};
        const auto name = fmt::format("s{}", draw(6));
        const auto pick = [this](const std::vector<std::string>& list) {
            return list[static_cast<std::size_t>(draw(static_cast<std::int64_t>(list.size())))];
        };
        switch (draw(8)) {
        case 0: return create_shop(name);
        case 1: return change_fact(name, "is_open", draw(3) != 0);
        default: {
            const auto event = pick(k_events);
            const auto role = pick(k_roles);
            return report(name, event, role, pick(k_kinds));
        }
        }
    }

    // A client: where the outcome is unknown it asks the restarted engine again, with its key.
    void ask_until_answered(const std::string& key, const Command& command)
    {
        for (;;) {
            if (draw(100) < 6)
                store_.next =
                    draw(2) == 0 ? FailingStore::Failure::before : FailingStore::Failure::after;
            const auto reply = ask(*kernel_, command, key);
            if (reply) {
                note(key, *reply);
                break;
            }
            ++crashes_;
            reopen();
        }
        store_.next = FailingStore::Failure::none;
    }

    void note(const std::string& key, const Reply& reply)
    {
        if (reply.body)
            accepted_[key] = reply.body->find("seq")->as_int();
        else
            ++refused_;
    }

    // Each accepted key in the record once, where the reply said; no other key at all.
    void check_keys(std::vector<std::string>& faults)
    {
        std::map<std::string, std::int64_t> recorded;
        const auto leaves = memory_.leaves(0, 1'000'000).value();
        for (const auto& leaf : leaves) {
            if (leaf.subject.empty())
                continue;
            const auto key = decode_subject_record(leaf)->envelope.idem;
            if (!key.empty() && !recorded.emplace(key, leaf.seq).second)
                faults.push_back(key + " is recorded twice");
        }
        if (recorded != accepted_)
            faults.emplace_back("the record and the replies differ");
    }

    // Every timer that decisions set fires when it is due or later, once, unless cancelled.
    void check_timers(std::vector<std::string>& faults)
    {
        std::map<std::string, Instant> set;  // by subject and id
        const auto leaves = memory_.leaves(0, 1'000'000).value();
        for (const auto& leaf : leaves) {
            if (leaf.subject.empty())
                continue;
            const auto record = decode_subject_record(leaf).value();
            if (leaf.type == "timer_fired")
                check_fired(record, set, faults);
            note_timers(record, set);
        }
        for (const auto& [id, due] : set)
            if (due <= environment_.now().wall)
                faults.push_back(
                    fmt::format("{} was due at {} and did not fire", id, to_string(due)));
    }

    void check_fired(const SubjectRecord& record, std::map<std::string, Instant>& set,
                     std::vector<std::string>& faults)
    {
        ++fired_;
        const auto id = record.envelope.subject + "|" + record.event.name;
        const auto found = set.find(id);
        if (found == set.end() || found->second != record.event.effective_at)
            faults.push_back(id + " fired and was not set for that time");
        else if (record.envelope.rec < found->second)
            faults.push_back(id + " fired before it was due");
        set.erase(id);
    }

    static void note_timers(const SubjectRecord& record, std::map<std::string, Instant>& set)
    {
        const Json* cases = record.dec.find("cases");
        if (cases == nullptr)
            return;
        for (const auto& one : cases->as_array()) {
            const Json* timers = one.find("timers");
            if (timers == nullptr)
                continue;
            for (const auto& timer : timers->as_array()) {
                const auto id = record.envelope.subject + "|" + timer.find("id")->as_string();
                if (timer.find("op")->as_string() == "set")
                    set[id] = *parse_instant(timer.find("due")->as_string());
                else
                    set.erase(id);
            }
        }
    }

    std::mt19937_64 random_;
    SimulatedEnvironment environment_;
    MemoryStore memory_;
    FailingStore store_{memory_};
    std::unique_ptr<Kernel> kernel_;
    std::map<std::string, std::int64_t> accepted_;
    std::size_t refused_ = 0;
    std::size_t crashes_ = 0;
    std::size_t fired_ = 0;
};

}  // namespace

TEST_CASE("through years of random commands and crashes each promise holds, for any seed")
{
    const std::uint64_t base = std::random_device{}();
    for (std::uint64_t seed = base; seed < base + 5; ++seed) {
        INFO("seed " << seed);
        SimulatedWorld world(seed);
        world.run(300);
        const auto faults = world.faults();
        CHECK(faults == std::vector<std::string>());
        // The run was worth the name.
        CHECK(world.accepted() > 30);
        CHECK(world.refused() > 30);
        CHECK(world.crashes() > 0);
        CHECK(world.fired() > 10);
    }
}

TEST_CASE("the same seed gives the same log, byte for byte")
{
    SimulatedWorld first(42);
    SimulatedWorld second(42);
    SimulatedWorld other(43);
    first.run(100);
    second.run(100);
    other.run(100);
    CHECK(first.root() == second.root());
    CHECK(first.size() == second.size());
    CHECK(first.root() != other.root());
}

}  // namespace gradus::test
