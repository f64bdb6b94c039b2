// A kernel on a SqliteStore on a Disk, at work: what was begun and what was acknowledged at which
// call to the disk, and what the database held after each batch.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/hash.hpp"
#include "tests/power/disk.hpp"

namespace gradus::test {

// What a broken engine does, to see that it is caught.
enum class Control {
    none,
    acknowledges_early,  // before the commit
    outbox_apart,        // effects are written in a transaction of their own
    keys_apart,          // keys are
    states_apart,        // the subjects' states are
    syncs_seldom,        // synchronous=NORMAL
    syncs_never,         // synchronous=OFF
};

struct Round {
    Disk disk;
    Files base;                          // before the first call
    std::size_t opened = 0;              // calls until the engine was open
    std::vector<std::size_t> begun;      // calls when batch n was begun
    std::vector<std::size_t> committed;  // and when it was committed
    std::vector<std::size_t> acknowledged;
    std::size_t ended = 0;  // calls when the work ended, by itself or by a fault
    bool has_fault = false;
};

struct Plan {
    std::uint64_t seed = 1;
    int batches = 20;
    Control control = Control::none;
    std::int64_t fail_at = 0;  // a call to the disk
    bool stays_broken = true;
    std::size_t capacity = SIZE_MAX;
};

// A disk with an open log and a program in it.
[[nodiscard]] Files prepared(const std::string& folder);
[[nodiscard]] Round work(const std::string& folder, Files base, const Plan& plan);

// All that the database holds, but for the epoch; nothing when it is damaged.
[[nodiscard]] std::optional<Hash> digest(const std::string& folder, Files files);
// After batch n of the round, from 0: what was there before.
[[nodiscard]] std::vector<Hash> digests(const std::string& folder, const Round& round);
// Verified and replayed; empty when all is well.
[[nodiscard]] std::string deep_fault(const std::string& folder, Files files);

// While it lives, each new connection works in another way than it was told.
class OtherSync {
public:
    explicit OtherSync(Control control);
    ~OtherSync();
    OtherSync(const OtherSync&) = delete;
    OtherSync& operator=(const OtherSync&) = delete;
};

}  // namespace gradus::test
