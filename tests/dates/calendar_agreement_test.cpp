// Business days against Python, which looks at each day by itself.
#include "dsl/base/calendar.hpp"

#include <functional>

#include <catch2/catch.hpp>

#include "tests/dates/python_oracle.hpp"

namespace gradus::test {
namespace {

constexpr int k_seed = 20'101'001;
constexpr int k_cases = 100'000;

// What is compared; a test that wants to be found out puts a fault in place of one.
struct Answers {
    std::function<std::vector<Date>(const Calendar&, int)> holidays = gradus::holidays;
    std::function<bool(const Calendar&, Date)> is_business_day = gradus::is_business_day;
    std::function<std::optional<Date>(const Calendar&, Date, std::int32_t)> add =
        gradus::add_business_days;
    std::function<std::int32_t(const Calendar&, Date, Date)> between =
        gradus::business_days_between;
};

int number(const Json& line, std::string_view key)
{
    return static_cast<int>(line.find(key)->as_int());
}

std::optional<int> number_if_any(const Json& line, std::string_view key)
{
    return line.find(key)->is_null() ? std::nullopt : std::optional(number(line, key));
}

Date day(const Json& line, std::string_view key)
{
    return *parse_date(line.find(key)->as_string());
}

Observed observed_of(const std::string& word)
{
    if (word == "nearest_weekday")
        return Observed::nearest_weekday;
    return word == "next_monday" ? Observed::next_monday : Observed::on_its_day;
}

HolidayRule rule_of(const Json& json)
{
    HolidayRule rule;
    if (json.find("easter") != nullptr)
        rule.day = EasterHoliday{number(json, "easter")};
    else if (json.find("day") != nullptr)
        rule.day = FixedHoliday{number(json, "month"), number(json, "day")};
    else
        rule.day =
            WeekdayHoliday{number(json, "month"), static_cast<Weekday>(number(json, "weekday")),
                           number(json, "nth")};
    rule.observed = observed_of(json.find("observed")->as_string());
    rule.first_year = number_if_any(json, "first");
    rule.last_year = number_if_any(json, "last");
    return rule;
}

Calendar calendar_of(const Json& json)
{
    Calendar calendar{"random", {}, {}};
    for (const Json& weekday : json.find("weekend")->as_array())
        calendar.weekend.push_back(static_cast<Weekday>(weekday.as_int()));
    for (const Json& rule : json.find("rules")->as_array())
        calendar.rules.push_back(rule_of(rule));
    return calendar;
}

Json text_of(const std::optional<Date>& date) { return date ? Json(to_string(*date)) : Json(); }

bool agrees_on_year(const Answers& answers, const Calendar& calendar, const Json& line)
{
    Json::Array days;
    for (const Date date : answers.holidays(calendar, number(line, "year")))
        days.emplace_back(to_string(date));
    return Json(days) == *line.find("holidays");
}

bool agrees_on_day(const Answers& answers, const Calendar& calendar, const Json& line)
{
    const Date date = day(line, "date");
    return answers.is_business_day(calendar, date) == line.find("is")->as_bool() &&
           text_of(answers.add(calendar, date, number(line, "count"))) == *line.find("plus") &&
           answers.between(calendar, date, day(line, "to")) == number(line, "between");
}

Agreement compare(const std::vector<Json>& lines, const Answers& answers)
{
    Agreement agreement;
    Calendar calendar;
    for (const Json& line : lines) {
        if (const Json* next = line.find("calendar"))
            calendar = calendar_of(*next);
        else if (line.find("year") != nullptr)
            agreement.count(agrees_on_year(answers, calendar, line), line);
        else
            agreement.count(agrees_on_day(answers, calendar, line), line);
    }
    return agreement;
}

}  // namespace

TEST_CASE("business days agree with Python's on a hundred thousand random cases")
{
    const auto agreement = compare(ask_python("calendar_cases.py", k_seed, k_cases), {});
    INFO(in_words(agreement));
    CHECK(agreement.cases >= k_cases);
    CHECK(agreement.differing == 0);
}

TEST_CASE("Easter agrees with Python's in every year")
{
    const auto lines = ask_python("easter_cases.py", k_seed, 0);
    REQUIRE(lines.size() == 9999);
    const Calendar calendar{"easter", {}, {{EasterHoliday{}, {}, {}, {}}}};
    Agreement agreement;
    for (const Json& line : lines)
        agreement.count(agrees_on_year({}, calendar, line), line);
    INFO(in_words(agreement));
    CHECK(agreement.differing == 0);
}

TEST_CASE("a fault in the counting of business days is found")
{
    const auto lines = ask_python("calendar_cases.py", k_seed + 1, 10'000);
    CHECK(compare(lines, {}).differing == 0);

    Answers faulty;
    faulty.add = [](const Calendar& calendar, Date date, std::int32_t count) {
        // Moves to a business day first, and only then begins to count.
        const auto from = add_business_days(calendar, date, 0);
        return from ? add_business_days(calendar, *from, count) : from;
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.between = [](const Calendar& calendar, Date from, Date to) {
        return business_days_between(calendar, {from.days - 1}, to);
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.is_business_day = [](const Calendar& calendar, Date date) {
        Calendar other = calendar;
        for (HolidayRule& rule : other.rules)
            rule.observed = Observed::on_its_day;
        return is_business_day(other, date);
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.holidays = [](const Calendar& calendar, int year) {
        Calendar other = calendar;
        for (HolidayRule& rule : other.rules)
            rule.last_year = std::nullopt;
        return holidays(other, year);
    };
    CHECK(compare(lines, faulty).differing > 0);
}

}  // namespace gradus::test
