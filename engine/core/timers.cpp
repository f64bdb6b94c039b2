// Timers, tasks and notices of one case. A due instant is computed once, when the state is entered,
// and stored; durations run from `now`, recurrences from their anchor, so that a yearly one of 29
// February comes back to that day.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "engine/core/machine.hpp"

namespace gradus {
namespace {

constexpr std::int64_t k_longest_day_us = 25 * std::int64_t{3'600'000'000};
constexpr Instant k_end_of_time{253'402'300'799'000'000};  // 9999-12-31T23:59:59Z

Period times(const Period& period, std::int64_t count)
{
    return {static_cast<std::int32_t>(period.months * count),
            static_cast<std::int32_t>(period.days * count), period.us * count,
            static_cast<std::int32_t>(period.business_days * count), period.calendar};
}

}  // namespace

std::string CaseMachine::timer_id(const std::string& name) const { return case_.id + "#" + name; }

Instant CaseMachine::after(const Period& period, Instant from) const
{
    return add(from, period, image_.zone, image_.calendars).value_or(k_end_of_time);
}

void CaseMachine::set_timer(const std::string& id, Instant due)
{
    const auto at = std::lower_bound(
        case_.timers.begin(), case_.timers.end(), id,
        [](const Timer& timer, const std::string& wanted) { return timer.id < wanted; });
    if (at != case_.timers.end() && at->id == id) {
        if (at->due == due)
            return;
        at->due = due;
    } else {
        case_.timers.insert(at, {id, due});
    }
    decision_.timers.push_back({true, id, due});
}

void CaseMachine::cancel_timer(const std::string& id)
{
    const auto at = std::find_if(case_.timers.begin(), case_.timers.end(),
                                 [&](const Timer& timer) { return timer.id == id; });
    if (at == case_.timers.end())
        return;
    case_.timers.erase(at);
    decision_.timers.push_back({false, id, {}});
}

void CaseMachine::start_timers(const image::State& state)
{
    for (const auto id : state.transitions) {
        const auto& transition = workflow_.transitions[id.index];
        if (transition.anchor.is_set())
            continue;  // armed once the case is at rest
        if (transition.trigger == image::TriggerKind::after ||
            transition.trigger == image::TriggerKind::every)
            set_timer(timer_id(transition.id),
                      after(period_of(image_, transition.period), context_.now));
    }
}

void CaseMachine::stop_timers(const image::State& state)
{
    for (const auto id : state.transitions) {
        const auto timer = timer_id(workflow_.transitions[id.index].id);
        cancel_timer(timer);
        forget_pauses(timer);
    }
}

void CaseMachine::set_next_recurrence(const image::Transition& transition, Instant fired)
{
    const auto& source = at(workflow_, transition.source);
    const auto active = std::find_if(case_.configuration.begin(), case_.configuration.end(),
                                     [&](const ActiveState& a) { return a.name == source.name; });
    // Left, or left and entered again: the entry has set its own timer.
    const bool is_set = std::any_of(case_.timers.begin(), case_.timers.end(), [&](const Timer& t) {
        return t.id == timer_id(transition.id);
    });
    if (active == case_.configuration.end() || is_set)
        return;
    const auto anchor = anchor_of(transition, active->entered_at);
    if (anchor)
        set_timer(timer_id(transition.id), next_occurrence(transition, *anchor, fired));
}

// Where its recurrences are counted from: the entry of its state, or the start of a date; nothing
// while that is not known.
std::optional<Instant> CaseMachine::anchor_of(const image::Transition& transition, Instant entered)
{
    if (!transition.anchor.is_set())
        return entered;
    const auto looked = evaluator_.term(transition.anchor);
    if (looked.knowledge != Knowledge::known)
        return std::nullopt;
    return start_of(std::get<Date>(looked.value.data), image_.zone);
}

// The first after `past`; a date that is still to come is the first one itself.
Instant CaseMachine::next_occurrence(const image::Transition& transition, Instant anchor,
                                     Instant past) const
{
    const auto period = period_of(image_, transition.period);
    ASSERT(!(period == Period{}));
    std::int64_t count = transition.anchor.is_set() ? 0 : 1;
    // No occurrence is skipped by this: nothing lasts longer than its longest month and day.
    const auto longest =
        (period.months * std::int64_t{31} + period.days) * k_longest_day_us + period.us;
    if (past > anchor && longest > 0 && period.business_days == 0)
        count = std::max(count, (past.us - anchor.us) / longest);
    auto due = after(times(period, count), anchor);
    while (due <= past && due < k_end_of_time)
        due = after(times(period, ++count), anchor);
    return due;
}

// Recurrences that are counted from a date follow it: it may become known, or change.
void CaseMachine::arm_recurrences()
{
    for (const auto id : active_in_order())
        for (const auto transition : at(workflow_, id).transitions) {
            const auto& t = workflow_.transitions[transition.index];
            if (!t.anchor.is_set())
                continue;
            const auto timer = timer_id(t.id);
            const auto anchor = anchor_of(t, {});
            const auto set = std::find_if(case_.timers.begin(), case_.timers.end(),
                                          [&](const Timer& other) { return other.id == timer; });
            if (!anchor)
                cancel_timer(timer);
            else if (set == case_.timers.end())
                set_timer(timer, next_occurrence(t, *anchor, context_.now));
            else if (next_occurrence(t, *anchor, {set->due.us - 1}) != set->due)
                set_timer(timer, next_occurrence(t, *anchor, context_.now));
        }
}

const image::Task& CaseMachine::task_named(const std::string& name) const
{
    const auto found = std::find_if(workflow_.tasks.begin(), workflow_.tasks.end(),
                                    [&](const image::Task& task) { return task.name == name; });
    ASSERT(found != workflow_.tasks.end());
    return *found;
}

void CaseMachine::open_task(image::TaskId id, const std::string& state)
{
    const auto& task = workflow_.tasks[id.index];
    OpenTask open;
    open.id = fmt::format("{}.{}", context_.sseq, context_.next_task++);
    open.name = task.name;
    open.state = state;
    open.opened_at = context_.now;
    if (task.due.is_set()) {
        open.due = after(period_of(image_, task.due), context_.now);
        set_timer(timer_id(task.name + ".due"), *open.due);
    }
    for (std::size_t i = 0; i < task.reminders.size(); ++i)
        set_timer(timer_id(fmt::format("{}.remind{}", task.name, i + 1)),
                  after(period_of(image_, task.reminders[i]), context_.now));
    for (std::size_t i = 0; i < task.ladder.size(); ++i)
        set_timer(timer_id(fmt::format("{}.escalate{}", task.name, i + 1)),
                  after(period_of(image_, task.ladder[i].after), context_.now));
    decision_.tasks.push_back(
        {TaskOperationKind::opened, open.id, open.name, task.role, open.due, {}, {}});
    case_.tasks.push_back(std::move(open));
}

void CaseMachine::close_task(const OpenTask& open, TaskOperationKind kind,
                             const std::string& person)
{
    const auto& task = task_named(open.name);
    stop_task_timers(open.name);
    decision_.tasks.push_back({kind, open.id, open.name, task.role, std::nullopt, person, {}});
    const auto id = open.id;
    case_.tasks.erase(std::remove_if(case_.tasks.begin(), case_.tasks.end(),
                                     [&](const OpenTask& other) { return other.id == id; }),
                      case_.tasks.end());
}

// All of them, whatever ladder the definition had when they were set.
void CaseMachine::stop_task_timers(const std::string& task)
{
    const auto timers = case_.timers;
    for (const char* word : {".due", ".remind", ".escalate"}) {
        const auto prefix = timer_id(task + word);
        for (const auto& timer : timers)
            if (timer.id.compare(0, prefix.size(), prefix) == 0)
                cancel_timer(timer.id);
    }
}

// The transition is on one of its events, in its state, around it or inside it.
bool CaseMachine::concerns(const OpenTask& open, const image::Transition& transition) const
{
    const auto& done_by = task_named(open.name).done_by;
    const auto state = find_state(workflow_, open.state);
    const auto source = transition.source;
    return transition.trigger == image::TriggerKind::on_event &&
           std::find(done_by.begin(), done_by.end(), transition.event) != done_by.end() &&
           (state == source || is_inside(workflow_, state, source) ||
            is_inside(workflow_, source, state));
}

// Where the case stays although the event could have led on, the work is not done.
bool CaseMachine::is_done_by(const OpenTask& open, const Chosen& chosen) const
{
    const auto& branches = chosen.transition->branches;
    const bool could_lead_on =
        std::any_of(branches.begin(), branches.end(),
                    [](const image::Branch& branch) { return branch.target.is_set(); });
    return (chosen.branch->target.is_set() || !could_lead_on) && concerns(open, *chosen.transition);
}

void CaseMachine::complete_tasks(const std::vector<Chosen>& chosen)
{
    const auto tasks = case_.tasks;
    for (const auto& open : tasks)
        if (std::any_of(chosen.begin(), chosen.end(),
                        [&](const Chosen& one) { return is_done_by(open, one); }))
            close_task(open, TaskOperationKind::completed, context_.event.actor.id);
}

// "<task>.due", "<task>.remind2" or "<task>.escalate1".
void CaseMachine::task_timer_fired(const std::string& suffix)
{
    const auto dot = suffix.rfind('.');
    ASSERT(dot != std::string::npos);
    const auto& task = task_named(suffix.substr(0, dot));
    const auto open =
        std::find_if(case_.tasks.begin(), case_.tasks.end(),
                     [&](const OpenTask& candidate) { return candidate.name == task.name; });
    ASSERT(open != case_.tasks.end());
    const auto word = suffix.substr(dot + 1);
    static constexpr std::string_view k_escalate = "escalate";
    if (word.compare(0, k_escalate.size(), k_escalate) == 0)
        return escalate(*open, task, std::stoul(word.substr(k_escalate.size())) - 1);
    const bool is_due = word == "due";
    if (is_due)
        open->is_overdue = true;
    decision_.tasks.push_back({is_due ? TaskOperationKind::overdue : TaskOperationKind::reminded,
                               open->id,
                               task.name,
                               task.role,
                               open->due,
                               {},
                               {}});
    if (!is_due)
        notify({task.role, "reminder: " + task.title});
    for (const auto& notice : task.overdue)
        if (is_due)
            notify(notice);
}

// From now on the role may do it, too, and whoever held it holds it no more.
void CaseMachine::escalate(OpenTask& open, const image::Task& task, std::size_t rung)
{
    if (rung >= task.ladder.size())
        return;  // a newer definition has a shorter ladder
    const auto& to = task.ladder[rung];
    open.escalated.push_back(to.role);
    open.claimed_by.reset();
    open.delegated_by.clear();
    decision_.tasks.push_back(
        {TaskOperationKind::escalated, open.id, task.name, to.role, open.due, {}, {}});
    notify({to.role, "escalated: " + task.title});
    for (const auto& notice : to.notices)
        notify(notice);
}

void CaseMachine::notify(const image::Notice& notice)
{
    decision_.effects.push_back({fmt::format("{}.e{}", context_.sseq, context_.next_effect++),
                                 "notify", notice.role, notice.text});
}

// The case wakes at the start of the first day on which one of its conditions could change by time
// alone.
// When its condition becomes another one; while it is met and no branch applies, when a branch may.
std::optional<Date> CaseMachine::wake_of(const image::Transition& transition)
{
    const auto day_of = [&](image::ExprId condition) {
        return first_change(scope_, context_.budget, condition,
                            evaluator_.condition(condition, nullptr));
    };
    auto horizon = day_of(transition.condition);
    for (const auto& branch : transition.branches)
        if (branch.condition.is_set())
            keep_earlier(horizon, day_of(branch.condition));
    return horizon;
}

void CaseMachine::arm_wake()
{
    std::optional<Date> horizon;
    for (const auto id : active_in_order())
        for (const auto transition : at(workflow_, id).transitions) {
            const auto& t = workflow_.transitions[transition.index];
            if (t.trigger == image::TriggerKind::when_condition)
                keep_earlier(horizon, wake_of(t));
        }
    const auto wake = timer_id("wake");
    if (horizon)
        set_timer(wake, start_of(*horizon, image_.zone));
    else
        cancel_timer(wake);
}

}  // namespace gradus
