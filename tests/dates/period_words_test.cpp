// Periods as people read them: what Gradus says of a period, it understands as that period.
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/compile/compile.hpp"

namespace gradus::test {
namespace {

constexpr int k_periods = 2000;
constexpr std::int64_t k_minute_us = 60'000'000;

// The language knows no seconds.
Period random_period(std::mt19937& random)
{
    const auto up_to = [&random](std::int64_t max) {
        const std::int64_t values[] = {0, 1, max, static_cast<std::int64_t>(random() % 100)};
        return std::min(values[random() % 4], max);
    };
    Period period{static_cast<std::int32_t>(up_to(1'440'000)),
                  static_cast<std::int32_t>(up_to(120'000)), up_to(120'000 * 60) * k_minute_us};
    if (period == Period{})
        period.days = 1;
    return period;
}

Compilation compile_parameters(const std::vector<std::string>& periods)
{
    std::string text = "program p \"P\"\nend program\n";
    for (std::size_t i = 0; i < periods.size(); ++i)
        text += fmt::format("parameter p{} is {}\n", i, periods[i]);
    return compile({{"periods.gradus", text}});
}

}  // namespace

TEST_CASE("a period in words is a period of the language, and the same")
{
    std::mt19937 random(20'101'001);
    std::vector<Period> periods;
    std::vector<std::string> words;
    for (int i = 0; i < k_periods; ++i) {
        periods.push_back(random_period(random));
        words.push_back(in_words(periods.back()));
        CHECK(parse_period(to_string(periods.back())) == periods.back());
    }
    const auto compilation = compile_parameters(words);
    REQUIRE(compilation.image);
    REQUIRE(compilation.image->parameters.size() == periods.size());
    for (std::size_t i = 0; i < periods.size(); ++i) {
        INFO(words[i]);
        CHECK(compilation.image->parameters[i].value == image::Scalar(periods[i]));
    }
}

TEST_CASE("a period too long for the calendar is refused, however it is summed up")
{
    std::string ages;
    for (int i = 0; i < 5000; ++i)
        ages += "120000 years ";
    for (const std::string& text :
         {ages, std::string("120001 days"), std::string("120000 years 1 month"),
          std::string("99999999999999999999 hours"), std::string("120000 weeks 1 day")}) {
        INFO(text.substr(0, 40));
        const auto compilation = compile_parameters({text});
        CHECK_FALSE(compilation.image);
        REQUIRE(compilation.diagnostics.size() == 1);
        CHECK(compilation.diagnostics[0].code == DiagnosticCode::number_too_large);
    }
    CHECK(compile_parameters({"120000 years"}).image);
}

}  // namespace gradus::test
