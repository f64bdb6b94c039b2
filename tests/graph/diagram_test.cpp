// The golden files are read by people: change them with GRADUS_UPDATE=1 and look at the difference.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "dsl/graph/diagram.hpp"
#include "tests/image/sample_image.hpp"

namespace gradus::test {
namespace {

void check_golden(const std::string& name, const std::string& text)
{
    const auto path = std::string(GRADUS_SOURCE_DIR) + "/tests/graph/golden/" + name;
    if (std::getenv("GRADUS_UPDATE") != nullptr)
        std::ofstream(path, std::ios::binary) << text;
    std::ifstream stream(path, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(stream), {}};
    CHECK(text == golden);
}

TEST_CASE("a workflow is drawn for Graphviz")
{
    const auto image = sample_image();
    check_golden("permit.dot", to_dot(image, image.workflows[0]));
}

TEST_CASE("a workflow is drawn for Mermaid")
{
    const auto image = sample_image();
    check_golden("permit.mmd", to_mermaid(image, image.workflows[0]));
}

TEST_CASE("the order of the text steers the picture")
{
    auto image = sample_image();
    const auto before = to_dot(image, image.workflows[0]);
    CHECK(before.find("\"papers_open\" [") < before.find("\"visit_open\" ["));
    std::swap(image.workflows[0].states[1].children[0], image.workflows[0].states[1].children[1]);
    const auto after = to_dot(image, image.workflows[0]);
    CHECK(after.find("\"papers_open\" [") > after.find("\"visit_open\" ["));
}

TEST_CASE("quotes in titles do not end the label")
{
    auto image = sample_image();
    image.workflows[0].states[0].title = "Asked \"politely\"; so: there";
    CHECK(to_dot(image, image.workflows[0]).find("Asked \\\"politely\\\";") != std::string::npos);
    CHECK(
        to_mermaid(image, image.workflows[0]).find("Asked #quot;politely#quot;#59; so#58; there") !=
        std::string::npos);
}

}  // namespace
}  // namespace gradus::test
