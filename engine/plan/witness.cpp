#include "engine/plan/witness.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/calendar.hpp"
#include "dsl/graph/scalar_order.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {

using image::ClauseKind;
using image::ExprId;
using image::Op;
using image::Scalar;
using image::TypeKind;

std::string Witness::text_of(const Scalar& value)
{
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "yes" : "no";
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    if (const auto* date = std::get_if<Date>(&value))
        return to_string(*date);
    if (const auto* exact = std::get_if<Decimal>(&value))
        return to_string(*exact);
    if (const auto* percent = std::get_if<Percent>(&value))
        return to_string(percent->value) + " %";
    if (const auto* money = std::get_if<Money>(&value))
        return to_string(money->amount) + " " + money->currency;
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    return {};
}

std::string Witness::any_value(const image::Type& type, Date today) const
{
    switch (type.kind) {
    case TypeKind::yes_no: return "no";
    case TypeKind::whole_number:
    case TypeKind::decimal: return "1";
    case TypeKind::percent: return "1 %";
    case TypeKind::money: return "1 " + image_.currencies[type.of];
    case TypeKind::date: return to_string(today);
    case TypeKind::choice: return at(image_, image::ChoiceId{type.of}).values.front().name;
    case TypeKind::choices:
    case TypeKind::records: return "empty";
    default: return "\"known\"";
    }
}

const std::string* Witness::find(const std::string& base, const std::string& field) const
{
    for (const auto& fact : facts_)
        if (fact.base == base && fact.field == field)
            return &fact.value;
    return nullptr;
}

void Witness::set(const Place& place, const std::string& field, const std::string& value)
{
    for (auto& fact : facts_)
        if (fact.base == place.base && fact.field == field) {
            fact.value = value;
            return;
        }
    facts_.push_back({place.base, field, value});
}

bool Witness::make(const WantedFact& wanted, Date today,
                   const std::vector<std::pair<std::string, std::string>>& keys)
{
    today_ = today;
    keys_ = keys;
    const Place place{&subject_, {}, wanted.feature.givens};
    const auto& field = wanted.feature.field;
    if (wanted.feature.origin == FeatureOrigin::free) {
        if (wanted.is_unknown || wanted.feature.is_composed)
            return true;  // what it asks is not recorded, one hopes, or in its parts
        const auto [known, is_new] = made_.try_emplace(wanted.feature.name, wanted.is_met);
        if (!is_new && known->second == wanted.is_met)
            return true;
        known->second = wanted.is_met;
        if (!wanted.feature.left.is_set())
            return make(wanted.feature.expr, wanted.is_met, place);
        return wanted.is_met ? make_order(wanted.feature.left, wanted.feature.right, false, place)
                             : make_order(wanted.feature.right, wanted.feature.left, true, place);
    }
    if (wanted.is_unknown)
        return find({}, field) == nullptr;
    if (wanted.feature.kind == FeatureKind::presence) {
        if (find({}, field) == nullptr)
            set(place, field, any_value(wanted.feature.type, today));
        return true;
    }
    std::string text;
    if (wanted.feature.kind == FeatureKind::list) {
        for (const auto& item : wanted.items)
            text += (text.empty() ? "" : ", ") + item;
        set(place, field, text.empty() ? "empty" : text);
        return true;
    }
    const bool is_any = std::holds_alternative<std::monostate>(wanted.value);
    text = is_any ? any_value(wanted.feature.type, today) : text_of(wanted.value);
    set(place, field, text);
    if (!is_any)
        set_.emplace_back("." + field, wanted.value);
    return true;
}

