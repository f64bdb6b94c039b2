// What happens to a simulated as data: a script is made from a seed, run, and where the run
// fails cut down to the few actions that it takes.
//
// Way: seed -> [Script] -> run (world.hpp) -> Outcome; a failure -> shrink -> source of a test
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gradus::test {

enum class Act {
    pass,          // a: days, b: seconds; the engine wakes for each timer
    sleep,         // as pass, with the engine down
    ask,           // a: shop, b: what, c: kind of vehicle
    ask_together,  // the same, held back until the next `ask`: one batch, the latest first
    repeat,        // a: which request of before, with its key
    misuse,        // a: which key of before, for another request
    crash_before,  // at the next commit, which is lost
    crash_after,   // at the next commit, which took place and is not acknowledged
    restart,       // a crash between commits; what waits in memory is lost
    jump,          // a: seconds by which the wall clock jumps, back when negative
    confirm,       // the operator confirms the clock
    deploy,        // a: which variant of the program
    deliver,       // a: effects taken from the outbox
    lose_receipt,  // the receipts of deliveries are lost: the last one is delivered again
};

struct Action {
    Act act = Act::pass;
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t c = 0;

    friend bool operator==(const Action&, const Action&) = default;
};

using Script = std::vector<Action>;

// A hundred years of a fleet: how large it is, which faults there are and how often comes from the
// seed, so that some runs are quiet and some are hell.
[[nodiscard]] Script make_script(std::uint64_t seed);

// Drops actions as long as `fails` stays true; what is left fails too, and no single action of it
// can be dropped.
[[nodiscard]] Script shrink(Script script, const std::function<bool(const Script&)>& fails);

// A test case in C++ that runs the script.
[[nodiscard]] std::string to_source(const Script& script, const std::string& name);

}  // namespace gradus::test
