// What the language can say, told by small programs: each folder here is one, and its scenarios
// are the specification. They run on the whole engine. A scenario whose title begins with "wrong:"
// must fail: it shows that the expectation beside it can.
#include <filesystem>

#include <catch2/catch.hpp>

#include "dsl/base/diagnostic.hpp"
#include "dsl/compile/compile.hpp"
#include "dsl/image/codec.hpp"
#include "engine/plan/scenario_run.hpp"

namespace gradus {
namespace {

std::vector<std::string> programs()
{
    std::vector<std::string> found;
    for (const auto& entry :
         std::filesystem::directory_iterator(GRADUS_SOURCE_DIR "/tests/language"))
        if (entry.is_directory())
            found.push_back(entry.path().string());
    std::sort(found.begin(), found.end());
    return found;
}

Compilation compiled(const std::string& folder)
{
    auto compilation = compile(read_program(folder).value());
    for (const auto& diagnostic : compilation.diagnostics)
        UNSCOPED_INFO(render(diagnostic, compilation.sources));
    return compilation;
}

TEST_CASE("the language means what the programs of this folder say")
{
    const auto folders = programs();
    REQUIRE(folders.size() >= 1);
    for (const auto& folder : folders) {
        const auto program = compiled(folder);
        INFO(folder);
        CHECK(program.diagnostics.empty());
        REQUIRE(program.image);
        const auto report = run_scenarios(program, make_date({2026, 11, 23}).value());
        CHECK_FALSE(report.results.empty());
        for (const auto& result : report.results) {
            INFO(result.title << ": " << result.message);
            CHECK(result.is_passed == (result.title.rfind("wrong:", 0) != 0));
        }
    }
}

TEST_CASE("the images of these programs are read back as they were written")
{
    for (const auto& folder : programs()) {
        const auto program = compiled(folder);
        REQUIRE(program.image);
        const auto again = decode_image(encode(*program.image));
        INFO(folder);
        REQUIRE(again);
        CHECK(*again == *program.image);
    }
}

}  // namespace
}  // namespace gradus
