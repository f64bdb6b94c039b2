// Clauses of rules as sets: strong Kleene logic, and a clause that is not in force is as if it were
// not written. The same as the evaluator's, set by set.
#include "dsl/graph/fact_space.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

using image::ClauseKind;

Truth FactSpace::all_of(const std::vector<Truth>& parts)
{
    Truth all{Bdd::k_yes, Bdd::k_no};
    for (const auto& part : parts) {
        all.met = bdd_.both(all.met, part.met);
        all.not_met = bdd_.either(all.not_met, part.not_met);
    }
    return all;
}

Truth FactSpace::any_of(const std::vector<Truth>& parts)
{
    std::vector<Truth> opposites;
    for (const auto& part : parts)
        opposites.push_back(opposite(part));
    return opposite(all_of(opposites));
}

// Where at least so many of the sets hold: for each count so far, one step for each set.
Bdd::Ref FactSpace::at_least(const std::vector<Bdd::Ref>& sets, std::size_t count)
{
    std::vector<Bdd::Ref> reached(count + 1, Bdd::k_no);
    reached[0] = Bdd::k_yes;
    for (const auto set : sets)
        for (std::size_t n = count; n > 0; --n)
            reached[n] = bdd_.either(reached[n], bdd_.both(reached[n - 1], set));
    return reached[count];
}

Bdd::Ref FactSpace::in_force(const image::Clause& clause, const Place& place)
{
    Bdd::Ref force = Bdd::k_yes;
    const auto limit = [&](image::ExprId id, bool begins, bool counts_last) {
        if (!id.is_set())
            return;
        const auto bound = term(id, place);
        if (bound.is_never) {
            force = begins ? Bdd::k_no : force;
            return;
        }
        const auto today = this->today();
        auto before = is_less(today, bound.value);
        if (counts_last)
            before = bdd_.either(before, is_value(today, bound.value));
        force = bdd_.both(force, begins ? bdd_.negation(before) : before);
    };
    limit(clause.from, true, false);
    limit(clause.through, false, true);
    limit(clause.before, false, false);
    return force;
}

Truth FactSpace::needed(const image::Clause& clause, const Place& place)
{
    switch (clause.kind) {
    case ClauseKind::needs: return asked(clause.condition, place);
    case ClauseKind::only_when:
        return any_of({opposite(asked(clause.condition, place)),
                       clauses(clause.clauses, ClauseKind::all_of, 0, place)});
    case ClauseKind::once: return once(clause, place);
    default: return clauses(clause.clauses, clause.kind, clause.count, place);
    }
}

// Whether what counts can be shared out is left free; without any of the counts it cannot.
Truth FactSpace::once(const image::Clause& clause, const Place& place)
{
    const auto each = clauses(clause.clauses, ClauseKind::all_of, 0, place);
    Feature made;
    made.name = "once " + clause.id;
    for (std::size_t i = 0; place.givens != nullptr && i < place.givens->size(); ++i)
        made.name += ", " + (*place.givens)[i].name;
    made.is_composed = true;
    std::set<std::uint32_t> rules;
    for (const auto child : clause.clauses) {
        collect(at(image_, child), made, rules);
        if (at(image_, child).condition.is_set())
            made.expr = at(image_, child).condition;
    }
    if (!made.expr.is_set())
        return each;
    const auto shared = free_truth(std::move(made), place);
    return {bdd_.both(each.met, shared.met), bdd_.either(each.not_met, shared.not_met)};
}

Truth FactSpace::clauses(const std::vector<image::ClauseId>& ids, ClauseKind kind,
                         std::uint32_t count, const Place& place)
{
    std::vector<Truth> parts;
    std::vector<Bdd::Ref> certain;
    std::vector<Bdd::Ref> possible;
    for (const auto id : ids) {
        const auto& clause = at(image_, id);
        const auto force = in_force(clause, place);
        const auto truth = needed(clause, place);
        certain.push_back(bdd_.both(force, truth.met));
        possible.push_back(bdd_.without(force, truth.not_met));
        // Out of force it is neutral in the group.
        const auto idle = bdd_.negation(force);
        const bool is_all = kind == ClauseKind::all_of;
        parts.push_back(
            {is_all ? bdd_.either(idle, truth.met) : certain.back(),
             is_all ? bdd_.both(force, truth.not_met) : bdd_.either(idle, truth.not_met)});
    }
    if (kind == ClauseKind::at_least)
        return {at_least(certain, count), bdd_.negation(at_least(possible, count))};
    if (kind == ClauseKind::all_of)
        return all_of(parts);
    return kind == ClauseKind::none_of ? opposite(any_of(parts)) : any_of(parts);
}

}  // namespace gradus
