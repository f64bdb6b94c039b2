// What conditions read, and the variables that stand for it. A feature is looked up by a name that
// two places of the text share exactly when they read the same.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/graph/fact_space.hpp"
#include "dsl/graph/scalar_order.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"

namespace gradus {
namespace {

using image::ExprId;
using image::Op;
using image::Scalar;
using image::TypeKind;

FeatureKind kind_of(TypeKind kind)
{
    switch (kind) {
    case TypeKind::yes_no: return FeatureKind::yes_no;
    case TypeKind::choice: return FeatureKind::choice;
    case TypeKind::choices: return FeatureKind::list;
    case TypeKind::whole_number:
    case TypeKind::date:
    case TypeKind::decimal:
    case TypeKind::percent:
    case TypeKind::money: return FeatureKind::number;
    default: return FeatureKind::presence;  // whatever is compared is free
    }
}

// Values between which there is none: 3 and 4, a day and the next.
bool are_neighbors(const Scalar& a, const Scalar& b)
{
    if (a.index() != b.index())
        return false;
    if (const auto* date = std::get_if<Date>(&a))
        return std::get<Date>(b).days - date->days == 1;
    if (const auto* whole = std::get_if<std::int64_t>(&a))
        return std::get<std::int64_t>(b) - *whole == 1;
    return false;
}

}  // namespace

std::string FactSpace::name_of(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    if (expr.op == Op::given && place.givens != nullptr)
        return (*place.givens)[expr.ref].name;
    std::string name = fmt::format("{}#{}", static_cast<int>(expr.op), expr.ref);
    if (expr.op == Op::event_field)
        name += " of " + place.event;
    for (const auto& part : expr.path)
        name += "." + part;
    if (!std::holds_alternative<std::monostate>(expr.literal))
        name += fmt::format("={}:{}", expr.literal.index(), in_words(expr.literal));
    name +=
        fmt::format("^{}q{}a{}r{}n{}", expr.up, static_cast<int>(expr.quantity),
                    static_cast<int>(expr.aggregate), static_cast<int>(expr.rounding), expr.count);
    name += "(";
    for (const auto arg : expr.args)
        name += name_of(arg, place) + ",";
    return name + ")";
}

std::size_t FactSpace::feature(Feature made)
{
    const auto [known, is_new] = by_name_.try_emplace(made.name, features_.size());
    if (!is_new)
        return known->second;
    features_.push_back(std::move(made));
    const auto place = features_.size() - 1;
    // The variables of one feature stand together, which keeps the diagrams small.
    if (may_be_unknown(features_[place]))
        (void)variable(place, AtomKind::is_unknown, {});
    const auto values = values_of(features_[place]);
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
        (void)variable(place, AtomKind::is_value, values[i]);
    return place;
}

std::size_t FactSpace::today()
{
    Feature made;
    made.name = "today";
    made.kind = FeatureKind::number;
    made.origin = FeatureOrigin::today;
    made.type = {TypeKind::date, 0};
    made.moves_by_itself = true;
    return feature(std::move(made));
}

std::vector<Scalar> FactSpace::values_of(const Feature& feature) const
{
    std::vector<Scalar> values;
    if (feature.kind == FeatureKind::choice)
        for (const auto& value : at(image_, image::ChoiceId{feature.type.of}).values)
            values.emplace_back(value.name);
    if (feature.kind == FeatureKind::yes_no)
        values = {Scalar(true), Scalar(false)};
    return values;
}

bool FactSpace::may_be_unknown(const Feature& feature) const
{
    switch (feature.origin) {
    case FeatureOrigin::fact: return true;
    case FeatureOrigin::key:
    case FeatureOrigin::today: return false;
    case FeatureOrigin::event: return !feature.is_always_known;
    case FeatureOrigin::free: {
        const auto& expr = at(image_, feature.expr);
        return expr.op != Op::known && !(expr.op == Op::count_cases && expr.args.empty());
    }
    }
    return true;
}

FactSpace::Term FactSpace::feature_term(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    Feature made;
    made.type = expr.type;
    made.kind = kind_of(expr.type.kind);
    if (expr.op == Op::fact) {
        made.origin = FeatureOrigin::fact;
        made.field = expr.path[0];
        made.fields = {made.field};
        made.name = "fact " + made.field;
    } else if (expr.op == Op::key) {
        made.origin = FeatureOrigin::key;
        made.field = workflow_.keys[expr.ref].name;
        made.name = "key " + made.field;
    } else {
        made.origin = FeatureOrigin::event;
        made.field = expr.path[0];
        made.name = "event " + place.event + "." + made.field;
        const auto* fields = find_event(image_, place.event);
        const auto* field = fields != nullptr ? find_field(*fields, made.field) : nullptr;
        made.is_always_known = field != nullptr && field->is_mandatory;
    }
    Term found;
    found.kind = Term::Kind::feature;
    found.name = made.name;
    found.feature = feature(std::move(made));
    return found;
}

FactSpace::Term FactSpace::term(ExprId id, const Place& place)
{
    const auto& expr = at(image_, id);
    Term found;
    found.name = name_of(id, place);
    switch (expr.op) {
    case Op::literal:
    case Op::parameter:
        found.kind = Term::Kind::constant;
        found.value = expr.op == Op::literal ? expr.literal : image_.parameters[expr.ref].value;
        found.is_never = std::holds_alternative<std::monostate>(found.value);
        return found;
    case Op::list:
        found.kind = Term::Kind::list;
        for (const auto arg : expr.args)
            found.items.push_back(std::get<std::string>(at(image_, arg).literal));
        return found;
    case Op::given: return place.givens != nullptr ? (*place.givens)[expr.ref] : found;
    case Op::today:
        found.kind = Term::Kind::feature;
        found.feature = today();
        return found;
    case Op::fact:
    case Op::key:
    case Op::event_field: return feature_term(id, place);
    default: return found;
    }
}

std::uint32_t FactSpace::variable(std::size_t feature, AtomKind kind, const Scalar& value)
{
    const auto name =
        fmt::format("{}:{}:{}", static_cast<int>(kind), value.index(), in_words(value));
    const auto [known, is_new] =
        by_atom_.try_emplace({feature, name}, static_cast<std::uint32_t>(atoms_.size()));
    if (is_new) {
        atoms_.push_back({feature, kind, value});
        features_[feature].variables.insert(known->second);
    }
    return known->second;
}

Bdd::Ref FactSpace::atom(std::size_t feature, AtomKind kind, const Scalar& value)
{
    return bdd_.variable(variable(feature, kind, value));
}

Bdd::Ref FactSpace::is_known(std::size_t feature)
{
    return may_be_unknown(features_[feature])
               ? bdd_.negation(atom(feature, AtomKind::is_unknown, {}))
               : Bdd::k_yes;
}

Bdd::Ref FactSpace::is_less(std::size_t feature, const Scalar& bound)
{
    return atom(feature, AtomKind::is_less, bound);
}

Bdd::Ref FactSpace::is_value(std::size_t feature, const Scalar& value)
{
    const auto values = values_of(features_[feature]);
    if (values.empty())
        return atom(feature, AtomKind::is_equal, value);
    Bdd::Ref not_before = Bdd::k_yes;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        const auto bit = atom(feature, AtomKind::is_value, values[i]);
        if (values[i] == value)
            return bdd_.both(not_before, bit);
        not_before = bdd_.without(not_before, bit);
    }
    return values.back() == value ? not_before : Bdd::k_no;
}

