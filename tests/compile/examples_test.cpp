// The pages of the diagnostics say what is so.
#include "dsl/compile/examples.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

// Faults of size: registry_test.cpp holds that each of them can be made.
const std::set<std::string> k_too_large = {"G0324", "G0614", "G0901", "G0902", "G0903", "G0904"};

Compilation compile_example(std::vector<SourceFile> files)
{
    const std::string folder = std::string(GRADUS_SOURCE_DIR) + "/tests/sema/faults/";
    const bool is_alone = std::any_of(files.begin(), files.end(), [](const SourceFile& file) {
        return file.text.starts_with("# alone\n");
    });
    if (!is_alone)
        for (const std::string path : {"base.gradus", "sources/handbook.register"})
            files.push_back({path, read_text(folder + path)});
    return compile(std::move(files));
}

std::set<std::string> codes_of(const Compilation& compilation)
{
    std::set<std::string> codes;
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        codes.emplace(page_of(diagnostic.code).id);
    return codes;
}

TEST_CASE("the wrong example of each page has exactly the fault of the page")
{
    for (const DiagnosticPage& page : diagnostic_pages()) {
        const std::string id(page.id);
        INFO(id << " " << page.name);
        const auto example = example_of(id);
        CHECK(example.has_value() == !k_too_large.contains(id));
        if (!example)
            continue;
        const auto compilation = compile_example(example->wrong);
        INFO(render_all(compilation));
        CHECK(codes_of(compilation) == std::set<std::string>{id});
    }
}

TEST_CASE("the right example of each page has no fault at all, and is compiled")
{
    for (const DiagnosticPage& page : diagnostic_pages()) {
        const auto example = example_of(page.id);
        if (!example)
            continue;
        const auto compilation = compile_example(example->right);
        INFO(page.id << " " << page.name << "\n" << render_all(compilation));
        CHECK(compilation.diagnostics.empty());
        CHECK(compilation.image.has_value());
    }
}

TEST_CASE("the two examples of a page differ, and each example belongs to a page")
{
    for (const DiagnosticPage& page : diagnostic_pages())
        if (const auto example = example_of(page.id)) {
            INFO(page.id);
            const auto texts = [](const std::vector<SourceFile>& files) {
                std::string text;
                for (const SourceFile& file : files)
                    text += file.path + "\n" + file.text;
                return text;
            };
            CHECK(texts(example->wrong) != texts(example->right));
        }
    for (const auto text : example_texts())
        for (auto at = text.find("### "); at != std::string_view::npos;
             at = text.find("### ", at + 1)) {
            INFO(text.substr(at, 10));
            CHECK(find_page(text.substr(at + 4, 5)).has_value());
        }
}

}  // namespace
}  // namespace gradus::test
