// The words of the language: how long the token at the start of a text is. All functions give 0
// when the text does not begin with such a token.
#pragma once

#include <string_view>

namespace gradus {

struct Trivia {
    std::size_t length = 0;  // of one run of white space, or of one comment without its line break
    bool is_comment = false;
};

[[nodiscard]] Trivia scan_trivia(std::string_view text);
[[nodiscard]] std::size_t scan_name(std::string_view text);
[[nodiscard]] std::size_t scan_keyword(std::string_view text, std::string_view keyword);
[[nodiscard]] std::size_t scan_free_name(std::string_view text);  // not a reserved word
[[nodiscard]] std::size_t scan_text(std::string_view text);       // with its quotes, on one line
[[nodiscard]] std::size_t scan_number(std::string_view text);
[[nodiscard]] std::size_t scan_decimal(std::string_view text);   // 12.5; no sign
[[nodiscard]] std::size_t scan_currency(std::string_view text);  // three capital letters
[[nodiscard]] std::size_t scan_percent_sign(std::string_view text);
[[nodiscard]] std::size_t scan_date(std::string_view text);  // the form only: 2010-02-31 too
[[nodiscard]] std::size_t scan_time(std::string_view text);  // 08:30
[[nodiscard]] std::size_t scan_hash(std::string_view text);  // 64 hexadecimal digits
[[nodiscard]] std::size_t scan_key(
    std::string_view text);  // of a list's element: letters, digits, - and _
[[nodiscard]] std::size_t scan_unit(std::string_view text);  // "year", "days", …
[[nodiscard]] std::size_t scan_month(std::string_view text);
[[nodiscard]] std::size_t scan_weekday(std::string_view text);
[[nodiscard]] std::size_t scan_ordinal(std::string_view text);     // "first" … "fifth", "last"
[[nodiscard]] int month_number(std::string_view month);            // 1..12
[[nodiscard]] int weekday_number(std::string_view weekday);        // Monday is 0
[[nodiscard]] int ordinal_number(std::string_view ordinal);        // 1..5; last is -1
[[nodiscard]] std::size_t scan_place_word(std::string_view text);  // a name or number, not `sha256`
// Any token, or the one byte that is none (a text without end reaches to the end of its line).
[[nodiscard]] std::size_t scan_any_token(std::string_view text);

[[nodiscard]] bool is_reserved(std::string_view word);
// One letter away from a unit, a month, a weekday or an ordinal.
[[nodiscard]] bool is_near_listed_word(std::string_view word);
[[nodiscard]] bool is_end_keyword(std::string_view text);  // does it begin with the word `end`?
// What follows `length` bytes and the white space and comments after them.
[[nodiscard]] std::string_view skip_to_next(std::string_view text, std::size_t length);
// The first byte that is not UTF-8, or a control character other than tab and line breaks; else the
// size.
[[nodiscard]] std::size_t find_invalid_text(std::string_view text);

}  // namespace gradus
