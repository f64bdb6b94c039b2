// Values of terms, and comparisons of them. A date that is not set lies after every day: "from P"
// never begins, "before P" always holds. Two such dates are the same one.
//
// The horizon of an order between two dates of which one moves with today: as today goes on the
// order turns at most once, so the day is found by halving the calendar.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluator.hpp"

namespace gradus {
namespace {

Looked unknown(std::string path) { return {Knowledge::unknown, {}, {std::move(path)}, {}}; }

Part unknown_part(const Looked& a, const Looked& b)
{
    Part part;
    part.verdict = Verdict::unknown;
    add_missing(part.missing, a.missing);
    add_missing(part.missing, b.missing);
    part.horizon = a.horizon;
    keep_earlier(part.horizon, b.horizon);
    return part;
}

Looked unknown_of(const Looked& a, const Looked& b)
{
    return {Knowledge::unknown, {}, unknown_part(a, b).missing, {}};
}

Verdict verdict_of(bool holds) { return holds ? Verdict::met : Verdict::not_met; }

}  // namespace

std::string value_in_words(const Value& value)
{
    struct Words {
        std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(Date date) const { return to_string(date); }
        std::string operator()(const Period& period) const { return in_words(period); }
        std::string operator()(Instant instant) const { return in_words(instant); }
        std::string operator()(Decimal number) const { return to_string(number); }
        std::string operator()(const Percent& percent) const
        {
            return to_string(percent.value) + " %";
        }
        std::string operator()(const Money& money) const
        {
            return to_string(money.amount) + " " + money.currency;
        }
        std::string operator()(const Commitment&) const { return "(personal)"; }
        std::string operator()(const std::vector<std::string>& list) const
        {
            std::string text;
            for (const auto& item : list)
                text += (text.empty() ? "" : ", ") + item;
            return text.empty() ? "empty" : text;
        }
        std::string operator()(const std::vector<Element>& list) const
        {
            return fmt::format("{} element{}", list.size(), list.size() == 1 ? "" : "s");
        }
    };
    return std::visit(Words{}, value.data);
}

Looked Evaluator::scalar(const image::Scalar& scalar) const
{
    if (std::holds_alternative<std::monostate>(scalar))
        return {Knowledge::never, {}, {}, {}};
    Looked looked;
    std::visit(
        [&](const auto& value) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                looked.value.data = value;
        },
        scalar);
    return looked;
}

void Evaluator::note_read(const Frame& frame, std::string_view name, const std::string& path)
{
    reads_.try_emplace({frame.facts, name}, path);
}

std::vector<std::string> Evaluator::read() const
{
    std::vector<std::string> paths;
    for (const auto& [key, path] : reads_)
        paths.push_back(path);
    std::sort(paths.begin(), paths.end());
    return paths;
}

Looked Evaluator::fact(const image::Expr& expr, Why* why)
{
    const Frame& frame = frames_[expr.up];
    const std::string& name = expr.path[0];
    ASSERT(expr.path.size() == 1);
    const Value* found = find(*frame.facts, name);
    const bool is_first = reads_.find({frame.facts, name}) == reads_.end();
    if (!is_first && found != nullptr && why == nullptr)
        return {Knowledge::known, *found, {}, {}};
    const std::string path = frame.path.empty() ? name : frame.path + "." + name;
    note_read(frame, name, path);
    if (why != nullptr)
        why->facts.push_back({path, found != nullptr ? value_in_words(*found) : "unknown"});
    if (found == nullptr)
        return unknown(path);
    return {Knowledge::known, *found, {}, {}};
}

Looked Evaluator::computed(const image::Expr& expr, Date today, Why* why)
{
    auto left = value(expr.args[0], today, why);
    auto right = value(expr.args[1], today, why);
    auto horizon = left.horizon;
    keep_earlier(horizon, right.horizon);
    Looked result;
    if (left.knowledge == Knowledge::never)
        result = std::move(left);
    else if (left.knowledge == Knowledge::unknown || right.knowledge == Knowledge::unknown)
        result = unknown_of(left, right);
    else if (std::holds_alternative<Date>(left.value.data) ||
             std::holds_alternative<Instant>(left.value.data))
        result = moved(expr, left, right);
    else
        result = arithmetic(expr, left, right);
    result.horizon = horizon;
    return result;
}

