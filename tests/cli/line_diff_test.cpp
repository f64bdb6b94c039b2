#include "engine/cli/line_diff.hpp"

#include <random>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

using namespace gradus;

namespace {

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

// What `patch` does: follows the hunks through the old text; fails where a line is not there.
std::string patched(const std::string& before, const std::string& diff)
{
    const auto old_lines = lines_of(before);
    const auto edits = lines_of(diff);
    std::string after;
    std::size_t at = 0;
    const auto take = [&] { after += old_lines.at(at++) + "\n"; };
    for (std::size_t i = 2; i < edits.size(); ++i) {
        if (edits[i][0] == '@') {
            std::size_t begin = std::stoul(edits[i].substr(4));
            const auto count = std::stoul(edits[i].substr(edits[i].find(',') + 1));
            begin -= count == 0 ? 0 : 1;
            while (at < begin)
                take();
        } else if (edits[i][0] == '+') {
            after += edits[i].substr(1) + "\n";
        } else {
            REQUIRE(old_lines.at(at) == edits[i].substr(1));
            if (edits[i][0] == ' ')
                take();
            else
                ++at;
        }
    }
    while (at < old_lines.size())
        take();
    return after;
}

std::string random_text(std::mt19937& random, std::size_t lines)
{
    std::string text;
    for (std::size_t i = 0; i < lines; ++i)
        text += std::string(1, static_cast<char>('a' + random() % 6)) + "\n";
    return text;
}

}  // namespace

TEST_CASE("equal texts have no difference") { CHECK(line_diff("a\nb\n", "a\nb\n", "f").empty()); }

TEST_CASE("following a difference through the old text gives the new one")
{
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        const auto before = random_text(random, random() % 40);
        const auto after = random_text(random, random() % 40);
        INFO("before:\n" << before << "after:\n" << after);
        CHECK(patched(before, line_diff(before, after, "f")) == after);
    }
}

TEST_CASE("changes far apart stand in hunks of their own, near ones share one")
{
    std::string before;
    for (int i = 1; i <= 30; ++i)
        before += std::to_string(i) + "\n";
    const auto change = [](std::string text, const std::string& line) {
        return text.replace(text.find("\n" + line + "\n") + 1, line.size(), "x");
    };
    const auto hunks = [&](const std::string& after) {
        const auto diff = line_diff(before, after, "f");
        return std::count(diff.begin(), diff.end(), '@') / 4;
    };
    CHECK(hunks(change(change(before, "10"), "20")) == 2);
    CHECK(hunks(change(change(before, "10"), "16")) == 1);
}

TEST_CASE("a last line without its break is told")
{
    CHECK(line_diff("a\nb", "a\nc\n", "f") ==
          "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n");
}
