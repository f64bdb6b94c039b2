// A year is the unit of work: its holidays are a short sorted list, and its business days are its
// weekdays, which a formula counts, less the holidays among them. So a count of many years passes
// over whole years and walks only through its last one.
#include "dsl/base/calendar.hpp"

#include <algorithm>
#include <array>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

constexpr int k_year_first = 1;
constexpr int k_year_last = 9999;

// First and last day, both meant.
struct Days {
    std::int32_t first = 0;
    std::int32_t last = -1;
};

constexpr Days k_whole_calendar{k_first_date.days, k_last_date.days};

Days days_of(int year) { return {make_date({year, 1, 1})->days, make_date({year, 12, 31})->days}; }

bool is_in(Days days, std::int32_t day) { return day >= days.first && day <= days.last; }

bool is_weekend(const Calendar& calendar, Date date)
{
    return std::find(calendar.weekend.begin(), calendar.weekend.end(), weekday(date)) !=
           calendar.weekend.end();
}

// Western Easter of the year. The golden number gives the full moon, and the Sunday after it is
// Easter; the names are those of the computus.
Date easter(int year)
{
    const int golden = year % 19;
    const int century = year / 100;
    const int moon_correction = (8 * century + 13) / 25;
    const int leap_correction = century - century / 4;
    const int epact = (19 * golden + leap_correction - moon_correction + 15) % 30;
    // Days from 21 March to the full moon; the two latest are drawn in by a day.
    const int full_moon = epact - (epact == 29 || (epact == 28 && golden > 10) ? 1 : 0);
    const Date moon{make_date({year, 3, 21})->days + full_moon};
    return {moon.days + 7 - (static_cast<int>(weekday(moon)) + 1) % 7};
}

std::optional<Date> day_in(const FixedHoliday& holiday, int year)
{
    return make_date({year, holiday.month, holiday.day});
}

std::optional<Date> day_in(const WeekdayHoliday& holiday, int year)
{
    const bool is_last = holiday.nth == k_last_of_month;
    const Date first = *make_date({year, holiday.month, 1});
    const int to_weekday =
        (static_cast<int>(holiday.weekday) - static_cast<int>(weekday(first)) + 7) % 7;
    const auto nth = [&](int n) {
        return make_date({year, holiday.month, 1 + to_weekday + 7 * (n - 1)});
    };
    if (!is_last)
        return nth(holiday.nth);
    const auto fifth = nth(5);
    return fifth ? fifth : nth(4);
}

std::optional<Date> day_in(const EasterHoliday& holiday, int year)
{
    return Date{easter(year).days + holiday.offset_days};
}

bool names_days(const FixedHoliday& holiday)
{
    constexpr int k_leap_year = 2000;
    return make_date({k_leap_year, holiday.month, holiday.day}).has_value();
}

bool names_days(const WeekdayHoliday& holiday)
{
    const bool has_nth = holiday.nth >= 1 && holiday.nth <= 5;
    return holiday.month >= 1 && holiday.month <= 12 && holiday.weekday <= Weekday::sunday &&
           (has_nth || holiday.nth == k_last_of_month);
}

bool names_days(const EasterHoliday& holiday)
{
    return holiday.offset_days >= -k_easter_offset_max &&
           holiday.offset_days <= k_easter_offset_max;
}

std::int32_t nearest_weekday(const Calendar& calendar, std::int32_t day)
{
    for (std::int32_t distance = 1; distance < 7; ++distance) {
        if (!is_weekend(calendar, {day + distance}))
            return day + distance;
        if (!is_weekend(calendar, {day - distance}))
            return day - distance;
    }
    return day;
}

std::int32_t kept_on(const Calendar& calendar, Observed observed, Date date)
{
    if (!is_weekend(calendar, date))
        return date.days;
    switch (observed) {
    case Observed::on_its_day: return date.days;
    case Observed::nearest_weekday: return nearest_weekday(calendar, date.days);
    case Observed::next_monday: return date.days + 7 - static_cast<std::int32_t>(weekday(date));
    }
    UNREACHABLE();
}

bool holds_in(const HolidayRule& rule, int year)
{
    return year >= rule.first_year.value_or(k_year_first) &&
           year <= rule.last_year.value_or(k_year_last) && year >= k_year_first &&
           year <= k_year_last;
}

// A year's days and the holidays kept on them, ascending, each once.
struct Year {
    Days days;
    std::vector<Date> holidays;
};

// A holiday moves by less than a week, so only the neighboring years can send one.
Year year_of(const Calendar& calendar, int year)
{
    Year result{days_of(year), {}};
    for (const HolidayRule& rule : calendar.rules) {
        if (!is_possible(rule))
            continue;
        for (int y = year - 1; y <= year + 1; ++y) {
            if (!holds_in(rule, y))
                continue;
            const auto date = std::visit([y](const auto& day) { return day_in(day, y); }, rule.day);
            if (!date)
                continue;
            const std::int32_t kept = kept_on(calendar, rule.observed, *date);
            if (is_in(result.days, kept))
                result.holidays.push_back({kept});
        }
    }
    std::sort(result.holidays.begin(), result.holidays.end());
    result.holidays.erase(std::unique(result.holidays.begin(), result.holidays.end()),
                          result.holidays.end());
    return result;
}

bool is_business_day(const Calendar& calendar, const Year& year, std::int32_t day)
{
    return !is_weekend(calendar, {day}) &&
           !std::binary_search(year.holidays.begin(), year.holidays.end(), Date{day});
}

