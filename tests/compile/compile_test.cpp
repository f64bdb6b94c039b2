// The sample of tests/sema/faults/base.gradus all the way: from its text to its Image.

#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/image/codec.hpp"
#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

using image::Op;

const std::string k_faults = std::string(GRADUS_SOURCE_DIR) + "/tests/sema/faults/";

std::vector<SourceFile> sample_files()
{
    return {{"base.gradus", read_text(k_faults + "base.gradus")},
            {"sources/handbook.register", read_text(k_faults + "sources/handbook.register")}};
}

Compilation compile_sample()
{
    Compilation compilation = compile(sample_files());
    INFO(render_all(compilation));
    REQUIRE(compilation.image);
    return compilation;
}

// A minimal program around a few lines.
Compilation compile_text(const std::string& text)
{
    return compile({{"p.gradus", "program p\nend program\nrole clerk\n" + text}});
}

const image::Rule& rule(const Image& image, const std::string& name)
{
    const auto found = std::find_if(image.rules.begin(), image.rules.end(),
                                    [&name](const image::Rule& each) { return each.name == name; });
    REQUIRE(found != image.rules.end());
    return *found;
}

const image::State& state(const image::Workflow& workflow, const std::string& name)
{
    const auto found =
        std::find_if(workflow.states.begin(), workflow.states.end(),
                     [&name](const image::State& each) { return each.name == name; });
    REQUIRE(found != workflow.states.end());
    return *found;
}

const image::Expr& code(const Image& image, image::ExprId id)
{
    REQUIRE(id.is_set());
    return image.code.at(id.index);
}

TEST_CASE("the header, the zone and the sources of a program stand in its image")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    CHECK(image.program == "permits");
    CHECK(image.title == "Permits");
    CHECK(image.zone.name == "Europe/Berlin");
    REQUIRE(image.sources.size() == 1);
    CHECK(image.sources[0].name == "handbook");
    CHECK(image.sources[0].register_hash == sha256(sample_files()[1].text));
}

TEST_CASE("a title that is not written is the name in words")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    CHECK(image.subjects.at(0).fields.at(3).title == "owner name");
    CHECK(rule(image, "of_kinds").title == "of kinds");
    CHECK(image.choices.at(1).values.at(1).title == "Bus or coach");
}

TEST_CASE("an inline choice is named after its record and field")
{
    const Compilation compilation = compile_sample();
    const auto& choices = compilation.image->choices;
    REQUIRE(choices.size() == 3);
    CHECK(choices[2].name == "shop.district");
    CHECK(choices[2].values.at(1).name == "south");
}

TEST_CASE("a date parameter that is not set has the type of a date and no value")
{
    const Compilation compilation = compile_sample();
    const auto& parameters = compilation.image->parameters;
    CHECK(parameters.at(0).value == image::Scalar(Period{0, 30, 0}));
    CHECK(parameters.at(1).type.kind == image::TypeKind::date);
    CHECK(parameters.at(1).value == image::Scalar{});
    CHECK(parameters.at(2).our_choice == "the handbook leaves the number open");
}

TEST_CASE("clauses are numbered by rule and ordinals, with their dates and citations")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    const image::Rule& ready = rule(image, "ready");
    REQUIRE(ready.clauses.size() == 3);
    const image::Clause& any_of = image.clauses.at(ready.clauses[0].index);
    CHECK(any_of.id == "ready.1");
    const image::Clause& all_of = image.clauses.at(any_of.clauses.at(1).index);
    CHECK(all_of.id == "ready.1.2");
    CHECK(image.clauses.at(all_of.clauses.at(0).index).id == "ready.1.2.1");
    const image::Clause& insured = image.clauses.at(rule(image, "fit").clauses.at(1).index);
    CHECK(code(image, insured.from).literal == image::Scalar(*parse_date("2010-10-01")));
    REQUIRE(insured.cites.size() == 1);
    CHECK(image.citations.at(insured.cites[0].index) ==
          image::Citation{"handbook", "P3", "vehicles must be insured"});
}

TEST_CASE("children stand before their parents in the code")
{
    const Compilation compilation = compile_sample();
    const auto& code = compilation.image->code;
    for (std::uint32_t i = 0; i < code.size(); ++i)
        for (const image::ExprId arg : code[i].args)
            CHECK(arg.index < i);
}

TEST_CASE("the image of a program passes the checks of the reader, and reads back as itself")
{
    const Compilation compilation = compile_sample();
    const auto read = decode_image(encode(*compilation.image));
    INFO((read ? std::string() : read.error().place + ": " + read.error().message));
    REQUIRE(read);
    CHECK(*read == *compilation.image);
}

