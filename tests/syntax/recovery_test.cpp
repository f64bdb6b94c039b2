// One fault of the form is one diagnostic at its place, and the lines around it stay in the tree.

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/compile/compile.hpp"
#include "tests/syntax/reading.hpp"

namespace gradus::test {
namespace {

using Faults = std::vector<std::string>;

struct Case {
    std::string what;
    std::string text;
    std::string fault;
};

// Each between two roles, which must be there whatever happens to the lines between.
std::vector<Case> cases()
{
    return {
        {"a misspelt keyword", "chioce c\n  a\nend choice\n", "2: G0102"},
        {"a keyword left out", "rule r s\n  needs a is yes\nend rule\n", "2: G0103"},
        {"a keyword of two letters misspelt", "rule r for s\n  needs a si yes\nend rule\n",
         "3: G0102"},
        {"a misspelt keyword that reads as a name at first",
         "rule r for s\n  needs at least 2 of l hwere a is yes\nend rule\n", "3: G0102"},
        {"the word of a declaration left out", "r \"R\"\n  field a yes or no\nend record\n",
         "2: G0103"},
        {"a name left out", "subject \"S\"\n  field a yes or no\nend subject\n", "2: G0111"},
        {"a role left out at the end of a line",
         "workflow w for each s\n  starts in b\n  state b\n    task t for\n      due in 2 days\n"
         "    end task\n  end state\nend workflow\n",
         "5: G0111"},
        {"a comma left out", "rule r for s\n  cites h P1 P2\n  needs a is yes\nend rule\n",
         "3: G0111"},
        {"`end` left out of an end", "rule r for s\n  needs a is yes\nrule\n", "4: G0103"},
        {"`end` misspelt", "rule r for s\n  needs a is yes\nedn rule\n", "4: G0102"},
        {"the word of an end left out", "rule r for s\n  needs a is yes\nend\n", "4: G0105"},
        {"the word of an end misspelt", "rule r for s\n  needs a is yes\nend rle\n", "4: G0105"},
        {"another block's word at an end",
         "workflow w for each s\n  starts in b\n  state b\n  end workflow\nend workflow\n",
         "5: G0105"},
        {"a block that is never closed", "rule r for s\n  needs a is yes\n\n", "5: G0104"},
        {"a line inside that means nothing",
         "rule r for s\n  needs a is yes\n  what is this all about\n  needs b is yes\nend rule\n",
         "4: G0101"},
        {"a head that means nothing, with its block",
         "workflow w for each s\n  starts in b\n  state b or perhaps not\n    on e by x stay\n"
         "    task t for x\n    end task\n  end state\n  state c\n  end state\nend workflow\n",
         "4: G0101"},
        {"a text without its end", "choice c \"C\n  a\nend choice\n", "2: G0107"},
        {"a keyword as a name", "parameter from is 2 days\n", "2: G0106"},
        {"an end too many", "end rule\n", "2: G0105"},
        {"a fact with a part left out",
         "scenario \"t\"\n  given s x\n    fact l[a].b is yes\n    fact l[c.b is yes\n"
         "    fact l[d].b is yes\n  wait 2 days\nend scenario\n",
         "5: G0111"},
        {"a branch without its name",
         "workflow w for each s\n  starts in b\n  state b\n    on e by x\n      if a is yes go to\n"
         "      if unknown stay\n      otherwise go to b\n    end on\n  end state\nend workflow\n",
         "6: G0111"},
    };
}

TEST_CASE("one fault of the form is one diagnostic, on its line or the next")
{
    for (const Case& each : cases()) {
        INFO(each.what);
        CHECK(read("role first\n" + each.text + "role last\n").faults == Faults{each.fault});
    }
}

TEST_CASE("what stands before and after a fault stays in the tree")
{
    for (const Case& each : cases()) {
        INFO(each.what);
        const auto names = declared(read("role first\n" + each.text + "role last\n"));
        CHECK(names.starts_with("role first"));
        CHECK(names.ends_with("role last"));
    }
}

TEST_CASE("the lines around a faulty line stay in its block")
{
    const auto reading = read(
        "rule r for s\n  needs a is yes\n  what is this all about\n  needs b is yes\nend rule\n");
    CHECK(print_ast(reading.module) == "rule r: for s, 0 givens, 2 clauses\n");
}

TEST_CASE("a repaired line reads as what was meant")
{
    const auto reading = read(
        "workflow w for each s\n  starts in b\n  stat b\n    on e by x go c\n  end state\n"
        "  state c\n  end state\nend workflow\n");
    CHECK(reading.faults == Faults{"3: G0102", "4: G0103"});
    CHECK(print_ast(reading.module) ==
          "workflow w: for s, 0 keys\n"
          "  state b: 1 transitions, 0 tasks\n"
          "  state c: 0 transitions, 0 tasks\n");
}

TEST_CASE("two faults are two diagnostics")
{
    CHECK(read("role first \"F\nrule r s\n  needs a is yes\nend rule\nrol last\n").faults ==
          Faults{"1: G0107", "2: G0103", "5: G0102"});
}

TEST_CASE("an unclosed block is told with the line that opened it")
{
    const auto compilation =
        compile({{"p.gradus",
                  "program p\nend program\nsubject s\n  field a yes or no\nend subject\n"
                  "rule r for s\n  needs a is yes\n\nrule t for s\n  needs r is met\nend rule\n"}});
    REQUIRE(compilation.diagnostics.size() == 1);
    const Diagnostic& fault = compilation.diagnostics[0];
    CHECK(fault.code == DiagnosticCode::missing_end);
    REQUIRE(fault.related.size() == 1);
    CHECK(compilation.sources.position(fault.related[0].span.source, fault.related[0].span.begin)
              .line == 6);
}

TEST_CASE("nothing is told of the meaning while a line of it cannot be read")
{
    const std::string faulty =
        "program p\nend program\nrole \"R\"\nworkflow w for each s\n"
        "  starts in nowhere\n  state b\n  end state\nend workflow\n";
    const auto compilation = compile({{"p.gradus", faulty}});
    REQUIRE(compilation.diagnostics.size() == 1);
    CHECK(compilation.diagnostics[0].code == DiagnosticCode::missing_token);
}

TEST_CASE("several items may share a line, and a line may go on at a deeper one")
{
    CHECK(read("choice c a \"A\" b \"B\" end choice role x role y\n").faults.empty());
    CHECK(
        read("rule r for s\n  needs a is yes\n    and\n      b is yes\nend rule\n").faults.empty());
    CHECK(read("subject s field a yes or no field b text end subject\n").faults.empty());
}

TEST_CASE("a word that begins declarations is a name where a name stands")
{
    CHECK(read("choice c\n  role\n  rule \"R\"\n  event\nend choice\n").faults.empty());
    CHECK(read("subject s\n  field role text\nend subject\n").faults.empty());
}

// --- limits --------------------------------------------------------------------------------------

std::string rule_with(const std::string& condition)
{
    return "program p\nend program\nsubject s\n  field d date\n  field a yes or no\nend subject\n"
           "rule r for s\n  needs " +
           condition + "\nend rule\n";
}

std::string repeated(const std::string& text, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

Faults codes_of(const std::string& text)
{
    Faults codes;
    for (const Diagnostic& each : compile({{"p.gradus", text}}).diagnostics)
        codes.emplace_back(page_of(each.code).id);
    return codes;
}

TEST_CASE("a sum of more steps than the limit is refused, and one at the limit is compiled")
{
    CHECK(codes_of(rule_with("today is before d" + repeated(" plus 1 day", k_limit_nesting)))
              .empty());
    for (const std::size_t steps : {k_limit_nesting + 1, std::size_t{80'000}})
        CHECK(codes_of(rule_with("today is before d" + repeated(" plus 1 day", steps))) ==
              Faults{"G0901"});
}

TEST_CASE("a product of more steps than the limit is refused")
{
    CHECK(codes_of(rule_with("1 is less than 2" + repeated(" times 2", 50'000))) ==
          Faults{"G0901"});
}

TEST_CASE("sums inside brackets inside sums count together")
{
    std::string condition = "today is before d";
    for (int i = 0; i < 3; ++i)
        condition = "earliest of l.d where (" + condition + ")" + repeated(" plus 1 day", 60) +
                    " is before d";
    CHECK(codes_of(rule_with(condition)) == Faults{"G0901"});
}

TEST_CASE("a condition may have any number of parts beside each other")
{
    CHECK(codes_of(rule_with("a is yes" + repeated(" and a is yes", 20'000))).empty());
    CHECK(codes_of(rule_with("a is yes" + repeated(" or a is yes", 20'000))).empty());
}

TEST_CASE("a path of any length is one fault of the meaning and no crash")
{
    CHECK(codes_of(rule_with("a" + repeated(".a", 100'000) + " is yes")).size() == 1);
}

TEST_CASE("brackets, negations and blocks are nested up to the limit")
{
    const auto brackets = [](std::size_t depth) {
        return rule_with(repeated("(", depth) + "a is yes" + repeated(")", depth));
    };
    CHECK(codes_of(brackets(k_limit_nesting - 1)).empty());
    CHECK(codes_of(brackets(k_limit_nesting)) == Faults{"G0901"});
    CHECK(codes_of(rule_with(repeated("not ", 100'000) + "a is yes")) == Faults{"G0901"});
    CHECK(codes_of(rule_with("a is yes\n" + repeated("all of\n", 100'000))) == Faults{"G0901"});
}

TEST_CASE("a name may have as many bytes as the limit and no more")
{
    CHECK(read("role " + std::string(k_limit_name_bytes, 'a') + "\n").faults.empty());
    CHECK(read("role " + std::string(k_limit_name_bytes + 1, 'a') + "\n").faults ==
          Faults{"1: G0909"});
}

TEST_CASE("a file without any line breaks or any sense is read in time in proportion to its size")
{
    for (const std::string piece : {"rule ", "end ", "( ", "\" ", ", ", "a ", "choice c rule ",
                                    "state s ", "if ", "1 ", "fact a[", "end end\n"}) {
        INFO(piece);
        const auto text = "choice c " + repeated(piece, 500'000 / piece.size());
        CHECK_FALSE(read(text).faults.empty());
    }
}

}  // namespace
}  // namespace gradus::test
