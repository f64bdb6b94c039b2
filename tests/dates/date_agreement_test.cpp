// Dates, instants and what is added to them against Python's datetime and dateutil.
#include <functional>

#include <catch2/catch.hpp>

#include "dsl/base/calendar.hpp"
#include "dsl/base/time.hpp"
#include "tests/dates/python_oracle.hpp"

namespace gradus::test {
namespace {

constexpr int k_seed = 20'080'229;
constexpr int k_cases = 140'000;

// What is compared; a test that wants to be found out puts a fault in place of one.
struct Answers {
    std::function<std::optional<Date>(Date, const Period&)> add = [](Date date, const Period& p) {
        return gradus::add(date, p);
    };
    std::function<std::optional<Date>(Date, const Period&)> subtract =
        [](Date date, const Period& p) { return gradus::subtract(date, p); };
    std::function<CivilDate(Date)> civil = gradus::civil;
    std::function<std::optional<Date>(std::string_view)> parse_date = gradus::parse_date;
    std::function<std::optional<Instant>(std::string_view)> parse_instant = gradus::parse_instant;
    std::function<std::optional<Period>(std::string_view)> parse_period = gradus::parse_period;
};

std::int32_t number(const Json& line, std::string_view key)
{
    return static_cast<std::int32_t>(line.find(key)->as_int());
}

Date day(const Json& line, std::string_view key)
{
    return *parse_date(line.find(key)->as_string());
}

Json text_of(const std::optional<Date>& date) { return date ? Json(to_string(*date)) : Json(); }

bool agrees_on_day(const Answers& answers, const Json& line)
{
    const Date date = day(line, "date");
    const auto civil = answers.civil(date);
    return date.days == number(line, "days") && make_date(civil) == date &&
           Json::array({civil.year, civil.month, civil.day}) == *line.find("civil") &&
           static_cast<int>(weekday(date)) == number(line, "weekday") &&
           day(line, "to").days - date.days == number(line, "difference");
}

bool agrees_on_move(const Answers& answers, const Json& line)
{
    const Date date = day(line, "date");
    const Period period{number(line, "months"), number(line, "days"), 0};
    return text_of(answers.add(date, period)) == *line.find("plus") &&
           text_of(answers.subtract(date, period)) == *line.find("minus");
}

bool agrees_on_anniversary(const Answers& answers, const Json& line)
{
    const Date first = day(line, "first");
    const int count = number(line, "number");
    return text_of(answers.add(first, {12 * count, 0, 0})) == *line.find("year") &&
           text_of(answers.add(first, {3 * count, 0, 0})) == *line.find("quarter");
}

bool agrees_on_date_text(const Answers& answers, const Json& line)
{
    const std::string& text = line.find("date_text")->as_string();
    const auto read = answers.parse_date(text);
    const bool is_date = !line.find("days")->is_null();
    if (!read || !is_date)
        return read.has_value() == is_date;
    return read->days == number(line, "days") && to_string(*read) == text;
}

bool agrees_on_instant_text(const Answers& answers, const Json& line)
{
    const auto read = answers.parse_instant(line.find("instant_text")->as_string());
    const bool is_instant = !line.find("us")->is_null();
    if (!read || !is_instant)
        return read.has_value() == is_instant;
    return std::to_string(read->us) == line.find("us")->as_string() &&
           to_string(*read) == line.find("written")->as_string();
}

bool agrees_on_period_text(const Answers& answers, const Json& line)
{
    const auto read = answers.parse_period(line.find("period_text")->as_string());
    if (!read)
        return line.find("period")->is_null();
    return Json::array({read->months, read->days, read->us}) == *line.find("period") &&
           parse_period(to_string(*read)) == read;
}

bool agrees(const Answers& answers, const Json& line)
{
    if (line.find("period_text") != nullptr)
        return agrees_on_period_text(answers, line);
    if (line.find("first") != nullptr)
        return agrees_on_anniversary(answers, line);
    if (line.find("date_text") != nullptr)
        return agrees_on_date_text(answers, line);
    if (line.find("instant_text") != nullptr)
        return agrees_on_instant_text(answers, line);
    return line.find("plus") != nullptr ? agrees_on_move(answers, line)
                                        : agrees_on_day(answers, line);
}

Agreement compare(const std::vector<Json>& lines, const Answers& answers)
{
    Agreement agreement;
    for (const Json& line : lines)
        agreement.count(agrees(answers, line), line);
    return agreement;
}

// A year by the anniversary of the anniversary: once on 28 February, for ever there.
std::optional<Date> add_year_by_year(Date date, const Period& period)
{
    std::optional<Date> moved = add(date, {period.months % 12, 0, 0});
    for (int year = 0; moved && year < period.months / 12; ++year)
        moved = add(*moved, {12, 0, 0});
    return moved ? add(*moved, {0, period.days, 0}) : moved;
}

}  // namespace

TEST_CASE("dates agree with Python's on a hundred thousand random cases")
{
    const auto agreement = compare(ask_python("date_cases.py", k_seed, k_cases), {});
    INFO(in_words(agreement));
    CHECK(agreement.cases == k_cases);
    CHECK(agreement.differing == 0);
}

TEST_CASE("a fault in the arithmetic of dates is found")
{
    const auto lines = ask_python("date_cases.py", k_seed + 1, 14'000);
    CHECK(compare(lines, {}).differing == 0);

    Answers faulty;
    faulty.add = add_year_by_year;
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.subtract = [](Date date, const Period& period) {  // days first
        const auto moved = subtract(date, {0, period.days, 0});
        return moved ? subtract(*moved, {period.months, 0, 0}) : moved;
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.civil = [](Date date) { return civil({date.days - (date.days < -700'000 ? 1 : 0)}); };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.parse_date = [](std::string_view text) { return parse_date(text.substr(0, 10)); };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.parse_instant = [](std::string_view text) {
        auto read = parse_instant(text);
        if (read && read->us < 0)
            read->us -= read->us % 1'000'000;  // drops the fraction
        return read;
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.parse_period = [](std::string_view text) {
        const auto read = parse_period(text);
        return read ? std::optional(Period{std::min(read->months, 240'000), read->days, read->us})
                    : read;
    };
    CHECK(compare(lines, faulty).differing > 0);
}

}  // namespace gradus::test
