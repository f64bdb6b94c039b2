// Calendars of business days: the days of a week on which nobody works, and the holidays, each
// given by a rule. Pure functions of a calendar and a date: no clock, no database, no cache, so any
// number of threads may ask at once.
//
// Unit      a whole day, gradus::Date; times of day belong to the caller.
// Range     0001-01-01 … 9999-12-31. What would leave it is nothing, never wrapped or cut off; a
//           day outside is no business day.
// Cost      a step of some microseconds for each year touched; never more than 9999 of them.
// Counting  the day that one starts from does not count. One business day after a Friday is the
//           Monday, two are the Tuesday. From a day that is none, counting begins with the next
//           business day: one business day after a Saturday is the Monday too. Zero business days
//           are the day itself or, from a day that is none, the next business day. Backwards it is
//           the mirror image: one before a Monday, a Sunday or a Saturday is the Friday.
//
// Tested by tests/base/calendar_test.cpp, tests/dates/calendar_agreement_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/time.hpp"

namespace gradus {

enum class Weekday : std::uint8_t {
    monday,
    tuesday,
    wednesday,
    thursday,
    friday,
    saturday,
    sunday
};

[[nodiscard]] Weekday weekday(Date date);

// 25 December; 29 February only in the years that have it.
struct FixedHoliday {
    int month = 1;  // 1..12
    int day = 1;    // 1..31

    friend bool operator==(const FixedHoliday&, const FixedHoliday&) = default;
};

inline constexpr int k_last_of_month = -1;

// The fourth Thursday of November, the last Monday of May. In a month without a fifth there is
// none.
struct WeekdayHoliday {
    int month = 1;  // 1..12
    Weekday weekday = Weekday::monday;
    int nth = 1;  // 1..5, or k_last_of_month

    friend bool operator==(const WeekdayHoliday&, const WeekdayHoliday&) = default;
};

inline constexpr int k_easter_offset_max = 80;  // of either sign: it stays within Easter's year

// Days after Easter Sunday: Good Friday is -2, Easter Monday 1. Western Easter by the Gregorian
// reckoning, which is continued backwards into the years before its introduction.
struct EasterHoliday {
    int offset_days = 0;

    friend bool operator==(const EasterHoliday&, const EasterHoliday&) = default;
};

// Where a holiday is kept that falls on a weekend day. A day on which another holiday is already
// kept is not avoided: both are one day off.
enum class Observed : std::uint8_t {
    on_its_day,       // nowhere else
    nearest_weekday,  // on the nearest day that is no weekend day; of two as near, the later
    next_monday,      // on the first Monday after it
};

struct HolidayRule {
    std::variant<FixedHoliday, WeekdayHoliday, EasterHoliday> day;
    Observed observed = Observed::on_its_day;
    // The years in which the day itself falls; where it is kept may lie in a neighboring year.
    std::optional<int> first_year;
    std::optional<int> last_year;

    friend bool operator==(const HolidayRule&, const HolidayRule&) = default;
};

// Whether the rule names days at all: a month that exists, a day that the month has in some year,
// nth and offset within their ranges, years within 1..9999 and in order. Any other rule is no
// holiday in any year.
[[nodiscard]] bool is_possible(const HolidayRule& rule);

struct Calendar {
    std::string name;
    std::vector<Weekday> weekend = {Weekday::saturday, Weekday::sunday};
    std::vector<HolidayRule> rules;

    friend bool operator==(const Calendar&, const Calendar&) = default;
};

// The days of the year on which a holiday is kept, ascending, each once; those that stay on a
// weekend day are among them. Nothing outside 1..9999.
[[nodiscard]] std::vector<Date> holidays(const Calendar& calendar, int year);

[[nodiscard]] bool is_business_day(const Calendar& calendar, Date date);

// See Counting above. Nothing when the day would lie outside the range, as it always does in a
// calendar that has no business day.
[[nodiscard]] std::optional<Date> add_business_days(const Calendar& calendar, Date date,
                                                    std::int32_t count);

// A date or an instant moved by a period of any kind. For an instant business days keep the time of
// day, as months and days do. `calendars` are those that the period's index names.
[[nodiscard]] std::optional<Date> add(Date date, const Period& period,
                                      const std::vector<Calendar>& calendars);
[[nodiscard]] std::optional<Date> subtract(Date date, const Period& period,
                                           const std::vector<Calendar>& calendars);
[[nodiscard]] std::optional<Instant> add(Instant instant, const Period& period, const Zone& zone,
                                         const std::vector<Calendar>& calendars);
[[nodiscard]] std::optional<Instant> subtract(Instant instant, const Period& period,
                                              const Zone& zone,
                                              const std::vector<Calendar>& calendars);

// The business days after `from` up to and with `to`; when `to` is earlier, minus the business days
// before `from` down to and with `to`. So for every count but zero:
// business_days_between(c, from, *add_business_days(c, from, count)) == count.
[[nodiscard]] std::int32_t business_days_between(const Calendar& calendar, Date from, Date to);

}  // namespace gradus
