#include "tests/oracle/chart_oracle.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"

namespace gradus::oracle {
namespace {

constexpr int k_outside = -1;  // around the outermost states
constexpr int k_moves_max = 1000;
const Zone k_utc;

Instant after(Instant from, const Period& period) { return *add(from, period, k_utc); }

}  // namespace

std::string to_string(const Standing& standing)
{
    std::string text =
        fmt::format("[{}] tasks [{}]{}", fmt::join(standing.configuration, ", "),
                    fmt::join(standing.tasks, ", "), standing.is_finished ? " finished" : "");
    for (const auto& [name, due] : standing.timers)
        text += fmt::format("\n  {} {}", name, to_string(due));
    return text;
}

ChartOracle::ChartOracle(const ast::Module& module, const RuleOracle& rules, Json facts,
                         std::map<std::string, Json> key)
    : rules_(rules), facts_(std::move(facts)), key_(std::move(key))
{
    for (const auto& declaration : module.declarations)
        if (const auto* workflow = std::get_if<ast::Workflow>(&declaration))
            workflow_ = workflow;
    ASSERT(workflow_ != nullptr);
    for (const auto& state : workflow_->states)
        add_state(state, k_outside);
}

void ChartOracle::add_state(const ast::State& text, int parent)
{
    const auto index = static_cast<int>(states_.size());
    states_.push_back({&text, parent, {}});
    for (const auto& child : text.states) {
        states_[static_cast<std::size_t>(index)].children.push_back(
            static_cast<int>(states_.size()));
        add_state(child, index);
    }
}

int ChartOracle::find(const std::string& name) const
{
    for (std::size_t i = 0; i < states_.size(); ++i)
        if (states_[i].text->name.text == name)
            return static_cast<int>(i);
    UNREACHABLE();
}

bool ChartOracle::is_inside(int state, int around) const
{
    if (around == k_outside)
        return true;
    for (auto i = states_.at(static_cast<std::size_t>(state)).parent; i != k_outside;
         i = states_.at(static_cast<std::size_t>(i)).parent)
        if (i == around)
            return true;
    return false;
}

int ChartOracle::initial_of(int state) const
{
    return find(states_.at(static_cast<std::size_t>(state)).text->start->text);
}

bool ChartOracle::is_done(int state) const
{
    const auto& [text, parent, children] = states_.at(static_cast<std::size_t>(state));
    const auto is_over = [this](int child) {
        return states_.at(static_cast<std::size_t>(child)).text->kind == ast::StateKind::final &&
               run_.active.contains(child);
    };
    if (text->kind != ast::StateKind::parallel)
        return std::any_of(children.begin(), children.end(), is_over);
    return std::all_of(children.begin(), children.end(), [this](int r) { return is_done(r); });
}

// --- which transitions --------------------------------------------------------------------------

Truth ChartOracle::ask(const ast::Expr& condition, Instant now) const
{
    return rules_.condition(condition, {&facts_, key_, date_of(now, k_utc)}).truth;
}

// "<state>.after2": the second of its kind in the state.
std::string ChartOracle::id_of(int state, std::size_t place) const
{
    const auto& text = *states_.at(static_cast<std::size_t>(state)).text;
    const auto kind = text.transitions[place].trigger.index();
    int number = 0;
    for (std::size_t i = 0; i <= place; ++i)
        number += text.transitions[i].trigger.index() == kind ? 1 : 0;
    const bool is_after = std::holds_alternative<ast::AfterPeriod>(text.transitions[place].trigger);
    return fmt::format("{}.{}{}", text.name.text, is_after ? "after" : "every", number);
}

bool ChartOracle::is_triggered(int state, std::size_t place, const Trigger& trigger,
                               Instant now) const
{
    const auto& waits_for =
        states_.at(static_cast<std::size_t>(state)).text->transitions[place].trigger;
    if (const auto* event = std::get_if<ast::OnEvent>(&waits_for)) {
        const auto& roles = event->roles;
        return trigger.cause == Cause::event && event->event.text == trigger.name &&
               std::any_of(roles.begin(), roles.end(),
                           [&](const ast::Name& role) { return role.text == trigger.role; });
    }
    if (const auto* when = std::get_if<ast::WhenCondition>(&waits_for))
        return trigger.cause == Cause::nothing && ask(*when->condition, now) == Truth::yes;
    if (std::holds_alternative<ast::WhenDone>(waits_for))
        return trigger.cause == Cause::nothing && is_done(state);
    return trigger.cause == Cause::time && id_of(state, place) == trigger.name;
}

const ast::Branch* ChartOracle::choose(const ast::Transition& transition, Instant now) const
{
    bool is_unknown = false;
    for (const auto& branch : transition.branches) {
        if (branch.kind != ast::BranchKind::if_condition || is_unknown)
            continue;
        const auto truth = ask(*branch.condition, now);
        if (truth == Truth::yes)
            return &branch;
        is_unknown = truth == Truth::unknown;
    }
    for (const auto& branch : transition.branches) {
        if (branch.kind == ast::BranchKind::if_unknown && is_unknown)
            return &branch;
        const bool takes_all =
            branch.kind == ast::BranchKind::otherwise || branch.kind == ast::BranchKind::plain;
        if (takes_all && !is_unknown)
            return &branch;
    }
    return nullptr;
}

std::vector<ChartOracle::Move> ChartOracle::select(const Trigger& trigger, Instant now) const
{
    std::vector<Move> moves;
    const auto first_enabled = [&](int state) -> std::optional<Move> {
        const auto& transitions = states_.at(static_cast<std::size_t>(state)).text->transitions;
        for (std::size_t place = 0; place < transitions.size(); ++place)
            if (is_triggered(state, place, trigger, now))
                if (const auto* branch = choose(transitions[place], now))
                    return Move{state, branch};
        return std::nullopt;
    };
    for (const auto& [leaf, entered_at] : run_.active) {
        if (!states_.at(static_cast<std::size_t>(leaf)).children.empty())
            continue;
        std::optional<Move> move;
        for (auto i = leaf; i != k_outside && !move;
             i = states_.at(static_cast<std::size_t>(i)).parent)
            move = first_enabled(i);
        const auto is_same = [&](const Move& other) { return other.branch == move->branch; };
        if (move && std::none_of(moves.begin(), moves.end(), is_same))
            moves.push_back(*move);
    }
    return without_conflicts(moves);
}

std::vector<ChartOracle::Move> ChartOracle::without_conflicts(const std::vector<Move>& moves) const
{
    std::vector<Move> kept;
    for (const auto& move : moves) {
        const auto leaves = left_by(move);
        std::vector<Move> still_kept;
        bool gives_way = false;
        for (const auto& other : kept) {
            const auto others = left_by(other);
            const bool conflicts = std::any_of(leaves.begin(), leaves.end(), [&](int state) {
                return std::find(others.begin(), others.end(), state) != others.end();
            });
            const bool replaces = conflicts && is_inside(move.source, other.source);
            gives_way = gives_way || (conflicts && !replaces);
            if (!replaces)
                still_kept.push_back(other);
        }
        if (gives_way)
            continue;
        kept = still_kept;
        kept.push_back(move);
    }
    return kept;
}

int ChartOracle::domain_of(const Move& move) const
{
    const auto target = find(move.branch->target->text);
    if (is_inside(target, move.source))
        return move.source;
    auto around = states_.at(static_cast<std::size_t>(move.source)).parent;
    while (around != k_outside &&
           (states_.at(static_cast<std::size_t>(around)).text->kind == ast::StateKind::parallel ||
            !is_inside(target, around)))
        around = states_.at(static_cast<std::size_t>(around)).parent;
    return around;
}

std::vector<int> ChartOracle::left_by(const Move& move) const
{
    std::vector<int> left;
    if (move.branch->target)
        for (const auto& [state, entered_at] : run_.active)
            if (is_inside(state, domain_of(move)))
                left.push_back(state);
    return left;
}

// --- taking them --------------------------------------------------------------------------------

void ChartOracle::take(const std::vector<Move>& moves, Instant now)
{
    for (const auto& move : moves) {
        if (!move.branch->target)
            continue;
        const auto domain = domain_of(move);
        for (const auto state : left_by(move))
            leave(state);
        enter(find(move.branch->target->text), domain, now);
    }
}

void ChartOracle::close_task(const std::string& name)
{
    run_.timers.erase(name + ".due");
    for (std::size_t i = 0; i < task(name).reminders.size(); ++i)
        run_.timers.erase(fmt::format("{}.remind{}", name, i + 1));
    std::erase_if(run_.tasks, [&](const auto& open) { return open.first == name; });
}

const ast::Task& ChartOracle::task(const std::string& name) const
{
    for (const auto& state : states_)
        for (const auto& each : state.text->tasks)
            if (each.name.text == name)
                return each;
    UNREACHABLE();
}

void ChartOracle::leave(int state)
{
    run_.active.erase(state);
    const auto& text = *states_.at(static_cast<std::size_t>(state)).text;
    for (std::size_t i = 0; i < text.transitions.size(); ++i)
        run_.timers.erase(id_of(state, i));
    for (const auto& each : text.tasks)
        close_task(each.name.text);
}

void ChartOracle::complete(int state, std::vector<bool>& entered) const
{
    const auto& [text, parent, children] = states_.at(static_cast<std::size_t>(state));
    const auto is_entered = [&](int child) { return entered[static_cast<std::size_t>(child)]; };
    if (text->kind != ast::StateKind::parallel && !children.empty() &&
        std::none_of(children.begin(), children.end(), is_entered))
        entered[static_cast<std::size_t>(initial_of(state))] = true;
    for (const auto child : children) {
        if (text->kind == ast::StateKind::parallel)
            entered[static_cast<std::size_t>(child)] = true;
        if (is_entered(child))
            complete(child, entered);
    }
}

void ChartOracle::enter(int target, int domain, Instant now)
{
    std::vector<bool> entered(states_.size());
    auto top = target;
    for (auto i = target; i != domain; i = states_.at(static_cast<std::size_t>(i)).parent) {
        entered[static_cast<std::size_t>(i)] = true;
        top = i;
    }
    const bool is_in_parallel =
        domain != k_outside &&
        states_.at(static_cast<std::size_t>(domain)).text->kind == ast::StateKind::parallel;
    complete(is_in_parallel ? domain : top, entered);
    for (std::size_t i = 0; i < entered.size(); ++i)
        if (entered[i])
            start(static_cast<int>(i), now);
}

void ChartOracle::start(int state, Instant now)
{
    run_.active[state] = now;
    const auto& text = *states_.at(static_cast<std::size_t>(state)).text;
    for (std::size_t i = 0; i < text.transitions.size(); ++i) {
        const auto& trigger = text.transitions[i].trigger;
        if (const auto* once = std::get_if<ast::AfterPeriod>(&trigger))
            run_.timers[id_of(state, i)] = after(now, rules_.period(*once->period));
        if (const auto* again = std::get_if<ast::EveryPeriod>(&trigger))
            run_.timers[id_of(state, i)] = after(now, rules_.period(*again->period));
    }
    for (const auto& each : text.tasks) {
        const auto& name = each.name.text;
        run_.tasks.emplace_back(name, state);
        if (each.due)
            run_.timers[name + ".due"] = after(now, rules_.period(*each.due));
        for (std::size_t i = 0; i < each.reminders.size(); ++i)
            run_.timers[fmt::format("{}.remind{}", name, i + 1)] =
                after(now, rules_.period(*each.reminders[i]));
    }
}

// Has the transition of the move a branch that goes somewhere?
bool ChartOracle::may_lead_on(const Move& move, const std::string& event) const
{
    for (const auto& each : states_.at(static_cast<std::size_t>(move.source)).text->transitions) {
        bool is_it = false;
        bool goes = false;
        for (const auto& branch : each.branches) {
            is_it = is_it || &branch == move.branch;
            goes = goes || branch.target;
        }
        const auto* on = std::get_if<ast::OnEvent>(&each.trigger);
        if (is_it && on != nullptr && on->event.text == event)
            return goes;
    }
    return false;
}

void ChartOracle::complete_tasks(const std::string& event, const std::vector<Move>& moves)
{
    const auto open = run_.tasks;
    for (const auto& [name, state] : open) {
        bool is_done = false;
        for (const Move& move : moves) {
            const bool is_near = state == move.source || is_inside(state, move.source) ||
                                 is_inside(move.source, state);
            is_done = is_done || (is_near && (move.branch->target || !may_lead_on(move, event)));
        }
        for (const auto& done_by : task(name).done_by)
            if (done_by.text == event && is_done)
                close_task(name);
    }
}

bool ChartOracle::settle(Instant now)
{
    for (int moves = 0; !run_.is_finished; ++moves) {
        const auto next = select({Cause::nothing, "", ""}, now);
        if (next.empty())
            break;
        if (moves == k_moves_max)
            return false;
        take(next, now);
    }
    for (const auto& [state, entered_at] : run_.active) {
        const auto& each = states_.at(static_cast<std::size_t>(state));
        run_.is_finished = run_.is_finished ||
                           (each.parent == k_outside && each.text->kind == ast::StateKind::final);
    }
    return true;
}

// --- what happens -------------------------------------------------------------------------------

bool ChartOracle::report(const std::string& event, const std::string& role, Instant now)
{
    const auto before = run_;
    if (!run_.has_begun || run_.is_finished) {
        run_ = Run{};
        run_.has_begun = true;
        enter(find(workflow_->start->text), k_outside, now);
    }
    const auto moves = select({Cause::event, event, role}, now);
    if (!moves.empty()) {
        complete_tasks(event, moves);
        take(moves, now);
        if (settle(now))
            return true;
    }
    run_ = before;
    return false;
}

bool ChartOracle::change_facts(const Json& facts, Instant now)
{
    const auto before = std::pair(run_, facts_);
    facts_ = facts;
    if (!run_.has_begun || settle(now))
        return true;
    std::tie(run_, facts_) = before;
    return false;
}

// Goes from one moment at which something is due to the next; every midnight is one.
bool ChartOracle::advance(Instant from, Instant to)
{
    auto midnight = start_of({date_of(from, k_utc).days + 1}, k_utc);
    while (true) {
        auto next = std::pair(midnight, std::string("wake"));
        for (const auto& [name, due] : run_.timers)
            next = std::min(next, std::pair(due, name));
        if (next.first > to)
            return true;
        if (next.second == "wake")
            midnight = start_of({date_of(midnight, k_utc).days + 1}, k_utc);
        if (run_.has_begun && !run_.is_finished && !fire(next.second, next.first))
            return false;
    }
}

bool ChartOracle::fire(const std::string& timer, Instant due)
{
    const bool is_repeated = timer.find(".every") != std::string::npos;
    run_.timers.erase(timer);
    take(select({Cause::time, timer, ""}, due), due);
    if (is_repeated)
        set_again(timer, due);
    return settle(due);
}

// The next one counted from the entry of the state, unless a new entry has set it.
void ChartOracle::set_again(const std::string& timer, Instant due)
{
    if (run_.timers.contains(timer))
        return;
    for (const auto& [state, entered_at] : run_.active) {
        const auto& transitions = states_.at(static_cast<std::size_t>(state)).text->transitions;
        for (std::size_t i = 0; i < transitions.size(); ++i) {
            const auto* every = std::get_if<ast::EveryPeriod>(&transitions[i].trigger);
            if (every == nullptr || id_of(state, i) != timer)
                continue;
            const auto period = rules_.period(*every->period);
            auto total = period;
            while (after(entered_at, total) <= due)
                total = {total.months + period.months, total.days + period.days,
                         total.us + period.us};
            run_.timers[timer] = after(entered_at, total);
        }
    }
}

Standing ChartOracle::standing() const
{
    Standing standing;
    standing.is_finished = run_.is_finished;
    for (const auto& [state, entered_at] : run_.active)
        standing.configuration.push_back(
            states_.at(static_cast<std::size_t>(state)).text->name.text);
    for (const auto& [name, state] : run_.tasks)
        standing.tasks.push_back(name);
    std::sort(standing.tasks.begin(), standing.tasks.end());
    standing.timers = run_.timers;
    return standing;
}

}  // namespace gradus::oracle
