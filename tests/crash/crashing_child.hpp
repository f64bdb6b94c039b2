// A daemon that is killed: a child process with a Kernel on a SqliteStore under load, which tells
// each reply through a pipe as soon as it may, and dies by SIGKILL at a moment nobody chose.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradus::test {

enum class Acknowledging {
    after_commit,   // as the kernel does
    before_commit,  // the fault that the checker must find
};

struct KillMoment {
    bool is_while_opening;  // counted from the child's birth, else from when it is open
    std::int64_t delay_us;
};

// Numbers of the commands that the child had acknowledged when it died; they begin at `first`.
[[nodiscard]] std::vector<std::int64_t> run_and_kill(const std::string& folder, std::int64_t first,
                                                     KillMoment moment,
                                                     Acknowledging acknowledging);

// The command of a number: its subject, made by it, and its idempotency key.
[[nodiscard]] std::string shop_of(std::int64_t number);
[[nodiscard]] std::string key_of(std::int64_t number);

// Makes the folder with the program in it.
void prepare(const std::string& folder);

}  // namespace gradus::test
