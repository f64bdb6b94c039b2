#include "dsl/base/calendar.hpp"

#include <limits>

#include <catch2/catch.hpp>

using namespace gradus;

namespace {

Date day(const char* text) { return *parse_date(text); }

HolidayRule fixed(int month, int day_of_month, Observed observed = Observed::on_its_day)
{
    return {FixedHoliday{month, day_of_month}, observed, {}, {}};
}

// Saturdays, Sundays and nothing else.
const Calendar k_weeks{"weeks", {Weekday::saturday, Weekday::sunday}, {}};

Calendar with(HolidayRule rule) { return {"one rule", k_weeks.weekend, {std::move(rule)}}; }

Calendar of_the_united_states()
{
    constexpr auto k_near = Observed::nearest_weekday;
    HolidayRule juneteenth = fixed(6, 19, k_near);
    juneteenth.first_year = 2021;
    return {"us",
            {Weekday::saturday, Weekday::sunday},
            {fixed(1, 1, k_near),
             {WeekdayHoliday{1, Weekday::monday, 3}, {}, 1986, {}},
             {WeekdayHoliday{5, Weekday::monday, k_last_of_month}, {}, {}, {}},
             juneteenth,
             fixed(7, 4, k_near),
             {WeekdayHoliday{11, Weekday::thursday, 4}, {}, {}, {}},
             fixed(12, 25, k_near)}};
}

std::vector<std::string> days_off(const Calendar& calendar, int year)
{
    std::vector<std::string> words;
    for (const Date date : holidays(calendar, year))
        words.push_back(to_string(date));
    return words;
}

using Days = std::vector<std::string>;

}  // namespace

TEST_CASE("the day of the week is known for every date")
{
    CHECK(weekday(day("1970-01-01")) == Weekday::thursday);
    CHECK(weekday(day("1969-12-31")) == Weekday::wednesday);
    CHECK(weekday(day("0001-01-01")) == Weekday::monday);
    CHECK(weekday(day("2000-02-29")) == Weekday::tuesday);
    CHECK(weekday(day("9999-12-31")) == Weekday::friday);
}

