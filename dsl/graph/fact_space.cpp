// Conditions as sets. Example: `tier is gold and at least 2 of engineers holding A` over the
// assignments of "fact tier" (gold, silver or unknown) and one free variable pair for the count:
// met where the tier is gold and the count is met; not met where one of them is not.
#include "dsl/graph/fact_space.hpp"

#include <algorithm>

#include "dsl/graph/scalar_order.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

using image::ExprId;
using image::Op;

FactSpace::FactSpace(const Image& image, const image::Workflow& workflow, Bdd& bdd)
    : image_(image), workflow_(workflow), bdd_(bdd)
{}

Truth FactSpace::condition(ExprId id, const std::string& event)
{
    Place place;
    place.event = event;
    return asked(id, place);
}

Truth FactSpace::asked(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    switch (expr.op) {
    case Op::all_of:
    case Op::any_of: return combined(expr, place);
    case Op::negate: return opposite(asked(expr.args[0], place));
    case Op::rule_met: return rule_met(id, place);
    case Op::count_met:
    case Op::case_in:
    case Op::count_cases: return free_condition(id, place);
    default: return comparison(id, place);
    }
}

Truth FactSpace::combined(const image::Expr& expr, const Place& place)
{
    std::vector<Truth> parts;
    for (const auto arg : expr.args)
        parts.push_back(asked(arg, place));
    return expr.op == Op::all_of ? all_of(parts) : any_of(parts);
}

Truth FactSpace::comparison(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    switch (expr.op) {
    case Op::equal: return equal(id, place);
    case Op::member: return member(id, place);
    case Op::known: return known(id, place);
    case Op::less: return ordered(id, place, expr.args[0], expr.args[1], false);
    case Op::less_equal: return ordered(id, place, expr.args[0], expr.args[1], true);
    case Op::between:
        return all_of({ordered(id, place, expr.args[1], expr.args[0], true),
                       ordered(id, place, expr.args[0], expr.args[2], true)});
    default: break;
    }
    // A yes/no value that stands as a condition.
    const auto value = term(id, place);
    if (value.kind == Term::Kind::constant && std::holds_alternative<bool>(value.value))
        return certain(std::get<bool>(value.value));
    if (value.kind == Term::Kind::feature && features_[value.feature].kind == FeatureKind::yes_no)
        return where_known(is_value(value.feature, true), is_known(value.feature));
    return free_condition(id, place);
}

Truth FactSpace::equal(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    auto a = term(expr.args[0], place);
    auto b = term(expr.args[1], place);
    if (a.kind == Term::Kind::constant && b.kind == Term::Kind::constant)
        return certain(a.is_never == b.is_never && a.value == b.value);
    if (a.kind == Term::Kind::constant)
        std::swap(a, b);
    const auto is_comparable = [&](const Term& each) {
        return each.kind == Term::Kind::feature &&
               features_[each.feature].kind != FeatureKind::presence &&
               features_[each.feature].kind != FeatureKind::list;
    };
    if (is_comparable(a) && b.kind == Term::Kind::constant)
        return where_known(b.is_never ? Bdd::k_no : is_value(a.feature, b.value),
                           is_known(a.feature));
    const bool are_finite = is_comparable(a) && is_comparable(b) &&
                            features_[a.feature].kind == FeatureKind::choice &&
                            features_[b.feature].kind == FeatureKind::choice;
    if (!are_finite)
        return free_condition(id, place);
    Bdd::Ref same = Bdd::k_no;
    for (const auto& value : values_of(features_[a.feature]))
        same = bdd_.either(same, bdd_.both(is_value(a.feature, value), is_value(b.feature, value)));
    return where_known(same, bdd_.both(is_known(a.feature), is_known(b.feature)));
}

