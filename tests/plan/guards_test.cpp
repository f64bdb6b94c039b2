// Gaps between branches, and branches that are never taken.
#include "dsl/graph/guards.hpp"

#include <catch2/catch.hpp>

#include "dsl/compile/compile.hpp"
#include "dsl/graph/passed.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

// A program whose one event has these branches.
GuardFindings found(const std::string& branches)
{
    const auto compilation = compile({{"a.gradus", R"(program grading
end program
role clerk
choice level
  low
  high
end choice
subject pupil
  field tier one of level
  field born_on date
  field visits whole number
end subject
event grade
  field score percent, mandatory
end event
workflow year for each pupil
  starts in open
  state open
    on grade by clerk
)" + branches + R"(
    end on
  end state
  final state passed
  end state
  final state failed
  end state
end workflow
)"}});
    for (const auto& diagnostic : compilation.diagnostics)
        UNSCOPED_INFO(render(diagnostic, compilation.sources));
    REQUIRE(compilation.image);
    const auto& workflow = compilation.image->workflows[0];
    return check_guards(*compilation.image, workflow, build(*compilation.image, workflow));
}

TEST_CASE("a value that falls between two branches is a gap")
{
    const auto at_80 = found(
        "if score is more than 80 % go to passed\n"
        "if score is less than 80 % go to failed\n");
    REQUIRE(at_80.gaps.size() == 1);
    CHECK(at_80.gaps[0].field == "score");
    CHECK(at_80.gaps[0].value == "80 %");
    const auto none = found(
        "if score is at least 80 % go to passed\n"
        "if score is less than 80 % go to failed\n");
    CHECK(none.gaps.empty());
    const auto wide = found(
        "if score is at least 80 % go to passed\n"
        "if score is at most 70 % go to failed\n");
    REQUIRE(wide.gaps.size() == 1);
    CHECK(wide.gaps[0].value == "75 %");
    CHECK(found("if score is more than 80 % go to passed\n"
                "if score is less than 80 % go to failed\notherwise stay\n")
              .gaps.empty());
}

TEST_CASE("between a whole number or a day and the next there is no gap")
{
    CHECK(found("if visits is at least 4 go to passed\n"
                "if visits is at most 3 go to failed\nif unknown stay\n")
              .gaps.empty());
    const auto gap = found(
        "if visits is more than 4 go to passed\n"
        "if visits is at most 3 go to failed\nif unknown stay\n");
    REQUIRE(gap.gaps.size() == 1);
    CHECK(gap.gaps[0].value == "4");
    const auto day = found(
        "if born_on is before 2010-10-01 go to passed\n"
        "if born_on is after 2010-10-01 go to failed\nif unknown stay\n");
    REQUIRE(day.gaps.size() == 1);
    CHECK(day.gaps[0].value == "2010-10-01");
}

TEST_CASE("one condition alone leaves no gap: its event is refused elsewhere")
{
    CHECK(found("if score is at least 80 % go to passed\n").gaps.empty());
    CHECK(found("if score is at least 80 % go to passed\nif tier is high go to passed\n"
                "if unknown stay\n")
              .gaps.empty());
}

TEST_CASE("a branch that those before it leave nothing is dead")
{
    const auto shadowed = found(
        "if tier is high go to passed\n"
        "if tier is high and score is at least 80 % go to failed\n"
        "if unknown stay\n");
    REQUIRE(shadowed.dead.size() == 1);
    CHECK(shadowed.dead[0].branch == 1);
    const auto impossible = found(
        "if tier is high and tier is low go to passed\n"
        "if unknown stay\notherwise stay\n");
    REQUIRE(impossible.dead.size() == 1);
    CHECK(impossible.dead[0].branch == 0);
    CHECK(found("if tier is high and score is at least 80 % go to failed\n"
                "if tier is high go to passed\nif unknown stay\n")
              .dead.empty());
}

TEST_CASE("states that every way has passed are found, whatever regions do meanwhile")
{
    const auto compilation = compile({{"a.gradus", R"(program grading
end program
role clerk
subject pupil
  field old yes or no
end subject
workflow year for each pupil
  starts in asked
  state asked
    on open by clerk go to halls
    on skip by clerk go to waiting
  end state
  state waiting
    on open by clerk go to halls
  end state
  state halls in parallel
    region left
      starts in l1
      state l1
        on walk by clerk go to l2
      end state
      final state l2
      end state
    end region
    region right
      starts in r1
      state r1
        on run by clerk go to r2
      end state
      final state r2
      end state
    end region
    when done go to passed
  end state
  final state passed
  end state
end workflow
)"}});
    REQUIRE(compilation.image);
    const auto& workflow = compilation.image->workflows[0];
    const auto before = [&](const char* state) {
        std::vector<std::string> names;
        for (const auto& each : find_passed(*compilation.image, workflow, 1000))
            if (each.state == find_state(workflow, state))
                for (const auto id : each.before)
                    names.push_back(at(workflow, id).name);
        return names;
    };
    using Names = std::vector<std::string>;
    CHECK(before("l1") == Names{"asked"});
    CHECK(before("l2") == Names{"asked", "l1", "right", "r1"});
    CHECK(before("passed") == Names{"asked", "halls", "left", "l1", "l2", "right", "r1", "r2"});
    CHECK(find_passed(*compilation.image, workflow, 3).empty());
}

}  // namespace
}  // namespace gradus
