// Arithmetic of exact numbers, and what is gathered from the records of a list.
//
// A sum is unknown while any element that may count is; the earliest, latest, highest or lowest of
// a list is unknown only while an element that is not known could change it. Of an empty list a sum
// is zero, and the others are unknown: there is nothing they could be.
#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluator.hpp"

namespace gradus {
namespace {

using image::Op;

constexpr Decimal k_hundred{100, 0};

// The number in a value, whatever it counts.
Decimal number_of(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value.data))
        return {*whole, 0};
    if (const auto* percent = std::get_if<Percent>(&value.data))
        return percent->value;
    if (const auto* money = std::get_if<Money>(&value.data))
        return money->amount;
    return std::get<Decimal>(value.data);
}

bool is_percent(const Value& value) { return std::holds_alternative<Percent>(value.data); }

std::optional<Decimal> product(const Value& left, const Value& right)
{
    auto result = multiply(number_of(left), number_of(right));
    // A percent counts hundredths; of two, one is counted in.
    if (result && (is_percent(left) || is_percent(right)))
        result = multiply(*result, {1, 2});
    return result;
}

std::optional<Decimal> quotient(const image::Expr& expr, const Value& left, const Value& right)
{
    const auto places = static_cast<int>(expr.count);
    auto dividend = std::optional(number_of(left));
    if (expr.op == Op::percent_of)
        dividend = multiply(*dividend, k_hundred);
    return dividend ? divide(*dividend, number_of(right), places, expr.rounding) : std::nullopt;
}

std::optional<Decimal> result_of(const image::Expr& expr, const Value& left, const Value& right)
{
    switch (expr.op) {
    case Op::plus: return add(number_of(left), number_of(right));
    case Op::minus: return subtract(number_of(left), number_of(right));
    case Op::times: return product(left, right);
    case Op::divide:
    case Op::percent_of: return quotient(expr, left, right);
    default: UNREACHABLE();
    }
}

std::optional<Value> number_as(const Image& image, image::Type type, Decimal number)
{
    switch (type.kind) {
    case image::TypeKind::whole_number:
        return number.places == 0 ? std::optional(Value{number.units}) : std::nullopt;
    case image::TypeKind::percent: return Value{Percent{number}};
    case image::TypeKind::money: return Value{Money{number, image.currencies[type.of]}};
    default: return Value{number};
    }
}

bool is_zero(const Value& value) { return number_of(value).units == 0; }

}  // namespace

std::strong_ordering compare(const Looked& a, const Looked& b)
{
    const bool a_is_never = a.knowledge == Knowledge::never;
    const bool b_is_never = b.knowledge == Knowledge::never;
    if (a_is_never || b_is_never)  // after all days
        return a_is_never <=> b_is_never;
    if (const auto* date = std::get_if<Date>(&a.value.data))
        return *date <=> std::get<Date>(b.value.data);
    if (const auto* instant = std::get_if<Instant>(&a.value.data))
        return *instant <=> std::get<Instant>(b.value.data);
    return compare(number_of(a.value), number_of(b.value));
}

Looked Evaluator::arithmetic(const image::Expr& expr, const Looked& left, const Looked& right)
{
    const bool divides = expr.op == Op::divide || expr.op == Op::percent_of;
    Looked result;
    if (divides && is_zero(right.value)) {
        result.knowledge = Knowledge::unknown;
        result.missing = {in_words(*scope_.image, expr.args[1]) + " other than 0"};
        return result;
    }
    const auto number = result_of(expr, left.value, right.value);
    auto value = number ? number_as(*scope_.image, expr.type, *number) : std::nullopt;
    if (value) {
        result.value = std::move(*value);
        return result;
    }
    if (!fault_)
        fault_ = Error{ErrorKind::invalid_input,
                       fmt::format("a number of more than {} digits", k_decimal_digits),
                       in_words(*scope_.image, expr.args[0]),
                       "correct the facts that it is computed from"};
    result.value = left.value;
    return result;
}

