#include "tests/simulation/world.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

#include "engine/audit/replay.hpp"
#include "engine/store/memory_store.hpp"
#include "tests/runtime/failing_store.hpp"
#include "tests/runtime/permits.hpp"
#include "tests/simulation/watching_store.hpp"

namespace gradus::test {
namespace {

constexpr std::int64_t k_jump_s = 60;  // what the engine takes for a correction of the clock

// The program in its variants, compiled once.
const Deployment& variant(std::int64_t number)
{
    static std::map<std::int64_t, Deployment> compiled;
    auto& deployment = compiled[number];
    if (deployment.image.empty()) {
        std::string text = k_permits;
        const std::string before = "is 30 days";
        text.replace(text.find(before), before.size(), fmt::format("is {} days", 30 + number));
        deployment = deployment_of(compile_permits(text));
    }
    return deployment;
}

struct Asked {
    std::string key;
    std::variant<Command, Deployment> what;
    std::string answer;  // canonical; empty until it is known
};

class World {
public:
    explicit World(Planted planted) : planted_(memory_, planted)
    {
        if (reopen())
            ask({"deploy", variant(0), {}});
    }

    Outcome play(const Script& script)
    {
        for (const auto& action : script) {
            if (is_broken())
                break;
            act(action);
        }
        if (!is_broken())
            heal();
        if (!is_broken())
            look_at_ledger();
        finish();
        return std::move(outcome_);
    }

private:
    [[nodiscard]] bool is_broken() const
    {
        return !outcome_.faults.empty() || !watching_.faults().empty();
    }
    void fault(std::string text) { outcome_.faults.push_back(std::move(text)); }

    void act(const Action& action);
    bool reopen();
    void pass(const Action& action);
    void wake(Instant due);
    void ask(Asked asked);
    void ask_batch();
    bool flush();
    void note(const Reply& reply, Asked& asked);
    void repeat(std::int64_t which);
    void misuse(std::int64_t which);
    void jump(std::int64_t seconds);
    void confirm();
    void deliver(std::int64_t count);
    void heal();
    void look_at_ledger();
    void finish();
    [[nodiscard]] Command command_of(const Action& action) const;
    [[nodiscard]] std::string next_key() { return fmt::format("key-{}", keys_++); }

