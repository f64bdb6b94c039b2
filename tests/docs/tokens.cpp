#include <stdexcept>

#include "dsl/syntax/lexical.hpp"
#include "tests/docs/grammar.hpp"

namespace gradus::docs {

const Token& token(const std::string& name)
{
    static const std::map<std::string, Token> k_tokens = {
        {"NAME", {scan_free_name, {"alpha", "b2", "gamma_ray", "AB-C9", "delta", "Z", "eps_1"}}},
        {"TEXT", {scan_text, {R"("some words")", R"("")", R"("a \"quoted\" one\n")"}}},
        {"NUMBER", {scan_number, {"1", "2", "30", "4711"}}},
        {"DECIMAL", {scan_decimal, {"12.5", "0.001", "1000.50"}}},
        {"CURRENCY", {scan_currency, {"EUR", "CHF"}}},
        {"PERCENT_SIGN", {scan_percent_sign, {"%"}}},
        {"DATE", {scan_date, {"2010-10-01", "2012-02-29"}}},
        {"TIME", {scan_time, {"08:30", "23:59"}}},
        {"KEY", {scan_key, {"e7", "1a", "k-2", "end"}}},
        {"MONTH", {scan_month, {"may", "december"}}},
        {"WEEKDAY", {scan_weekday, {"monday", "sunday"}}},
        {"ORDINAL", {scan_ordinal, {"first", "fifth", "last"}}},
        {"UNIT", {scan_unit, {"year", "months", "week", "days", "hour", "minutes"}}},
    };
    const auto found = k_tokens.find(name);
    if (found == k_tokens.end())
        throw std::runtime_error("tests/docs/tokens.cpp has no row for the token " + name);
    return found->second;
}

}  // namespace gradus::docs
