// Times that never come: an `after` that always leaves its state ends all that waits longer there.
//
//   after 10 days go to closed      always taken, so nothing here waits for more than 10 days
//   after 30 days go to refused     never comes
//   every 1 year stay               never comes
//
// It would not be said if the first one had a branch that stays, or if it were `after 1 month`: a
// month may be longer than 30 days. Only what holds on every calendar is reported. A state inside
// is entered no earlier than the one around it, so the outer `after` ends it too.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

using image::BranchKind;
using image::StateId;
using image::TriggerKind;

constexpr std::int64_t k_hour_us = 3'600'000'000;

struct Bounds {
    std::int64_t shortest_us;
    std::int64_t longest_us;
};

// A month has 28 to 31 days, twelve have 365 or 366; the clocks may change by an hour or a day.
// Business days are at least as many days, and nobody knows how many at most.
Bounds bounds_of(const Period& period)
{
    if (period.business_days > 0)
        return {(period.business_days - 1) * 24 * k_hour_us,
                std::numeric_limits<std::int64_t>::max()};
    const std::int64_t years = period.months / 12;
    const std::int64_t months = period.months % 12;
    const std::int64_t fewest = years * 365 + months * 28 + period.days;
    const std::int64_t most = years * 366 + months * 31 + period.days;
    const std::int64_t change_us = most > 0 ? 24 * k_hour_us : 0;
    return {fewest * 24 * k_hour_us - change_us + period.us,
            most * 24 * k_hour_us + change_us + period.us};
}

// From whatever moment both are counted.
bool is_longer(const Period& a, const Period& b)
{
    const bool is_longer_part_by_part = a.months >= b.months && a.days >= b.days && a.us >= b.us &&
                                        a.business_days >= b.business_days &&
                                        a.calendar == b.calendar;
    return (is_longer_part_by_part && !(a == b)) ||
           bounds_of(a).shortest_us > bounds_of(b).longest_us;
}

// An `after` that always leaves the state it stands in.
struct Leaving {
    Period period;
    Span span;
    StateId state;
};

class LateTimers {
public:
    explicit LateTimers(WorkflowParts& parts) : parts_(parts) {}

    void check(StateId state);

private:
    [[nodiscard]] std::optional<Leaving> leaving(const program::Transition& transition) const;
    [[nodiscard]] bool leaves(const program::Transition& transition) const;
    void collect(StateId state);
    void check_task(const program::Task& task);
    void check_ladder(const program::Task& task);
    void check_time(const program::Expr& time);

    WorkflowParts& parts_;
    std::vector<Leaving> leavings_;  // of the state and of those around it
};

void LateTimers::check(StateId state)
{
    leavings_.clear();
    for (StateId up = state; up.is_set(); up = parts_.workflow.states[up.index].parent)
        collect(up);
    const image::State& checked = parts_.workflow.states[state.index];
    for (const auto id : checked.transitions)
        if (const auto& transition = parts_.workflow.transitions[id.index];
            transition.period && !transition.anchor)
            check_time(*transition.period);
    for (const auto id : checked.tasks)
        check_task(parts_.workflow.tasks[id.index]);
}

void LateTimers::collect(StateId state)
{
    for (const auto id : parts_.workflow.states[state.index].transitions)
        if (auto found = leaving(parts_.workflow.transitions[id.index]))
            leavings_.push_back(std::move(*found));
}

std::optional<Leaving> LateTimers::leaving(const program::Transition& transition) const
{
    if (transition.trigger != TriggerKind::after || !transition.period || !leaves(transition))
        return std::nullopt;
    const auto period = period_of(parts_.analysis, *transition.period);
    if (!period)
        return std::nullopt;
    return Leaving{*period, transition.span, transition.source};
}

// One of its branches is taken in any case, and each goes to a state outside of its own.
bool LateTimers::leaves(const program::Transition& transition) const
{
    const auto& branches = transition.branches;
    const bool is_total = !branches.empty() && (branches.back().kind == BranchKind::plain ||
                                                branches.back().kind == BranchKind::otherwise);
    return is_total && std::all_of(branches.begin(), branches.end(), [&](const auto& branch) {
               return branch.target.is_set() &&
                      !is_inside(parts_.workflow, branch.target, transition.source);
           });
}

void LateTimers::check_time(const program::Expr& time)
{
    const auto period = period_of(parts_.analysis, time);
    const auto earlier = std::find_if(
        leavings_.begin(), leavings_.end(),
        [&](const Leaving& leaving) { return period && is_longer(*period, leaving.period); });
    if (earlier == leavings_.end())
        return;
    report(parts_.analysis.diagnostics,
           {DiagnosticCode::late_timer,
            time.span,
            fmt::format("`{}` is left before this time comes",
                        parts_.workflow.states[earlier->state.index].name),
            "write a shorter time, or leave this out",
            {{earlier->span, fmt::format("it is left after {}", in_words(earlier->period))}}});
}

void LateTimers::check_task(const program::Task& task)
{
    if (task.due)
        check_time(*task.due);
    const auto due = task.due ? period_of(parts_.analysis, *task.due) : std::nullopt;
    for (const program::Expr& reminder : task.reminders) {
        const auto period = period_of(parts_.analysis, reminder);
        if (!due || !period || !(*period == *due || is_longer(*period, *due)))
            check_time(reminder);
        else
            report(parts_.analysis.diagnostics,
                   {DiagnosticCode::late_reminder,
                    reminder.span,
                    fmt::format("`{}` is due by then", task.name),
                    "remind earlier, or write `when overdue notify …`",
                    {{task.due->span, fmt::format("it is due in {}", in_words(*due))}}});
    }
    for (const program::Rung& rung : task.ladder)
        check_time(rung.after);
    check_ladder(task);
}

// A rung below another comes later than that.
void LateTimers::check_ladder(const program::Task& task)
{
    for (std::size_t i = 1; i < task.ladder.size(); ++i) {
        const auto& above = task.ladder[i - 1].after;
        const auto& below = task.ladder[i].after;
        const auto first = period_of(parts_.analysis, above);
        const auto second = period_of(parts_.analysis, below);
        if (!first || !second || !(*first == *second || is_longer(*first, *second)))
            continue;
        report(parts_.analysis.diagnostics,
               {DiagnosticCode::low_rung,
                below.span,
                "this step of the ladder comes no later than the one before it",
                "write the steps in their order, each later than the one before",
                {{above.span, fmt::format("this one comes after {}", in_words(*first))}}});
    }
}

}  // namespace

void warn_of_late_timers(WorkflowParts& parts)
{
    LateTimers late(parts);
    for (std::uint32_t i = 0; i < parts.workflow.states.size(); ++i)
        late.check({i});
}

}  // namespace gradus::sema