// The values that surely count, those that may, and what is missing.
struct Evaluator::Gathered {
    bool is_known = true;  // the list itself
    std::vector<Looked> certain;
    std::vector<Looked> possible;  // known values whose condition is not
    bool has_unknown = false;      // an element that may count and whose value is not known
    std::int64_t certain_count = 0;
    std::int64_t possible_count = 0;
    std::vector<std::string> missing;
    std::optional<Date> horizon;
};

Evaluator::Gathered Evaluator::gather(const image::Expr& expr, Why* why)
{
    Gathered gathered;
    const auto list = value(expr.args[0], scope_.today, why);
    if (list.knowledge != Knowledge::known) {
        gathered.is_known = false;
        gathered.missing = list.missing;
        return gathered;
    }
    const auto& fact_expr = at(*scope_.image, expr.args[0]);
    const Frame frame = frames_[fact_expr.up];
    const std::string base =
        frame.path.empty() ? fact_expr.path[0] : frame.path + "." + fact_expr.path[0];
    const Value* found = find(*frame.facts, fact_expr.path[0]);
    for (const auto& element : std::get<std::vector<Element>>(found->data)) {
        frames_.insert(frames_.begin(), Frame{&element.facts, base + "[" + element.key + "]"});
        Part where;
        if ((expr.ref & 2U) != 0)
            where = condition(expr.args.back(), nullptr);
        Looked looked;
        if ((expr.ref & 1U) != 0 && spend())
            looked = value(expr.args[1], scope_.today, nullptr);
        frames_.erase(frames_.begin());
        keep_earlier(gathered.horizon, where.horizon);
        if (where.verdict == Verdict::not_met)
            continue;
        const bool is_certain = where.verdict == Verdict::met;
        gathered.certain_count += is_certain ? 1 : 0;
        ++gathered.possible_count;
        if (!is_certain || looked.knowledge != Knowledge::known) {
            add_missing(gathered.missing, where.missing);
            add_missing(gathered.missing, looked.missing);
        }
        if (looked.knowledge != Knowledge::known)
            gathered.has_unknown = true;
        else
            (is_certain ? gathered.certain : gathered.possible).push_back(std::move(looked));
    }
    if (gathered.possible_count == 0)
        gathered.missing = {base};
    return gathered;
}

Looked Evaluator::aggregate(const image::Expr& expr, Why* why)
{
    const auto gathered = gather(expr, why);
    Looked result;
    result.horizon = gathered.horizon;
    const auto give_up = [&] {
        result.knowledge = Knowledge::unknown;
        result.missing = gathered.missing;
        return result;
    };
    if (!gathered.is_known)
        return give_up();
    if (expr.aggregate == image::Aggregate::count) {
        result.value = Value{gathered.certain_count};
        return gathered.certain_count == gathered.possible_count ? result : give_up();
    }
    if (expr.aggregate == image::Aggregate::sum) {
        if (gathered.has_unknown || !gathered.possible.empty())
            return give_up();
        image::Expr plus;
        plus.op = Op::plus;
        plus.type = expr.type;
        plus.args = {expr.args[1], expr.args[1]};
        result.value = *number_as(*scope_.image, expr.type, {});
        for (const auto& one : gathered.certain)
            result.value = arithmetic(plus, result, one).value;
        return result;
    }
    if (gathered.has_unknown || gathered.certain.empty())
        return give_up();
    const bool wants_least =
        expr.aggregate == image::Aggregate::earliest || expr.aggregate == image::Aggregate::lowest;
    const auto is_better = [&](const Looked& a, const Looked& b) {
        return wants_least ? compare(a, b) < 0 : compare(a, b) > 0;
    };
    const auto* best = &gathered.certain.front();
    for (const auto& one : gathered.certain)
        if (is_better(one, *best))
            best = &one;
    for (const auto& one : gathered.possible)
        if (is_better(one, *best))
            return give_up();
    result.value = best->value;
    return result;
}

}  // namespace gradus
