// Holds the source tree against the rules of the house, and each rule against a fault of its own
// kind: a rule that finds nothing anywhere proves nothing.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/house/rules.hpp"

namespace gradus::house {
namespace {

const Faults k_none;

std::vector<SourceFile> code_of(const std::vector<std::string>& folders)
{
    return ending_in(read_tree(folders), {".cpp", ".hpp", ".inc"});
}

std::string lines(std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += "    work();\n";
    return text;
}

// A file of its own on disk, for the rule that asks another program.
struct FileOnDisk {
    explicit FileOnDisk(const std::string& text)
    {
        auto pattern = (std::filesystem::temp_directory_path() / "gradus-house-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        folder = pattern;
        std::ofstream(folder / "snippet.cpp") << text;
    }
    ~FileOnDisk() { std::filesystem::remove_all(folder); }
    FileOnDisk(const FileOnDisk&) = delete;
    FileOnDisk& operator=(const FileOnDisk&) = delete;

    std::filesystem::path folder;
};

}  // namespace

TEST_CASE("a folder includes only what the architecture lets it see")
{
    CHECK(in_all(code_of({"dsl", "engine"}), include_edge_faults) == k_none);
}

TEST_CASE("an include against the architecture is found")
{
    CHECK(include_edge_faults({"engine/core/a.cpp", "#include \"dsl/compile/compile.hpp\"\n"})
              .size() == 1);
    CHECK(include_edge_faults({"dsl/base/a.hpp", "#include \"dsl/image/image.hpp\"\n"}).size() ==
          1);
    CHECK(include_edge_faults({"engine/odd/a.cpp", ""}).size() == 1);
    CHECK(include_edge_faults({"engine/store/a.cpp", "#include \"engine/core/step.hpp\"\n"}) ==
          k_none);
}

TEST_CASE("headers of other projects stand behind their wrappers")
{
    CHECK(foreign_header_faults(code_of({"dsl", "engine"})) == k_none);
}

TEST_CASE("a foreign header out of its place is found")
{
    const std::string sqlite = "#include <sqlite3.h>\n";
    CHECK(foreign_header_faults({{"engine/core/a.cpp", sqlite}}).size() == 1);
    CHECK(foreign_header_faults({{"engine/store/a.hpp", sqlite}}).size() == 1);
    CHECK(foreign_header_faults({{"engine/store/a.cpp", sqlite}}) == k_none);
    CHECK(foreign_header_faults({{"engine/store/a.cpp", sqlite}, {"engine/store/b.cpp", sqlite}})
              .size() == 1);
    CHECK(foreign_header_faults({{"dsl/graph/a.cpp", "#include <lemon/list_graph.h>\n"}}).size() ==
          1);
}

TEST_CASE("files keep to their lines and lines to their columns")
{
    CHECK(in_all(code_of({"dsl", "engine", "tests"}), layout_faults) == k_none);
}

TEST_CASE("a file too long and a line too wide are found")
{
    CHECK(layout_faults({"a.hpp", lines(250)}) == k_none);
    CHECK(layout_faults({"a.hpp", lines(251)}).size() == 1);
    CHECK(layout_faults({"a.cpp", lines(700)}) == k_none);
    CHECK(layout_faults({"a.cpp", lines(701)}).size() == 1);
    CHECK(layout_faults({"a.cpp", std::string(100, 'x') + "\n"}) == k_none);
    CHECK(layout_faults({"a.cpp", std::string(101, 'x') + "\n"}).size() == 1);
    CHECK(layout_faults({"a.cpp", std::string(99, 'x') + "…\n"}) == k_none);
}

TEST_CASE("no function is longer than seventy lines")
{
    for (const std::string folder : {"dsl", "engine", "tests"})
        CHECK(function_faults(std::string(GRADUS_SOURCE_DIR) + "/" + folder) == k_none);
}

TEST_CASE("a function too long is found")
{
    const auto faults_of = [](const std::string& text) {
        const FileOnDisk file(text);
        return function_faults(file.folder.string());
    };
    CHECK(faults_of("void f()\n{\n" + lines(67) + "}\n") == k_none);
    CHECK(faults_of("void f()\n{\n" + lines(68) + "}\n").size() == 1);
    CHECK(faults_of("").size() == 1);
}

TEST_CASE("no word of a particular program stands in what serves every program")
{
    CHECK(in_all(read_tree({"dsl", "engine", "stdlib"}), program_word_faults) == k_none);
}

TEST_CASE("a word of a particular program is found whole, in any case")
{
    CHECK(program_word_faults({"dsl/a.cpp", "// the Partner signs\n"}).size() == 1);
    CHECK(program_word_faults({"dsl/a.cpp", "auto partner_tier = 1;\n"}).size() == 1);
    CHECK(program_word_faults({"dsl/a.cpp", "// a spam filter is no specialism\n"}) == k_none);
}

TEST_CASE("nothing that replays reads a clock, chance or the environment")
{
    const auto files =
        code_of({"engine/core", "engine/projection", "engine/journal", "engine/runtime"});
    CHECK(in_all(files, nondeterminism_faults) == k_none);
}

TEST_CASE("a clock, chance and an unordered container are found")
{
    const auto faults_of = [](const std::string& line) {
        return nondeterminism_faults({"engine/core/a.cpp", line}).size();
    };
    CHECK(faults_of("auto now = std::chrono::system_clock::now();\n") == 1);
    CHECK(faults_of("#include <unordered_map>\n") == 1);
    CHECK(faults_of("return rand();\n") == 1);
    CHECK(faults_of("const auto home = std::getenv(name);\n") == 1);
    CHECK(faults_of("const auto operand = 1;  // never rand()\n") == 0);
}

TEST_CASE("no file names a machine or a package registry")
{
    CHECK(in_all(read_tree({""}), machine_faults) == k_none);
}

TEST_CASE("a path of a machine is found")
{
    CHECK(machine_faults({"docs/a.md",
                          "see /ho"
                          "me/ann/notes\n"})
              .size() == 1);
    CHECK(machine_faults({"docs/a.md", "see docs/homework/notes\n"}) == k_none);
}

TEST_CASE("open work carries the number of its issue")
{
    const auto files =
        ending_in(read_tree({""}), {".cpp", ".hpp", ".inc", ".def", ".txt", ".gradus", ".md"});
    CHECK(in_all(files, open_work_faults) == k_none);
}

TEST_CASE("open work without a number is found")
{
    const std::string mark =
        "TO"
        "DO";
    CHECK(open_work_faults({"a.cpp", "// " + mark + ": later\n"}).size() == 1);
    CHECK(open_work_faults({"a.cpp", "// " + mark + "(ann): later\n"}).size() == 1);
    CHECK(open_work_faults({"a.cpp",
                            "// FIX"
                            "ME\n"})
              .size() == 1);
    CHECK(open_work_faults({"a.cpp", "// " + mark + "(12): later\n"}) == k_none);
}

TEST_CASE("every source stands in a list of the build")
{
    CHECK(unlisted_source_faults(read_tree({""})) == k_none);
}

TEST_CASE("a source in no list is found")
{
    const SourceFile source{"dsl/base/time.cpp", ""};
    CHECK(unlisted_source_faults({source}).size() == 1);
    CHECK(
        unlisted_source_faults({source, {"dsl/base/CMakeLists.txt", "(civil_time.cpp)"}}).size() ==
        1);
    CHECK(unlisted_source_faults({source, {"dsl/base/CMakeLists.txt", "(json.cpp time.cpp)"}}) ==
          k_none);
    CHECK(unlisted_source_faults({source, {"CMakeLists.txt", "dsl/base/time.cpp"}}) == k_none);
}

TEST_CASE("what a file says tests it is there")
{
    CHECK(tested_by_faults(read_tree({"dsl", "engine", "tests"})) == k_none);
}

TEST_CASE("a test that is named and not there is found")
{
    const SourceFile header{"dsl/a.hpp", "// Tested by tests/a_test.cpp\n"};
    CHECK(tested_by_faults({header}).size() == 1);
    CHECK(tested_by_faults({header, {"tests/a_test.cpp", ""}}) == k_none);
}

}  // namespace gradus::house
