// Where the tokens of the language begin and end (docs/author/language.md, words and values).

#include <catch2/catch.hpp>

#include "dsl/syntax/lexical.hpp"

namespace gradus {
namespace {

TEST_CASE("a name is a letter, then letters, digits, _ and -, and does not end with -")
{
    CHECK(scan_name("lab_equipment is") == 13);
    CHECK(scan_name("JNCIS-SEC,") == 9);
    CHECK(scan_name("a- b") == 1);
    CHECK(scan_name("a--b") == 1);
    CHECK(scan_name("2nd") == 0);
    CHECK(scan_name("_a") == 0);
    CHECK(scan_name("") == 0);
}

TEST_CASE("a reserved word is no free name, and a word that begins with one is")
{
    CHECK(scan_free_name("from 2010") == 0);
    CHECK(scan_free_name("from_day") == 8);
    CHECK(scan_free_name("role") == 4);
}

TEST_CASE("a keyword is the whole word")
{
    CHECK(scan_keyword("end rule", "end") == 3);
    CHECK(scan_keyword("end_user", "end") == 0);
    CHECK(scan_keyword("en", "end") == 0);
    CHECK(scan_keyword("end", "end") == 3);
}

TEST_CASE("a text ends at its quote on the same line, and a backslash keeps the quote inside")
{
    CHECK(scan_text(R"("a" b)") == 3);
    CHECK(scan_text(R"("a\"b" c)") == 6);
    CHECK(scan_text(R"("a\\" c)") == 5);
    CHECK(scan_text("\"a\n\"") == 0);
    CHECK(scan_text(R"("a\)") == 0);
    CHECK(scan_text("") == 0);
}

TEST_CASE("numbers, decimals, dates and times are told apart by their whole form")
{
    CHECK(scan_number("12 days") == 2);
    CHECK(scan_number("12a") == 0);
    CHECK(scan_number("12.5") == 0);
    CHECK(scan_number("2010-10-01") == 0);
    CHECK(scan_number("08:30") == 0);
    CHECK(scan_decimal("12.5 EUR") == 4);
    CHECK(scan_decimal("12.") == 0);
    CHECK(scan_decimal(".5") == 0);
    CHECK(scan_date("2010-10-01 12:00") == 10);
    CHECK(scan_date("2010-1-01") == 0);
    CHECK(scan_date("2010-10-011") == 0);
    CHECK(scan_time("08:30") == 5);
    CHECK(scan_time("8:30") == 0);
}

TEST_CASE("a currency is three capital letters and a unit one of the words of time")
{
    CHECK(scan_currency("EUR,") == 3);
    CHECK(scan_currency("EURO") == 0);
    CHECK(scan_currency("Eur") == 0);
    CHECK(scan_unit("days") == 4);
    CHECK(scan_unit("dayz") == 0);
}

TEST_CASE("a comment reaches to the end of its line and keeps the line break out")
{
    const auto comment = scan_trivia("# why\nrole");
    CHECK(comment.is_comment);
    CHECK(comment.length == 5);
    CHECK(scan_trivia(" \t\r\nrole").length == 4);
    CHECK(scan_trivia("role").length == 0);
    CHECK(skip_to_next("end # done\n  state", 3) == "state");
}

TEST_CASE("any byte begins some token, so that reading always goes on")
{
    for (int byte = 1; byte < 256; ++byte) {
        const std::string text(1, static_cast<char>(byte));
        CHECK((scan_any_token(text) == 1 || scan_trivia(text).length == 1));
    }
    CHECK(scan_any_token("\"never closed\nrole") == 13);
    CHECK(scan_any_token("\u20ac") == 3);
}

TEST_CASE("text that is not UTF-8 and control characters are found where they stand")
{
    CHECK(find_invalid_text("role a\n") == 7);
    CHECK(find_invalid_text("role \xff") == 5);
    CHECK(find_invalid_text("a\x01") == 1);
    CHECK(find_invalid_text("a\xc0\x80") == 1);      // a shorter form exists
    CHECK(find_invalid_text("a\xed\xa0\x80") == 1);  // half of a surrogate pair
    CHECK(find_invalid_text("\u20ac\U0001F600") == 7);
}

}  // namespace
}  // namespace gradus
