// Written values of one type: their order, and values beside and between them.
#pragma once

#include <compare>
#include <variant>

#include "dsl/base/assert.hpp"
#include "dsl/base/decimal.hpp"
#include "dsl/image/expression.hpp"

namespace gradus {

[[nodiscard]] inline Decimal number_of(const image::Scalar& scalar)
{
    if (const auto* whole = std::get_if<std::int64_t>(&scalar))
        return decimal(*whole);
    if (const auto* exact = std::get_if<Decimal>(&scalar))
        return *exact;
    if (const auto* percent = std::get_if<Percent>(&scalar))
        return percent->value;
    if (const auto* money = std::get_if<Money>(&scalar))
        return money->amount;
    UNREACHABLE();
}

[[nodiscard]] inline std::strong_ordering order(const image::Scalar& a, const image::Scalar& b)
{
    return std::visit(
        [&](const auto& left, const auto& right) {
            using Left = std::decay_t<decltype(left)>;
            if constexpr (std::is_same_v<Left, std::decay_t<decltype(right)>> &&
                          std::three_way_comparable<Left, std::strong_ordering>)
                return left <=> right;
            else
                return compare(number_of(a), number_of(b));
        },
        a, b);
}

// A value next to a bound, on the side of -1 or 1.
[[nodiscard]] inline image::Scalar beside(const image::Scalar& bound, int side)
{
    const auto moved = [side](Decimal number) {
        return add(number, decimal(side)).value_or(number);
    };
    if (const auto* date = std::get_if<Date>(&bound))
        return Date{date->days + side};
    if (const auto* whole = std::get_if<std::int64_t>(&bound))
        return *whole + side;
    if (const auto* exact = std::get_if<Decimal>(&bound))
        return moved(*exact);
    if (const auto* percent = std::get_if<Percent>(&bound))
        return Percent{moved(percent->value)};
    if (const auto* money = std::get_if<Money>(&bound))
        return Money{moved(money->amount), money->currency};
    return bound;
}

// Exactly between two bounds; of whole numbers and dates the one after the first.
[[nodiscard]] inline image::Scalar between(const image::Scalar& low, const image::Scalar& high)
{
    const auto middle = [](Decimal a, Decimal b) {
        const auto sum = add(a, b);
        const auto half = sum ? multiply(*sum, Decimal{5, 1}) : std::nullopt;
        return half.value_or(a);
    };
    if (low.index() != high.index())
        return beside(low, 1);
    if (const auto* exact = std::get_if<Decimal>(&low))
        return middle(*exact, std::get<Decimal>(high));
    if (const auto* percent = std::get_if<Percent>(&low))
        return Percent{middle(percent->value, std::get<Percent>(high).value)};
    if (const auto* money = std::get_if<Money>(&low))
        return Money{middle(money->amount, std::get<Money>(high).amount), money->currency};
    return beside(low, 1);
}

}  // namespace gradus
