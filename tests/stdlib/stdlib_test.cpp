// Each module of the standard library, used by a small program of its own (programs/NAME.gradus).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "dsl/compile/modules.hpp"
#include "dsl/syntax/parse.hpp"
#include "engine/plan/scenario_run.hpp"

using namespace gradus;

namespace {

namespace fs = std::filesystem;

const std::string k_programs = GRADUS_SOURCE_DIR "/tests/stdlib/programs/";

// "std.review" -> the text of programs/review.gradus
std::string program_text(const std::string& module)
{
    std::ifstream stream(k_programs + module.substr(4) + ".gradus", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

Compilation compiled(const std::string& module)
{
    return compile({{"program.gradus", program_text(module)}});
}

std::string words(const Compilation& compilation)
{
    std::string text;
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        text += render(diagnostic, compilation.sources);
    return text;
}

// The module's fragments, rules, records and parameters.
std::vector<std::string> parts_of(const std::string& module)
{
    SourceSet sources;
    Diagnostics diagnostics;
    const auto parsed = parse(sources, sources.add(*stdlib_file(module)), diagnostics);
    REQUIRE(diagnostics.empty());
    std::vector<std::string> parts;
    for (const auto& declaration : parsed.declarations) {
        if (const auto* fragment = std::get_if<ast::Fragment>(&declaration))
            parts.push_back(fragment->name.text);
        if (const auto* rule = std::get_if<ast::Rule>(&declaration))
            parts.push_back(rule->name.text);
        if (const auto* fields = std::get_if<ast::Fields>(&declaration))
            parts.push_back(fields->name.text);
        if (const auto* parameter = std::get_if<ast::Parameter>(&declaration))
            parts.push_back(parameter->name.text);
    }
    return parts;
}

}  // namespace

TEST_CASE("the standard library travels inside the binary, each module under its own name")
{
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(GRADUS_SOURCE_DIR "/stdlib"))
        if (entry.path().extension() == ".gradus")
            files.push_back("std." + entry.path().stem().string());
    std::sort(files.begin(), files.end());
    CHECK(stdlib_names() == files);
    for (const auto& name : files) {
        const std::string path = GRADUS_SOURCE_DIR "/stdlib/" + name.substr(4) + ".gradus";
        std::ifstream stream(path, std::ios::binary);
        CHECK(stdlib_file(name)->text == std::string{std::istreambuf_iterator<char>(stream),
                                                     std::istreambuf_iterator<char>()});
    }
}

TEST_CASE("a small program uses every part of each module of the standard library")
{
    for (const auto& module : stdlib_names())
        for (const auto& part : parts_of(module)) {
            INFO(module << ": " << part);
            CHECK(program_text(module).find(part) != std::string::npos);
        }
}

TEST_CASE("the small programs have no faults, and their scenarios pass and enter every state")
{
    for (const auto& module : stdlib_names()) {
        INFO(module);
        const auto compilation = compiled(module);
        INFO(words(compilation));
        CHECK(compilation.diagnostics.empty());
        REQUIRE(compilation.image);
        const auto report = run_scenarios(compilation, *parse_date("2011-01-01"));
        CHECK_FALSE(report.results.empty());
        for (const auto& result : report.results) {
            INFO(result.title << ": " << result.message << result.detail);
            CHECK(result.is_passed);
        }
        CHECK(report.reached.states == report.all.states);
        CHECK(report.reached.branches == report.all.branches);
    }
}

TEST_CASE("each module of the standard library is laid out in the one form")
{
    for (const auto& name : stdlib_names()) {
        INFO(name);
        SourceSet sources;
        Diagnostics diagnostics;
        const auto id = sources.add(*stdlib_file(name));
        CHECK(format(sources, id, diagnostics) == sources.file(id).text);
    }
}
