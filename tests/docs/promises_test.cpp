// The page of promises names tests that exist, and leaves no promise out.

#include <regex>

#include <catch2/catch.hpp>

#include "tests/docs/pages.hpp"

namespace gradus::docs {
namespace {

std::string sources_of(const std::string& folder)
{
    std::string text;
    if (std::filesystem::exists(k_root / "tests" / folder))
        for (const auto& file : std::filesystem::directory_iterator(k_root / "tests" / folder))
            if (file.path().extension() == ".cpp")
                text += text_of(file.path());
    // A name may go on in the next line.
    text = std::regex_replace(text, std::regex("\"\\s*\n\\s*\""), "");
    return std::regex_replace(text, std::regex("TEST_CASE\\(\\s+"), "TEST_CASE(");
}

struct Row {
    int promise = 0;
    std::string state;
    std::vector<std::pair<std::string, std::string>> tests;  // folder and name
};

std::vector<Row> rows()
{
    static const std::regex k_row(R"(\| P(\d+) [^|]*\| ([a-z ]+) \| ([^|]*)\|)");
    static const std::regex k_test(R"(`([a-z]+): ([^`]+)`)");
    const auto page = text_of(k_root / "docs/operate/promises.md");
    std::vector<Row> rows;
    for (std::sregex_iterator row(page.begin(), page.end(), k_row), end; row != end; ++row) {
        Row one{std::stoi((*row)[1].str()), (*row)[2].str(), {}};
        const auto cell = (*row)[3].str();
        for (std::sregex_iterator test(cell.begin(), cell.end(), k_test); test != end; ++test)
            one.tests.emplace_back((*test)[1].str(), (*test)[2].str());
        rows.push_back(std::move(one));
    }
    return rows;
}

}  // namespace

TEST_CASE("every test that a promise names exists")
{
    int count = 0;
    for (const auto& row : rows())
        for (const auto& [folder, name] : row.tests) {
            CAPTURE(row.promise, folder, name);
            CHECK(sources_of(folder).find("TEST_CASE(\"" + name + "\"") != std::string::npos);
            ++count;
        }
    CHECK(count > 20);
}

TEST_CASE("each promise has its line, and only an open one has no test")
{
    std::vector<int> numbers;
    for (const auto& row : rows()) {
        CAPTURE(row.promise);
        numbers.push_back(row.promise);
        CHECK((row.state == "holds" || row.state == "in part" || row.state == "open"));
        CHECK(row.tests.empty() == (row.state == "open"));
    }
    CHECK(numbers == std::vector<int>{1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17});
}

}  // namespace gradus::docs
