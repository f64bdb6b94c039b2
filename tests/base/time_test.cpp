#include "dsl/base/time.hpp"

#include <catch2/catch.hpp>

using namespace gradus;

namespace {

Date day(const char* text) { return *parse_date(text); }
Instant instant(const char* text) { return *parse_instant(text); }

// Two hours east in summer, one in winter, as in central Europe in 2010.
Zone berlin_2010()
{
    return {"Europe/Berlin",
            {{instant("2009-10-25T01:00:00Z"), 3600},
             {instant("2010-03-28T01:00:00Z"), 7200},
             {instant("2010-10-31T01:00:00Z"), 3600}}};
}

}  // namespace

TEST_CASE("every day of the calendar goes to civil form and back, in order")
{
    Date date = day("0001-01-01");
    CivilDate before = civil(date);
    const Date last = day("9999-12-31");
    bool holds = true;
    while (date < last && holds) {
        date.days += 1;
        const auto now = civil(date);
        const bool is_next_day = now.day == before.day + 1 && now.month == before.month;
        const bool is_first = now.day == 1 && (now.month == before.month + 1 || now.month == 1);
        holds = (is_next_day || is_first) && make_date(now) == date;
        before = now;
    }
    CHECK(holds);
    CHECK(day("1970-01-01").days == 0);
    CHECK(day("2000-03-01").days == 11017);
}

TEST_CASE("a date that does not exist is refused")
{
    for (const char* text :
         {"2010-02-29", "1900-02-29", "2010-13-01", "2010-00-10", "2010-04-31", "0000-01-01",
          "2010-1-01", "2010-01-01 ", "20100101", "", "2010-01-0a"})
        CHECK_FALSE(parse_date(text));
    CHECK(parse_date("2000-02-29"));
    CHECK(to_string(day("0033-04-03")) == "0033-04-03");
}

TEST_CASE("months are added first, and a missing day becomes the month's last")
{
    CHECK(add(day("2008-02-29"), {24, 0, 0}) == day("2010-02-28"));
    CHECK(add(day("2008-02-29"), {48, 0, 0}) == day("2012-02-29"));
    CHECK(add(day("2010-01-31"), {1, 0, 0}) == day("2010-02-28"));
    CHECK(add(day("2010-01-31"), {1, 1, 0}) == day("2010-03-01"));
    CHECK(subtract(day("2010-03-31"), {1, 0, 0}) == day("2010-02-28"));
    CHECK_FALSE(add(day("9999-12-31"), {0, 1, 0}));
    CHECK_FALSE(subtract(day("0001-01-01"), {1, 0, 0}));
}

TEST_CASE("instants are read and written by the letter")
{
    CHECK(instant("1970-01-01T00:00:00Z").us == 0);
    CHECK(instant("1969-12-31T23:59:59.999999Z").us == -1);
    CHECK(to_string(instant("2010-06-01T08:30:00.25Z")) == "2010-06-01T08:30:00.250000Z");
    CHECK(to_string(Instant{-1}) == "1969-12-31T23:59:59.999999Z");
    for (const char* text :
         {"2010-06-01", "2010-06-01T08:30:00", "2010-06-01T24:00:00Z", "2010-06-01T08:60:00Z",
          "2010-06-01T08:30:00.Z", "2010-06-01T08:30:00.1234567Z", "2010-06-01t08:30:00Z"})
        CHECK_FALSE(parse_instant(text));
}

TEST_CASE("periods are read and written in ISO 8601 and in words")
{
    for (const char* text : {"P2Y", "P1Y6M", "P30D", "PT12H", "P1DT30M", "P0D"})
        CHECK(to_string(*parse_period(text)) == text);
    CHECK(parse_period("P2W") == Period{0, 14, 0});
    for (const char* text : {"P", "PT", "2Y", "P2", "P2H", "PT2D", "P1D2Y", "P-2Y", "P1DT"})
        CHECK_FALSE(parse_period(text));
    CHECK(in_words(Period{24, 0, 0}) == "2 years");
    CHECK(in_words(Period{18, 1, 0}) == "1 year 6 months 1 day");
}

TEST_CASE("a period is as long as the limit and no longer")
{
    for (const char* text : {"P120000Y", "P1440000M", "P120000W", "P840000D", "PT120000H"})
        CHECK(parse_period(text));
    for (const char* text : {"P120001Y", "P120000Y1M", "P1440001M", "P999999999Y999999999M",
                             "P120000W1D", "PT120000H1S", "PT999999999H", "P1000000000D"})
        CHECK_FALSE(parse_period(text));
    CHECK(narrowed({1'440'000, 840'000, 432'000'000'000'000}));
    CHECK_FALSE(narrowed({-1, 0, 0}));
    CHECK_FALSE(narrowed({0, -1, 0}));
    CHECK_FALSE(narrowed({0, 0, -1}));
    CHECK_FALSE(narrowed({std::int64_t{1} << 40, 0, 0}));
}

TEST_CASE("no instant is reached outside the calendar")
{
    const Zone utc;
    const auto last = instant("9999-12-31T23:59:59.999999Z");
    CHECK(add(last, {}, utc) == last);
    CHECK_FALSE(add(last, {0, 0, 1}, utc));
    CHECK_FALSE(add(last, {0, 1, 0}, utc));
    CHECK_FALSE(add(last, {1'440'000, 0, 0}, utc));
    CHECK(date_of(last, berlin_2010()) == day("9999-12-31"));
    CHECK(date_of(instant("0001-01-01T00:00:00Z"), {"west", {{{}, -3600}}}) == day("0001-01-01"));
}

TEST_CASE("the day of an instant follows the zone")
{
    const auto zone = berlin_2010();
    CHECK(date_of(instant("2010-07-01T21:59:59Z"), zone) == day("2010-07-01"));
    CHECK(date_of(instant("2010-07-01T22:00:00Z"), zone) == day("2010-07-02"));
    CHECK(start_of(day("2010-07-02"), zone) == instant("2010-07-01T22:00:00Z"));
    CHECK(start_of(day("2010-12-02"), zone) == instant("2010-12-01T23:00:00Z"));
}

TEST_CASE("a local time in a gap moves to its end, one that occurs twice is the earlier")
{
    const auto zone = berlin_2010();
    CHECK(add(instant("2010-03-27T01:30:00Z"), {0, 1, 0}, zone) == instant("2010-03-28T01:00:00Z"));
    CHECK(add(instant("2010-10-30T00:30:00Z"), {0, 1, 0}, zone) == instant("2010-10-31T00:30:00Z"));
    CHECK(add(instant("2010-03-27T11:00:00Z"), {0, 1, 0}, zone) == instant("2010-03-28T10:00:00Z"));
    CHECK(add(instant("2010-03-27T11:00:00Z"), {0, 0, 3'600'000'000}, zone) ==
          instant("2010-03-27T12:00:00Z"));
}
