
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

std::string golden_path(const FaultFile& fault)
{
    const std::string path = std::string(GRADUS_SOURCE_DIR) + "/tests/" + fault.path;
    return path.substr(0, path.rfind('.')) + ".expected";
}

TEST_CASE("each fault of a program is reported at its line, once, and nothing else is")
{
    for (const FaultFile& fault : fault_files("sema")) {
        INFO(fault.path);
        CHECK(reported_lines(compile(fault.files)) == expected_lines(fault));
    }
}

TEST_CASE("a program with an error has no image, and one with warnings has")
{
    for (const FaultFile& fault : fault_files("sema")) {
        INFO(fault.path);
        const auto lines = expected_lines(fault);
        const bool has_error = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
            return line.find(": error ") != std::string::npos;
        });
        CHECK(compile(fault.files).image.has_value() == !has_error);
    }
}

// GRADUS_UPDATE_GOLDENS=1 writes what is said now; read it before it is committed.
TEST_CASE("what is said of each fault is what was accepted")
{
    for (const FaultFile& fault : fault_files("sema")) {
        INFO(fault.path);
        const std::string said = render_all(compile(fault.files));
        if (std::getenv("GRADUS_UPDATE_GOLDENS") != nullptr)
            std::ofstream(golden_path(fault), std::ios::binary) << said;
        CHECK(said == read_text(golden_path(fault)));
    }
}

}  // namespace
}  // namespace gradus::test
