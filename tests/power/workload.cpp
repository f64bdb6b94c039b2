#include "tests/power/workload.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "engine/audit/replay.hpp"
#include "engine/store/sqlite_store.hpp"
#include "tests/runtime/forwarding_store.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

// Commits a part of the batch in a transaction of its own, after the rest.
class SplittingStore final : public ForwardingStore {
public:
    SplittingStore(Store& store, Control control) : ForwardingStore(store), control_(control) {}

    Result<void> commit(const Batch& batch) override
    {
        auto first = batch;
        auto second = batch;
        second.leaves.clear();
        second.idempotency.clear();
        second.outbox.clear();
        second.subjects.clear();
        second.cases.clear();
        second.tasks.clear();
        switch (control_) {
        case Control::outbox_apart: std::swap(first.outbox, second.outbox); break;
        case Control::keys_apart: std::swap(first.idempotency, second.idempotency); break;
        case Control::states_apart:
            std::swap(first.subjects, second.subjects);
            std::swap(first.cases, second.cases);
            std::swap(first.tasks, second.tasks);
            break;
        default: return inner.commit(batch);
        }
        if (auto done = inner.commit(first); !done)
            return done;
        return inner.commit(second);
    }

private:
    Control control_;
};

// Commands that make records, effects, timers, tasks, keys and refusals.
void submit(Kernel& kernel, std::mt19937_64& random, int batch)
{
    static const char* const k_kinds[] = {"van", "bus", "bike"};
    const auto count = 1 + random() % 4;
    for (std::size_t n = 0; n < count; ++n) {
        const auto key = fmt::format("key-{}-{}", batch, n);
        const auto name = fmt::format("s{}", random() % 3);
        const auto* kind = k_kinds[random() % 3];
        const auto what = random() % 5;
        const auto command = what == 0   ? create_shop(name)
                             : what <= 2 ? report(name, "apply", "owner", kind)
                                         : report(name, "approve", "clerk", kind);
        kernel.submit({n + 1, key, sha256("body"), command});
    }
}

std::string table_text(sqlite3* connection, const std::string& table)
{
    std::string text = table + ":";
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(connection, ("SELECT * FROM " + table).c_str(), -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
            text += std::to_string(size) + "|" + std::string(bytes == nullptr ? "" : bytes, size);
        }
    sqlite3_finalize(statement);
    return text;
}

bool is_sound(sqlite3* connection)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(connection, "PRAGMA integrity_check", -1, &statement, nullptr);
    const bool is_row = sqlite3_step(statement) == SQLITE_ROW;
    const bool is_ok =
        is_row &&
        std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))) == "ok";
    sqlite3_finalize(statement);
    return is_ok;
}

// Works until the plan is done or the store fails.
bool work_on(Store& store, SqliteStore& database, Round& round, const Plan& plan)
{
    SimulatedEnvironment environment(plan.seed, after_days(1));
    auto kernel = Kernel::open(store, environment);
    if (!kernel)
        return false;
    round.opened = round.disk.calls.size();
    std::mt19937_64 random(plan.seed);
    for (int batch = 0; batch < plan.batches; ++batch) {
        environment.advance_to({environment.now().wall.us + k_day_us * 5});
        if (random() % 5 == 0)
            database.tidy();
        submit(**kernel, random, batch);
        do {
            round.begun.push_back(round.disk.calls.size());
            if (plan.control == Control::acknowledges_early)
                round.acknowledged.push_back(round.disk.calls.size());
            if (!(*kernel)->flush())
                return false;
            round.committed.push_back(round.disk.calls.size());
            if (plan.control != Control::acknowledges_early)
                round.acknowledged.push_back(round.disk.calls.size());
        } while ((*kernel)->has_work());
    }
    return true;
}

}  // namespace

Files prepared(const std::string& folder)
{
    Disk disk;
    const Mounted mounted(disk);
    const auto store = SqliteStore::open(folder).value();
    SimulatedEnvironment environment(1, k_start);
    const auto kernel = Kernel::open(*store, environment).value();
    must(*kernel, deployment_of(compile_permits()));
    store->tidy();
    return disk.files;
}

Round work(const std::string& folder, Files base, const Plan& plan)
{
    Round round;
    round.base = base;
    round.disk.files = std::move(base);
    round.disk.fail_at = plan.fail_at;
    round.disk.stays_broken = plan.stays_broken;
    round.disk.capacity = plan.capacity;
    const Mounted mounted(round.disk);
    const OtherSync other(plan.control);
    auto database = SqliteStore::open(folder);
    if (database) {
        SplittingStore store(**database, plan.control);
        round.has_fault = !work_on(store, **database, round, plan);
    } else {
        round.has_fault = true;
    }
    round.ended = round.disk.calls.size();
    return round;
}

std::optional<Hash> digest(const std::string& folder, Files files)
{
    Disk disk(std::move(files));
    const Mounted mounted(disk);
    sqlite3* connection = nullptr;
    std::optional<Hash> found;
    sqlite3_open_v2((folder + "/gradus.db").c_str(), &connection,
                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (is_sound(connection)) {
        std::string text;
        for (const auto* table : {"leaf", "root", "head", "subject", "timer", "case_row",
                                  "task_row", "outbox", "idempotency", "personal", "blob"})
            text += table_text(connection, table);
        found = sha256(text);
    }
    sqlite3_close(connection);
    return found;
}

std::vector<Hash> digests(const std::string& folder, const Round& round)
{
    std::vector<std::size_t> moments = {round.opened};
    moments.insert(moments.end(), round.committed.begin(), round.committed.end());
    std::vector<Hash> found;
    PowerLoss power(round.base);
    std::size_t at = 0;
    for (const auto moment : moments) {
        for (; at < moment; ++at)
            power.follow(round.disk.calls[at]);
        found.push_back(digest(folder, power.whole()).value());
    }
    return found;
}

std::string deep_fault(const std::string& folder, Files files)
{
    Disk disk(std::move(files));
    const Mounted mounted(disk);
    const auto store = SqliteStore::open(folder);
    if (!store)
        return store.error().message;
    const auto verified = verify(**store);
    if (!verified || !verified->is_whole)
        return "the log is not whole";
    const auto replayed = replay_all(**store);
    if (!replayed || replayed->verdict != ReplayVerdict::reproduced)
        return "replay does not reproduce the log";
    return {};
}

}  // namespace gradus::test
