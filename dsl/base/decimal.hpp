// Exact decimal numbers, percents and money. No floating point anywhere.
//
// Decimal  up to 18 significant digits, 0 to 18 of them after the point. One value has one form:
//          no zeros at the end of its places, so equality of the members is equality of the value.
// Percent  a Decimal that counts hundredths: 80 % has the value 80.
// Money    a Decimal of a currency, named by its three letters (ISO 4217).
//
// Written forms: 12.5, -0.05, 1000; no exponent, no plus sign, no leading zeros, no `.5` or `5.`.
// Pure; any thread. Operations give nothing when the exact result needs more than 18 digits.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gradus {

inline constexpr int k_decimal_digits = 18;

struct Decimal {
    std::int64_t units = 0;   // the value is units / 10^places
    std::int32_t places = 0;  // 0..18

    friend bool operator==(const Decimal&, const Decimal&) = default;
};

struct Percent {
    Decimal value;

    friend bool operator==(const Percent&, const Percent&) = default;
};

struct Money {
    Decimal amount;
    std::string currency;

    friend bool operator==(const Money&, const Money&) = default;
};

// Which neighbor an inexact quotient becomes. Half: the nearer one, and at the middle away from
// zero (half_up) or the even one (half_even). Down is towards zero, up away from it.
enum class Rounding { down, up, half_up, half_even };

[[nodiscard]] Decimal decimal(std::int64_t whole);
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);
[[nodiscard]] std::string to_string(Decimal value);
[[nodiscard]] bool is_currency(std::string_view text);

[[nodiscard]] std::strong_ordering compare(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> add(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> subtract(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> multiply(Decimal a, Decimal b);
// Nothing too when `b` is zero. `places` is 0..18.
[[nodiscard]] std::optional<Decimal> divide(Decimal a, Decimal b, int places, Rounding rounding);

}  // namespace gradus
