#include "dsl/graph/way_facts.hpp"

#include <algorithm>
#include <map>

#include "dsl/graph/scalar_order.hpp"

namespace gradus {
namespace {

using image::Scalar;
using Assignment = std::map<std::uint32_t, bool>;

class Facts {
public:
    Facts(CaseMoves& moves, FactSpace& facts, Bdd& bdd) : moves_(moves), facts_(facts), bdd_(bdd) {}

    std::optional<std::vector<WayStep>> run(const std::vector<Moved>& way)
    {
        Bdd::Ref keys = Bdd::k_yes;
        const auto all_but_keys = facts_.all_but_keys();
        for (const auto& outcome : way)
            keys = bdd_.both(keys, bdd_.some(outcome.where, all_but_keys));
        if (keys == Bdd::k_no)
            return std::nullopt;
        for (const auto& [variable, value] : bdd_.pick(keys))
            now_[variable] = value;
        std::vector<WayStep> steps;
        for (std::size_t i = 0; i < way.size(); ++i) {
            const auto where = at_once(way, i);
            steps.push_back(step(way[i], where));
        }
        return steps;
    }

private:
    // Facts are best recorded on the day of the step, while the case rests where it was.
    Bdd::Ref at_once(const std::vector<Moved>& way, std::size_t i)
    {
        const bool is_acted =
            way[i].cause.kind == CauseKind::event || way[i].cause.kind == CauseKind::timer;
        if (i == 0 || !is_acted)
            return way[i].where;
        const auto rest = bdd_.both(way[i].where, moves_.at_rest(way[i - 1].after, true));
        return rest != Bdd::k_no ? rest : way[i].where;
    }

    WayStep step(const Moved& outcome, Bdd::Ref where)
    {
        for (const auto& [variable, value] : now_) {
            const auto bit = bdd_.variable(variable);
            const auto same = bdd_.both(where, value ? bit : bdd_.negation(bit));
            if (same != Bdd::k_no)
                where = same;
        }
        Assignment picked;
        for (const auto& [variable, value] : bdd_.pick(where))
            picked[variable] = value;
        WayStep step;
        step.kind = static_cast<WayKind>(outcome.cause.kind);
        step.event = outcome.cause.event;
        step.roles = outcome.cause.roles;
        step.timer = outcome.cause.timer;
        step.is_by_watched = outcome.cause.is_by_watched;
        step.facts = wanted(picked, outcome.cause.event);
        for (const auto& [transition, branch] : outcome.taken)
            step.taken.push_back(
                moves_.workflow().transitions[transition.index].branches[branch].id);
        for (const auto& entered : outcome.entered)
            step.entered.push_back(entered.state);
        for (std::uint32_t i = 0; i < moves_.workflow().states.size(); ++i)
            if (has(outcome.after, i))
                step.after.push_back({i});
        for (const auto& [variable, value] : picked)
            if (facts_.features()[facts_.atoms()[variable].feature].origin != FeatureOrigin::event)
                now_[variable] = value;
        return step;
    }

    std::vector<WantedFact> wanted(const Assignment& picked, const std::string& event) const
    {
        std::vector<WantedFact> found;
        const auto& features = facts_.features();
        for (std::size_t i = 0; i < features.size(); ++i) {
            const bool is_other_event = features[i].origin == FeatureOrigin::event &&
                                        !features[i].name.starts_with("event " + event + ".");
            if (!is_other_event && is_asked(features[i], picked))
                found.push_back(wanted_fact(features[i], picked));
        }
        return found;
    }

    // Whether it is known is part of every question about it.
    [[nodiscard]] bool is_asked(const Feature& feature, const Assignment& picked) const
    {
        bool is_any = false;
        for (const auto variable : feature.variables) {
            if (facts_.atoms()[variable].kind == AtomKind::is_unknown)
                return picked.contains(variable);
            is_any = is_any || picked.contains(variable);
        }
        return is_any;
    }

    [[nodiscard]] WantedFact wanted_fact(const Feature& feature, const Assignment& picked) const
    {
        WantedFact wanted;
        wanted.feature = feature;
        bool is_found = false;
        for (const auto variable : feature.variables) {
            const auto& atom = facts_.atoms()[variable];
            const auto known = picked.find(variable);
            const bool holds = known != picked.end() && known->second;
            switch (atom.kind) {
            case AtomKind::is_unknown: wanted.is_unknown = holds; break;
            case AtomKind::is_met: wanted.is_met = holds; break;
            case AtomKind::includes:
                if (known != picked.end())
                    (holds ? wanted.items : wanted.items_out)
                        .push_back(std::get<std::string>(atom.value));
                break;
            case AtomKind::is_value:
                if (holds && !is_found)
                    wanted.value = atom.value;
                is_found = is_found || holds;
                break;
            case AtomKind::is_less:
            case AtomKind::is_equal: break;
            }
        }
        if (feature.kind == FeatureKind::number)
            choose_number(feature, picked, wanted);
        if (!is_found && feature.kind == FeatureKind::yes_no)
            wanted.value = false;
        if (!is_found && feature.kind == FeatureKind::choice)
            wanted.value = facts_.last_value(feature);
        return wanted;
    }

    void choose_number(const Feature& feature, const Assignment& picked, WantedFact& wanted) const
    {
        std::optional<Scalar> low;   // the value is above
        std::optional<Scalar> high;  // below
        for (const auto variable : feature.variables) {
            const auto& atom = facts_.atoms()[variable];
            const auto known = picked.find(variable);
            if (known == picked.end() || atom.kind == AtomKind::is_unknown)
                continue;
            if (atom.kind == AtomKind::is_equal && known->second) {
                wanted.value = atom.value;
                low = beside(atom.value, -1);
                high = beside(atom.value, 1);
                break;
            }
            if (atom.kind != AtomKind::is_less)
                continue;
            if (known->second && (!high || order(atom.value, *high) < 0))
                high = atom.value;
            if (!known->second && (!low || order(atom.value, *low) > 0))
                low = atom.value;
        }
        if (std::holds_alternative<std::monostate>(wanted.value) && (low || high))
            wanted.value = !low    ? beside(*high, -1)
                           : !high ? beside(*low, 1)
                                   : between(*low, *high);
        if (low && std::holds_alternative<Date>(*low))
            wanted.not_before = Date{std::get<Date>(*low).days + 1};
        if (high && std::holds_alternative<Date>(*high))
            wanted.not_after = Date{std::get<Date>(*high).days - 1};
    }

    CaseMoves& moves_;
    FactSpace& facts_;
    Bdd& bdd_;
    Assignment now_;  // what holds since the step before
};

}  // namespace

std::optional<std::vector<WayStep>> with_facts(CaseMoves& moves, FactSpace& facts, Bdd& bdd,
                                               const std::vector<Moved>& way)
{
    return Facts(moves, facts, bdd).run(way);
}

}  // namespace gradus
