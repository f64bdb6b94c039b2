// Does what a page says, in a folder of its own, as a reader would who takes every step. What the
// runner does is said by the head of a fenced block:
//
//   ```gradus first_aid/rules.gradus        write this file (any language)
//   ```diff first_aid/rules.gradus          in this file, the lines with - become those with +
//   ```mermaid shows duty.mmd               this file has this text by now (any language)
//   ```console                              run each `$ command`; what it says stands below it
//   ```console background                   start it and leave it running; wait for what it says
//
// Other blocks are only read. In what a command says, `…` stands for any text of one line, and a
// line of `…` for any lines. `recorded=2026-11-23` after `console` moves every date of the block by
// the days that have passed since. The port 8410 becomes one that is free. The programs of
// workflows/ stand in the folder.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/docs/pages.hpp"

namespace gradus::docs {

class Session {
public:
    Session();
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // What differs from the page, in words; empty when nothing does.
    [[nodiscard]] std::string follow(const Block& block);

private:
    [[nodiscard]] std::string console(const Block& block);
    [[nodiscard]] std::string edit(const Block& block);
    [[nodiscard]] std::string start(const std::string& command, const std::string& expected);
    [[nodiscard]] std::string run(const std::string& command) const;
    [[nodiscard]] std::string here_and_now(const Block& block) const;

    std::filesystem::path folder_;
    std::string port_;
    std::vector<pid_t> started_;
};

[[nodiscard]] bool is_runnable(const Block& block);
// Is `said` what the page leads to expect?
[[nodiscard]] bool agrees(const std::string& expected, const std::string& said);
// Every date in the text, moved by days.
[[nodiscard]] std::string moved(const std::string& text, std::int32_t days);

}  // namespace gradus::docs
