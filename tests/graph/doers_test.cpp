#include "dsl/graph/doers.hpp"

#include <catch2/catch.hpp>

#include "dsl/image/lookup.hpp"
#include "tests/image/sample_image.hpp"

namespace gradus::test {
namespace {

// The sample, in which one transition takes somebody else than who did an event.
std::vector<IdleDoer> idle_in(const char* transition_id, const char* event)
{
    auto image = sample_image();
    auto& workflow = image.workflows[0];
    for (auto& transition : workflow.transitions)
        if (transition.id == transition_id)
            transition.other_than = {event};
    return find_idle_doers(workflow, build(image, workflow));
}

std::string name_of(const IdleDoer& idle)
{
    return sample_image().workflows[0].transitions[idle.transition.index].id;
}

TEST_CASE("an event that comes before, in the same state or beside, keeps its doer apart")
{
    CHECK(idle_in("papers_open.papers_seen", "apply").empty());
    CHECK(idle_in("papers_open.papers_seen", "visited").empty());
    CHECK(idle_in("visit_open.visited", "papers_seen").empty());
}

TEST_CASE("an event that only comes later keeps nobody apart")
{
    const auto idle = idle_in("asked.apply", "papers_seen");
    REQUIRE(idle.size() == 1);
    CHECK(name_of(idle[0]) == "asked.apply");
    CHECK(idle[0].event == "papers_seen");
}

TEST_CASE("an event that leads away from its own state is not done there a second time")
{
    CHECK(idle_in("papers_open.papers_seen", "papers_seen").size() == 1);
}

}  // namespace
}  // namespace gradus::test