TEST_CASE("a count asks its rule of each element, with the values behind the rule's name as a list")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    const image::Clause& only_when = image.clauses.at(rule(image, "ready").clauses.at(1).index);
    CHECK(code(image, only_when.condition).op == Op::less_equal);
    const image::Expr& count =
        code(image, image.clauses.at(only_when.clauses.at(0).index).condition);
    CHECK(count.op == Op::count_met);
    CHECK(count.count == 2);
    CHECK(code(image, count.args.at(0)).path == std::vector<std::string>{"vehicles"});
    const image::Expr& asked = code(image, count.args.at(1));
    CHECK(asked.op == Op::rule_met);
    CHECK(asked.up == 0);
    CHECK(image.rules.at(asked.ref).name == "of_kinds");
    const image::Expr& list = code(image, asked.args.at(0));
    CHECK(list.op == Op::list);
    CHECK(code(image, list.args.at(1)).literal == image::Scalar(std::string("bus")));
}

TEST_CASE("a rule gets a given that is not written from the key of the same name")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    const image::Workflow& permit = image.workflows.at(0);
    const image::Transition& when =
        permit.transitions.at(state(permit, "granted").transitions.at(0).index);
    CHECK(when.id == "granted.when1");
    const image::Expr& negated = code(image, when.condition);
    CHECK(negated.op == Op::negate);
    const image::Expr& asked = code(image, negated.args.at(0));
    CHECK(asked.op == Op::rule_met);
    CHECK(code(image, asked.args.at(0)).op == Op::key);
}

TEST_CASE("states keep the order of the text, a parent before its children")
{
    const Compilation compilation = compile_sample();
    const image::Workflow& permit = compilation.image->workflows.at(0);
    std::string names;
    for (const image::State& each : permit.states)
        names += each.name + " ";
    CHECK(
        names ==
        "asked checked papers papers_open papers_done visit visit_open visit_done granted closed ");
    CHECK(permit.initial.index == 0);
    CHECK(state(permit, "checked").kind == image::StateKind::parallel);
    CHECK(state(permit, "papers").initial.index == 3);
    CHECK(state(permit, "closed").kind == image::StateKind::final);
    CHECK(permit.states.at(3).parent.index == 2);
}

TEST_CASE("the conditions of an event's branches read the fields of the event")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    const image::Transition& apply = image.workflows.at(0).transitions.at(0);
    CHECK(apply.id == "asked.apply");
    REQUIRE(apply.branches.size() == 3);
    CHECK(apply.branches[0].id == "asked.apply.1");
    CHECK_FALSE(apply.branches[0].target.is_set());
    CHECK(apply.branches[1].kind == image::BranchKind::if_unknown);
    const image::Expr& before = code(image, apply.branches[0].condition);
    CHECK(code(image, before.args.at(0)).op == Op::event_field);
    CHECK(code(image, before.args.at(1)).op == Op::fact);
}

TEST_CASE("a task carries its role, its events and its periods")
{
    const Compilation compilation = compile_sample();
    const Image& image = *compilation.image;
    const image::Task& task = image.workflows.at(0).tasks.at(0);
    CHECK(task.title == "Check the papers");
    CHECK(task.done_by == std::vector<std::string>{"approve"});
    CHECK(code(image, task.due).literal == image::Scalar(Period{0, 10, 0}));
    CHECK(task.reminders.size() == 1);
    CHECK(task.overdue.at(0).role == "owner");
}

TEST_CASE("a scenario's values are typed by their place, and its keys are completed")
{
    const Compilation compilation = compile_sample();
    REQUIRE(compilation.scenarios.size() == 1);
    const auto& steps = compilation.scenarios[0].steps;
    const auto& given = std::get<GivenSubject>(steps.at(0).action);
    REQUIRE(given.facts.size() == 8);
    CHECK(given.facts[2].path == "vehicles[v1].kind");
    CHECK(std::get<Json>(given.facts[1].value) == Json::array({"van", "bus"}));
    CHECK(std::get<Json>(given.facts[4].value) == Json(5));
    const auto& approve = std::get<DoEvent>(steps.at(2).action);
    CHECK(approve.workflow == "permit");
    CHECK(approve.key == std::vector<NamedText>{{"kind", "van"}});
    CHECK(std::get<DoEvent>(steps.at(5).action).when.minute_of_day == 570);
}

TEST_CASE("two texts that differ in comments and layout only have one image and two hashes")
{
    auto files = sample_files();
    files[0].text = "# Another comment.\n\n" + files[0].text;
    const Compilation changed = compile(std::move(files));
    const Compilation sample = compile_sample();
    REQUIRE(changed.image);
    CHECK(*changed.image == *sample.image);
    CHECK(changed.source_hash != sample.source_hash);
}

