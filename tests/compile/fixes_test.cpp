#include <catch2/catch.hpp>

#include "dsl/compile/fixes.hpp"

namespace gradus::test {
namespace {

const std::string k_head = R"(program p
end program
role clerk
subject cart
  field open yes or no
  field full yes or no
end subject
)";

TEST_CASE("all fixes of a round are applied, in the order of the text")
{
    const Mended mended = mend({{"p.gradus", k_head + R"(rule fit for cart
  needs opne is yes
  needs flul is yes
end rule
)"}});
    CHECK(mended.rounds == 1);
    REQUIRE(mended.applied.size() == 2);
    CHECK(mended.applied[0].at == LineColumn{9, 9});
    CHECK(mended.applied[1].at == LineColumn{10, 9});
    CHECK(mended.files[0].text == k_head + R"(rule fit for cart
  needs open is yes
  needs full is yes
end rule
)");
    CHECK(mended.compilation.image);
}

TEST_CASE("what only shows once something else is mended is mended in the next round")
{
    const Mended mended = mend({{"p.gradus", k_head + R"(rolle desk
workflow use for each cart
  starts in begun
  state begun
    on close by desk go to endedd
  end state
  final state ended
  end state
end workflow
)"}});
    CHECK(mended.compilation.diagnostics.empty());
    CHECK(mended.files[0].text.find("role desk") != std::string::npos);
    CHECK(mended.files[0].text.find("go to ended\n") != std::string::npos);
}

TEST_CASE("a fault without a fix is left to its author, and the text around it as it was")
{
    const std::string text = k_head + "rule fit for cart\n  needs open is 4\nend rule\n";
    const Mended mended = mend({{"p.gradus", text}});
    CHECK(mended.applied.empty());
    CHECK(mended.rounds == 0);
    CHECK(mended.files[0].text == text);
    REQUIRE(mended.compilation.diagnostics.size() == 1);
}

TEST_CASE("each file gets its own fixes, and the files keep their order")
{
    const Mended mended = mend(
        {{"z.gradus", k_head}, {"a.gradus", "rule fit for crat\n  needs open is yes\nend rule\n"}});
    CHECK(mended.files[0].path == "z.gradus");
    CHECK(mended.files[0].text == k_head);
    CHECK(mended.files[1].text == "rule fit for cart\n  needs open is yes\nend rule\n");
    REQUIRE(mended.applied.size() == 1);
    CHECK(mended.applied[0].path == "a.gradus");
}

}  // namespace
}  // namespace gradus::test
