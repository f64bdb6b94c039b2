#include <catch2/catch.hpp>

#include "dsl/graph/check_graph.hpp"
#include "dsl/graph/state_graph.hpp"
#include "dsl/image/lookup.hpp"
#include "tests/image/sample_image.hpp"

namespace gradus::test {
namespace {

using image::Op;
using image::TriggerKind;

// The sample with its workflow changed.
class Changed {
public:
    image::StateId state(const char* name) const { return find_state(workflow(), name); }
    image::Transition& transition(const char* id)
    {
        for (auto& each : image_.workflows[0].transitions)
            if (each.id == id)
                return each;
        FAIL("no transition " << id);
        return image_.workflows[0].transitions[0];
    }
    image::ExprId fact_is(const char* name, bool value)
    {
        const image::Type yes_no{image::TypeKind::yes_no, 0};
        image::Expr fact;
        fact.op = Op::fact;
        fact.type = yes_no;
        fact.path = {name};
        image::Expr literal;
        literal.type = yes_no;
        literal.literal = value;
        image::Expr equal;
        equal.op = Op::equal;
        equal.type = yes_no;
        equal.args = {add(fact), add(literal)};
        return add(equal);
    }
    image::ExprId add(image::Expr expr)
    {
        image_.code.push_back(std::move(expr));
        return {static_cast<std::uint32_t>(image_.code.size() - 1)};
    }
    // The one branch of a transition leads elsewhere.
    void lead(const char* transition_id, const char* target)
    {
        transition(transition_id).branches[0].target = state(target);
    }
    [[nodiscard]] std::vector<Finding> findings() const { return check_graph(image_); }
    [[nodiscard]] const image::Workflow& workflow() const { return image_.workflows[0]; }
    [[nodiscard]] bool is_reachable(const char* name) const
    {
        return build(image_, workflow()).is_reachable[state(name).index];
    }
    image::Workflow& workflow() { return image_.workflows[0]; }

private:
    Image image_ = sample_image();
};

TEST_CASE("a sound workflow has no findings")
{
    Changed sample;
    CHECK(sample.findings().empty());
    CHECK(sample.is_reachable("visit_done"));
    CHECK(sample.is_reachable("running"));
}

TEST_CASE("a state that nothing leads to is found, once for all that stands inside it")
{
    Changed sample;
    sample.lead("review.done", "closed");
    const auto findings = sample.findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == DiagnosticCode::unreachable_state);
    CHECK(findings[0].state == "running");
    CHECK_FALSE(sample.is_reachable("granted"));
    CHECK_FALSE(sample.is_reachable("suspended"));
}

TEST_CASE("going straight to an inner state does not start its neighbours, but other regions")
{
    Changed sample;
    sample.lead("asked.apply", "papers_done");
    CHECK(sample.is_reachable("papers_done"));
    CHECK_FALSE(sample.is_reachable("papers_open"));
    CHECK(sample.is_reachable("visit_open"));
}

TEST_CASE("a state that is not final and that nothing leaves is a dead end")
{
    Changed sample;
    sample.workflow().states[sample.state("suspended").index].transitions.clear();
    const auto findings = sample.findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == DiagnosticCode::dead_end);
    CHECK(findings[0].state == "suspended");
}

TEST_CASE("a transition of a state around saves from a dead end, but `when done` does not")
{
    Changed sample;
    auto& states = sample.workflow().states;
    states[sample.state("visit_open").index].transitions.clear();
    CHECK_FALSE(sample.is_reachable("visit_done"));
    const auto with_withdraw = sample.findings();
    REQUIRE(with_withdraw.size() == 1);
    CHECK(with_withdraw[0].state == "visit_done");
    states[sample.state("review").index].transitions.pop_back();
    const auto without = sample.findings();
    REQUIRE(without.size() == 2);
    CHECK(without[1].code == DiagnosticCode::dead_end);
    CHECK(without[1].state == "visit_open");
}

TEST_CASE("a way out of a region leads out of its neighbours too")
{
    Changed sample;
    sample.workflow().states[sample.state("review").index].transitions.clear();
    sample.workflow().states[sample.state("visit_open").index].transitions.clear();
    sample.lead("papers_open.papers_seen", "granted");
    for (const auto& finding : sample.findings())
        CHECK(finding.code != DiagnosticCode::dead_end);
}

TEST_CASE("a pair of `when` with a condition and its opposite is no circle")
{
    Changed sample;
    CHECK(sample.transition("granted.when1").trigger == TriggerKind::when_condition);
    CHECK(sample.transition("suspended.when1").trigger == TriggerKind::when_condition);
    CHECK(sample.findings().empty());
}

TEST_CASE("a circle of conditions that could hold together is found with its way")
{
    Changed sample;
    sample.transition("suspended.when1").condition = sample.fact_is("open", true);
    const auto findings = sample.findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == DiagnosticCode::engine_loop);
    CHECK(findings[0].transition == "granted.when1");
    CHECK(findings[0].path == std::vector<std::string>{"granted", "suspended", "granted"});
    CHECK(findings[0].message ==
          "nothing stops a case that goes granted → suspended → granted: "
          "`when ready is not met`, `when open is yes`");
}

TEST_CASE("conditions on two values of one fact exclude each other")
{
    Changed sample;
    sample.transition("granted.when1").condition = sample.fact_is("open", false);
    sample.transition("suspended.when1").condition = sample.fact_is("open", true);
    CHECK(sample.findings().empty());
}

TEST_CASE("a `when` that leads back into its own state is a circle")
{
    Changed sample;
    sample.lead("granted.when1", "granted");
    const auto findings = sample.findings();
    REQUIRE_FALSE(findings.empty());
    CHECK(findings.back().code == DiagnosticCode::engine_loop);
    CHECK(findings.back().path == std::vector<std::string>{"granted", "granted"});
}

TEST_CASE("a `when` that stays is taken again and again")
{
    Changed sample;
    sample.transition("granted.when1").branches[0].target = {};
    const auto findings = sample.findings();
    REQUIRE_FALSE(findings.empty());
    CHECK(findings.back().code == DiagnosticCode::engine_loop);
}

TEST_CASE("a circle through an event is none")
{
    Changed sample;
    auto& when = sample.transition("suspended.when1");
    when.trigger = TriggerKind::on_event;
    when.event = "resume";
    CHECK(sample.findings().empty());
}

TEST_CASE("a circle by way of a finished state inside is found")
{
    Changed sample;
    // granted finishes running at once, and running begins again when done.
    auto& states = sample.workflow().states;
    states[sample.state("suspended").index].kind = image::StateKind::final;
    states[sample.state("suspended").index].transitions.clear();
    auto& again = sample.transition("suspended.when1");
    again.id = "running.done";
    again.trigger = TriggerKind::when_done;
    again.condition = {};
    again.source = sample.state("running");
    again.branches[0].target = sample.state("running");
    const auto when_done = sample.state("running");
    for (std::uint32_t i = 0; i < sample.workflow().transitions.size(); ++i)
        if (sample.workflow().transitions[i].id == "running.done")
            states[when_done.index].transitions = {{i}};
    const auto findings = sample.findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].path == std::vector<std::string>{"running", "granted", "running"});
}

}  // namespace
}  // namespace gradus::test
