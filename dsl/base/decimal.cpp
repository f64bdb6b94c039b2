#include "dsl/base/decimal.hpp"

#include <algorithm>
#include <array>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

// Products of two 18-digit numbers and numbers moved by 18 places have 36 digits and fit.
__extension__ typedef __int128 Wide;

constexpr std::int64_t k_units_end = 1'000'000'000'000'000'000;  // 10^18

Wide power_of_ten(int exponent)
{
    Wide power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

Wide absolute(Wide value) { return value < 0 ? -value : value; }

// The one form of units / 10^places, or nothing when it has too many digits.
std::optional<Decimal> normal(Wide units, int places)
{
    while (places > 0 && units % 10 == 0) {
        units /= 10;
        --places;
    }
    if (absolute(units) >= k_units_end || places > k_decimal_digits)
        return std::nullopt;
    return Decimal{static_cast<std::int64_t>(units), places};
}

struct Aligned {
    Wide a;
    Wide b;
    int places;
};

Aligned align(Decimal a, Decimal b)
{
    const int places = std::max(a.places, b.places);
    return {a.units * power_of_ten(places - a.places), b.units * power_of_ten(places - b.places),
            places};
}

// Does the quotient move away from zero? `rest` and `divisor` are not negative.
bool rounds_away(Rounding rounding, Wide quotient, Wide rest, Wide divisor)
{
    if (rest == 0)
        return false;
    switch (rounding) {
    case Rounding::down: return false;
    case Rounding::up: return true;
    case Rounding::half_up: return rest >= divisor - rest;
    case Rounding::half_even:
        return rest > divisor - rest || (rest == divisor - rest && quotient % 2 != 0);
    }
    UNREACHABLE();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text)
{
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count]))
        ++count;
    return count;
}

}  // namespace

Decimal decimal(std::int64_t whole)
{
    const auto value = normal(whole, 0);
    ASSERT(value.has_value());
    return *value;
}

std::optional<Decimal> parse_decimal(std::string_view text)
{
    const bool is_negative = !text.empty() && text.front() == '-';
    auto rest = text.substr(is_negative ? 1 : 0);
    const auto whole = count_digits(rest);
    const bool has_point = whole < rest.size();
    if (whole == 0 || (whole > 1 && rest.front() == '0') || (has_point && rest[whole] != '.'))
        return std::nullopt;
    const auto places = has_point ? rest.size() - whole - 1 : 0;
    if (has_point && (places == 0 || count_digits(rest.substr(whole + 1)) != places))
        return std::nullopt;
    if (whole + places > 2 * k_decimal_digits)
        return std::nullopt;
    Wide units = 0;
    for (const char c : rest)
        if (c != '.')
            units = units * 10 + (c - '0');
    return normal(is_negative ? -units : units, static_cast<int>(places));
}

std::string to_string(Decimal value)
{
    std::string digits = std::to_string(value.units < 0 ? -value.units : value.units);
    const auto places = static_cast<std::size_t>(value.places);
    if (digits.size() <= places)
        digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0)
        digits.insert(digits.size() - places, 1, '.');
    return value.units < 0 ? "-" + digits : digits;
}

bool is_currency(std::string_view text)
{
    return text.size() == 3 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::strong_ordering compare(Decimal a, Decimal b)
{
    const auto aligned = align(a, b);
    return aligned.a < aligned.b   ? std::strong_ordering::less
           : aligned.a > aligned.b ? std::strong_ordering::greater
                                   : std::strong_ordering::equal;
}

std::optional<Decimal> add(Decimal a, Decimal b)
{
    const auto aligned = align(a, b);
    return normal(aligned.a + aligned.b, aligned.places);
}

std::optional<Decimal> subtract(Decimal a, Decimal b) { return add(a, {-b.units, b.places}); }

std::optional<Decimal> multiply(Decimal a, Decimal b)
{
    return normal(static_cast<Wide>(a.units) * b.units, a.places + b.places);
}

std::optional<Decimal> divide(Decimal a, Decimal b, int places, Rounding rounding)
{
    ASSERT(places >= 0 && places <= k_decimal_digits);
    if (b.units == 0)
        return std::nullopt;
    // a / b to `places` places is (a.units * 10^(places - a.places + b.places)) / b.units.
    Wide dividend = absolute(a.units);
    Wide divisor = absolute(b.units);
    int shift = places - a.places + b.places;
    for (; shift > 0; --shift) {
        if (dividend >= power_of_ten(37))
            return std::nullopt;
        dividend *= 10;
    }
    for (; shift < 0; ++shift) {
        if (divisor >= power_of_ten(37))
            return std::nullopt;
        divisor *= 10;
    }
    Wide quotient = dividend / divisor;
    if (rounds_away(rounding, quotient, dividend % divisor, divisor))
        ++quotient;
    const bool is_negative = (a.units < 0) != (b.units < 0);
    return normal(is_negative ? -quotient : quotient, places);
}

}  // namespace gradus
