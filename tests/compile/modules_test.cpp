// What a module brings to a program, and what it does not.

#include <algorithm>

#include <catch2/catch.hpp>

#include "dsl/compile/modules.hpp"
#include "dsl/image/codec.hpp"
#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

const std::string k_program = R"(
use papers
program p
end program
role clerk
subject shop
  field papers list of paper
end subject
rule ready for shop
  needs each of papers signed
end rule
workflow permit for each shop
  starts in asked
  state asked
    on ask by clerk go to done
    after wait_time go to done
  end state
  final state done
  end state
end workflow
)";

const std::string k_module = R"(
module papers "Papers"
use times
record paper
  field signed_on date
end record
record letter
  field sent_on date
end record
parameter oldest is 2010-01-01
rule signed for paper
  needs signed_on is on or after oldest
end rule
event sign
end event
choice color
  red
end choice
)";

const std::string k_times = R"(
module times
parameter wait_time is 3 days
parameter other_time is 4 days
)";

Compilation compiled(const std::string& program, const std::string& module = k_module)
{
    Compilation compilation = compile({{"main.gradus", program},
                                       {"modules/papers.gradus", module},
                                       {"modules/times.gradus", k_times}});
    INFO(render_all(compilation));
    REQUIRE(compilation.image);
    return compilation;
}

template <class Named> std::vector<std::string> names_of(const std::vector<Named>& list)
{
    std::vector<std::string> names;
    for (const auto& each : list)
        names.push_back(each.name);
    return names;
}

using Names = std::vector<std::string>;

TEST_CASE("a program has the parts of a module that it needs, and what they need themselves")
{
    const auto compilation = compiled("use times\n" + k_program);
    const Image& image = *compilation.image;
    CHECK(names_of(image.records) == Names{"paper"});
    CHECK(names_of(image.rules) == Names{"ready", "signed"});
    CHECK(names_of(image.events) == Names{});
    CHECK(names_of(image.choices) == Names{});
    CHECK(names_of(image.parameters) == Names{"wait_time", "oldest"});
}

TEST_CASE(
    "what a use fills in replaces what the fragment would need, which is no part of the program")
{
    const std::string fragment = R"(
fragment look
  given next state
  given report event is looked
  given time period is wait_time
  state look
    on report by clerk go to next
    after time go to next
  end state
end fragment
event looked
  field note text
end event
event seen
end event
)";
    const auto with = [&](const std::string& values) {
        std::string program = k_program;
        const auto at = program.find("  final state done");
        program.insert(at, "  include look with next done" + values + "\n");
        return compiled("use times\n" + program, k_module + fragment);
    };
    CHECK(names_of(with("").image->events) == Names{"looked"});
    CHECK(names_of(with(", report seen").image->events) == Names{"seen"});
}

TEST_CASE("a state does not bring what a module calls by the same name")
{
    const auto compilation =
        compiled("use times\n" + k_program, k_module +
                                                "rule asked for letter\n"
                                                "  needs sent_on is known\nend rule\n");
    CHECK(names_of(compilation.image->rules) == Names{"ready", "signed"});
}

TEST_CASE("a module can grow without changing the programs that do not use the new part")
{
    const auto before = compiled("use times\n" + k_program);
    const auto after =
        compiled("use times\n" + k_program, k_module +
                                                "parameter youngest is 2011-01-01\nevent paint\n"
                                                "  field color one of color\nend event\n");
    CHECK(identity(*before.image) == identity(*after.image));
    CHECK(before.source_hash != after.source_hash);
}

TEST_CASE("what a module uses is not there for the program, unless it uses it, too")
{
    const auto compilation =
        compile({{"main.gradus", k_program},
                 {"modules/papers.gradus", k_module + "rule old for letter\n"
                                                      "  needs sent_on plus wait_time is before "
                                                      "today\nend rule\n"},
                 {"modules/times.gradus", k_times}});
    const auto said = render_all(compilation);
    CHECK(said.find("main.gradus:16:11: error: there is no") != std::string::npos);
}

TEST_CASE("a program sets a parameter of a module, with its own reason and in its own file")
{
    const auto compilation =
        compiled("use times\nset oldest to 2012-01-01 our choice \"younger\"\n" + k_program);
    const auto& parameter = compilation.image->parameters.at(1);
    CHECK(parameter.name == "oldest");
    CHECK(parameter.value == image::Scalar(*parse_date("2012-01-01")));
    CHECK(parameter.our_choice == "younger");
}

TEST_CASE("only the names behind `for` are brought, so that a program can have others itself")
{
    std::string program = k_program;
    program.replace(program.find("use papers"), 10, "use papers for paper, signed");
    const auto compilation = compiled(
        "use times for wait_time\nrecord letter\n  field title text\nend record\n"
        "parameter other_time is 9 days\nrule lettered for letter\n"
        "  needs title is known\nend rule\n" +
        program);
    CHECK(names_of(compilation.image->records) == Names{"letter", "paper"});
    CHECK(names_of(compilation.image->parameters) == Names{"other_time", "wait_time", "oldest"});
}

TEST_CASE("a name that a program and a module both declare is told in the file of the second")
{
    const auto compilation = compile({{"main.gradus",
                                       "use times\nrule signed for paper\n"
                                       "  needs signed_on is known\nend rule\n" +
                                           k_program},
                                      {"modules/papers.gradus", k_module},
                                      {"modules/times.gradus", k_times}});
    CHECK_FALSE(compilation.image);
    CHECK(render_all(compilation)
              .find("modules/papers.gradus:11:6: error: `signed` is declared twice") !=
          std::string::npos);
}

TEST_CASE("a module of the folder that nobody uses is told of, and is no part of the program")
{
    const auto compilation =
        compile({{"main.gradus", "program p\nend program\n"}, {"modules/times.gradus", k_times}});
    CHECK(reported_lines(compilation) == FaultLines{"modules/times.gradus:1: warning G0802"});
    REQUIRE(compilation.image);
    CHECK(compilation.image->parameters.empty());
}

TEST_CASE("a module stands in a folder inside the folder of modules, named with a dot")
{
    const auto compilation = compile(
        {{"main.gradus",
          "use common.times\nprogram p\nend program\nrole clerk\n"
          "subject s\nend subject\nworkflow w for each s\n  starts in a\n"
          "  state a\n    after wait_time stay\n    on go_on by clerk stay\n"
          "  end state\nend workflow\n"},
         {"modules/common/times.gradus", "module common.times\nparameter wait_time is 3 days\n"}});
    INFO(render_all(compilation));
    CHECK(compilation.diagnostics.empty());
    REQUIRE(compilation.image);
}

TEST_CASE("the hash of the sources covers the modules of the standard library that are used")
{
    const std::string text =
        "program p\nend program\nsubject s\n  field c list of certificate\n"
        "end subject\n";
    const auto with = compile({{"main.gradus", "use std.certification\n" + text}});
    REQUIRE(with.image);
    REQUIRE(with.sources.size() == 2);
    CHECK(with.sources.file({1}).path == "std/certification.gradus");
    const auto written = compile({{"main.gradus", "use std.certification\n" + text},
                                  {"std/certification.gradus", "program other\nend program\n"}});
    CHECK(with.source_hash != written.source_hash);
}

}  // namespace
}  // namespace gradus::test