Truth FactSpace::member(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    const auto item = term(expr.args[0], place);
    const auto list = term(expr.args[1], place);
    const bool is_list =
        list.kind == Term::Kind::list ||
        (list.kind == Term::Kind::feature && features_[list.feature].kind == FeatureKind::list);
    const bool is_item =
        (item.kind == Term::Kind::constant && !item.is_never) ||
        (item.kind == Term::Kind::feature && features_[item.feature].kind == FeatureKind::choice);
    if (!is_list || !is_item)
        return free_condition(id, place);
    const auto includes = [&](const image::Scalar& value) {
        if (list.kind == Term::Kind::feature)
            return atom(list.feature, AtomKind::includes, value);
        const auto& text = std::get<std::string>(value);
        const bool is_in =
            std::find(list.items.begin(), list.items.end(), text) != list.items.end();
        return is_in ? Bdd::k_yes : Bdd::k_no;
    };
    const auto known_list = list.kind == Term::Kind::feature ? is_known(list.feature) : Bdd::k_yes;
    if (item.kind == Term::Kind::constant)
        return where_known(includes(item.value), known_list);
    Bdd::Ref holds = Bdd::k_no;
    for (const auto& value : values_of(features_[item.feature]))
        holds = bdd_.either(holds, bdd_.both(is_value(item.feature, value), includes(value)));
    return where_known(holds, bdd_.both(known_list, is_known(item.feature)));
}

Truth FactSpace::known(ExprId id, const Place& place)
{
    const auto asked = term(at(image_, id).args[0], place);
    if (asked.kind == Term::Kind::constant || asked.kind == Term::Kind::list)
        return certain(true);
    if (asked.kind != Term::Kind::feature)
        return free_condition(id, place);
    const auto known = is_known(asked.feature);
    return {known, bdd_.negation(known)};
}

Truth FactSpace::ordered(ExprId id, const Place& place, ExprId left, ExprId right, bool or_equal)
{
    return or_equal ? opposite(less(id, place, right, left)) : less(id, place, left, right);
}

// A date that is not set lies after every day.
Truth FactSpace::less(ExprId id, const Place& place, ExprId left, ExprId right)
{
    const auto a = term(left, place);
    const auto b = term(right, place);
    const auto is_number = [&](const Term& each) {
        return each.kind == Term::Kind::feature &&
               features_[each.feature].kind == FeatureKind::number;
    };
    if (a.kind == Term::Kind::constant && b.kind == Term::Kind::constant)
        return certain(!a.is_never && (b.is_never || order(a.value, b.value) < 0));
    if (is_number(a) && b.kind == Term::Kind::constant)
        return where_known(b.is_never ? Bdd::k_yes : is_less(a.feature, b.value),
                           is_known(a.feature));
    if (a.kind == Term::Kind::constant && is_number(b)) {
        const auto at_most =
            a.is_never ? Bdd::k_yes
                       : bdd_.either(is_less(b.feature, a.value), is_value(b.feature, a.value));
        return where_known(bdd_.negation(at_most), is_known(b.feature));
    }
    Feature made;
    made.name = "less " + a.name + " than " + b.name;
    made.expr = id;
    made.left = left;
    made.right = right;
    return free_truth(std::move(made), place);
}

// Asked with fixed values a rule about the subject is looked into; else it is free.
Truth FactSpace::rule_met(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    std::vector<Term> givens;
    bool is_fixed = !image_.rules[expr.ref].is_about_record;
    for (const auto arg : expr.args) {
        givens.push_back(term(arg, place));
        const auto& given = givens.back();
        const bool is_key = given.kind == Term::Kind::feature &&
                            features_[given.feature].origin == FeatureOrigin::key;
        is_fixed = is_fixed && (is_key || given.kind == Term::Kind::list ||
                                (given.kind == Term::Kind::constant && !given.is_never));
    }
    const auto name = name_of(id, place);
    if (!is_fixed)
        return free_condition(id, place);
    const auto known = rules_.find(name);
    if (known != rules_.end())
        return known->second;
    const Place inside{&givens, &image_.rules[expr.ref], {}};
    const auto truth =
        clauses(image_.rules[expr.ref].clauses, image::ClauseKind::all_of, 0, inside);
    rules_.emplace(name, truth);
    return truth;
}

Truth FactSpace::free_condition(ExprId id, const Place& place)
{
    Feature made;
    made.name = name_of(id, place);
    made.expr = id;
    return free_truth(std::move(made), place);
}

Truth FactSpace::free_truth(Feature made, const Place& place)
{
    if (place.givens != nullptr)
        for (const auto& given : *place.givens)
            made.givens.push_back({given.value, given.items,
                                   given.kind == Term::Kind::feature
                                       ? features_[given.feature].field
                                       : std::string()});
    std::set<std::uint32_t> rules;
    collect(made.expr, made, rules);
    const auto known = feature(std::move(made));
    return where_known(atom(known, AtomKind::is_met, {}), is_known(known));
}

}  // namespace gradus
