#include "dsl/syntax/lexical.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "dsl/base/suggest.hpp"

namespace gradus {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The keywords that no name can be (docs/author/language.md).
constexpr std::array<std::string_view, 43> k_reserved = {
    "after",     "all",   "and",  "any",    "at",      "before", "by",       "cites", "each",
    "end",       "every", "from", "given",  "go",      "if",     "includes", "is",    "minus",
    "needs",     "no",    "none", "not",    "now",     "of",     "on",       "only",  "or",
    "otherwise", "plus",  "some", "stay",   "through", "to",     "today",    "when",  "where",
    "with",      "yes",   "does", "expect", "fact",    "wait",   "cannot"};

constexpr std::array<std::string_view, 12> k_units = {"year", "years", "month",  "months",
                                                      "week", "weeks", "day",    "days",
                                                      "hour", "hours", "minute", "minutes"};

constexpr std::array<std::string_view, 12> k_months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

constexpr std::array<std::string_view, 7> k_weekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

constexpr std::array<std::string_view, 6> k_ordinals = {"first",  "second", "third",
                                                        "fourth", "fifth",  "last"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::size_t count_digits(std::string_view text)
{
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size]))
        ++size;
    return size;
}

bool is_word_tail(std::string_view text, std::size_t at)
{
    return at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || text[at] == '_');
}

