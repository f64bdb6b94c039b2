// `gradus print cst` and `gradus print ast` of one small file.
// GRADUS_UPDATE_GOLDENS=1 writes what is printed now; read it before it is committed.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/syntax/reading.hpp"

namespace gradus::test {
namespace {

const std::string k_golden = std::string(GRADUS_SOURCE_DIR) + "/tests/syntax/golden/";

std::string text_of(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void check_golden(const std::string& name, const std::string& printed)
{
    if (std::getenv("GRADUS_UPDATE_GOLDENS") != nullptr)
        std::ofstream(k_golden + name, std::ios::binary) << printed;
    CHECK(printed == text_of(k_golden + name));
}

std::string cst_of(const Reading& reading)
{
    return print_cst(reading.sources, reading.module.source);
}

TEST_CASE("the concrete tree of a file is printed with each token and comment at its place")
{
    check_golden("library.cst", cst_of(read(text_of(k_golden + "library.gradus"))));
}

TEST_CASE("the abstract tree of a file is printed with what it declares")
{
    check_golden("library.ast", print_ast(read(text_of(k_golden + "library.gradus")).module));
}

TEST_CASE("the tokens and comments of the concrete tree are those of the file, in order")
{
    const auto text = text_of(k_golden + "library.gradus");
    const auto reading = read(text);
    REQUIRE(reading.faults.empty());
    const auto cst = cst_of(reading);
    std::size_t at = 0;
    for (std::size_t line = 0; line < cst.size(); line = cst.find('\n', line) + 1) {
        const auto end = cst.find('\n', line);
        const auto place = cst.find(':', line);
        const auto token = cst.find(' ', place);
        if (token >= end)
            continue;  // a phrase
        const auto shown = cst.substr(token + 1, end - token - 1);
        const auto found = text.find(shown, at);
        REQUIRE(found != std::string::npos);
        CHECK(text.substr(at, found - at).find_first_not_of(" \n") == std::string::npos);
        at = found + shown.size();
    }
    CHECK(text.substr(at) == "\n");
}

}  // namespace
}  // namespace gradus::test