void FactSpace::collect(const image::Clause& clause, Feature& into,
                        std::set<std::uint32_t>& rules) const
{
    for (const auto id : {clause.condition, clause.result})
        if (id.is_set())
            collect(id, into, rules);
    for (const auto id : {clause.from, clause.through, clause.before})
        into.moves_by_itself = into.moves_by_itself || id.is_set();
    for (const auto child : clause.clauses)
        collect(at(image_, child), into, rules);
}

// What it reads, wherever that stands: the name of a record's field counts as one of the subject's.
void FactSpace::collect(ExprId id, Feature& into, std::set<std::uint32_t>& rules) const
{
    const auto& expr = at(image_, id);
    if (expr.op == Op::fact)
        into.fields.insert(expr.path[0]);
    into.moves_by_itself = into.moves_by_itself || expr.op == Op::today || expr.op == Op::case_in ||
                           expr.op == Op::count_cases;
    for (const auto arg : expr.args)
        collect(arg, into, rules);
    const bool asks = expr.op == Op::rule_met || expr.op == Op::table_value;
    if (asks && rules.insert(expr.ref).second)
        for (const auto clause : image_.rules[expr.ref].clauses)
            collect(at(image_, clause), into, rules);
}

// The values that a number or a date is compared with, in their order.
std::vector<Scalar> FactSpace::bounds_of(std::size_t feature) const
{
    std::vector<Scalar> bounds;
    for (const auto variable : features_[feature].variables)
        if (atoms_[variable].kind != AtomKind::is_unknown &&
            std::find(bounds.begin(), bounds.end(), atoms_[variable].value) == bounds.end())
            bounds.push_back(atoms_[variable].value);
    std::sort(bounds.begin(), bounds.end(),
              [](const Scalar& a, const Scalar& b) { return order(a, b) < 0; });
    return bounds;
}

