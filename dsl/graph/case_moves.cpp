// One step of a case: which transitions its beginning enables, for which facts; then those that
// need nobody, until the case is at rest. Where the facts decide, the step is split.
#include "dsl/graph/case_moves.hpp"

#include <algorithm>

#include "dsl/base/limits.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

using image::StateId;
using image::TransitionId;
using image::TriggerKind;

namespace {

constexpr std::size_t k_limit_roles_apart = 8;  // of one event at one place

// Visits the numbers of the bits that are set.
template <class Visit> void each_bit(const Configuration& bits, std::size_t end, Visit visit)
{
    for (std::size_t word = 0; word < bits.size(); ++word)
        for (auto rest = bits[word]; rest != 0; rest &= rest - 1) {
            const auto i = word * 64 + static_cast<std::size_t>(__builtin_ctzll(rest));
            if (i < end)
                visit(static_cast<std::uint32_t>(i));
        }
}

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    return std::any_of(a.begin(), a.end(), [&](const std::string& each) {
        return std::find(b.begin(), b.end(), each) != b.end();
    });
}

}  // namespace

bool CaseMoves::is_final(const Configuration& bits) const
{
    bool is_at_end = false;
    each_bit(bits, workflow_.states.size(), [&](std::uint32_t i) {
        const auto& state = workflow_.states[i];
        is_at_end = is_at_end || (state.kind == image::StateKind::final && !state.parent.is_set());
    });
    return is_at_end;
}

std::vector<TransitionId> CaseMoves::eventless(const Configuration& bits) const
{
    std::vector<TransitionId> found;
    Configuration both = bits;
    for (std::size_t i = 0; i < words_; ++i)
        both[i] &= has_eventless_[i];
    each_bit(both, workflow_.states.size(), [&](std::uint32_t i) {
        for (const auto id : workflow_.states[i].transitions) {
            const auto& transition = workflow_.transitions[id.index];
            const bool is_when =
                transition.trigger == TriggerKind::when_condition ||
                (transition.trigger == TriggerKind::when_done && is_done(bits, transition.source));
            if (is_when)
                found.push_back(id);
        }
    });
    return found;
}

Bdd::Ref CaseMoves::at_rest(const Configuration& bits, bool now)
{
    Bdd::Ref rest = possible_;
    for (const auto id : eventless(bits))
        rest = bdd_.both(rest, quiet_[id.index]);
    return now ? rest : bdd_.both(possible_, bdd_.some(rest, moving_));
}

