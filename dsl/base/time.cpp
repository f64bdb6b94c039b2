// Days are counted by the era method: 400 Gregorian years are 146,097 days, and a year that begins
// in March has its leap day last, which makes the day of the year linear in the month.
#include "dsl/base/time.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"

namespace gradus {
namespace {

constexpr std::int64_t k_second_us = 1'000'000;
constexpr std::int64_t k_day_us = 86'400 * k_second_us;

std::int64_t floor_divide(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(int year, int month)
{
    static constexpr int k_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : k_days[month - 1];
}

std::int32_t days_from_civil(CivilDate civil)
{
    const int year = civil.month <= 2 ? civil.year - 1 : civil.year;
    const std::int64_t era = floor_divide(year, 400);
    const std::int64_t year_of_era = year - era * 400;
    const int month = civil.month > 2 ? civil.month - 3 : civil.month + 9;
    const std::int64_t day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    const std::int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return static_cast<std::int32_t>(era * 146'097 + day_of_era - 719'468);
}

// Reads ASCII digits from the front of a text; every reader says whether it could.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool take(char c)
    {
        if (rest_.empty() || rest_.front() != c)
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    // Exactly `width` digits.
    bool digits(std::size_t width, int& value)
    {
        if (rest_.size() < width)
            return false;
        value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9')
                return false;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(width);
        return true;
    }

    // One to nine digits.
    bool number(std::int64_t& value)
    {
        std::size_t size = 0;
        value = 0;
        for (; size < rest_.size() && rest_[size] >= '0' && rest_[size] <= '9'; ++size)
            value = value * 10 + (rest_[size] - '0');
        if (size == 0 || size > 9)
            return false;
        rest_.remove_prefix(size);
        return true;
    }

    [[nodiscard]] std::size_t size() const { return rest_.size(); }

    [[nodiscard]] bool is_at_digit() const
    {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }

private:
    std::string_view rest_;
};

bool read_date(Reader& reader, Date& date)
{
    CivilDate civil;
    if (!reader.digits(4, civil.year) || !reader.take('-') || !reader.digits(2, civil.month) ||
        !reader.take('-') || !reader.digits(2, civil.day))
        return false;
    const auto made = make_date(civil);
    if (made)
        date = *made;
    return made.has_value();
}

bool read_fraction(Reader& reader, std::int64_t& us)
{
    us = 0;
    if (!reader.take('.'))
        return true;
    int count = 0;
    for (int digit = 0; count < 6 && reader.digits(1, digit); ++count)
        us = us * 10 + digit;
    const bool has_digits = count > 0;
    for (; count < 6; ++count)
        us *= 10;
    return has_digits;
}

struct PeriodUnit {
    char letter;
    WidePeriod length;
};

// Counts with their units, each unit at most once and the longer before the shorter.
bool read_units(Reader& reader, std::span<const PeriodUnit> units, WidePeriod& sum)
{
    auto unit = units.begin();
    while (reader.is_at_digit()) {
        std::int64_t count = 0;
        if (!reader.number(count))
            return false;
        while (unit != units.end() && !reader.take(unit->letter))
            ++unit;
        if (unit == units.end())
            return false;
        sum.months += count * unit->length.months;
        sum.days += count * unit->length.days;
        sum.us += count * unit->length.us;
        ++unit;
    }
    return true;
}

std::optional<Date> add_months(Date date, std::int64_t months)
{
    const auto from = civil(date);
    const std::int64_t month =
        static_cast<std::int64_t>(from.year) * 12 + (from.month - 1) + months;
    CivilDate to;
    const std::int64_t year = floor_divide(month, 12);
    if (year < 1 || year > 9999)
        return std::nullopt;
    to.year = static_cast<int>(year);
    to.month = static_cast<int>(month - year * 12) + 1;
    to.day = std::min(from.day, days_in_month(to.year, to.month));
    return make_date(to);
}

std::optional<Date> shift(Date date, std::int64_t months, std::int64_t days)
{
    const auto moved = add_months(date, months);
    if (!moved)
        return std::nullopt;
    const std::int64_t day = moved->days + days;
    if (day < k_first_date.days || day > k_last_date.days)
        return std::nullopt;
    return Date{static_cast<std::int32_t>(day)};
}

std::int64_t offset_us_at(Instant instant, const Zone& zone)
{
    ASSERT(!zone.offsets.empty());
    const auto next = std::upper_bound(zone.offsets.begin(), zone.offsets.end(), instant,
                                       [](Instant a, const ZoneOffset& b) { return a < b.from; });
    const auto& in_force = next == zone.offsets.begin() ? *next : *(next - 1);
    return in_force.offset_s * k_second_us;
}

// The instant of a local time: of two the earlier; of none the end of the gap.
Instant instant_of_local(std::int64_t local_us, const Zone& zone)
{
    // Offsets in force a day before and after bound all that can apply.
    const auto before = offset_us_at({local_us - k_day_us}, zone);
    const auto after = offset_us_at({local_us + k_day_us}, zone);
    const Instant early{local_us - std::max(before, after)};
    const Instant late{local_us - std::min(before, after)};
    if (early.us + offset_us_at(early, zone) == local_us)
        return early;
    if (late.us + offset_us_at(late, zone) == local_us)
        return late;
    // In a gap: the transition lies between the two.
    const auto next = std::upper_bound(zone.offsets.begin(), zone.offsets.end(), early,
                                       [](Instant a, const ZoneOffset& b) { return a < b.from; });
    ASSERT(next != zone.offsets.end());
    return next->from;
}

void add_unit(std::string& words, std::int64_t count, std::string_view unit)
{
    if (count != 0)
        words +=
            fmt::format("{}{} {}{}", words.empty() ? "" : " ", count, unit, count == 1 ? "" : "s");
}

}  // namespace

std::optional<Date> make_date(CivilDate civil)
{
    if (civil.year < 1 || civil.year > 9999 || civil.month < 1 || civil.month > 12 ||
        civil.day < 1 || civil.day > days_in_month(civil.year, civil.month))
        return std::nullopt;
    return Date{days_from_civil(civil)};
}

CivilDate civil(Date date)
{
    const std::int64_t days = static_cast<std::int64_t>(date.days) + 719'468;
    const std::int64_t era = floor_divide(days, 146'097);
    const std::int64_t day_of_era = days - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    CivilDate result;
    result.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    result.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    result.year = static_cast<int>(year_of_era + era * 400 + (result.month <= 2 ? 1 : 0));
    return result;
}

std::optional<Date> parse_date(std::string_view text)
{
    Reader reader(text);
    Date date;
    if (!read_date(reader, date) || reader.size() != 0)
        return std::nullopt;
    return date;
}

std::string to_string(Date date)
{
    const auto parts = civil(date);
    return fmt::format("{:04}-{:02}-{:02}", parts.year, parts.month, parts.day);
}

std::optional<Instant> parse_instant(std::string_view text)
{
    Reader reader(text);
    Date date;
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int64_t fraction = 0;
    if (!read_date(reader, date) || !reader.take('T') || !reader.digits(2, hour) ||
        !reader.take(':') || !reader.digits(2, minute) || !reader.take(':') ||
        !reader.digits(2, second) || !read_fraction(reader, fraction) || !reader.take('Z') ||
        reader.size() != 0)
        return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return Instant{date.days * k_day_us + (hour * 3600 + minute * 60 + second) * k_second_us +
                   fraction};
}

std::string to_string(Instant instant)
{
    const std::int64_t days = floor_divide(instant.us, k_day_us);
    const std::int64_t us = instant.us - days * k_day_us;
    const std::int64_t seconds = us / k_second_us;
    return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z",
                       to_string(Date{static_cast<std::int32_t>(days)}), seconds / 3600,
                       seconds / 60 % 60, seconds % 60, us % k_second_us);
}

std::optional<Period> parse_period(std::string_view text)
{
    static constexpr PeriodUnit k_date_units[] = {
        {'Y', {12, 0, 0}}, {'M', {1, 0, 0}}, {'W', {0, 7, 0}}, {'D', {0, 1, 0}}};
    static constexpr PeriodUnit k_time_units[] = {{'H', {0, 0, 3600 * k_second_us}},
                                                  {'M', {0, 0, 60 * k_second_us}},
                                                  {'S', {0, 0, k_second_us}}};
    Reader reader(text);
    WidePeriod sum;
    if (!reader.take('P'))
        return std::nullopt;
    const bool has_date = reader.is_at_digit();
    if (has_date && !read_units(reader, k_date_units, sum))
        return std::nullopt;
    const bool has_time = reader.take('T');
    if (has_time && (!reader.is_at_digit() || !read_units(reader, k_time_units, sum)))
        return std::nullopt;
    if (reader.size() != 0 || (!has_date && !has_time))
        return std::nullopt;
    return narrowed(sum);
}

std::optional<Period> narrowed(const WidePeriod& wide)
{
    constexpr std::int64_t k_months_max = k_limit_period_units * 12;
    constexpr std::int64_t k_days_max = k_limit_period_units * 7;
    constexpr std::int64_t k_us_max = k_limit_period_units * 3600 * k_second_us;
    const auto is_within = [](std::int64_t value, std::int64_t max) {
        return value >= 0 && value <= max;
    };
    if (!is_within(wide.months, k_months_max) || !is_within(wide.days, k_days_max) ||
        !is_within(wide.us, k_us_max))
        return std::nullopt;
    return Period{static_cast<std::int32_t>(wide.months), static_cast<std::int32_t>(wide.days),
                  wide.us};
}

std::string to_string(const Period& period)
{
    std::string text = "P";
    const auto put = [&text](std::int64_t count, char unit) {
        if (count != 0)
            text += fmt::format("{}{}", count, unit);
    };
    put(period.months / 12, 'Y');
    put(period.months % 12, 'M');
    put(period.days, 'D');
    if (period.us != 0) {
        const std::int64_t seconds = period.us / k_second_us;
        text += 'T';
        put(seconds / 3600, 'H');
        put(seconds / 60 % 60, 'M');
        put(seconds % 60, 'S');
    }
    return text == "P" ? "P0D" : text;
}

std::string in_words(const Period& period)
{
    if (period.business_days != 0)
        return std::to_string(period.business_days) +
               (period.business_days == 1 ? " business day" : " business days");
    std::string words;
    add_unit(words, period.months / 12, "year");
    add_unit(words, period.months % 12, "month");
    add_unit(words, period.days, "day");
    const std::int64_t seconds = period.us / k_second_us;
    add_unit(words, seconds / 3600, "hour");
    add_unit(words, seconds / 60 % 60, "minute");
    add_unit(words, seconds % 60, "second");
    return words.empty() ? "0 days" : words;
}

std::optional<Date> add(Date date, const Period& period)
{
    ASSERT(period.us == 0);
    return shift(date, period.months, period.days);
}

std::optional<Date> subtract(Date date, const Period& period)
{
    ASSERT(period.us == 0);
    return shift(date, -static_cast<std::int64_t>(period.months),
                 -static_cast<std::int64_t>(period.days));
}

namespace {

// Months and days move the local time, in one direction; the rest is exact.
std::optional<Instant> moved(Instant instant, const Period& period, std::int64_t direction,
                             const Zone& zone)
{
    Instant moved = instant;
    if (period.months != 0 || period.days != 0) {
        const std::int64_t local = instant.us + offset_us_at(instant, zone);
        const std::int64_t day = floor_divide(local, k_day_us);
        const auto date = shift(Date{static_cast<std::int32_t>(day)}, direction * period.months,
                                direction * period.days);
        if (!date)
            return std::nullopt;
        moved = instant_of_local(date->days * k_day_us + (local - day * k_day_us), zone);
    }
    moved.us += direction * period.us;
    const bool is_in_calendar =
        moved.us >= k_first_date.days * k_day_us && moved.us < (k_last_date.days + 1) * k_day_us;
    return is_in_calendar ? std::optional(moved) : std::nullopt;
}

}  // namespace

std::optional<Instant> add(Instant instant, const Period& period, const Zone& zone)
{
    return moved(instant, period, 1, zone);
}

std::optional<Instant> subtract(Instant instant, const Period& period, const Zone& zone)
{
    return moved(instant, period, -1, zone);
}

std::string in_words(Instant instant)
{
    std::string text = to_string(instant);  // YYYY-MM-DDThh:mm:ss.ffffffZ
    text[10] = ' ';
    text.pop_back();
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.')
        text.pop_back();
    if (text.size() == 19 && text.substr(16) == ":00")
        text.resize(16);
    return text + " UTC";
}

Date date_of(Instant instant, const Zone& zone)
{
    const std::int64_t day = floor_divide(instant.us + offset_us_at(instant, zone), k_day_us);
    return Date{static_cast<std::int32_t>(
        std::clamp(day, std::int64_t{k_first_date.days}, std::int64_t{k_last_date.days}))};
}

Instant start_of(Date date, const Zone& zone) { return instant_of(date, 0, zone); }

Instant instant_of(Date date, std::int32_t minute_of_day, const Zone& zone)
{
    return instant_of_local(date.days * k_day_us + minute_of_day * std::int64_t{60'000'000}, zone);
}

}  // namespace gradus