bool Witness::make(ExprId id, bool wanted, const Place& place)
{
    const auto& expr = at(image_, id);
    switch (expr.op) {
    case Op::all_of:
    case Op::any_of: {
        if ((expr.op == Op::all_of) != wanted)  // one part is enough
            return std::any_of(expr.args.begin(), expr.args.end(),
                               [&](ExprId arg) { return make(arg, wanted, place); });
        return std::all_of(expr.args.begin(), expr.args.end(),
                           [&](ExprId arg) { return make(arg, wanted, place); });
    }
    case Op::negate: return make(expr.args[0], !wanted, place);
    case Op::rule_met: return make_rule(expr, wanted, place);
    case Op::count_met: return make_count(expr, wanted, place);
    case Op::equal: return make_equal(expr, wanted, place);
    case Op::member: return make_member(expr, wanted, place);
    case Op::known: return make_known(expr, wanted, place);
    case Op::less:
    case Op::less_equal:
    case Op::between: return make_ordered(expr, wanted, place);
    // No other case of the subject has begun.
    case Op::case_in: return !wanted;
    case Op::count_cases: {
        const bool is_low =
            expr.quantity == image::Quantity::at_most || expr.quantity == image::Quantity::none;
        return wanted == is_low;
    }
    case Op::fact:
        set(place, expr.path[0], wanted ? "yes" : "no");
        return expr.type.kind == TypeKind::yes_no;
    default: return false;
    }
}

std::optional<Scalar> Witness::key_value(const std::string& name) const
{
    for (const auto& [key, value] : keys_)
        if (key == name)
            return Scalar(value);
    return std::nullopt;
}

std::optional<Scalar> Witness::value(ExprId id, const Place& place) const
{
    const auto& expr = at(image_, id);
    switch (expr.op) {
    case Op::literal: return expr.literal;
    case Op::parameter: return image_.parameters[expr.ref].value;
    case Op::today: return Scalar(today_);
    case Op::given: {
        if (expr.ref >= place.givens.size())
            return std::nullopt;
        const auto& given = place.givens[expr.ref];
        return given.key.empty() ? std::optional(given.value) : key_value(given.key);
    }
    case Op::key: return key_value(at(image_, image::ChoiceId{expr.type.of}).name);
    case Op::fact: {
        const auto name = place.base + "." + expr.path[0];
        for (auto known = set_.rbegin(); known != set_.rend(); ++known)
            if (known->first == name)
                return known->second;
        return std::nullopt;
    }
    case Op::plus:
    case Op::minus: {
        const auto left = value(expr.args[0], place);
        const auto right = value(expr.args[1], place);
        if (!left || !right || !std::holds_alternative<Date>(*left) ||
            !std::holds_alternative<Period>(*right))
            return std::nullopt;
        const auto& date = std::get<Date>(*left);
        const auto& period = std::get<Period>(*right);
        const auto moved = expr.op == Op::plus ? add(date, period, image_.calendars)
                                               : subtract(date, period, image_.calendars);
        return moved ? std::optional<Scalar>(*moved) : std::nullopt;
    }
    default: return std::nullopt;
    }
}

std::vector<std::string> Witness::list(ExprId id, const Place& place) const
{
    const auto& expr = at(image_, id);
    std::vector<std::string> items;
    if (expr.op == Op::list)
        for (const auto arg : expr.args)
            if (const auto item = value(arg, place); item)
                items.push_back(text_of(*item));
    if (expr.op == Op::given && expr.ref < place.givens.size())
        items = place.givens[expr.ref].items;
    return items;
}

const image::Expr* Witness::fact_in(ExprId id) const
{
    const auto& expr = at(image_, id);
    if (expr.op == Op::fact)
        return &expr;
    if (expr.op == Op::plus || expr.op == Op::minus)
        return fact_in(expr.args[0]);
    return nullptr;
}

bool Witness::make_rule(const image::Expr& expr, bool wanted, const Place& place)
{
    const auto& rule = image_.rules[expr.ref];
    Place inside{place.fields, expr.up == 0 ? place.base : std::string(), {}};
    if (rule.is_table)
        return false;
    inside.fields = rule.is_about_record ? &image_.records[rule.about] : &subject_;
    for (const auto arg : expr.args) {
        FeatureGiven given;
        given.items = list(arg, place);
        if (const auto known = value(arg, place))
            given.value = *known;
        inside.givens.push_back(std::move(given));
    }
    return make_clauses(rule.clauses, ClauseKind::all_of, 0, wanted, inside);
}