TEST_CASE("the order in which the files are handed over changes nothing")
{
    auto files = sample_files();
    std::reverse(files.begin(), files.end());
    const Compilation reversed = compile(std::move(files));
    const Compilation sample = compile_sample();
    CHECK(reversed.source_hash == sample.source_hash);
    CHECK(reversed.image == sample.image);
}

TEST_CASE("scenarios do not enter the image, not even what they cite")
{
    auto files = sample_files();
    files.push_back({"more.gradus", "scenario \"more\"\n  cites handbook P2\nend scenario\n"});
    const Compilation more = compile(std::move(files));
    CHECK(more.scenarios.size() == 2);
    CHECK(more.image == compile_sample().image);
}

TEST_CASE("a program without a time zone runs in UTC")
{
    const Compilation compilation = compile_text("");
    REQUIRE(compilation.image);
    CHECK(compilation.image->zone == Zone{});
}

TEST_CASE("an element's field hides the subject's inside where, and the subject's is one frame out")
{
    const Compilation compilation = compile_text(R"(
record part
  field weight whole number
end record
subject cart
  field weight whole number
  field limit whole number
  field parts list of part
end subject
rule light for cart
  needs each of parts where weight is at most limit
end rule
)");
    INFO(render_all(compilation));
    REQUIRE(compilation.image);
    const Image& image = *compilation.image;
    const image::Expr& count = code(image, image.clauses.at(0).condition);
    const image::Expr& at_most = code(image, count.args.at(1));
    CHECK(code(image, at_most.args.at(0)).path.front() == "weight");
    CHECK(code(image, at_most.args.at(0)).up == 0);
    CHECK(code(image, at_most.args.at(1)).path.front() == "limit");
    CHECK(code(image, at_most.args.at(1)).up == 1);
}

TEST_CASE("a rule about the subject can be asked inside where")
{
    const Compilation compilation = compile_text(R"(
record part
  field weight whole number
end record
subject cart
  field limit whole number
  field parts list of part
end subject
rule limited for cart
  needs limit is known
end rule
rule light for cart
  needs each of parts where limited is met
end rule
)");
    INFO(render_all(compilation));
    REQUIRE(compilation.image);
    const Image& image = *compilation.image;
    const image::Expr& count = code(image, image.clauses.at(1).condition);
    CHECK(code(image, count.args.at(1)).op == Op::rule_met);
    CHECK(code(image, count.args.at(1)).up == 1);
}

TEST_CASE("a rule that reads no facts is never unknown, so its branch needs no if unknown")
{
    const Compilation compilation = compile_text(R"(
subject cart
  field limit whole number
end subject
rule late for cart
  needs today is after 2020-01-01
  needs limit is known
end rule
workflow use for each cart
  starts in begun
  state begun
    on close by clerk
      if late is met go to ended
      otherwise stay
    end on
  end state
  final state ended
  end state
end workflow
)");
    INFO(render_all(compilation));
    CHECK(compilation.diagnostics.empty());
}

TEST_CASE("two transitions on one event in one state are told apart by their roles")
{
    const Compilation compilation = compile_text(R"(
role owner
subject cart
  field limit whole number
end subject
workflow use for each cart
  starts in begun
  state begun
    on close by clerk go to ended
    on close by owner stay
  end state
  final state ended
  end state
end workflow
)");
    INFO(render_all(compilation));
    REQUIRE(compilation.image);
    const auto& transitions = compilation.image->workflows.at(0).transitions;
    CHECK(transitions.at(0).id == "begun.close");
    CHECK(transitions.at(1).id == "begun.close.owner");
    CHECK(transitions.at(1).branches.at(0).id == "begun.close.owner.1");
}

TEST_CASE("a program is read from its folder, sorted, with paths counted from it")
{
    const auto files = read_program(k_faults);
    REQUIRE(files);
    CHECK(std::is_sorted(files->begin(), files->end(),
                         [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; }));
    const auto is_register = [](const SourceFile& file) {
        return file.path == "sources/handbook.register";
    };
    CHECK(std::count_if(files->begin(), files->end(), is_register) == 1);
}

TEST_CASE("one file can be a program of its own, and what is not there is not found")
{
    const auto file = read_program(k_faults + "base.gradus");
    REQUIRE(file);
    CHECK(file->at(0).path == "base.gradus");
    const auto nothing = read_program(k_faults + "no_such_folder");
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().kind == ErrorKind::not_found);
}

}  // namespace
}  // namespace gradus::test
