#include "engine/core/evaluate.hpp"

#include <catch2/catch.hpp>

#include "dsl/image/lookup.hpp"
#include "tests/core/bench.hpp"

using namespace gradus;

namespace {

const char* const k_program = R"(
program lending "Lending"
end program
choice kind
    gold
    silver
end choice
parameter validity is 2 years
parameter new_rules_from is 2010-10-01
parameter not_yet is a date, not set
record paper
    field kind one of kind, mandatory
    field signed date
end record
record person
    field trained yes or no
    field papers list of paper
end record
subject library
    field a yes or no
    field b yes or no
    field people list of person
    field size whole number
end subject
rule both for library
    needs a is yes and b is yes
end rule
rule either for library
    needs a is yes or b is yes
end rule
rule neither for library
    none of
        needs a is yes
        needs b is yes
    end none
end rule
rule one_of_two for library
    at least 1 of
        needs a is yes
        needs b is yes
    end at
end rule
rule conditional for library
    only when a is yes
        needs b is yes
    end only
end rule
rule valid for paper
    needs today is from signed through signed plus validity
end rule
rule holding for person
    given kinds list of kind
    needs trained is yes
    needs some of papers where kind is one of kinds and valid is met
end rule
rule staffed for library
    needs at least 2 people holding gold
end rule
rule mixed for library
    any of
        needs at least 2 people holding gold before new_rules_from
        needs at least 2 people holding gold or silver from new_rules_from
    end any
end rule
rule waits for library
    needs a is yes from not_yet
    needs b is yes before not_yet
end rule
rule large for library
    needs size is at least 100
end rule
)";

Verdict verdict(const Bench& bench, const char* rule)
{
    return bench.ask(rule, "2010-06-01").verdict;
}

std::string facts(const char* a, const char* b)
{
    std::string json = "{";
    for (const auto& [name, value] : {std::pair{"a", a}, {"b", b}})
        if (std::string(value) != "?")
            json += std::string(json.size() > 1 ? "," : "") + '"' + name + "\":" + value;
    return json + "}";
}

// Two trained people; the second one's paper is as given.
std::string people(const std::string& second)
{
    return R"({"people":[{"key":"ada","trained":true,)"
           R"("papers":[{"kind":"gold","signed":"2009-02-01"}]},)"
           R"({"key":"ben","trained":true,"papers":[)" +
           second + "]}]}";
}

}  // namespace

TEST_CASE("conditions follow strong Kleene logic, whatever is known")
{
    using enum Verdict;
    struct Row {
        const char* a;
        const char* b;
        Verdict both, either, neither, conditional;
    };
    const Row k_table[] = {{"true", "true", met, met, not_met, met},
                           {"true", "false", not_met, met, not_met, not_met},
                           {"true", "?", unknown, met, not_met, unknown},
                           {"false", "false", not_met, not_met, met, met},
                           {"false", "true", not_met, met, not_met, met},
                           {"false", "?", not_met, unknown, unknown, met},
                           {"?", "true", unknown, met, not_met, met},
                           {"?", "false", not_met, unknown, unknown, unknown},
                           {"?", "?", unknown, unknown, unknown, unknown}};
    for (const auto& row : k_table) {
        const Bench bench(k_program, facts(row.a, row.b));
        CAPTURE(row.a, row.b);
        CHECK(verdict(bench, "both") == row.both);
        CHECK(verdict(bench, "either") == row.either);
        CHECK(verdict(bench, "one_of_two") == row.either);
        CHECK(verdict(bench, "neither") == row.neither);
        CHECK(verdict(bench, "conditional") == row.conditional);
    }
}

TEST_CASE("what is missing is named only while it keeps the verdict unknown")
{
    CHECK(Bench(k_program, facts("true", "?")).ask("both", "2010-06-01").missing ==
          std::vector<std::string>{"b"});
    CHECK(Bench(k_program, facts("false", "?")).ask("both", "2010-06-01").missing.empty());
    CHECK(Bench(k_program).ask("staffed", "2010-06-01").missing ==
          std::vector<std::string>{"people"});
    const Bench undated(k_program, people(R"({"key":"p","kind":"gold"})"));
    CHECK(undated.ask("staffed", "2010-06-01").missing ==
          std::vector<std::string>{"people[ben].papers[p].signed"});
}

TEST_CASE("a count is met when enough are certain and not met when even all possible are too few")
{
    CHECK(verdict(Bench(k_program, people(R"({"kind":"gold","signed":"2010-01-01"})")),
                  "staffed") == Verdict::met);
    CHECK(verdict(Bench(k_program, people(R"({"kind":"silver","signed":"2010-01-01"})")),
                  "staffed") == Verdict::not_met);
    CHECK(verdict(Bench(k_program, people(R"({"kind":"gold"})")), "staffed") == Verdict::unknown);
    CHECK(verdict(Bench(k_program, R"({"people":[]})"), "staffed") == Verdict::not_met);
}

TEST_CASE("a validity of two years ends with the same day, or with the 28th for a 29 February")
{
    const Bench bench(k_program, people(R"({"kind":"gold","signed":"2008-02-29"})"));
    CHECK(bench.ask("staffed", "2010-02-28").verdict == Verdict::met);
    CHECK(bench.ask("staffed", "2010-03-01").verdict == Verdict::not_met);
    CHECK(bench.ask("staffed", "2008-02-28").verdict == Verdict::not_met);
}

