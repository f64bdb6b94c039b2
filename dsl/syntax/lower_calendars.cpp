// Calendars: CST -> AST.
#include "dsl/syntax/lexical.hpp"
#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

Weekday lower_weekday(Parts& parts)
{
    return static_cast<Weekday>(weekday_number(parts.lowering().text_of(parts.take())));
}

int lower_month(Parts& parts) { return month_number(parts.lowering().text_of(parts.take())); }

// Years and days are small; what is larger is no holiday, and said so by dsl/sema.
int lower_small(Parts& parts)
{
    return static_cast<int>(std::min<std::int64_t>(parts.number(), 100'000));
}

void lower_day(const Lowering& lowering, std::size_t node, HolidayRule& rule)
{
    Parts parts(lowering, node);
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::fixed_day: {
        const int day = lower_small(parts);
        rule.day = FixedHoliday{lower_month(parts), day};
        return;
    }
    case CstKind::nth_day: {
        const int nth = ordinal_number(lowering.text_of(parts.take()));
        const auto weekday = lower_weekday(parts);
        parts.take_keyword("of");
        rule.day = WeekdayHoliday{lower_month(parts), weekday, nth};
        return;
    }
    case CstKind::easter_day: {
        EasterHoliday easter;
        parts.take();
        if (!parts.is_done()) {
            const bool is_minus = parts.is_at_keyword("minus");
            parts.take();
            easter.offset_days = is_minus ? -lower_small(parts) : lower_small(parts);
        }
        rule.day = easter;
        return;
    }
    default: UNREACHABLE();
    }
}

Holiday lower_holiday(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Holiday holiday;
    holiday.span = parts.span();
    parts.take();
    (void)parts.text_if();
    lower_day(lowering, parts.take(), holiday.rule);
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        Parts part(lowering, parts.take());
        part.take();
        if (kind == CstKind::observed)
            holiday.rule.observed =
                part.is_at_keyword("nearest") ? Observed::nearest_weekday : Observed::next_monday;
        else if (kind == CstKind::from_year)
            holiday.rule.first_year = lower_small(part);
        else
            holiday.rule.last_year = lower_small(part);
    }
    return holiday;
}

}  // namespace

CalendarDeclaration lower_calendar(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    CalendarDeclaration calendar;
    calendar.name = parts.name();
    calendar.title = parts.text_if();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::holiday)
            calendar.holidays.push_back(lower_holiday(lowering, part));
        if (kind != CstKind::weekend)
            continue;
        Parts weekend(lowering, part);
        weekend.take();
        auto& days = calendar.weekend.emplace();
        while (!weekend.is_done()) {
            days.push_back(lower_weekday(weekend));
            weekend.skip(CstKind::mark);
        }
    }
    return calendar;
}

}  // namespace gradus
