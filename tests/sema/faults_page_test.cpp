// docs/internals/faults.md: what it says of each fault holds.
#include <map>
#include <regex>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

const std::string k_root = std::string(GRADUS_SOURCE_DIR) + "/";

struct Row {
    std::string number;
    std::string code;    // empty: no counterpart
    std::string target;  // the fault file, or the reason why there is none
};

std::vector<Row> rows_of(const std::string& page)
{
    static const std::regex k_row(
        R"(\| (\d+) \| [^|]+ \| (G\d{4}|–) \| (?:\[\w+\]\(\.\./\.\./([^)]+)\)|([^|]+)) \|)");
    std::vector<Row> rows;
    for (std::sregex_iterator row(page.begin(), page.end(), k_row), end; row != end; ++row) {
        const std::string code = (*row)[2];
        const bool has_code = code.starts_with("G");
        rows.push_back({(*row)[1], has_code ? code : "", (*row)[has_code ? 3 : 4]});
    }
    return rows;
}

std::string line_of(const Row& row) { return row.number + ": " + row.code + " " + row.target; }

}  // namespace

TEST_CASE("each fault of the page has its program, which produces its code")
{
    const auto rows = rows_of(read_text(k_root + "docs/internals/faults.md"));
    REQUIRE(rows.size() == 50);
    std::map<std::string, std::set<std::string>> codes_of;
    for (const std::string area : {"sema", "compile"})
        for (const FaultFile& fault : fault_files(area))
            for (const Diagnostic& diagnostic : compile(fault.files).diagnostics)
                codes_of["tests/" + fault.path].emplace(page_of(diagnostic.code).id);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        INFO(line_of(rows[i]));
        CHECK(rows[i].number == std::to_string(i + 1));
        if (rows[i].code.empty())
            CHECK_FALSE(rows[i].target.empty());
        else
            CHECK(codes_of[rows[i].target].contains(rows[i].code));
    }
}

TEST_CASE("every code that the page names is in the registry")
{
    static const std::regex k_code("G[0-9]{4}");
    const std::string page = read_text(k_root + "docs/internals/faults.md");
    std::size_t count = 0;
    for (std::sregex_iterator code(page.begin(), page.end(), k_code), end; code != end; ++code) {
        INFO(code->str());
        CHECK(find_page(code->str()).has_value());
        ++count;
    }
    CHECK(count > 40);
}

TEST_CASE("a row of the page without a program or with the wrong code is found")
{
    CHECK(rows_of("| 1 | a fault | G0101 | [x](../../tests/x.gradus) |\n").size() == 1);
    CHECK(rows_of("| 1 | a fault | – | none |\n")[0].code.empty());
    CHECK(rows_of("| 1 | a fault | G0101 | none |\n")[0].target.empty());
    CHECK(rows_of("| 1 | a fault | G01 | none |\n").empty());
}

}  // namespace gradus::test