Looked Evaluator::moved(const image::Expr& expr, Looked base, const Looked& amount)
{
    const auto& period = std::get<Period>(amount.value.data);
    const bool is_later = expr.op == image::Op::plus;
    const auto& zone = scope_.image->zone;
    const auto& calendars = scope_.image->calendars;
    if (const auto* from = std::get_if<Instant>(&base.value.data)) {
        const auto to = is_later ? add(*from, period, zone, calendars)
                                 : subtract(*from, period, zone, calendars);
        base.value.data = to.value_or(start_of(is_later ? k_last_date : k_first_date, zone));
        return base;
    }
    const auto date = std::get<Date>(base.value.data);
    const auto result = expr.op == image::Op::plus
                            ? add(date, period, scope_.image->calendars)
                            : subtract(date, period, scope_.image->calendars);
    // Beyond the calendar: as late, or as early, as a date can be.
    base.value.data = result.value_or(expr.op == image::Op::plus ? k_last_date : k_first_date);
    return base;
}

Looked Evaluator::value(image::ExprId id, Date today, Why* why)
{
    const auto& expr = at(*scope_.image, id);
    switch (expr.op) {
    case image::Op::literal: return scalar(expr.literal);
    case image::Op::list: {
        std::vector<std::string> items;
        for (const auto arg : expr.args)
            items.push_back(std::get<std::string>(at(*scope_.image, arg).literal));
        return {Knowledge::known, {std::move(items)}, {}, {}};
    }
    case image::Op::parameter: {
        const auto& parameter = scope_.image->parameters[expr.ref];
        if (scope_.parameters != nullptr)
            for (const auto& [name, replaced] : *scope_.parameters)
                if (name == parameter.name)
                    return scalar(replaced);
        return scalar(parameter.value);
    }
    case image::Op::fact: return fact(expr, why);
    case image::Op::given: {
        ASSERT(givens_ != nullptr && expr.ref < givens_->size());
        return {Knowledge::known, (*givens_)[expr.ref], {}, {}};
    }
    case image::Op::key: {
        if (scope_.keys == nullptr)
            return unknown("key");
        return {Knowledge::known, (*scope_.keys)[expr.ref], {}, {}};
    }
    case image::Op::case_key: return {Knowledge::known, case_keys_[expr.ref], {}, {}};
    case image::Op::event_field: {
        const Value* found = scope_.event != nullptr ? find(*scope_.event, expr.path[0]) : nullptr;
        if (why != nullptr)
            why->facts.push_back(
                {expr.path[0], found != nullptr ? value_in_words(*found) : "unknown"});
        if (found == nullptr)
            return unknown("event." + expr.path[0]);
        return {Knowledge::known, *found, {}, {}};
    }
    case image::Op::today: return {Knowledge::known, {today}, {}, {}};
    case image::Op::now: return {Knowledge::known, {scope_.now}, {}, {}};
    case image::Op::date_part: {
        auto looked = value(expr.args[0], today, why);
        if (looked.knowledge == Knowledge::known)
            looked.value.data = date_of(std::get<Instant>(looked.value.data), scope_.image->zone);
        return looked;
    }
    case image::Op::plus:
    case image::Op::minus:
    case image::Op::times:
    case image::Op::divide:
    case image::Op::percent_of: return computed(expr, today, why);
    case image::Op::aggregate: return aggregate(expr, why);
    case image::Op::table_value: return table_value(expr, why);
    default: UNREACHABLE();
    }
}

bool Evaluator::asks_today(image::ExprId id) const
{
    const auto& expr = at(*scope_.image, id);
    // What is gathered moves with its conditions, and brings its own horizon.
    if (expr.op == image::Op::aggregate || expr.op == image::Op::table_value)
        return false;
    return expr.op == image::Op::today ||
           std::any_of(expr.args.begin(), expr.args.end(),
                       [&](image::ExprId arg) { return asks_today(arg); });
}

std::optional<bool> Evaluator::is_less(image::ExprId left, image::ExprId right, bool or_equal,
                                       Date today)
{
    const auto a = value(left, today, nullptr);
    const auto b = value(right, today, nullptr);
    if (a.knowledge == Knowledge::unknown || b.knowledge == Knowledge::unknown)
        return std::nullopt;
    return or_equal ? compare(a, b) <= 0 : compare(a, b) < 0;
}