// Who may report: each set of roles that makes a difference.
std::vector<std::vector<std::string>> CaseMoves::actors(const std::vector<TransitionId>& open,
                                                        bool tells_roles)
{
    std::vector<std::string> roles;
    for (const auto id : open)
        for (const auto& role : workflow_.transitions[id.index].roles)
            if (role != image::k_engine_role &&
                std::find(roles.begin(), roles.end(), role) == roles.end())
                roles.push_back(role);
    if (roles.empty())
        return {};
    if (open.size() == 1 && !tells_roles)
        return {{roles.front()}};
    is_too_large_ = is_too_large_ || roles.size() > k_limit_roles_apart;
    const auto count = std::min(roles.size(), k_limit_roles_apart);
    std::vector<std::vector<std::string>> found;
    for (std::size_t set = 1; set < (std::size_t{1} << count); ++set) {
        auto& actor = found.emplace_back();
        for (std::size_t i = 0; i < count; ++i)
            if ((set >> i & 1U) != 0)
                actor.push_back(roles[i]);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return found;
}

void CaseMoves::report(const Configuration& bits, const Event& event, Moved& start,
                       const Watch& watch, const Sink& sink)
{
    std::size_t count = 0;
    TransitionId only;
    for (const auto id : event.transitions)
        if (has(bits, workflow_.transitions[id.index].source.index)) {
            only = id;
            ++count;
        }
    if (count == 0)
        return;
    start.cause.event = event.name;
    const bool is_quick = count == 1 && !watch.tells_roles && watch.events.empty() &&
                          start.cause.kind == CauseKind::event;
    if (is_quick) {
        const auto& reporter = reporters_[only.index];
        if (reporter.empty())
            return;
        start.cause.roles.resize(1);
        start.cause.roles.front() = reporter;
        if (step_plainly(bits, only, start, sink))
            return;
    }
    std::vector<TransitionId> open;
    for (const auto id : event.transitions)
        if (has(bits, workflow_.transitions[id.index].source.index))
            open.push_back(id);
    start.after = bits;
    report_by(open, start, watch, sink);
}

// By anybody, then by the person who is followed.
void CaseMoves::report_by(const std::vector<TransitionId>& open, const Moved& start,
                          const Watch& watch, const Sink& sink)
{
    const bool is_watched = share({start.cause.event}, watch.events);
    for (const bool by_watched : {false, true}) {
        if (by_watched && !is_watched)
            break;
        for (const auto& roles : actors(open, watch.tells_roles)) {
            std::vector<TransitionId> enabled;
            bool waits = false;
            for (const auto id : open) {
                const auto& transition = workflow_.transitions[id.index];
                bool may = share(transition.roles, roles);
                for (std::size_t i = 0; i < watch.events.size() && by_watched; ++i)
                    may = may &&
                          !(watch.has_done[i] && share({watch.events[i]}, transition.other_than));
                if (may)
                    enabled.push_back(id);
                waits = waits || (may && transition.people > 1);
            }
            if (enabled.empty())
                continue;
            auto begun = start;
            begun.cause.roles = roles;
            begun.cause.is_by_watched = by_watched;
            if (waits && (by_watched || begun.cause.kind == CauseKind::begin))
                settle(Moved(begun), sink);
            step(std::move(begun), enabled, sink);
        }
    }
}

// The common case without a copy: one transition, which only leads from states to states. False
// when it is not that common.
bool CaseMoves::step_plainly(const Configuration& bits, TransitionId only, Moved& start,
                             const Sink& sink)
{
    const auto& ways = ways_[only.index];
    if (!std::all_of(ways.begin(), ways.end(), [](const Way& way) { return way.is_plain; }))
        return false;
    const auto& transition = workflow_.transitions[only.index];
    const auto where = start.where;
    for (const auto& option : options_[only.index]) {
        const auto& way = ways[option.branch];
        const auto here = bdd_.both(where, option.where);
        if (here == Bdd::k_no || !transition.branches[option.branch].target.is_set())
            continue;
        start.where = here;
        start.taken = {{only, option.branch}};
        start.entered.clear();
        for (const auto state : way.entries)
            start.entered.push_back({state, 1, here});
        bool is_settled = true;
        start.after.resize(words_);
        for (std::size_t i = 0; i < words_; ++i) {
            start.after[i] = (bits[i] & ~way.exits[i]) | way.entered[i];
            is_settled = is_settled && (start.after[i] & has_eventless_[i]) == 0;
        }
        if (is_settled)
            sink(start);
        else
            settle(Moved(start), sink);
    }
    start.where = where;
    start.taken.clear();
    start.entered.clear();
    return true;
}

void CaseMoves::begin(const Watch& watch, const Sink& sink)
{
    Moved start;
    start.cause.kind = CauseKind::begin;
    start.where = possible_;
    Configuration bits(words_, 0);
    for (const auto state : entry_set({workflow_.initial}, {})) {
        put(bits, state.index, true);
        start.entered.push_back({state, 0, start.where});
    }
    for (const auto& event : events_)
        report(bits, event, start, watch, sink);
    // No facts are kept from it that hold a case at rest.
    for (const auto& event : raised_by_others_) {
        start.cause.event = event;
        start.cause.roles.clear();
        deliver(bits, start, sink);
    }
}

void CaseMoves::from(const Configuration& bits, const Watch& watch, const Sink& sink)
{
    const Sink changes = [&](const Moved& outcome) {
        if (outcome.after != bits || outcome.cause.is_by_watched)
            sink(outcome);
    };
    const bool is_asked = !eventless(bits).empty();
    Moved start;
    start.where = is_asked ? at_rest(bits, false) : rest_;
    if (start.where == Bdd::k_no)
        return;
    start.cause.kind = CauseKind::event;
    for (const auto& event : events_)
        report(bits, event, start, watch, changes);
    start.cause = {};
    start.cause.kind = CauseKind::timer;
    for (const auto id : timers_) {
        if (!has(bits, workflow_.transitions[id.index].source.index))
            continue;
        start.cause.timer = id;
        if (step_plainly(bits, id, start, changes))
            continue;
        auto begun = start;
        begun.after = bits;
        step(std::move(begun), {id}, changes);
    }
    start.cause = {};
    start.where = possible_;
    start.after = bits;
    for (const auto& event : raised_by_others_) {
        start.cause = {CauseKind::raised, event, {}, {}, false};
        deliver(bits, start, changes);
    }
    start.cause = {};
    if (is_asked)
        settle(std::move(start), changes);
}

std::vector<TransitionId> CaseMoves::for_engine(const Configuration& bits,
                                                const std::string& event) const
{
    std::vector<TransitionId> enabled;
    for (const auto& each : events_)
        for (const auto id : each.transitions)
            if (each.name == event && has(bits, workflow_.transitions[id.index].source.index) &&
                share(workflow_.transitions[id.index].roles, {std::string(image::k_engine_role)}))
                enabled.push_back(id);
    return enabled;
}

// What another case raises comes before this one is looked at again, with whatever facts.
void CaseMoves::deliver(const Configuration& bits, Moved start, const Sink& sink)
{
    start.after = bits;
    step(std::move(start), for_engine(bits, start.cause.event), sink);
}

// The first microstep, of transitions that something has triggered.
void CaseMoves::step(Moved&& begun, const std::vector<TransitionId>& enabled, const Sink& sink)
{
    choose(begun.after, begun.where, enabled, [&](const Choice& choice) {
        if (choice.chosen.empty())
            return;
        auto outcome = begun;
        outcome.where = choice.where;
        take(outcome, without_conflicts(begun.after, choice.chosen));
        if (outcome.where != Bdd::k_no)
            settle(std::move(outcome), sink);
    });
}

// The same again: with the same facts it goes on for ever, and the engine refuses the step. What
// has been left open on the way may lead out of the circle: too much to be followed.
bool CaseMoves::goes_round(Moved& outcome)
{
    const bool is_same = outcome.mark_where == outcome.where && outcome.mark == outcome.after &&
                         outcome.mark_raised == outcome.raised;
    if (is_same && !outcome.mark.empty()) {
        is_too_large_ = is_too_large_ || outcome.is_open;
        return true;
    }
    if (outcome.taken.size() >= outcome.next_mark) {
        outcome.mark = outcome.after;
        outcome.mark_where = outcome.where;
        outcome.mark_raised = outcome.raised;
        outcome.next_mark = 2 * outcome.taken.size();
    }
    return outcome.taken.size() > k_limit_microsteps || outcome.raised.size() > k_limit_microsteps;
}

void CaseMoves::settle(Moved&& outcome, const Sink& sink)
{
    if (goes_round(outcome))
        return;
    const auto enabled = eventless(outcome.after);
    if (enabled.empty())
        return take_raised(std::move(outcome), sink);
    choose(outcome.after, outcome.where, enabled, [&](const Choice& choice) {
        auto next = outcome;
        next.where = choice.where;
        if (choice.chosen.empty())
            return take_raised(std::move(next), sink);
        take(next, without_conflicts(outcome.after, choice.chosen));
        if (next.where != Bdd::k_no)
            settle(std::move(next), sink);
    });
}

// Nothing else moves the case: the oldest event that it has raised for itself, if there is one.
// What that carries is not followed: it may be anything.
void CaseMoves::take_raised(Moved&& outcome, const Sink& sink)
{
    if (outcome.raised.empty()) {
        sink(outcome);
        return;
    }
    const auto event = outcome.raised.front();
    outcome.raised.erase(outcome.raised.begin());
    const auto carried = facts_.of_event(event);
    outcome.is_open = outcome.is_open || carried != Bdd::k_yes;
    outcome.where = bdd_.both(bdd_.some(outcome.where, carried), possible_);
    const auto enabled = for_engine(outcome.after, event);
    choose(outcome.after, outcome.where, enabled, [&](const Choice& choice) {
        auto next = outcome;
        next.where = choice.where;
        if (!choice.chosen.empty())
            take(next, without_conflicts(outcome.after, choice.chosen));
        if (next.where != Bdd::k_no)
            settle(std::move(next), sink);
    });
}

void CaseMoves::take(Moved& outcome, const std::vector<Chosen>& chosen)
{
    std::uint32_t microstep = 1;
    if (!outcome.entered.empty())
        microstep += outcome.entered.back().microstep;
    for (const auto& one : chosen) {
        outcome.taken.emplace_back(one.transition, one.branch);
        const auto& branch = workflow_.transitions[one.transition.index].branches[one.branch];
        set_facts(outcome, branch);
        for (const auto& raise : branch.raises)
            if (raise.workflow.empty())
                outcome.raised.push_back(raise.event);
        apply(outcome, one, microstep);
    }
}

// What was known of the field is forgotten; what it is now is known where it is written.
void CaseMoves::set_facts(Moved& outcome, const image::Branch& branch)
{
    for (const auto& set : branch.sets) {
        const auto known = std::find_if(set_fields_.begin(), set_fields_.end(),
                                        [&](const auto& each) { return each.first == set.field; });
        if (known == set_fields_.end())
            continue;
        outcome.is_open = outcome.is_open || known->second != Bdd::k_yes;
        outcome.where = bdd_.some(outcome.where, known->second);
        outcome.where = bdd_.both(outcome.where, facts_.has_value(set.field, set.value));
        outcome.where = bdd_.both(outcome.where, possible_);
    }
}

bool CaseMoves::is_by_service(const Moved& outcome) const
{
    return std::any_of(image_.services.begin(), image_.services.end(), [&](const auto& service) {
        return share(outcome.cause.roles, {service.question.name});
    });
}

bool CaseMoves::forgets_facts(const Moved& outcome) const
{
    const auto asks = [&](const image::FieldValue& set) {
        return std::any_of(set_fields_.begin(), set_fields_.end(), [&](const auto& each) {
            return each.first == set.field && each.second != Bdd::k_yes;
        });
    };
    return std::any_of(outcome.taken.begin(), outcome.taken.end(), [&](const auto& taken) {
        const auto& transition = workflow_.transitions[taken.first.index];
        const auto& sets = transition.branches[taken.second].sets;
        return std::any_of(sets.begin(), sets.end(), asks);
    });
}

// Goes through the active atomic states; in each, the first transition that is enabled in it or,
// failing that, around it. What takes none comes first: ways that need fewer facts are found first.
void CaseMoves::choose(const Configuration& bits, Bdd::Ref where,
                       const std::vector<TransitionId>& enabled,
                       const std::function<void(const Choice&)>& chosen)
{
    if (enabled.empty())
        return chosen({where, {}, {}});
    if (enabled.size() == 1) {  // nothing to be weighed
        const auto only = enabled.front();
        const auto none = bdd_.both(where, quiet_[only.index]);
        if (none != Bdd::k_no)
            chosen({none, {}, {}});
        for (const auto& option : options_[only.index]) {
            const auto here = bdd_.both(where, option.where);
            if (here != Bdd::k_no)
                chosen({here, {{only, option.branch}}, {}});
        }
        return;
    }
    std::vector<StateId> atomic;
    each_bit(bits, workflow_.states.size(), [&](std::uint32_t i) {
        if (workflow_.states[i].children.empty())
            atomic.push_back({i});
    });
    if (atomic.empty())
        return;
    choose_from(bits, atomic, 0, atomic.front(), 0, {where, {}, {}}, enabled, chosen);
}

void CaseMoves::choose_from(const Configuration& bits, const std::vector<StateId>& atomic,
                            std::size_t place, StateId state, std::size_t next, Choice choice,
                            const std::vector<TransitionId>& enabled,
                            const std::function<void(const Choice&)>& chosen)
{
    const auto next_atomic = [&](Choice with) {
        if (place + 1 == atomic.size())
            chosen(with);
        else
            choose_from(bits, atomic, place + 1, atomic[place + 1], 0, std::move(with), enabled,
                        chosen);
    };
    for (; state.is_set(); state = at(workflow_, state).parent, next = 0) {
        const auto& transitions = at(workflow_, state).transitions;
        for (; next < transitions.size(); ++next) {
            const auto id = transitions[next];
            const bool is_chosen =
                std::any_of(choice.chosen.begin(), choice.chosen.end(),
                            [&](const Chosen& each) { return each.transition == id; });
            if (is_chosen)
                return next_atomic(std::move(choice));
            const auto& seen = choice.looked_at;
            const bool is_known = std::find(seen.begin(), seen.end(), id) != seen.end();
            const bool is_enabled = std::find(enabled.begin(), enabled.end(), id) != enabled.end();
            if (is_known || !is_enabled)
                continue;
            choice.looked_at.push_back(id);
            auto without = choice;
            without.where = bdd_.both(choice.where, quiet_[id.index]);
            if (without.where != Bdd::k_no)
                choose_from(bits, atomic, place, state, next + 1, std::move(without), enabled,
                            chosen);
            for (const auto& option : options_[id.index]) {
                Choice with{bdd_.both(choice.where, option.where), choice.chosen, choice.looked_at};
                with.chosen.push_back({id, option.branch});
                if (with.where != Bdd::k_no)
                    next_atomic(std::move(with));
            }
            return;
        }
    }
    next_atomic(std::move(choice));
}

// Two transitions that leave a common state: the inner one goes first, else the one that stands
// first.
std::vector<CaseMoves::Chosen> CaseMoves::without_conflicts(const Configuration& bits,
                                                            const std::vector<Chosen>& chosen) const
{
    if (chosen.size() < 2)
        return chosen;
    const auto leave_common = [&](const Chosen& a, const Chosen& b) {
        const auto& left = ways_[a.transition.index][a.branch].exits;
        const auto& right = ways_[b.transition.index][b.branch].exits;
        for (std::size_t i = 0; i < words_; ++i)
            if ((left[i] & right[i] & bits[i]) != 0)
                return true;
        return false;
    };
    const auto source_of = [&](const Chosen& each) {
        return workflow_.transitions[each.transition.index].source;
    };
    std::vector<Chosen> kept;
    for (const auto& candidate : chosen) {
        const auto is_in_conflict = [&](const Chosen& other) {
            return leave_common(candidate, other);
        };
        const auto gives_way = [&](const Chosen& other) {
            return is_in_conflict(other) &&
                   is_inside(workflow_, source_of(candidate), source_of(other));
        };
        kept.erase(std::remove_if(kept.begin(), kept.end(), gives_way), kept.end());
        if (std::none_of(kept.begin(), kept.end(), is_in_conflict))
            kept.push_back(candidate);
    }
    return kept;
}

}  // namespace gradus
