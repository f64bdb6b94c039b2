#include "tests/docs/session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dsl/base/time.hpp"

namespace gradus::docs {
namespace {

namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text)
{
    Lines lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        line.erase(line.find_last_not_of(" \t") + 1);
        lines.push_back(line);
    }
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}

std::string quoted(const std::string& text)
{
    static const std::regex k_special(R"([.^$|()\[\]{}*+?\\])");
    return std::regex_replace(text, k_special, R"(\$&)");
}

bool agrees_line(const std::string& expected, const std::string& said)
{
    static const std::regex k_dots("…");
    return std::regex_match(said, std::regex(std::regex_replace(quoted(expected), k_dots, ".*")));
}

bool agrees_from(const Lines& expected, std::size_t i, const Lines& said, std::size_t j)
{
    if (i == expected.size())
        return j == said.size();
    if (expected[i] == "…")
        return agrees_from(expected, i + 1, said, j) ||
               (j < said.size() && agrees_from(expected, i, said, j + 1));
    return j < said.size() && agrees_line(expected[i], said[j]) &&
           agrees_from(expected, i + 1, said, j + 1);
}

std::string free_port()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(socket, any, size) == 0);
    REQUIRE(getsockname(socket, any, &size) == 0);
    close(socket);
    return std::to_string(ntohs(address.sin_port));
}

Date today()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return {static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::hours>(now).count() /
                                      24)};
}

// Each `$ command`, with the lines that continue it, and what it is expected to say.
std::vector<std::pair<std::string, std::string>> commands_of(const std::string& text)
{
    std::vector<std::pair<std::string, std::string>> commands;
    std::istringstream stream(text);
    bool goes_on = false;
    for (std::string line; std::getline(stream, line);) {
        if (goes_on)
            commands.back().first += "\n" + line;
        else if (line.starts_with("$ "))
            commands.emplace_back(line.substr(2), "");
        else if (!commands.empty())
            commands.back().second += line + "\n";
        goes_on = (goes_on || line.starts_with("$ ")) && line.ends_with('\\');
    }
    return commands;
}

std::string difference(const Block& block, const std::string& what, const std::string& expected,
                       const std::string& said)
{
    if (agrees(expected, said))
        return {};
    return fmt::format("line {}: {}\n--- expected\n{}\n--- came\n{}\n", block.line, what, expected,
                       said);
}

}  // namespace

bool is_runnable(const Block& block) { return block.language == "console" || !block.words.empty(); }

bool agrees(const std::string& expected, const std::string& said)
{
    return agrees_from(lines_of(expected), 0, lines_of(said), 0);
}

std::string moved(const std::string& text, std::int32_t days)
{
    static const std::regex k_date(R"(\b\d{4}-\d{2}-\d{2})");
    std::string result;
    auto rest = text.cbegin();
    for (std::sregex_iterator date(text.begin(), text.end(), k_date), end; date != end; ++date) {
        result.append(rest, (*date)[0].first);
        result += to_string(Date{parse_date(date->str())->days + days});
        rest = (*date)[0].second;
    }
    return result.append(rest, text.cend());
}

Session::Session() : port_(free_port())
{
    auto pattern = (fs::temp_directory_path() / "gradus-page-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    for (const auto& program : fs::directory_iterator(k_root / "workflows"))
        fs::create_directory_symlink(program.path(), folder_ / program.path().filename());
}

Session::~Session()
{
    for (const auto pid : started_) {
        kill(pid, SIGTERM);
        waitpid(pid, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string Session::follow(const Block& block)
{
    if (block.language == "console")
        return console(block);
    if (block.language == "diff")
        return edit(block);
    if (block.words.at(0) == "shows")
        return difference(block, block.words.at(1), block.text,
                          text_of(folder_ / block.words.at(1)));
    const auto path = folder_ / block.words.at(0);
    fs::create_directories(path.parent_path());
    std::ofstream(path) << block.text;
    return {};
}

std::string Session::console(const Block& block)
{
    std::string differences;
    for (const auto& [command, expected] : commands_of(here_and_now(block))) {
        const bool is_background = !block.words.empty() && block.words[0] == "background";
        const auto said = is_background ? start(command, expected) : run(command);
        differences += difference(block, command, expected, said);
    }
    return differences;
}

std::string Session::edit(const Block& block)
{
    std::string before;
    std::string after;
    for (const auto& line : lines_of(block.text))
        (line.starts_with('-') ? before : after) += line.substr(1) + "\n";
    const auto path = folder_ / block.words.at(0);
    auto text = text_of(path);
    const auto at = text.find(before);
    if (at == std::string::npos || text.find(before, at + 1) != std::string::npos)
        return fmt::format("line {}: {} has this not once:\n{}", block.line, path.string(), before);
    std::ofstream(path) << text.replace(at, before.size(), after);
    return {};
}

std::string Session::start(const std::string& command, const std::string& expected)
{
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const auto pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        const auto line =
            fmt::format("cd '{}' && export PATH='{}':$PATH && exec {} 2>>.log", folder_.string(),
                        fs::path(GRADUS_PROGRAM).parent_path().string(), command);
        execl("/bin/bash", "bash", "-c", line.c_str(), nullptr);
        _exit(127);
    }
    close(ends[1]);
    started_.push_back(pid);
    const auto count = std::count(expected.begin(), expected.end(), '\n');
    std::string said;
    for (char c = 0;
         std::count(said.begin(), said.end(), '\n') < count && read(ends[0], &c, 1) == 1;)
        said += c;
    close(ends[0]);
    return said;
}

std::string Session::run(const std::string& command) const
{
    // What one command exports is there for the next.
    const auto line = fmt::format(
        "cd '{}'\nexport GRADUS_SERVER=http://127.0.0.1:{}\n[[ -f .exports ]] && . ./.exports\n"
        "export PATH='{}':$PATH\n{{ {}\n}} >.said 2>&1 </dev/null\nexport -p >.exports\n",
        folder_.string(), port_, fs::path(GRADUS_PROGRAM).parent_path().string(), command);
    std::ofstream(folder_ / ".command") << line;
    const auto bash = fmt::format("bash '{}/.command'", folder_.string());
    [[maybe_unused]] const int status = std::system(bash.c_str());
    return text_of(folder_ / ".said");
}

std::string Session::here_and_now(const Block& block) const
{
    auto text = std::regex_replace(block.text, std::regex("\\b8410\\b"), port_);
    for (const auto& word : block.words)
        if (word.starts_with("recorded="))
            text = moved(text, today().days - parse_date(word.substr(9))->days);
    return text;
}

}  // namespace gradus::docs