    SimulatedEnvironment environment_{1, k_start};
    MemoryStore memory_;
    PlantedStore planted_;
    WatchingStore watching_{planted_, environment_};
    FailingStore store_{watching_};
    std::unique_ptr<Kernel> kernel_;
    std::vector<Asked> asked_;    // and answered, in order
    std::vector<Asked> waiting_;  // to be asked in the next batch
    std::int64_t keys_ = 0;
    std::vector<OutboxRow> delivered_;
    std::size_t taken_ = 0;  // of the outbox
    std::string trace_;
    Outcome outcome_;
};

void World::act(const Action& action)
{
    switch (action.act) {
    case Act::pass:
    case Act::sleep: return pass(action);
    case Act::ask_together: waiting_.push_back({next_key(), command_of(action), {}}); return;
    case Act::ask: return ask({next_key(), command_of(action), {}});
    case Act::repeat: return repeat(action.a);
    case Act::misuse: return misuse(action.a);
    case Act::crash_before: store_.next = FailingStore::Failure::before; return;
    case Act::crash_after: store_.next = FailingStore::Failure::after; return;
    case Act::restart: ++outcome_.crashes, reopen(); return;
    case Act::jump: return jump(action.a);
    case Act::confirm: return confirm();
    case Act::deploy: return ask({next_key(), variant(action.a), {}});
    case Act::deliver: return deliver(action.a);
    case Act::lose_receipt: taken_ -= taken_ > 0 ? 1 : 0; return;
    }
}

Command World::command_of(const Action& action) const
{
    static constexpr std::array k_kinds = {"van", "bus", "bike"};
    const auto name = fmt::format("s{}", action.a);
    const auto* kind = k_kinds[static_cast<std::size_t>(action.c)];
    switch (action.b) {
    case 0: return create_shop(name);
    case 1: return change_fact(name, "is_open", false);
    case 2: return change_fact(name, "is_open", true);
    case 3:
    case 4:
    case 5: return report(name, "apply", "owner", kind);
    case 6:
    case 7: return report(name, "approve", "clerk", kind);
    case 8: return report(name, "approve", "owner", kind);  // may not
    default: return report(name, "give_back", "owner", kind);
    }
}

bool World::reopen()
{
    kernel_.reset();
    watching_.are_timers_held = false;  // a jump is one of a process
    auto opened = Kernel::open(store_, environment_);
    if (!opened)
        fault("the engine cannot open its store: " + opened.error().message);
    else
        kernel_ = std::move(*opened);
    // What a commit of unknown outcome left behind is looked at as well.
    if (opened)
        watching_.look();
    return opened.has_value();
}

// False when the engine ended; it is open again then, and what waited in it is lost.
bool World::flush()
{
    auto replies = kernel_->flush();
    if (!replies) {
        ++outcome_.crashes;
        reopen();
        return false;
    }
    for (const auto& reply : *replies)
        note(reply, waiting_.at(reply.id));
    return true;
}

void World::ask(Asked asked)
{
    waiting_.push_back(std::move(asked));
    ask_batch();
}

// Clients ask until they are answered, with the same keys.
void World::ask_batch()
{
    const auto is_open = [](const Asked& one) { return one.answer.empty(); };
    while (!is_broken() && std::any_of(waiting_.begin(), waiting_.end(), is_open)) {
        for (auto id = waiting_.size(); id-- > 0;)
            if (is_open(waiting_[id]))
                kernel_->submit({id, waiting_[id].key, sha256("body"), waiting_[id].what});
        while (flush() && kernel_->has_work() && !is_broken())
            ;
    }
    for (auto& one : waiting_)
        asked_.push_back(std::move(one));
    waiting_.clear();
}

void World::note(const Reply& reply, Asked& asked)
{
    asked.answer = reply.body ? canonical(*reply.body) : "refused: " + reply.body.error().message;
    trace_ = to_hex(sha256(trace_ + asked.key + asked.answer));
    ++(reply.body ? outcome_.accepted : outcome_.refused);
    outcome_.replayed += reply.is_replayed ? 1 : 0;
}

// Who asks once more what was answered before gets that answer.
void World::repeat(std::int64_t which)
{
    if (asked_.empty())
        return;
    const auto before = asked_[static_cast<std::size_t>(which) % asked_.size()];
    ask({before.key, before.what, {}});
    if (!is_broken() && asked_.back().answer != before.answer)
        fault(before.key + " is answered otherwise the second time");
    asked_.pop_back();
}

void World::misuse(std::int64_t which)
{
    if (asked_.empty())
        return;
    const auto& key = asked_[static_cast<std::size_t>(which) % asked_.size()].key;
    for (;;) {
        const auto reply = test::ask(*kernel_, create_shop("misused"), key, "misuse");
        if (reply) {
            if (reply->body || reply->body.error().kind != ErrorKind::conflict)
                fault(key + " is answered for another request");
            return;
        }
        ++outcome_.crashes;
        if (!reopen())
            return;
    }
}

void World::pass(const Action& action)
{
    const auto us = action.a * k_day_us + action.b * 1'000'000;
    const Instant until{environment_.now().wall.us + us};
    outcome_.years += us;
    if (action.act == Act::sleep)
        kernel_.reset();
    while (kernel_ && !is_broken() && kernel_->are_timers_running() && kernel_->next_due() &&
           *kernel_->next_due() <= until)
        wake(*kernel_->next_due());
    environment_.advance_to(until);
    if (!kernel_)
        reopen();
}

// Timers of one instant; a crash among them leaves the rest for the next look.
void World::wake(Instant due)
{
    environment_.advance_to(due);
    bool is_up = true;
    do
        is_up = flush();
    while (is_up && kernel_->has_work() && !is_broken());
    if (is_up && kernel_->next_due() == due && kernel_->are_timers_running())
        fault("a timer is due and does not fire");
}

void World::jump(std::int64_t seconds)
{
    if (seconds > k_jump_s || seconds < -k_jump_s)
        watching_.are_timers_held = true;
    environment_.jump_wall(seconds * 1'000'000);
    if (flush() && kernel_->are_timers_running() == watching_.are_timers_held)
        fault("the engine does not know of a jump, or knows of one that was none");
}

void World::confirm()
{
    kernel_->confirm_clock();
    watching_.are_timers_held = false;
}

// At least once, in the order of the outbox.
void World::deliver(std::int64_t count)
{
    const auto page = taken_ == 0 ? std::string() : std::to_string(taken_ - 1);
    const auto rows = store_.outbox({page, static_cast<std::size_t>(count)}).value();
    for (const auto& row : rows) {
        ++outcome_.delivered;
        if (taken_++ == delivered_.size())
            delivered_.push_back(row);
        else if (delivered_[taken_ - 1] != row)
            fault(row.effect.id + " is delivered again as something else");
    }
}

// All faults stop: within a day everything that is due has fired, everything asked for is done.
void World::heal()
{
    store_.next = FailingStore::Failure::none;
    ask_batch();
    confirm();
    pass({Act::pass, 1});
    while (!is_broken() && flush() && kernel_->has_work())
        ;
    deliver(1'000'000);
    if (delivered_ != watching_.effects())
        fault("what was delivered is not what the records ask for");
    for (const auto& timer : watching_.overdue(environment_.now().wall))
        fault(timer + " is overdue and does not fire");
}

void World::look_at_ledger()
{
    const auto recorded = watching_.recorded();
    std::size_t accepted = 0;
    for (const auto& one : asked_) {
        const auto found = recorded.find(one.key);
        const auto has_seq = one.answer.find("\"sseq\":") != std::string::npos;
        accepted += has_seq ? 1 : 0;
        if (has_seq &&
            (found == recorded.end() ||
             one.answer.find(fmt::format("\"seq\":{},", found->second)) == std::string::npos))
            fault(one.key + " is not in the record where its answer says");
        if (!has_seq && found != recorded.end())
            fault(one.key + " was refused and is in the record");
    }
    if (accepted != recorded.size())
        fault("the record holds what nobody asked for");
    const auto verified = verify(memory_);
    if (!verified || !verified->is_whole)
        fault("the log is not whole");
    const auto replayed = replay_all(memory_);
    if (!replayed || replayed->verdict != ReplayVerdict::reproduced)
        fault("replay does not reproduce the log");
    reopen();
}

void World::finish()
{
    const auto& seen = watching_.faults();
    outcome_.faults.insert(outcome_.faults.end(), seen.begin(), seen.end());
    const auto head = memory_.head().value();
    outcome_.records = head.size;
    outcome_.fired = watching_.fired();
    outcome_.years /= 365 * k_day_us;
    outcome_.trace = sha256(trace_ + to_hex(head.root));
}

}  // namespace

Outcome run(const Script& script, Planted planted) { return World(planted).play(script); }

}  // namespace gradus::test