// The first day after today on which the order of the two is not what it is now.
std::optional<Date> Evaluator::next_change(image::ExprId left, image::ExprId right, bool or_equal,
                                           bool now)
{
    const bool left_moves = asks_today(left);
    const bool right_moves = asks_today(right);
    if (!left_moves && !right_moves)
        return std::nullopt;
    if (scope_.today >= k_last_date)
        return std::nullopt;
    if (left_moves && right_moves)  // refused by the compiler; not too late for any Image
        return Date{scope_.today.days + 1};
    const auto holds_on = [&](Date day) { return is_less(left, right, or_equal, day) == now; };
    if (holds_on(k_last_date))
        return std::nullopt;
    Date same = scope_.today;
    Date other = k_last_date;
    while (other.days - same.days > 1) {
        const Date middle{same.days + (other.days - same.days) / 2};
        (holds_on(middle) ? same : other) = middle;
    }
    return other;
}

Part Evaluator::less(image::ExprId left, image::ExprId right, bool or_equal, Why* why)
{
    const auto a = value(left, scope_.today, why);
    const auto b = value(right, scope_.today, why);
    if (a.knowledge == Knowledge::unknown || b.knowledge == Knowledge::unknown)
        return unknown_part(a, b);
    const bool holds = *is_less(left, right, or_equal, scope_.today);
    Part part;
    part.verdict = verdict_of(holds);
    part.horizon = next_change(left, right, or_equal, holds);
    keep_earlier(part.horizon, a.horizon);
    keep_earlier(part.horizon, b.horizon);
    return part;
}

Part Evaluator::equal(const image::Expr& expr, Why* why)
{
    const auto a = value(expr.args[0], scope_.today, why);
    const auto b = value(expr.args[1], scope_.today, why);
    if (a.knowledge == Knowledge::unknown || b.knowledge == Knowledge::unknown)
        return unknown_part(a, b);
    Part part;
    part.verdict = verdict_of(a.knowledge == b.knowledge && a.value == b.value);
    part.horizon = a.horizon;
    keep_earlier(part.horizon, b.horizon);
    for (const bool is_swapped : {false, true}) {
        const auto left = expr.args[is_swapped ? 1 : 0];
        const auto right = expr.args[is_swapped ? 0 : 1];
        if (asks_today(left) || asks_today(right))
            keep_earlier(part.horizon, next_change(left, right, false,
                                                   *is_less(left, right, false, scope_.today)));
    }
    return part;
}

Part Evaluator::member(const image::Expr& expr, Why* why)
{
    const auto item = value(expr.args[0], scope_.today, why);
    const auto list = value(expr.args[1], scope_.today, why);
    if (item.knowledge != Knowledge::known || list.knowledge != Knowledge::known)
        return unknown_part(item, list);
    const auto& items = std::get<std::vector<std::string>>(list.value.data);
    Part part;
    part.verdict = verdict_of(std::find(items.begin(), items.end(),
                                        std::get<std::string>(item.value.data)) != items.end());
    return part;
}

Part Evaluator::known(const image::Expr& expr, Why* why)
{
    Part part;
    part.verdict =
        verdict_of(value(expr.args[0], scope_.today, why).knowledge != Knowledge::unknown);
    return part;
}

Part Evaluator::comparison(const image::Expr& expr, Why* why)
{
    switch (expr.op) {
    case image::Op::equal: return equal(expr, why);
    case image::Op::less: return less(expr.args[0], expr.args[1], false, why);
    case image::Op::less_equal: return less(expr.args[0], expr.args[1], true, why);
    case image::Op::member: return member(expr, why);
    case image::Op::known: return known(expr, why);
    case image::Op::between: {
        const auto first = less(expr.args[1], expr.args[0], true, why);
        const auto last = less(expr.args[0], expr.args[2], true, nullptr);
        return join({first, last}, Junction::all);
    }
    default: {
        // A yes/no value that stands as a condition.
        const auto looked =
            value(image::ExprId{static_cast<std::uint32_t>(&expr - scope_.image->code.data())},
                  scope_.today, why);
        if (looked.knowledge != Knowledge::known)
            return unknown_part(looked, {});
        Part part;
        part.verdict = verdict_of(std::get<bool>(looked.value.data));
        return part;
    }
    }
}

}  // namespace gradus
