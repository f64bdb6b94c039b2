// Cutting a text into pieces, by the rules of docs/author/registers.md, on a text of our own.
#include <catch2/catch.hpp>

#include "dsl/syntax/register.hpp"

namespace gradus {
namespace {

using Pieces = std::vector<std::pair<std::string, std::string>>;

Pieces cut(std::string_view text)
{
    Pieces pieces;
    for (auto& piece : cut_source_text(text))
        pieces.emplace_back(std::move(piece.where), std::move(piece.text));
    return pieces;
}

TEST_CASE("each heading of any level begins the next section")
{
    CHECK(cut("before\n# One\n### Two\nwords\n####### seven marks") ==
          Pieces{{"section 0 sentence 1", "before"},
                 {"section 1 heading", "One"},
                 {"section 2 heading", "Two"},
                 {"section 2 sentence 1", "words ####### seven marks"}});
}

TEST_CASE("a sentence ends at a stop that a capital, a quote or the end follows")
{
    CHECK(cut("Is it open? Yes! \"Always.\" Version 2.5 came. it stays one (really.) Done") ==
          Pieces{{"section 0 sentence 1", "Is it open?"},
                 {"section 0 sentence 2", "Yes!"},
                 {"section 0 sentence 3", "\"Always.\""},
                 {"section 0 sentence 4", "Version 2.5 came. it stays one (really.)"},
                 {"section 0 sentence 5", "Done"}});
}

TEST_CASE("abbreviations, initials and addresses end no sentence")
{
    CHECK(cut("Ask J. Smith, e.g. Monday, at Ropes Inc. Harbor, or see www.example.org/a.b for "
              "more.") == Pieces{{"section 0 sentence 1",
                                  "Ask J. Smith, e.g. Monday, at Ropes Inc. Harbor, or see "
                                  "www.example.org/a.b for more."}});
}

TEST_CASE("lines of a paragraph join, empty lines and dividers part, two blanks break")
{
    CHECK(cut("one\r\n  line\n\nnext\n---\nstreet  \ntown") ==
          Pieces{{"section 0 sentence 1", "one line"},
                 {"section 0 sentence 2", "next"},
                 {"section 0 sentence 3", "street"},
                 {"section 0 sentence 4", "town"}});
}

TEST_CASE("items of a list are cut apart, without their marks")
{
    CHECK(cut("Bring:\n- a rope\n  of hemp\n* a knife\n12. a map\n2010 is a year") ==
          Pieces{{"section 0 sentence 1", "Bring:"},
                 {"section 0 sentence 2", "a rope of hemp"},
                 {"section 0 sentence 3", "a knife"},
                 {"section 0 sentence 4", "a map 2010 is a year"}});
}

TEST_CASE("cells of a table are places, and empty ones count but are no pieces")
{
    CHECK(cut("a\tb\n\tc\n\nword\n\nd\t") == Pieces{{"table 1 row 1 column 1", "a"},
                                                    {"table 1 row 1 column 2", "b"},
                                                    {"table 1 row 2 column 2", "c"},
                                                    {"section 0 sentence 1", "word"},
                                                    {"table 2 row 1 column 1", "d"}});
}

TEST_CASE("the items of a list in a cell are pieces of their own")
{
    CHECK(cut("x\t<ul class=\"a\"> <li>\u2022 One. Two.</li> <li>three</li></ul>") ==
          Pieces{{"table 1 row 1 column 1", "x"},
                 {"table 1 row 1 column 2 item 1", "One. Two."},
                 {"table 1 row 1 column 2 item 2", "three"}});
}

TEST_CASE("marks that only dress the text are left out")
{
    CHECK(cut("**Bold** and `code`, [a link](http://example.org/x), \\*a note, fish &amp; "
              "<b>chips</b>, <20 %") ==
          Pieces{{"section 0 sentence 1", "Bold and code, a link, *a note, fish & chips , <20 %"}});
}

TEST_CASE("asterisks after a word are footnotes and stay")
{
    CHECK(cut("2 knots** or 2 bends**") ==
          Pieces{{"section 0 sentence 1", "2 knots** or 2 bends**"}});
}

TEST_CASE("white space of every kind folds to one blank")
{
    const std::string text = "  a\u00A0 \u00A0b   c  ";
    CHECK(cut(text) == Pieces{{"section 0 sentence 1", "a b c"}});
    CHECK(cut("").empty());
    CHECK(cut(" \n\t\n").empty());
}

TEST_CASE("marks that are never closed are plain text")
{
    CHECK(cut("[open and **bold and <tag") ==
          Pieces{{"section 0 sentence 1", "[open and **bold and <tag"}});
}

}  // namespace
}  // namespace gradus
