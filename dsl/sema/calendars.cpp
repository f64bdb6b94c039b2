// Calendars of business days, and the periods that count them.

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/sema/analysis.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

constexpr std::size_t k_days_of_week = 7;

void report_calendar(Analysis& analysis, Span span, std::string message, std::string help)
{
    report(analysis.diagnostics,
           {DiagnosticCode::bad_calendar, span, std::move(message), std::move(help)});
}

Calendar resolve_calendar(Analysis& analysis, const ast::CalendarDeclaration& written)
{
    Calendar calendar;
    calendar.name = written.name.text;
    if (written.weekend)
        calendar.weekend = *written.weekend;
    std::sort(calendar.weekend.begin(), calendar.weekend.end());
    calendar.weekend.erase(std::unique(calendar.weekend.begin(), calendar.weekend.end()),
                           calendar.weekend.end());
    if (calendar.weekend.size() == k_days_of_week)
        report_calendar(analysis, written.name.span, "this calendar has no day to work on",
                        "leave a day of the week out of `weekend`");
    if (written.holidays.size() > k_limit_holidays)
        report_calendar(
            analysis, written.name.span,
            fmt::format("this calendar has more than {} rules for holidays", k_limit_holidays),
            "divide it into calendars of different years or places");
    for (const ast::Holiday& holiday : written.holidays) {
        if (!is_possible(holiday.rule))
            report_calendar(analysis, holiday.span, "no year has this day",
                            "write a day that its month has, and the years in order");
        calendar.rules.push_back(holiday.rule);
    }
    return calendar;
}

}  // namespace

void resolve_calendars(Analysis& analysis)
{
    for (const ast::CalendarDeclaration* calendar : analysis.symbols.calendars.items())
        analysis.program.calendars.push_back(resolve_calendar(analysis, *calendar));
}

std::optional<Period> resolve_period(Analysis& analysis, const ast::PeriodLiteral& written,
                                     Span span)
{
    Period period = written.value;
    const auto& calendars = analysis.symbols.calendars;
    if (written.calendar) {
        const auto found = calendars.find(written.calendar->text);
        if (!found) {
            report_unknown(analysis.diagnostics, *written.calendar,
                           {DiagnosticCode::unknown_name, "calendar named", calendars.names()});
            return std::nullopt;
        }
        period.calendar = *found;
    } else if (period.business_days != 0 && calendars.items().size() != 1) {
        const bool has_none = calendars.items().empty();
        report_calendar(analysis, span,
                        has_none ? "the program has no calendar that says what a business day is"
                                 : "the program has several calendars: which one counts here?",
                        has_none ? "declare one: `calendar NAME`, with its weekend and holidays"
                                 : "name it: `10 business days of NAME`");
        return std::nullopt;
    }
    return period;
}

}  // namespace gradus::sema