TEST_CASE("clauses are in force from, through and before their dates only")
{
    const Bench bench(k_program, people(R"({"kind":"silver","signed":"2010-01-01"})"));
    CHECK(bench.ask("mixed", "2010-09-30").verdict == Verdict::not_met);
    CHECK(bench.ask("mixed", "2010-10-01").verdict == Verdict::met);
}

TEST_CASE("a date that is not set lies after every day")
{
    CHECK(verdict(Bench(k_program, facts("false", "true")), "waits") == Verdict::met);
    CHECK(verdict(Bench(k_program, facts("true", "false")), "waits") == Verdict::not_met);
}

TEST_CASE("no verdict changes by time alone before its horizon, and none without one")
{
    const Bench bench(k_program, people(R"({"kind":"silver","signed":"2010-03-15"})"));
    for (const char* rule : {"staffed", "mixed", "both"}) {
        for (Date day = *parse_date("2008-12-01"); day < *parse_date("2013-01-01"); ++day.days) {
            const auto now = bench.ask(rule, to_string(day).c_str());
            const Date next{day.days + 1};
            const bool changes = bench.ask(rule, to_string(next).c_str()).verdict != now.verdict;
            CAPTURE(rule, to_string(day));
            if (changes)
                REQUIRE(now.horizon == next);
            if (now.horizon)
                REQUIRE(*now.horizon > day);
        }
    }
}

TEST_CASE("a clause in force through the last day of the calendar never changes by time alone")
{
    const Bench bench(R"(
program lending "Lending"
end program
parameter for_ever is 9000 years
subject library
    field a yes or no
end subject
rule lasting for library
    needs a is yes through 9999-12-31
    needs a is yes through 2010-01-01 plus for_ever
end rule
)",
                      facts("true", "?"));
    for (const char* day : {"2010-06-01", "9999-12-31"}) {
        const auto now = bench.ask("lasting", day);
        CHECK(now.verdict == Verdict::met);
        CHECK_FALSE(now.horizon);
    }
}

TEST_CASE("the explanation names what is missing and what would mend it")
{
    const Bench bench(k_program, people(R"({"kind":"silver","signed":"2010-01-01"})"));
    const auto found = bench.ask("staffed", "2010-06-01");
    REQUIRE(found.why);
    REQUIRE(found.why->children.size() == 1);
    const auto& clause = found.why->children[0];
    CHECK(clause.text == "at least 2 people holding gold");
    CHECK(clause.detail == "1 of 2 (ada)");
    CHECK(clause.mend == "1 more: people holding gold");
}

TEST_CASE("the record of an answer holds the rule that was asked and every rule that it asked")
{
    const Bench bench(R"(
program lending "Lending"
end program
subject library
    field a yes or no
end subject
rule first for library
    needs a is yes
end rule
rule second for library
    needs a is yes
end rule
rule third for library
    needs first is met
    needs second is met
    needs a is yes
end rule
)",
                      R"({"a":true})");
    const auto found = bench.ask("third", "2010-06-01");
    std::vector<std::string> noted;
    for (const auto& rule : found.rules)
        noted.push_back(rule.rule);
    CHECK(noted == std::vector<std::string>{"first", "second", "third"});
    CHECK(found.rules.back().clauses.size() == 3);
}

TEST_CASE("a question that uses up its budget is refused, not answered")
{
    const Bench bench(k_program, facts("true", "true"));
    Scope scope;
    scope.image = &bench.image();
    scope.facts = &bench.subject.facts;
    scope.today = *parse_date("2010-06-01");
    Budget budget{1};
    const auto found = evaluate(scope, find_rule(bench.image(), "both"), {}, Explain::no, budget);
    REQUIRE_FALSE(found);
    CHECK(found.error().kind == ErrorKind::limit);
}

namespace {

const char* const k_nearest = R"(
program crossing "Crossing"
end program
record guard
    field trained yes or no
end record
subject road
    field width whole number
    field lit yes or no
    field closed yes or no
    field guards list of guard
end subject
rule safe for road
    any of
        all of
            needs width is at most 6
            needs lit is yes
        end all
        needs at least 2 guards where trained is yes
    end any
    none of
        needs closed is yes
    end none
    at least 2 of
        needs lit is yes
        needs width is at most 8
        needs width is at most 4
    end at
end rule
)";

std::vector<std::string> nearest(const std::string& facts)
{
    const Bench bench(k_nearest, facts);
    const auto asked = bench.ask("safe", "2010-06-01");
    CHECK((asked.verdict == Verdict::met) == asked.why->nearest.empty());
    return asked.why->nearest;
}

}  // namespace

TEST_CASE("the nearest change is the fewest things that would make the rule met")
{
    using Changes = std::vector<std::string>;
    CHECK(nearest(R"({"width":5,"lit":true,"closed":false})").empty());
    // One training less is nearer than a lamp and a narrower road; the lamp is wanted below too.
    CHECK(nearest(R"({"width":9,"lit":false,"closed":false,"guards":[{"trained":true}]})") ==
          Changes{"1 more: guards where trained is yes", "lit is yes (now lit no)",
                  "width is at most 8 (now width 9)"});
    CHECK(nearest(R"({"width":5,"lit":false,"closed":true})") ==
          Changes{"lit is yes (now lit no)", "no longer: closed is yes"});
    // What nobody has recorded is a change as well.
    CHECK(nearest(R"({"width":5,"closed":false})") == Changes{"record lit"});
}
