// A whole fleet on a virtual clock: a kernel, its store, clients who ask again until they are
// answered, and somebody who takes effects from the outbox. Runs a script, looks after each commit,
// lets everything heal at the end, and says what was broken.
#pragma once

#include "tests/simulation/planted_store.hpp"
#include "tests/simulation/script.hpp"

#include "dsl/base/hash.hpp"

namespace gradus::test {

struct Outcome {
    Hash trace;  // of the log and of every reply: the same script gives the same
    std::vector<std::string> faults;
    std::int64_t records = 0;
    std::int64_t accepted = 0;
    std::int64_t refused = 0;
    std::int64_t replayed = 0;
    std::int64_t crashes = 0;
    std::int64_t fired = 0;
    std::int64_t delivered = 0;
    std::int64_t years = 0;
};

[[nodiscard]] Outcome run(const Script& script, Planted planted = Planted::nothing);

}  // namespace gradus::test
