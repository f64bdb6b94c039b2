// What can be said of each transition before any case moves: its branches as sets of facts, the
// states that they leave and enter. As in engine/core/configuration.cpp, for sets of states.
#include <algorithm>

#include "dsl/graph/case_moves.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

using image::BranchKind;
using image::StateId;
using image::StateKind;
using image::TriggerKind;

CaseMoves::CaseMoves(const Image& image, const image::Workflow& workflow, FactSpace& facts,
                     Bdd& bdd)
    : image_(image), workflow_(workflow), facts_(facts), bdd_(bdd)
{
    prepare();
}

void CaseMoves::prepare()
{
    std::size_t bits = workflow_.states.size();
    for (std::uint32_t i = 0; i < workflow_.states.size(); ++i) {
        const auto leads_back = [&](const image::Branch& branch) {
            return branch.is_back && branch.target.index == i;
        };
        const bool is_wanted = std::any_of(
            workflow_.transitions.begin(), workflow_.transitions.end(), [&](const auto& each) {
                return std::any_of(each.branches.begin(), each.branches.end(), leads_back);
            });
        if (!is_wanted)
            continue;
        Back back{{i}, {}};
        for (std::uint32_t j = 0; j < workflow_.states.size(); ++j)
            if (workflow_.states[j].children.empty() && (j == i || is_inside(workflow_, {j}, {i})))
                back.inside.emplace_back(StateId{j}, bits++);
        backs_.push_back(std::move(back));
    }
    words_ = (bits + 63) / 64;
    note_raised();
    has_eventless_.assign(words_, 0);
    for (const auto& transition : workflow_.transitions) {
        options_.push_back(options(transition));
        Bdd::Ref taken = Bdd::k_no;
        for (const auto& option : options_.back())
            taken = bdd_.either(taken, option.where);
        quiet_.push_back(bdd_.negation(taken));
        auto& ways = ways_.emplace_back();
        for (const auto& branch : transition.branches)
            ways.push_back(way_of(transition, branch));
        if (transition.trigger == TriggerKind::when_condition ||
            transition.trigger == TriggerKind::when_done)
            put(has_eventless_, transition.source.index, true);
        const auto person =
            std::find_if(transition.roles.begin(), transition.roles.end(),
                         [](const auto& role) { return role != image::k_engine_role; });
        reporters_.push_back(person != transition.roles.end() ? *person : std::string());
        note_trigger(transition);
    }
}

void CaseMoves::note_trigger(const image::Transition& transition)
{
    const image::TransitionId id{static_cast<std::uint32_t>(ways_.size() - 1)};
    if (transition.trigger == TriggerKind::after || transition.trigger == TriggerKind::every)
        timers_.push_back(id);
    if (transition.trigger != TriggerKind::on_event)
        return;
    const auto known = std::find_if(events_.begin(), events_.end(), [&](const Event& event) {
        return event.name == transition.event;
    });
    if (known != events_.end())
        known->transitions.push_back(id);
    else
        events_.push_back({transition.event, {id}});
}

// Events that some branch raises for cases of this workflow, its own other cases included.
void CaseMoves::note_raised()
{
    for (const auto& workflow : image_.workflows)
        for (const auto& transition : workflow.transitions)
            for (const auto& branch : transition.branches)
                for (const auto& raise : branch.raises)
                    if (raise.workflow == workflow_.name &&
                        std::find(raised_by_others_.begin(), raised_by_others_.end(),
                                  raise.event) == raised_by_others_.end())
                        raised_by_others_.push_back(raise.event);
}

void CaseMoves::close()
{
    possible_ = facts_.possible();
    moving_ = facts_.moved_by_itself();
    rest_ = bdd_.both(possible_, bdd_.some(possible_, moving_));
    for (const auto& transition : workflow_.transitions)
        for (const auto& branch : transition.branches)
            for (const auto& set : branch.sets)
                set_fields_.emplace_back(set.field, facts_.depending_on(set.field));
}

// The first condition that is not "not met" decides: met takes its branch, unknown the one for
// that.
std::vector<CaseMoves::Option> CaseMoves::options(const image::Transition& transition)
{
    std::vector<Option> options;
    Bdd::Ref open = Bdd::k_yes;
    Bdd::Ref unknown = Bdd::k_no;
    if (transition.trigger == TriggerKind::when_condition)
        open = facts_.condition(transition.condition, {}).met;
    for (std::uint32_t i = 0; i < transition.branches.size(); ++i) {
        const auto& branch = transition.branches[i];
        Bdd::Ref taken = Bdd::k_no;
        if (branch.kind == BranchKind::if_condition) {
            const auto truth = facts_.condition(branch.condition, transition.event);
            taken = bdd_.both(open, truth.met);
            const auto is_open = bdd_.both(open, truth.not_met);
            unknown = bdd_.either(unknown, bdd_.without(bdd_.without(open, taken), is_open));
            open = is_open;
        } else if (branch.kind == BranchKind::if_unknown) {
            taken = std::exchange(unknown, Bdd::k_no);
        } else {
            taken = std::exchange(open, Bdd::k_no);
        }
        if (taken != Bdd::k_no)
            options.push_back({i, taken});
    }
    return options;
}

