#include "tests/crash/acknowledged.hpp"

#include <map>

#include "engine/audit/replay.hpp"
#include "engine/store/sqlite_store.hpp"
#include "tests/crash/crashing_child.hpp"

namespace gradus::test {
namespace {

constexpr std::size_t k_all = 10'000'000;

// How often each command stands in the record, by its idempotency key.
std::map<std::string, int> recorded_keys(Store& store)
{
    std::map<std::string, int> counts;
    const auto leaves = store.leaves(0, k_all).value();
    for (const auto& leaf : leaves)
        if (leaf.type == "subject_created")
            ++counts[decode_subject_record(leaf).value().envelope.idem];
    return counts;
}

void check_whole(Store& store, std::vector<std::string>& faults)
{
    const auto verified = verify(store).value();
    faults.insert(faults.end(), verified.problems.begin(), verified.problems.end());
    const auto replayed = replay_all(store).value();
    if (replayed.verdict != ReplayVerdict::reproduced)
        faults.push_back(std::string("replay says ") + to_string(replayed.verdict));
}

}  // namespace

std::vector<std::string> faults_after_crash(const std::string& folder,
                                            const std::set<std::int64_t>& acknowledged,
                                            bool is_deep)
{
    std::vector<std::string> faults;
    const auto store = SqliteStore::open(folder);
    if (!store)
        return {"the folder cannot be opened: " + store.error().message};
    const auto counts = recorded_keys(**store);
    for (const auto number : acknowledged)
        if (counts.count(key_of(number)) == 0)
            faults.push_back("command " + std::to_string(number) + " was acknowledged and is lost");
    for (const auto& [key, count] : counts)
        if (count != 1)
            faults.push_back(key + " stands in the record " + std::to_string(count) + " times");
    if (is_deep)
        check_whole(**store, faults);
    return faults;
}

}  // namespace gradus::test