std::vector<FactSpace::Piece> FactSpace::pieces(std::size_t feature)
{
    const auto bounds = bounds_of(feature);
    std::vector<Piece> pieces;
    auto above = is_known(feature);  // what is left above the bounds so far
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const auto less = is_less(feature, bounds[i]);
        const auto same = is_value(feature, bounds[i]);
        pieces.push_back({bdd_.both(above, less),
                          i == 0 ? beside(bounds[i], -1) : between(bounds[i - 1], bounds[i])});
        pieces.push_back({bdd_.both(above, same), bounds[i]});
        above = bdd_.without(bdd_.without(above, less), same);
    }
    if (!bounds.empty())
        pieces.push_back({above, beside(bounds.back(), 1)});
    const auto all = possible();
    std::erase_if(pieces,
                  [&](const Piece& piece) { return bdd_.both(piece.set, all) == Bdd::k_no; });
    return pieces;
}

Bdd::Ref FactSpace::variables_of(std::size_t feature)
{
    const auto& variables = features_[feature].variables;
    Bdd::Ref cube = Bdd::k_yes;
    for (auto variable = variables.rbegin(); variable != variables.rend(); ++variable)
        cube = bdd_.both(bdd_.variable(*variable), cube);
    return cube;
}

Bdd::Ref FactSpace::same_sets(Bdd::Ref a, Bdd::Ref b)
{
    return bdd_.choose(a, b, bdd_.negation(b));
}

// x < 3 and x = 3 exclude each other, either makes x < 5; and there is no whole number between 3
// and 4.
Bdd::Ref FactSpace::possible_order(std::size_t feature)
{
    const auto bounds = bounds_of(feature);
    Bdd::Ref possible = Bdd::k_yes;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const auto less = is_less(feature, bounds[i]);
        const auto same = is_value(feature, bounds[i]);
        possible = bdd_.without(possible, bdd_.both(less, same));
        if (i + 1 == bounds.size())
            break;
        if (order(bounds[i], bounds[i + 1]) == 0) {  // 5 and 5.0: written apart, the same value
            possible = bdd_.both(possible, same_sets(less, is_less(feature, bounds[i + 1])));
            possible = bdd_.both(possible, same_sets(same, is_value(feature, bounds[i + 1])));
            continue;
        }
        const auto at_most = bdd_.either(less, same);
        const auto less_than_next = is_less(feature, bounds[i + 1]);
        possible = bdd_.both(possible, bdd_.either(bdd_.negation(at_most), less_than_next));
        if (are_neighbors(bounds[i], bounds[i + 1]))
            possible = bdd_.both(possible, bdd_.either(bdd_.negation(less_than_next), at_most));
    }
    return possible;
}

Bdd::Ref FactSpace::possible()
{
    Bdd::Ref possible = Bdd::k_yes;
    for (std::size_t i = 0; i < features_.size(); ++i)
        if (features_[i].kind == FeatureKind::number)
            possible = bdd_.both(possible, possible_order(i));
    return possible;
}

Bdd::Ref FactSpace::has_value(const std::string& field, ExprId value)
{
    const auto known = by_name_.find("fact " + field);
    const auto set = term(value, {});
    if (known == by_name_.end() || set.kind != Term::Kind::constant)
        return Bdd::k_yes;
    const auto place = known->second;
    if (set.is_never)
        return bdd_.negation(is_known(place));
    if (features_[place].kind == FeatureKind::presence)
        return is_known(place);
    return bdd_.both(is_known(place), is_value(place, set.value));
}

template <class Wanted> Bdd::Ref FactSpace::cube(Wanted wanted)
{
    Bdd::Ref cube = Bdd::k_yes;
    for (auto i = static_cast<std::uint32_t>(atoms_.size()); i-- > 0;)
        if (wanted(features_[atoms_[i].feature]))
            cube = bdd_.both(bdd_.variable(i), cube);
    return cube;
}

Bdd::Ref FactSpace::moved_by_itself()
{
    return cube([](const Feature& feature) { return feature.moves_by_itself; });
}

Bdd::Ref FactSpace::depending_on(const std::string& field)
{
    return cube([&](const Feature& feature) { return feature.fields.contains(field); });
}

Bdd::Ref FactSpace::of_event(const std::string& event)
{
    const auto begin = "event " + event + ".";
    return cube([&](const Feature& feature) { return feature.name.starts_with(begin); });
}

Bdd::Ref FactSpace::beyond_control()
{
    return cube([](const Feature& feature) {
        return feature.origin == FeatureOrigin::free || feature.origin == FeatureOrigin::today ||
               feature.origin == FeatureOrigin::key;
    });
}

Bdd::Ref FactSpace::all_but_keys()
{
    return cube([](const Feature& feature) { return feature.origin != FeatureOrigin::key; });
}

Bdd::Ref FactSpace::controlled()
{
    return cube([](const Feature& feature) {
        return feature.origin == FeatureOrigin::fact || feature.origin == FeatureOrigin::event;
    });
}

}  // namespace gradus