bool Witness::is_in_force(const image::Clause& clause) const
{
    const auto limit = [&](ExprId id) { return value(id, {}); };
    const auto is_set = [](const std::optional<Scalar>& bound) {
        return bound && std::holds_alternative<Date>(*bound);
    };
    if (clause.from.is_set())
        if (const auto from = limit(clause.from); !is_set(from) || today_ < std::get<Date>(*from))
            return false;
    if (clause.through.is_set())
        if (const auto last = limit(clause.through); is_set(last) && std::get<Date>(*last) < today_)
            return false;
    if (clause.before.is_set())
        if (const auto end = limit(clause.before); is_set(end) && std::get<Date>(*end) <= today_)
            return false;
    return true;
}

bool Witness::make_clause(const image::Clause& clause, bool wanted, const Place& place)
{
    if (clause.kind == ClauseKind::needs)
        return make(clause.condition, wanted, place);
    if (clause.kind != ClauseKind::only_when)
        return make_clauses(clause.clauses, clause.kind, clause.count, wanted, place);
    if (wanted)
        return make(clause.condition, false, place) ||
               make_clauses(clause.clauses, ClauseKind::all_of, 0, true, place);
    return make(clause.condition, true, place) &&
           make_clauses(clause.clauses, ClauseKind::all_of, 0, false, place);
}

bool Witness::make_clauses(const std::vector<image::ClauseId>& ids, ClauseKind kind,
                           std::size_t count, bool wanted, const Place& place)
{
    std::vector<const image::Clause*> asked;
    for (const auto id : ids)
        if (is_in_force(at(image_, id)))
            asked.push_back(&at(image_, id));
    const bool inner = kind == ClauseKind::none_of ? !wanted : wanted;
    std::size_t needed = asked.size();
    if (kind == ClauseKind::all_of || kind == ClauseKind::once)
        needed = wanted ? asked.size() : 1;
    else if (kind == ClauseKind::at_least)
        needed = wanted ? count : asked.size() + 1 - std::min(asked.size(), count);
    else
        needed = inner ? 1 : asked.size();
    std::size_t made = 0;
    for (const auto* clause : asked)
        if (made < needed && make_clause(*clause, inner, place))
            ++made;
    return made >= needed;
}

bool Witness::make_equal(const image::Expr& expr, bool wanted, const Place& place)
{
    for (const bool is_swapped : {false, true}) {
        const auto& fact = at(image_, expr.args[is_swapped ? 1 : 0]);
        const auto other = value(expr.args[is_swapped ? 0 : 1], place);
        if (fact.op != Op::fact || !other)
            continue;
        auto chosen = *other;
        if (!wanted && std::holds_alternative<bool>(chosen))
            chosen = !std::get<bool>(chosen);
        else if (!wanted && fact.type.kind == TypeKind::choice) {
            for (const auto& value : at(image_, image::ChoiceId{fact.type.of}).values)
                if (Scalar(value.name) != *other)
                    chosen = value.name;
        } else if (!wanted) {
            return make_order(expr.args[is_swapped ? 0 : 1], expr.args[is_swapped ? 1 : 0], false,
                              place);
        }
        set(place, fact.path[0], text_of(chosen));
        set_.emplace_back(place.base + "." + fact.path[0], chosen);
        return true;
    }
    const auto left = value(expr.args[0], place);
    const auto right = value(expr.args[1], place);
    return left && right && (*left == *right) == wanted;
}

bool Witness::make_ordered(const image::Expr& expr, bool wanted, const Place& place)
{
    if (expr.op == Op::between)
        return wanted ? make_order(expr.args[1], expr.args[0], true, place) &&
                            make_order(expr.args[0], expr.args[2], true, place)
                      : make_order(expr.args[0], expr.args[1], false, place);
    const bool or_equal = expr.op == Op::less_equal;
    return wanted ? make_order(expr.args[0], expr.args[1], or_equal, place)
                  : make_order(expr.args[1], expr.args[0], !or_equal, place);
}

