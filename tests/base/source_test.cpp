#include "dsl/base/source.hpp"

#include <catch2/catch.hpp>

using namespace gradus;

TEST_CASE("a place is a line and a column in code points, counted from 1")
{
    SourceSet sources;
    const auto id = sources.add({"a.gradus", "role pam\n  täsk x\r\nend"});
    CHECK(sources.position(id, 0) == LineColumn{1, 1});
    CHECK(sources.position(id, 9) == LineColumn{2, 1});
    CHECK(sources.position(id, 14) == LineColumn{2, 5});
    CHECK(sources.line_at(id, 12) == "  täsk x");
    CHECK(sources.line_at(id, 22) == "end");
    CHECK(sources.text({id, 5, 8}) == "pam");
    CHECK(sources.position(id, 23) == LineColumn{3, 4});
}