Bdd::Ref CaseMoves::taken_with(image::TransitionId transition, std::uint32_t branch) const
{
    for (const auto& option : options_[transition.index])
        if (option.branch == branch)
            return option.where;
    return Bdd::k_no;
}

StateId CaseMoves::domain_of(StateId source, StateId target) const
{
    if (is_inside(workflow_, target, source))
        return source;
    for (auto around = at(workflow_, source).parent; around.is_set();
         around = at(workflow_, around).parent)
        if (at(workflow_, around).kind != StateKind::parallel &&
            is_inside(workflow_, target, around))
            return around;
    return {};
}

CaseMoves::Way CaseMoves::way_of(const image::Transition& transition,
                                 const image::Branch& branch) const
{
    Way way{{}, Configuration(words_, 0), {}, Configuration(words_, 0), false};
    way.is_plain = branch.sets.empty() && branch.raises.empty() && backs_.empty();
    if (!branch.target.is_set())
        return way;
    way.domain = domain_of(transition.source, branch.target);
    for (std::uint32_t i = 0; i < workflow_.states.size(); ++i)
        if (!way.domain.is_set() || is_inside(workflow_, {i}, way.domain))
            put(way.exits, i, true);
    if (!branch.is_back)
        way.entries = entry_set({branch.target}, way.domain);
    for (const auto state : way.entries)
        put(way.entered, state.index, true);
    return way;
}

void CaseMoves::add_descendants(StateId id, std::vector<bool>& entered) const
{
    const auto& state = at(workflow_, id);
    const auto is_entered = [&](StateId child) { return entered[child.index]; };
    if (state.kind == StateKind::parallel) {
        for (const auto region : state.children) {
            entered[region.index] = true;
            add_descendants(region, entered);
        }
    } else if (!state.children.empty() &&
               std::none_of(state.children.begin(), state.children.end(), is_entered)) {
        entered[state.initial.index] = true;
        add_descendants(state.initial, entered);
    } else {
        for (const auto child : state.children)
            if (entered[child.index])
                add_descendants(child, entered);
    }
}

std::vector<StateId> CaseMoves::entry_set(const std::vector<StateId>& targets, StateId domain) const
{
    std::vector<bool> entered(workflow_.states.size(), false);
    StateId outermost = targets.front();
    for (const auto target : targets)
        for (auto id = target; id.is_set() && id != domain; id = at(workflow_, id).parent) {
            entered[id.index] = true;
            outermost = id;
        }
    add_descendants(outermost, entered);
    if (domain.is_set() && at(workflow_, domain).kind == StateKind::parallel)
        add_descendants(domain, entered);
    std::vector<StateId> states;
    for (std::uint32_t i = 0; i < entered.size(); ++i)
        if (entered[i])
            states.push_back({i});
    return states;
}

bool CaseMoves::is_done(const Configuration& at_, StateId id) const
{
    const auto& state = at(workflow_, id);
    if (state.kind == StateKind::parallel)
        return std::all_of(state.children.begin(), state.children.end(),
                           [&](StateId child) { return is_done(at_, child); });
    return std::any_of(state.children.begin(), state.children.end(), [&](StateId child) {
        return at(workflow_, child).kind == StateKind::final && has(at_, child.index);
    });
}

void CaseMoves::remember_left(Configuration& bits, const Configuration& exits) const
{
    for (const auto& back : backs_)
        if (has(bits, back.state.index) && has(exits, back.state.index))
            for (const auto& [state, bit] : back.inside)
                put(bits, bit, has(bits, state.index));
}

std::vector<StateId> CaseMoves::left_in(const Configuration& bits, StateId state) const
{
    std::vector<StateId> states;
    for (const auto& back : backs_)
        if (back.state == state)
            for (const auto& [inside, bit] : back.inside)
                if (has(bits, bit))
                    states.push_back(inside);
    if (states.empty())
        states.push_back(state);
    return states;
}

void CaseMoves::apply(Moved& outcome, const Chosen& chosen, std::uint32_t microstep) const
{
    const auto& branch = workflow_.transitions[chosen.transition.index].branches[chosen.branch];
    const auto& way = ways_[chosen.transition.index][chosen.branch];
    if (!branch.target.is_set())
        return;
    remember_left(outcome.after, way.exits);
    const auto entries =
        branch.is_back ? entry_set(left_in(outcome.after, branch.target), way.domain) : way.entries;
    for (std::size_t i = 0; i < words_; ++i)
        outcome.after[i] &= ~way.exits[i];
    for (const auto state : entries) {
        put(outcome.after, state.index, true);
        outcome.entered.push_back({state, microstep, outcome.where});
    }
}

}  // namespace gradus