// Tries the values next to the other side, and next to today moved by the periods in between.
bool Witness::make_order(ExprId left, ExprId right, bool or_equal, const Place& place)
{
    const auto holds = [&] {
        const auto a = value(left, place);
        const auto b = value(right, place);
        const auto are_same_kind = a && b && a->index() == b->index();
        return are_same_kind && (or_equal ? order(*a, *b) <= 0 : order(*a, *b) < 0);
    };
    if (holds())
        return true;
    const auto* fact = fact_in(left) != nullptr ? fact_in(left) : fact_in(right);
    if (fact == nullptr)
        return false;
    const auto other = value(fact_in(left) != nullptr ? right : left, place);
    std::vector<Scalar> tries;
    if (other && std::holds_alternative<Date>(*other))
        for (const int days : {0, -1, 1, -30, 30, -400, 400, -4000, 4000})
            tries.emplace_back(Date{std::get<Date>(*other).days + days});
    if (other && std::holds_alternative<std::int64_t>(*other))
        for (const int step : {0, -1, 1})
            tries.emplace_back(std::get<std::int64_t>(*other) + step);
    for (const auto& each : tries) {
        set_.emplace_back(place.base + "." + fact->path[0], each);
        if (holds()) {
            set(place, fact->path[0], text_of(each));
            return true;
        }
        set_.pop_back();
    }
    return false;
}

bool Witness::make_member(const image::Expr& expr, bool wanted, const Place& place)
{
    const auto& item = at(image_, expr.args[0]);
    const auto items = list(expr.args[1], place);
    if (item.op == Op::fact && item.type.kind == TypeKind::choice) {
        for (const auto& value : at(image_, image::ChoiceId{item.type.of}).values) {
            const bool is_in = std::find(items.begin(), items.end(), value.name) != items.end();
            if (is_in != wanted)
                continue;
            set(place, item.path[0], value.name);
            set_.emplace_back(place.base + "." + item.path[0], value.name);
            return true;
        }
        return false;
    }
    const auto& facts = at(image_, expr.args[1]);
    const auto known = value(expr.args[0], place);
    if (facts.op != Op::fact || !known)
        return false;
    set(place, facts.path[0], wanted ? text_of(*known) : "empty");
    return true;
}

bool Witness::make_count(const image::Expr& expr, bool wanted, const Place& place)
{
    const auto& records = at(image_, expr.args[0]);
    if (records.op != Op::fact || records.up != 0)
        return false;
    const auto& field = records.path[0];
    std::size_t matching = 0;
    std::size_t others = 0;
    switch (expr.quantity) {
    case image::Quantity::at_least: matching = wanted ? expr.count : 0; break;
    case image::Quantity::some: matching = wanted ? 1 : 0; break;
    case image::Quantity::exactly: matching = expr.count + (wanted ? 0 : 1); break;
    case image::Quantity::at_most: matching = wanted ? 0 : expr.count + 1; break;
    case image::Quantity::none: matching = wanted ? 0 : 1; break;
    case image::Quantity::each: others = wanted ? 0 : 1; break;
    }
    if (matching + others == 0) {
        const auto begin = place.base + (place.base.empty() ? "" : ".") + field + "[";
        const bool has_any = std::any_of(facts_.begin(), facts_.end(), [&](const FactLine& fact) {
            return fact.base.starts_with(begin);
        });
        if (!has_any)
            set(place, field, "empty");
        return true;
    }
    for (std::size_t i = 0; i < matching + others; ++i) {
        Place inside;
        inside.fields = &image_.records[records.type.of];
        inside.base = fmt::format("{}{}{}[x{}]", place.base, place.base.empty() ? "" : ".", field,
                                  ++elements_);
        inside.givens = place.givens;
        for (const auto& each : inside.fields->fields)
            if (each.is_mandatory && !each.is_key)
                set(inside, each.name, any_value(each.type, today_));
        if (!make(expr.args[1], i < matching, inside))
            return false;
    }
    return true;
}

bool Witness::make_known(const image::Expr& expr, bool wanted, const Place& place)
{
    const auto& fact = at(image_, expr.args[0]);
    if (fact.op != Op::fact)
        return false;
    const bool is_known = find(place.base, fact.path[0]) != nullptr;
    if (wanted && !is_known)
        set(place, fact.path[0], any_value(fact.type, today_));
    return wanted || !is_known;
}

}  // namespace gradus
