#include "dsl/sema/yearly_changes.hpp"

#include <algorithm>
#include <cctype>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

constexpr std::int32_t k_hour_s = 3600;
constexpr std::int32_t k_day_s = 24 * k_hour_s;
constexpr std::int64_t k_us = 1'000'000;
constexpr int k_digits_max = 4;

// Reads from the left; after a failure every further read fails too.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool has_failed() const { return has_failed_; }
    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    [[nodiscard]] bool sees(char c) const { return !rest_.empty() && rest_.front() == c; }

    bool take(char c)
    {
        if (!sees(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    void need(char c) { has_failed_ = !take(c) || has_failed_; }

    // `CET`, or `<+03>` where letters do not do.
    void skip_name()
    {
        const bool is_quoted = take('<');
        const auto is_part = [is_quoted](char c) {
            return is_quoted ? c != '>' : std::isalpha(static_cast<unsigned char>(c)) != 0;
        };
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_part);
        has_failed_ = has_failed_ || end == rest_.begin();
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
        if (is_quoted)
            need('>');
    }

    int number()
    {
        int value = 0;
        int digits = 0;
        while (!rest_.empty() && std::isdigit(static_cast<unsigned char>(rest_.front())) != 0) {
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
            if (++digits > k_digits_max)
                break;
        }
        has_failed_ = has_failed_ || digits == 0 || digits > k_digits_max;
        return has_failed_ ? 0 : value;
    }

    // [+-]hours[:minutes[:seconds]], in seconds.
    std::int32_t duration()
    {
        const bool is_negative = take('-');
        if (!is_negative)
            take('+');
        std::int32_t seconds = number() * k_hour_s;
        if (take(':'))
            seconds += number() * 60;
        if (take(':'))
            seconds += number();
        return is_negative ? -seconds : seconds;
    }

private:
    std::string_view rest_;
    bool has_failed_ = false;
};

// The week-th weekday of a month (5: the last one), and the seconds from its midnight.
struct YearlyDay {
    int month = 1;
    int week = 1;
    int weekday = 0;  // Sunday is 0
    std::int32_t time_s = 2 * k_hour_s;
};

struct Rule {
    std::int32_t winter_s = 0;  // east of UTC
    std::int32_t summer_s = 0;
    YearlyDay summer_begins;
    YearlyDay winter_begins;
    bool has_summer = false;
};

YearlyDay read_day(Reader& reader)
{
    YearlyDay day;
    reader.need(',');
    reader.need('M');
    day.month = reader.number();
    reader.need('.');
    day.week = reader.number();
    reader.need('.');
    day.weekday = reader.number();
    if (reader.take('/'))
        day.time_s = reader.duration();
    return day;
}

bool is_possible(const YearlyDay& day)
{
    return day.month >= 1 && day.month <= 12 && day.week >= 1 && day.week <= 5 &&
           day.weekday >= 0 && day.weekday <= 6;
}

std::optional<Rule> read_rule(std::string_view text)
{
    Reader reader(text);
    Rule rule;
    reader.skip_name();
    rule.winter_s = -reader.duration();  // POSIX counts to the west.
    if (reader.is_at_end())
        return reader.has_failed() ? std::nullopt : std::optional(rule);
    rule.has_summer = true;
    reader.skip_name();
    rule.summer_s = reader.sees(',') ? rule.winter_s + k_hour_s : -reader.duration();
    rule.summer_begins = read_day(reader);
    rule.winter_begins = read_day(reader);
    const bool is_right = !reader.has_failed() && reader.is_at_end() &&
                          is_possible(rule.summer_begins) && is_possible(rule.winter_begins);
    return is_right ? std::optional(rule) : std::nullopt;
}

// 1970-01-01 was a Thursday (4). Days before it are not asked for.
int weekday_of(Date date)
{
    ASSERT(date.days >= 0);
    return (date.days + 4) % 7;
}

Date date_in(int year, const YearlyDay& day)
{
    const auto first = make_date({year, day.month, 1});
    const auto next_month =
        day.month == 12 ? make_date({year + 1, 1, 1}) : make_date({year, day.month + 1, 1});
    ASSERT(first && next_month);
    const int to_weekday = (day.weekday - weekday_of(*first) + 7) % 7;
    std::int32_t days = first->days + to_weekday + (day.week - 1) * 7;
    if (days >= next_month->days)
        days -= 7;
    return {days};
}

// The clock shows `day` under the offset that is in force until then.
Instant instant_of(int year, const YearlyDay& day, std::int32_t offset_before_s)
{
    const std::int64_t midnight_s = std::int64_t{date_in(year, day).days} * k_day_s;
    return {(midnight_s + day.time_s - offset_before_s) * k_us};
}

}  // namespace

std::optional<std::vector<ZoneOffset>> yearly_changes(std::string_view rule, YearRange years)
{
    const auto read = read_rule(rule);
    if (!read)
        return std::nullopt;
    std::vector<ZoneOffset> changes;
    for (int year = years.first; read->has_summer && year <= years.last; ++year) {
        changes.push_back({instant_of(year, read->summer_begins, read->winter_s), read->summer_s});
        changes.push_back({instant_of(year, read->winter_begins, read->summer_s), read->winter_s});
    }
    std::sort(changes.begin(), changes.end(),
              [](const ZoneOffset& a, const ZoneOffset& b) { return a.from < b.from; });
    return changes;
}

}  // namespace gradus
