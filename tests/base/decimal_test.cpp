#include "dsl/base/decimal.hpp"

#include <catch2/catch.hpp>

namespace gradus {
namespace {

Decimal number(std::string_view text) { return parse_decimal(text).value(); }
std::string written(std::optional<Decimal> value) { return value ? to_string(*value) : "none"; }

TEST_CASE("a decimal has one form, and is written as it is read")
{
    for (const char* text : {"0", "1", "-1", "12.5", "-0.05", "999999999999999999",
                             "0.000000000000000001", "-123456789.123456789"})
        CHECK(to_string(number(text)) == text);
    CHECK(number("1.50") == number("1.5"));
    CHECK(number("-0") == number("0"));
    CHECK(number("100") == number("100.00"));
}

TEST_CASE("what is no decimal is refused by the letter")
{
    for (const char* text :
         {"", "-", ".5", "5.", "01", "+1", "1e3", "1,5", " 1", "1 ", "0x1", "--1", "1.2.3",
          "1000000000000000000", "0.0000000000000000001", "1.-2"})
        CHECK_FALSE(parse_decimal(text));
}

TEST_CASE("sums, differences and products are exact or refused")
{
    CHECK(written(add(number("0.1"), number("0.2"))) == "0.3");
    CHECK(written(subtract(number("1"), number("0.999999999999999999"))) == "0.000000000000000001");
    CHECK(written(multiply(number("1.5"), number("-0.2"))) == "-0.3");
    CHECK(written(multiply(number("999999999"), number("1000000001"))) == "999999999999999999");
    CHECK(written(add(number("999999999999999999"), number("1"))) == "none");
    CHECK(written(multiply(number("0.0000000001"), number("0.0000000001"))) == "none");
}

TEST_CASE("a quotient is rounded as declared, at the middle and beside it, on both sides of zero")
{
    struct Row {
        const char *a, *b;
        int places;
        const char *down, *up, *half_up, *half_even;
    };
    const auto row = GENERATE(
        Row{"1", "8", 2, "0.12", "0.13", "0.13", "0.12"},
        Row{"3", "8", 2, "0.37", "0.38", "0.38", "0.38"},
        Row{"-1", "8", 2, "-0.12", "-0.13", "-0.13", "-0.12"}, Row{"1", "3", 0, "0", "1", "0", "0"},
        Row{"2", "3", 3, "0.666", "0.667", "0.667", "0.667"}, Row{"10", "2", 4, "5", "5", "5", "5"},
        Row{"5", "2", 0, "2", "3", "3", "2"},
        Row{"0.000000000000000001", "3", 0, "0", "1", "0", "0"});
    const auto quotient = [&](Rounding rounding) {
        return written(divide(number(row.a), number(row.b), row.places, rounding));
    };
    CHECK(quotient(Rounding::down) == row.down);
    CHECK(quotient(Rounding::up) == row.up);
    CHECK(quotient(Rounding::half_up) == row.half_up);
    CHECK(quotient(Rounding::half_even) == row.half_even);
}

TEST_CASE("a division by zero and one of too many digits give nothing")
{
    CHECK(written(divide(number("1"), number("0"), 2, Rounding::down)) == "none");
    CHECK(written(divide(number("999999999999999999"), number("0.000000000000000001"), 0,
                         Rounding::down)) == "none");
}

TEST_CASE("decimals of different places are ordered by their value")
{
    CHECK(compare(number("0.5"), number("0.49")) == std::strong_ordering::greater);
    CHECK(compare(number("-2"), number("-1.999")) == std::strong_ordering::less);
    CHECK(compare(number("2"), number("2.000")) == std::strong_ordering::equal);
}

}  // namespace
}  // namespace gradus