TEST_CASE("the holidays of a year follow from their rules")
{
    CHECK(days_off(of_the_united_states(), 2020) ==
          Days{"2020-01-01", "2020-01-20", "2020-05-25", "2020-07-03", "2020-11-26", "2020-12-25"});
    // New Year's Day of 2022 is a Saturday, and kept in the year before.
    CHECK(days_off(of_the_united_states(), 2021) == Days{"2021-01-01", "2021-01-18", "2021-05-31",
                                                         "2021-06-18", "2021-07-05", "2021-11-25",
                                                         "2021-12-24", "2021-12-31"});
    CHECK(days_off(of_the_united_states(), 1985).size() == 5);
    CHECK(holidays(of_the_united_states(), 0).empty());
    CHECK(holidays(of_the_united_states(), 10'000).empty());
}

TEST_CASE("Easter and what is counted from it fall on their days")
{
    const Calendar calendar{"easter",
                            k_weeks.weekend,
                            {{EasterHoliday{-2}, {}, {}, {}}, {EasterHoliday{1}, {}, {}, {}}}};
    CHECK(days_off(calendar, 1818) == Days{"1818-03-20", "1818-03-23"});  // the earliest there is
    CHECK(days_off(calendar, 1943) == Days{"1943-04-23", "1943-04-26"});  // the latest
    CHECK(days_off(calendar, 1954) == Days{"1954-04-16", "1954-04-19"});
    CHECK(days_off(calendar, 1981) == Days{"1981-04-17", "1981-04-20"});
    CHECK(days_off(calendar, 2024) == Days{"2024-03-29", "2024-04-01"});
}

TEST_CASE("a holiday on a weekend day is kept where its rule says")
{
    // 25 December 2010 was a Saturday, 26 December a Sunday.
    CHECK(days_off(with(fixed(12, 25)), 2010) == Days{"2010-12-25"});
    CHECK(days_off(with(fixed(12, 25, Observed::nearest_weekday)), 2010) == Days{"2010-12-24"});
    CHECK(days_off(with(fixed(12, 25, Observed::next_monday)), 2010) == Days{"2010-12-27"});
    CHECK(days_off(with(fixed(12, 26, Observed::nearest_weekday)), 2010) == Days{"2010-12-27"});
    CHECK(days_off(with(fixed(12, 26, Observed::next_monday)), 2010) == Days{"2010-12-27"});
    CHECK(days_off(with(fixed(12, 24, Observed::next_monday)), 2010) == Days{"2010-12-24"});
}

TEST_CASE("a weekend of one day is left for the later of two days as near")
{
    Calendar calendar = with(fixed(12, 26, Observed::nearest_weekday));
    calendar.weekend = {Weekday::sunday};
    CHECK(days_off(calendar, 2010) == Days{"2010-12-27"});
    calendar.weekend = {Weekday::sunday, Weekday::monday};
    CHECK(days_off(calendar, 2010) == Days{"2010-12-25"});
}

TEST_CASE("a rule holds from its first year through its last")
{
    HolidayRule rule = fixed(5, 1);
    rule.first_year = 2009;
    rule.last_year = 2010;
    const Calendar calendar = with(rule);
    CHECK(holidays(calendar, 2008).empty());
    CHECK(holidays(calendar, 2009).size() == 1);
    CHECK(holidays(calendar, 2010).size() == 1);
    CHECK(holidays(calendar, 2011).empty());
}

TEST_CASE("a day that a year does not have is no holiday in it")
{
    CHECK(days_off(with(fixed(2, 29)), 2012) == Days{"2012-02-29"});
    CHECK(holidays(with(fixed(2, 29)), 2013).empty());
    const HolidayRule fifth{WeekdayHoliday{2, Weekday::friday, 5}, {}, {}, {}};
    CHECK(days_off(with(fifth), 2008) == Days{"2008-02-29"});
    CHECK(holidays(with(fifth), 2009).empty());
}

TEST_CASE("a rule that names no day at all is told apart and does nothing")
{
    HolidayRule reversed = fixed(5, 1);
    reversed.first_year = 2011;
    reversed.last_year = 2010;
    HolidayRule early = fixed(5, 1);
    early.first_year = 0;
    for (const HolidayRule& rule :
         {fixed(2, 30), fixed(13, 1), fixed(0, 1), fixed(1, 0), reversed, early,
          HolidayRule{WeekdayHoliday{1, Weekday::monday, 6}, {}, {}, {}},
          HolidayRule{WeekdayHoliday{1, Weekday::monday, 0}, {}, {}, {}},
          HolidayRule{WeekdayHoliday{13, Weekday::monday, 1}, {}, {}, {}},
          HolidayRule{EasterHoliday{81}, {}, {}, {}},
          HolidayRule{EasterHoliday{-81}, {}, {}, {}}}) {
        CHECK_FALSE(is_possible(rule));
        CHECK(holidays(with(rule), 2010).empty());
    }
    CHECK(is_possible(fixed(2, 29)));
    CHECK(is_possible({EasterHoliday{-80}, {}, {}, {}}));
}

TEST_CASE("business days are counted from the day after")
{
    const Date friday = day("2010-10-01");
    const Date saturday = day("2010-10-02");
    const Date sunday = day("2010-10-03");
    const Date monday = day("2010-10-04");
    CHECK(add_business_days(k_weeks, friday, 1) == monday);
    CHECK(add_business_days(k_weeks, saturday, 1) == monday);
    CHECK(add_business_days(k_weeks, sunday, 1) == monday);
    CHECK(add_business_days(k_weeks, monday, -1) == friday);
    CHECK(add_business_days(k_weeks, sunday, -1) == friday);
    CHECK(add_business_days(k_weeks, saturday, -1) == friday);
    CHECK(add_business_days(k_weeks, friday, 0) == friday);
    CHECK(add_business_days(k_weeks, saturday, 0) == monday);
    CHECK(add_business_days(k_weeks, friday, 10) == day("2010-10-15"));
}

TEST_CASE("holidays are passed over")
{
    const Calendar calendar = of_the_united_states();
    CHECK_FALSE(is_business_day(calendar, day("2021-07-05")));
    CHECK(is_business_day(calendar, day("2021-07-06")));
    CHECK(add_business_days(calendar, day("2021-07-02"), 1) == day("2021-07-06"));
    CHECK(add_business_days(calendar, day("2021-12-30"), 1) == day("2022-01-03"));
    CHECK(business_days_between(calendar, day("2020-12-31"), day("2021-12-31")) == 253);
}

TEST_CASE("what a count adds, the days between give back")
{
    const Calendar calendar = of_the_united_states();
    for (const char* from : {"2021-07-02", "2021-07-03", "2021-07-05", "2021-12-31"})
        for (const int count : {-1000, -31, -2, -1, 1, 2, 31, 1000}) {
            CAPTURE(from, count);
            const auto to = add_business_days(calendar, day(from), count);
            REQUIRE(to);
            CHECK(is_business_day(calendar, *to));
            CHECK(business_days_between(calendar, day(from), *to) == count);
        }
    CHECK(business_days_between(calendar, day("2021-07-03"), day("2021-07-03")) == 0);
}

TEST_CASE("what leaves the calendar is nothing")
{
    constexpr auto k_min = std::numeric_limits<std::int32_t>::min();
    constexpr auto k_max = std::numeric_limits<std::int32_t>::max();
    CHECK_FALSE(add_business_days(k_weeks, day("9999-12-31"), 1));
    CHECK_FALSE(add_business_days(k_weeks, day("0001-01-01"), -1));
    CHECK(add_business_days(k_weeks, day("9999-12-31"), 0) == day("9999-12-31"));
    CHECK_FALSE(add_business_days(k_weeks, day("2010-01-01"), k_max));
    CHECK_FALSE(add_business_days(k_weeks, day("2010-01-01"), k_min));
    CHECK_FALSE(is_business_day(k_weeks, {k_max}));
    CHECK_FALSE(is_business_day(k_weeks, {k_min}));
    CHECK_FALSE(add_business_days(k_weeks, {k_max}, 1));
    CHECK(business_days_between(k_weeks, {k_max}, {k_max}) == 0);
    // Every Monday to Friday there is: 521,722 weeks and the Monday to Friday after them.
    CHECK(business_days_between(k_weeks, {k_min}, {k_max}) == 521'722 * 5 + 5);
}

TEST_CASE("a calendar without business days answers at once")
{
    Calendar calendar = k_weeks;
    for (int i = 0; i < 7; ++i)
        calendar.weekend.push_back(static_cast<Weekday>(i));
    CHECK_FALSE(add_business_days(calendar, day("2010-01-01"), 0));
    CHECK_FALSE(add_business_days(calendar, day("2010-01-01"), -1));
    CHECK(business_days_between(calendar, day("0001-01-01"), day("9999-12-31")) == 0);
    calendar.rules = {fixed(1, 1, Observed::nearest_weekday)};
    CHECK(days_off(calendar, 2010) == Days{"2010-01-01"});
}
