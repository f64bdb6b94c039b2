#include "tests/dates/python_oracle.hpp"

#include <cstdio>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace gradus::test {
namespace {

constexpr std::size_t k_examples_max = 5;

struct Output {
    std::string text;
    int status = -1;
};

Output run(const std::string& command)
{
    Output output;
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 65'536> buffer;
    for (std::size_t size; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.text.append(buffer.data(), size);
    output.status = pclose(pipe);
    return output;
}

}  // namespace

std::vector<Json> ask_python(const std::string& script, int seed, int count)
{
    const auto output = run(
        fmt::format("python3 '{}/tests/dates/{}' {} {}", GRADUS_SOURCE_DIR, script, seed, count));
    INFO(script << " did not end well; it needs python3, python3-dateutil and tzdata");
    REQUIRE(output.status == 0);
    std::vector<Json> lines;
    for (std::size_t at = 0; at < output.text.size();) {
        const std::size_t end = output.text.find('\n', at);
        REQUIRE(end != std::string::npos);
        auto line = parse_json(std::string_view(output.text).substr(at, end - at));
        REQUIRE(line);
        lines.push_back(std::move(*line));
        at = end + 1;
    }
    return lines;
}

void Agreement::count(bool is_equal, const Json& line)
{
    ++cases;
    if (is_equal)
        return;
    ++differing;
    if (examples.size() < k_examples_max)
        examples.push_back(canonical(line));
}

std::string in_words(const Agreement& agreement)
{
    auto words = fmt::format("{} of {} cases differ", agreement.differing, agreement.cases);
    for (const std::string& example : agreement.examples)
        words += "\n" + example;
    return words;
}

}  // namespace gradus::test