// Whole weeks by multiplication, what is left of a week day by day.
std::int32_t weekdays_in(const Calendar& calendar, Days days)
{
    const std::int32_t size = days.last - days.first + 1;
    std::int32_t in_week = 0;
    std::int32_t in_rest = 0;
    for (std::int32_t i = 0; i < 7; ++i) {
        const std::int32_t counted = is_weekend(calendar, {days.first + i}) ? 0 : 1;
        in_week += counted;
        in_rest += i < size % 7 ? counted : 0;
    }
    return size / 7 * in_week + in_rest;
}

// Of those days of the year that lie within `days`.
std::int32_t business_days_in(const Calendar& calendar, const Year& year, Days days)
{
    const Days part{std::max(year.days.first, days.first), std::min(year.days.last, days.last)};
    if (part.first > part.last)
        return 0;
    const auto off = std::count_if(year.holidays.begin(), year.holidays.end(), [&](Date holiday) {
        return is_in(part, holiday.days) && !is_weekend(calendar, holiday);
    });
    return weekdays_in(calendar, part) - static_cast<std::int32_t>(off);
}

std::int32_t business_days_in(const Calendar& calendar, Days days)
{
    days.first = std::max(days.first, k_whole_calendar.first);
    days.last = std::min(days.last, k_whole_calendar.last);
    if (days.first > days.last)
        return 0;
    std::int32_t count = 0;
    for (int year = civil({days.first}).year; year <= civil({days.last}).year; ++year)
        count += business_days_in(calendar, year_of(calendar, year), days);
    return count;
}

enum class Direction : std::int8_t { forwards = 1, backwards = -1 };

// The nth business day from `start` on, itself among them; `count` is at least 1.
std::optional<Date> nth_from(const Calendar& calendar, std::int32_t start, Direction direction,
                             std::int64_t count)
{
    if (!is_in(k_whole_calendar, start))
        return std::nullopt;
    const bool is_forwards = direction == Direction::forwards;
    const Days ahead =
        is_forwards ? Days{start, k_whole_calendar.last} : Days{k_whole_calendar.first, start};
    const int step = static_cast<int>(direction);
    for (int number = civil({start}).year; number >= k_year_first && number <= k_year_last;
         number += step) {
        const Year year = year_of(calendar, number);
        const std::int32_t in_year = business_days_in(calendar, year, ahead);
        if (count > in_year) {
            count -= in_year;
            continue;
        }
        std::int32_t day = std::clamp(start, year.days.first, year.days.last);
        while ((count -= is_business_day(calendar, year, day) ? 1 : 0) > 0)
            day += step;
        return Date{day};
    }
    return std::nullopt;
}

// Within the range, or on the day before or after it.
std::int32_t drawn_in(Date date)
{
    return std::clamp(date.days, k_whole_calendar.first - 1, k_whole_calendar.last + 1);
}

}  // namespace

Weekday weekday(Date date)
{
    constexpr int k_of_day_zero = 3;  // 1970-01-01 was a Thursday.
    return static_cast<Weekday>(((date.days % 7 + k_of_day_zero) % 7 + 7) % 7);
}

bool is_possible(const HolidayRule& rule)
{
    const int first = rule.first_year.value_or(k_year_first);
    const int last = rule.last_year.value_or(k_year_last);
    return first >= k_year_first && last <= k_year_last && first <= last &&
           std::visit([](const auto& day) { return names_days(day); }, rule.day);
}

std::vector<Date> holidays(const Calendar& calendar, int year)
{
    if (year < k_year_first || year > k_year_last)
        return {};
    return year_of(calendar, year).holidays;
}

bool is_business_day(const Calendar& calendar, Date date)
{
    return is_in(k_whole_calendar, date.days) && !is_weekend(calendar, date) &&
           is_business_day(calendar, year_of(calendar, civil(date).year), date.days);
}

std::optional<Date> add_business_days(const Calendar& calendar, Date date, std::int32_t count)
{
    const std::int32_t day = drawn_in(date);
    if (count < 0)
        return nth_from(calendar, day - 1, Direction::backwards, -static_cast<std::int64_t>(count));
    if (count > 0)
        return nth_from(calendar, day + 1, Direction::forwards, count);
    return nth_from(calendar, day, Direction::forwards, 1);
}

std::int32_t business_days_between(const Calendar& calendar, Date from, Date to)
{
    if (to < from)
        return -business_days_in(calendar, Days{drawn_in(to), drawn_in(from) - 1});
    return business_days_in(calendar, Days{drawn_in(from) + 1, drawn_in(to)});
}

std::optional<Date> add(Date date, const Period& period, const std::vector<Calendar>& calendars)
{
    if (period.business_days == 0)
        return add(date, period);
    return add_business_days(calendars.at(period.calendar), date, period.business_days);
}

std::optional<Date> subtract(Date date, const Period& period,
                             const std::vector<Calendar>& calendars)
{
    if (period.business_days == 0)
        return subtract(date, period);
    return add_business_days(calendars.at(period.calendar), date, -period.business_days);
}

std::optional<Instant> add(Instant instant, const Period& period, const Zone& zone,
                           const std::vector<Calendar>& calendars)
{
    if (period.business_days == 0)
        return add(instant, period, zone);
    const auto from = date_of(instant, zone);
    const auto to = add_business_days(calendars.at(period.calendar), from, period.business_days);
    return to ? add(instant, Period{0, to->days - from.days, 0, 0, 0}, zone) : std::nullopt;
}

std::optional<Instant> subtract(Instant instant, const Period& period, const Zone& zone,
                                const std::vector<Calendar>& calendars)
{
    if (period.business_days == 0)
        return subtract(instant, period, zone);
    const auto from = date_of(instant, zone);
    const auto to = add_business_days(calendars.at(period.calendar), from, -period.business_days);
    return to ? subtract(instant, Period{0, from.days - to->days, 0, 0, 0}, zone) : std::nullopt;
}

}  // namespace gradus
