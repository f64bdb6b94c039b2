#include <catch2/catch.hpp>

#include "dsl/image/codec.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"
#include "tests/image/sample_image.hpp"

namespace gradus::test {
namespace {

std::string clause_words(const std::string& id)
{
    const auto image = sample_image();
    for (const auto& clause : image.clauses)
        if (clause.id == id)
            return in_words(image, clause);
    FAIL("no clause " << id);
    return {};
}

std::string transition_words(const std::string& id)
{
    const auto image = sample_image();
    for (const auto& transition : image.workflows[0].transitions)
        if (transition.id == id)
            return in_words(image, transition);
    FAIL("no transition " << id);
    return {};
}

TEST_CASE("a clause reads like the language itself")
{
    CHECK(clause_words("fit.2") == "today is before inspected_on plus 2 years");
    CHECK(clause_words("fit.3") == "insured is yes, from 2010-10-01");
    CHECK(clause_words("ready.1") == "all of these");
    CHECK(clause_words("ready.1.1") == "open is yes, through closing");
}

TEST_CASE("a count names its list and its rule")
{
    CHECK(clause_words("ready.1.2") == "at least 2 vehicles fit the given kind");
}

TEST_CASE("a transition says what it waits for")
{
    CHECK(transition_words("asked.apply") == "on apply by owner");
    CHECK(transition_words("review.done") == "when done");
    CHECK(transition_words("granted.when1") == "when ready is not met");
    CHECK(transition_words("granted.every1") == "every 1 year");
    CHECK(transition_words("suspended.after1") == "after notice");
}

TEST_CASE("scalars are told in plain words")
{
    CHECK(in_words(image::Scalar(true)) == "yes");
    CHECK(in_words(image::Scalar(*parse_date("2010-10-01"))) == "2010-10-01");
    CHECK(in_words(image::Scalar(Period{24, 0, 0})) == "2 years");
    CHECK(in_words(image::Scalar{}) == "never");
}

TEST_CASE("the listing shows clauses with citations and states with their transitions")
{
    const auto text = disassemble(sample_image());
    INFO(text);
    CHECK(text.find("fit.3: insured is yes, from 2010-10-01 [handbook P3]\n") != std::string::npos);
    CHECK(text.find("\nworkflow permit, starts in asked\n") != std::string::npos);
    CHECK(text.find("    region papers\n") != std::string::npos);
    CHECK(text.find("asked.apply.2: on apply by owner: if unknown: stay\n") != std::string::npos);
    CHECK(text.find("final state closed\n") != std::string::npos);
}

TEST_CASE("things are found by their names, and nothing where there is no such name")
{
    const auto image = sample_image();
    const auto& workflow = *find_workflow(image, "permit");
    CHECK(find_rule(image, "ready") == image::RuleId{1});
    CHECK_FALSE(find_rule(image, "reddy").is_set());
    CHECK(find_parameter(image, "closing") == image::ParameterId{1});
    CHECK(find_subject(image, "shop")->title == "Shop");
    CHECK(find_subject(image, "vehicle") == nullptr);
    CHECK(find_event(image, "apply")->fields.size() == 1);
    CHECK(find_role(image, "clerk")->title == "Clerk");
    CHECK(find_field(image.records[0], "insured")->type.kind == image::TypeKind::yes_no);
    CHECK(at(workflow, find_state(workflow, "visit_done")).kind == image::StateKind::final);
    CHECK(find_workflow(image, "licence") == nullptr);
}

TEST_CASE("a state is inside all that stand around it, and not inside itself")
{
    const auto image = sample_image();
    const auto& workflow = image.workflows[0];
    const auto inside = [&](const char* state, const char* ancestor) {
        return is_inside(workflow, find_state(workflow, state), find_state(workflow, ancestor));
    };
    CHECK(inside("papers_open", "papers"));
    CHECK(inside("papers_open", "review"));
    CHECK_FALSE(inside("papers_open", "visit"));
    CHECK_FALSE(inside("review", "review"));
}

}  // namespace
}  // namespace gradus::test