// Bytes of the well-formed UTF-8 sequence at the start, or 0 (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : std::uint8_t{0};
    };
    const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
    const auto lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return is_tail(1) ? 2 : 0;
    const auto second = byte(1);
    if (lead >= 0xe0 && lead <= 0xef) {
        const bool is_in_range =
            (lead != 0xe0 || second >= 0xa0) && (lead != 0xed || second <= 0x9f);
        return is_in_range && is_tail(1) && is_tail(2) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const bool is_in_range =
            (lead != 0xf0 || second >= 0x90) && (lead != 0xf4 || second <= 0x8f);
        return is_in_range && is_tail(1) && is_tail(2) && is_tail(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

Trivia scan_trivia(std::string_view text)
{
    if (!text.empty() && text[0] == '#')
        return {std::min(text.find('\n'), text.size()), true};
    std::size_t size = 0;
    while (size < text.size() && is_blank(text[size]))
        ++size;
    return {size, false};
}

std::size_t scan_name(std::string_view text)
{
    if (text.empty() || !is_letter(text[0]))
        return 0;
    std::size_t size = 1;
    while (is_word_tail(text, size) ||
           (size < text.size() && text[size] == '-' && is_word_tail(text, size + 1)))
        ++size;
    return size;
}

std::size_t scan_keyword(std::string_view text, std::string_view keyword)
{
    return text.starts_with(keyword) && scan_name(text) == keyword.size() ? keyword.size() : 0;
}

std::size_t scan_free_name(std::string_view text)
{
    const auto size = scan_name(text);
    return is_reserved(text.substr(0, size)) ? 0 : size;
}

std::size_t scan_text(std::string_view text)
{
    if (text.empty() || text[0] != '"')
        return 0;
    for (std::size_t i = 1; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return 0;
}

std::size_t scan_number(std::string_view text)
{
    const auto size = count_digits(text);
    return is_word_tail(text, size) || scan_date(text) != 0 || scan_time(text) != 0 ||
                   scan_decimal(text) != 0
               ? 0
               : size;
}

std::size_t scan_decimal(std::string_view text)
{
    const auto whole = count_digits(text);
    if (whole == 0 || whole >= text.size() || text[whole] != '.')
        return 0;
    const auto places = count_digits(text.substr(whole + 1));
    const auto size = whole + 1 + places;
    return places == 0 || is_word_tail(text, size) ? 0 : size;
}

std::size_t scan_percent_sign(std::string_view text)
{
    return !text.empty() && text[0] == '%' ? 1 : 0;
}

std::size_t scan_currency(std::string_view text)
{
    const auto size = scan_name(text);
    return size == 3 && std::all_of(text.begin(), text.begin() + 3,
                                    [](char c) { return c >= 'A' && c <= 'Z'; })
               ? size
               : 0;
}

std::size_t scan_date(std::string_view text)
{
    if (text.size() < 10 || count_digits(text) != 4 || text[4] != '-' ||
        count_digits(text.substr(5)) != 2 || text[7] != '-' || count_digits(text.substr(8)) != 2)
        return 0;
    return is_word_tail(text, 10) ? 0 : 10;
}

std::size_t scan_time(std::string_view text)
{
    if (text.size() < 5 || count_digits(text) != 2 || text[2] != ':' ||
        count_digits(text.substr(3)) != 2)
        return 0;
    return is_word_tail(text, 5) ? 0 : 5;
}

std::size_t scan_hash(std::string_view text)
{
    std::size_t size = 0;
    while (size < text.size() && (is_digit(text[size]) || (text[size] >= 'a' && text[size] <= 'f')))
        ++size;
    return size == 64 && !is_word_tail(text, 64) ? 64 : 0;
}

std::size_t scan_key(std::string_view text)
{
    std::size_t size = 0;
    while (is_word_tail(text, size) || (size > 0 && size < text.size() && text[size] == '-'))
        ++size;
    return size;
}

std::size_t scan_unit(std::string_view text)
{
    const auto size = scan_name(text);
    return holds(k_units, text.substr(0, size)) ? size : 0;
}

std::size_t scan_month(std::string_view text)
{
    const auto size = scan_name(text);
    return holds(k_months, text.substr(0, size)) ? size : 0;
}

std::size_t scan_weekday(std::string_view text)
{
    const auto size = scan_name(text);
    return holds(k_weekdays, text.substr(0, size)) ? size : 0;
}

std::size_t scan_ordinal(std::string_view text)
{
    const auto size = scan_name(text);
    return holds(k_ordinals, text.substr(0, size)) ? size : 0;
}

namespace {

template <std::size_t N>
int place_in(const std::array<std::string_view, N>& words, std::string_view word)
{
    return static_cast<int>(std::find(words.begin(), words.end(), word) - words.begin());
}

}  // namespace

int month_number(std::string_view month) { return place_in(k_months, month) + 1; }
int weekday_number(std::string_view weekday) { return place_in(k_weekdays, weekday); }
int ordinal_number(std::string_view ordinal)
{
    const int place = place_in(k_ordinals, ordinal);
    return place + 1 == static_cast<int>(k_ordinals.size()) ? -1 : place + 1;
}

std::size_t scan_place_word(std::string_view text)
{
    const auto size = scan_key(text);
    return text.substr(0, size) == "sha256" ? 0 : size;
}

std::size_t scan_any_token(std::string_view text)
{
    if (text.empty())
        return 0;
    if (text[0] == '"') {
        const auto size = scan_text(text);
        return size != 0 ? size : std::min(text.find('\n'), text.size());
    }
    for (const auto scan : {scan_hash, scan_date, scan_time, scan_decimal, scan_name, scan_key})
        if (const auto size = scan(text); size != 0)
            return size;
    return std::max<std::size_t>(utf8_length(text), 1);
}

bool is_reserved(std::string_view word) { return holds(k_reserved, word); }
bool is_near_listed_word(std::string_view word)
{
    const auto is_near = [&](std::string_view each) { return edit_distance(word, each) == 1; };
    const auto is_near_any = [&](const auto& words) {
        return std::any_of(words.begin(), words.end(), is_near);
    };
    return is_near_any(k_units) || is_near_any(k_months) || is_near_any(k_weekdays) ||
           is_near_any(k_ordinals);
}
bool is_end_keyword(std::string_view text)
{
    return scan_name(text) == 3 && text.substr(0, 3) == "end";
}

std::string_view skip_to_next(std::string_view text, std::size_t length)
{
    text.remove_prefix(length);
    for (auto trivia = scan_trivia(text); trivia.length != 0; trivia = scan_trivia(text))
        text.remove_prefix(trivia.length);
    return text;
}

std::size_t find_invalid_text(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto length = utf8_length(text.substr(at));
        const auto byte = static_cast<unsigned char>(text[at]);
        if (length == 0 || (byte < 0x20 && !is_blank(text[at])) || byte == 0x7f)
            return at;
        at += length;
    }
    return text.size();
}

}  // namespace gradus
