// Civil dates, instants and periods, exact and without the host's clock or time zones.
//
// Date     a day of the proleptic Gregorian calendar, 0001-01-01 … 9999-12-31.
// Instant  microseconds since 1970-01-01T00:00:00Z, no leap seconds (POSIX).
// Period   a length of time: calendar months, days, and exact microseconds; 2 years are 24 months;
//          or business days of a calendar.
// Zone     the offsets of one named time zone, as compiled into an Image: nothing reads the host's
//          tz files afterwards.
// Written forms are ISO 8601: 2010-10-01, 2010-10-01T08:30:00.000000Z, P2Y, P30D, PT12H.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradus {

struct Date {
    std::int32_t days = 0;  // since 1970-01-01

    friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

inline constexpr Date k_first_date{-719'162};  // 0001-01-01
inline constexpr Date k_last_date{2'932'896};  // 9999-12-31

struct CivilDate {
    int year = 1970;
    int month = 1;  // 1..12
    int day = 1;    // 1..31

    friend bool operator==(const CivilDate&, const CivilDate&) = default;
};

struct Instant {
    std::int64_t us = 0;

    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
};

// No part is negative: what goes back in time subtracts.
struct Period {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t us = 0;
    // Alone, or not at all: business days of a calendar of the Image (calendar.hpp).
    std::int32_t business_days = 0;
    std::uint32_t calendar = 0;

    friend bool operator==(const Period&, const Period&) = default;
};

// A sum that may still be too long for a Period.
struct WidePeriod {
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t us = 0;
};

// Nothing when a part is negative, or longer than k_limit_period_units years, weeks or hours.
[[nodiscard]] std::optional<Period> narrowed(const WidePeriod& wide);

struct ZoneOffset {
    Instant from;               // in force from this instant on
    std::int32_t offset_s = 0;  // seconds east of UTC

    friend bool operator==(const ZoneOffset&, const ZoneOffset&) = default;
};

struct Zone {
    std::string name = "UTC";
    // Ascending; the first entry holds for all earlier instants too. Never empty in an Image.
    std::vector<ZoneOffset> offsets = {{}};

    friend bool operator==(const Zone&, const Zone&) = default;
};

// Nothing for a day that does not exist or lies outside 0001..9999.
[[nodiscard]] std::optional<Date> make_date(CivilDate civil);
[[nodiscard]] CivilDate civil(Date date);
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(Date date);

// Exactly YYYY-MM-DDThh:mm:ss[.f…]Z with one to six digits of fraction; nothing else is accepted.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
// Always six digits of fraction (audit.md 2.1).
[[nodiscard]] std::string to_string(Instant instant);

// PnYnMnWnDTnHnMnS: at least one count with its unit, each unit once, in this order, whole numbers
// only. Nothing for any other text, and for a period beyond the limit (see WidePeriod).
[[nodiscard]] std::optional<Period> parse_period(std::string_view text);
[[nodiscard]] std::string to_string(const Period& period);
// "2 years", "30 days", "1 year 6 months", "12 hours".
[[nodiscard]] std::string in_words(const Period& period);

// Adds the months first (a day that the month does not have becomes its last day: 29 February plus
// a year is 28 February), then the days. Nothing when the result leaves the calendar. The period
// has no exact part: a date has no time of day.
[[nodiscard]] std::optional<Date> add(Date date, const Period& period);
[[nodiscard]] std::optional<Date> subtract(Date date, const Period& period);
// In civil time of the zone for months and days (same time of day), exact for the rest. A local
// time that does not exist moves to the first instant after the gap; of two the earlier one is
// taken. Nothing when the result leaves the calendar.
[[nodiscard]] std::optional<Instant> add(Instant instant, const Period& period, const Zone& zone);
[[nodiscard]] std::optional<Instant> subtract(Instant instant, const Period& period,
                                              const Zone& zone);
// "2010-06-01 09:00 UTC", with seconds and their fraction where there are some.
[[nodiscard]] std::string in_words(Instant instant);

// Never outside the calendar: an hour before its first day is still that day.
[[nodiscard]] Date date_of(Instant instant, const Zone& zone);
// The first instant of the day in the zone.
[[nodiscard]] Instant start_of(Date date, const Zone& zone);
// A time of the day by the clocks of the zone, found as `add` finds it.
[[nodiscard]] Instant instant_of(Date date, std::int32_t minute_of_day, const Zone& zone);

}  // namespace gradus
