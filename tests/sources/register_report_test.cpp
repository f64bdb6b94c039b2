// Registers of a text of our own: made, made again after a change, and held against texts and
// programs.
#include <catch2/catch.hpp>

#include "dsl/compile/register_report.hpp"
#include "dsl/syntax/register.hpp"

namespace gradus {
namespace {

constexpr std::string_view k_text = "# Club\nMembers pay. Yes. Guests do not.\n# More\nYes.\n";

ast::Name name(std::string text) { return {std::move(text), {}}; }
ast::Text words(std::string text) { return {std::move(text), {}}; }

ast::RegisterPlace place(std::string where, std::string_view text)
{
    return {std::move(where), sha256(text), {}, std::nullopt, {}};
}

// "Members pay." states A1, the first "Yes." states A2; the rest has reasons, but for "Guests do
// not.".
ast::Register club_register()
{
    ast::Register reg;
    reg.name = name("rules");
    reg.clauses = {{name("A1"), words("a fee")}, {name("A2"), words("say \"yes\"")}};
    reg.places = {
        place("section 1 heading", "Club"),    place("section 1 sentence 1", "Members pay."),
        place("section 1 sentence 2", "Yes."), place("section 1 sentence 3", "Guests do not."),
        place("section 2 heading", "More"),    place("section 2 sentence 1", "Yes.")};
    reg.places[0].no_rule = words("a heading");
    reg.places[1].clauses = {name("A1"), name("A2")};
    reg.places[2].clauses = {name("A2")};
    reg.places[4].no_rule = words("a heading");
    reg.places[5].no_rule = words("says it again");
    return reg;
}

std::string line(std::string_view where, std::string_view text, std::string_view reading)
{
    return std::string("at ") + std::string(where) + " sha256 " + to_hex(sha256(text)) +
           std::string(reading) + "\n";
}

TEST_CASE("a register of an unknown text has every piece open")
{
    CHECK(make_register("rules", "# Club\nMembers pay.", std::nullopt) ==
          "register rules cutting 1\n" + line("section 1 heading", "Club", "") +
              line("section 1 sentence 1", "Members pay.", "") + "end register\n");
}

TEST_CASE("a register with open pieces is read as it was made")
{
    const auto text = make_register("rules", "New. Members pay. Changed.", club_register());
    SourceSet sources;
    const auto source = sources.add({"rules.register", text});
    Diagnostics diagnostics;
    const auto reg = parse_register(sources, source, diagnostics);
    CHECK(diagnostics.empty());
    REQUIRE(reg.places.size() == 3);
    CHECK((reg.places[0].clauses.empty() && !reg.places[0].no_rule));
    CHECK(reg.places[1].clauses.size() == 2);
    CHECK((reg.places[2].clauses.empty() && !reg.places[2].no_rule));
}

TEST_CASE("an open piece does not take the clause that the next line declares")
{
    SourceSet sources;
    const auto source = sources.add(
        {"rules.register", "register rules cutting 1\n" + line("section 0 sentence 1", "New.", "") +
                               "clause A2 \"a fee\"\nend register\n"});
    Diagnostics diagnostics;
    const auto reg = parse_register(sources, source, diagnostics);
    CHECK(diagnostics.empty());
    CHECK(reg.clauses.size() == 1);
    REQUIRE(reg.places.size() == 1);
    CHECK(reg.places[0].clauses.empty());
}

TEST_CASE("a register made again keeps what is known of a piece, and opens new ones")
{
    const auto made = make_register("rules", "New. Members pay. Changed.", club_register());
    CHECK(made == "register rules cutting 1\nclause A1 \"a fee\"\nclause A2 \"say \\\"yes\\\"\"\n" +
                      line("section 0 sentence 1", "New.", "") +
                      line("section 0 sentence 2", "Members pay.", " clause A1, A2") +
                      line("section 0 sentence 3", "Changed.", "") + "end register\n");
}

TEST_CASE("of equal pieces each keeps the reading of its own place")
{
    const auto made = make_register("rules", k_text, club_register());
    CHECK(made.find(line("section 1 sentence 2", "Yes.", " clause A2")) != std::string::npos);
    CHECK(made.find(line("section 2 sentence 1", "Yes.", " no rule \"says it again\"")) !=
          std::string::npos);
}

TEST_CASE("coverage names the pieces without a reading and the clauses that nothing cites")
{
    Image image;
    image.citations = {{"rules", "A2", ""}, {"another", "A1", ""}};
    const auto coverage = cover_source(club_register(), image);
    CHECK(coverage.piece_count == 6);
    CHECK(coverage.without_rule_count == 3);
    CHECK(coverage.open_places == std::vector<std::string>{"section 1 sentence 3"});
    CHECK(coverage.uncited() == std::vector<std::string>{"A1"});
    REQUIRE(coverage.clauses.size() == 2);
    CHECK(coverage.clauses[1].places ==
          std::vector<std::string>{"section 1 sentence 1", "section 1 sentence 2"});
}

TEST_CASE("the text that was read matches its register")
{
    const auto check = check_text(club_register(), k_text);
    CHECK(check.is_same_text());
    CHECK(check.matching_count == 6);
}

TEST_CASE("a changed, a lost and a new piece of a text are told by their places")
{
    const auto check =
        check_text(club_register(), "# Club\nMembers paid. Yes.\n# More\nYes. Or no.");
    CHECK(check.changed == std::vector<std::string>{"section 1 sentence 1"});
    CHECK(check.missing == std::vector<std::string>{"section 1 sentence 3"});
    CHECK(check.added == std::vector<std::string>{"section 2 sentence 2"});
    CHECK_FALSE(check.is_same_text());
    CHECK(check.matching_count == 4);
}

TEST_CASE("coverage as JSON carries the check of the text only where a text was given")
{
    const auto coverage = cover_source(club_register(), Image{});
    CHECK(to_json(coverage, std::nullopt).find("text") == nullptr);
    const auto json = to_json(coverage, check_text(club_register(), k_text));
    CHECK(canonical(*json.find("text")) ==
          R"({"added":[],"changed":[],"matching":6,"missing":[],"same":true})");
}

}  // namespace
}  // namespace gradus
