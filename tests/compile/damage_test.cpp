// The compiler reads whatever it is given: a damaged program gives diagnostics, never a crash, and
// an image only if nothing was found.

#include <random>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

const std::string k_folder = std::string(GRADUS_SOURCE_DIR) + "/tests/sema/faults/";
constexpr int k_runs = 800;

// Blanks and line breaks belong to the word before them, so that the pieces make up the text.
std::vector<std::string> words_of(const std::string& text)
{
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_blank = text[i] == ' ' || text[i] == '\n';
        if (!is_blank && i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\n'))
            words.emplace_back();
        words.back() += text[i];
    }
    return words;
}

// Removes, repeats, exchanges or copies a few words.
std::string damaged(std::vector<std::string> words, std::mt19937& random)
{
    const auto any = [&] { return random() % words.size(); };
    for (std::size_t changes = 1 + random() % 3; changes > 0; --changes) {
        const std::size_t at = any();
        switch (random() % 4) {
        case 0: words.erase(words.begin() + static_cast<std::ptrdiff_t>(at)); break;
        case 1: words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), words[at]); break;
        case 2: std::swap(words[at], words[any()]); break;
        default: words[at] = words[any()]; break;
        }
    }
    std::string text;
    for (const std::string& word : words)
        text += word;
    return text;
}

// Whatever is said stands within the texts, and there is an image only without errors. Returns
// whether there are some.
bool check_answer(const Compilation& compilation)
{
    bool has_errors = false;
    for (const Diagnostic& diagnostic : compilation.diagnostics) {
        has_errors = has_errors || severity_of(diagnostic.code) == Severity::error;
        const auto size = compilation.sources.file(diagnostic.span.source).text.size();
        REQUIRE(diagnostic.span.begin <= diagnostic.span.end);
        REQUIRE(diagnostic.span.end <= size);
        REQUIRE_FALSE(render(diagnostic, compilation.sources).empty());
    }
    REQUIRE(compilation.image.has_value() == !has_errors);
    return has_errors;
}

TEST_CASE("a damaged program gives diagnostics within its text, and an image only without errors")
{
    const auto words = words_of(read_text(k_folder + "base.gradus"));
    const SourceFile handbook{"sources/handbook.register",
                              read_text(k_folder + "sources/handbook.register")};
    std::mt19937 random(20261123);
    int with_errors = 0;
    for (int run = 0; run < k_runs; ++run) {
        const std::string text = damaged(words, random);
        INFO("run " << run << "\n" << text);
        with_errors += check_answer(compile({{"base.gradus", text}, handbook})) ? 1 : 0;
    }
    CHECK(with_errors > k_runs / 2);
}

// The text of a module of the standard library, as one of the program's own folder, and of a
// program that uses it.
std::pair<std::string, std::string> module_and_program(const std::string& name)
{
    const std::string root = std::string(GRADUS_SOURCE_DIR) + "/";
    auto module = read_text(root + "stdlib/" + name + ".gradus");
    auto program = read_text(root + "tests/stdlib/programs/" + name + ".gradus");
    module.replace(module.find("module std."), 11, "module ");
    program.replace(program.find("use std."), 8, "use ");
    return {std::move(module), std::move(program)};
}

TEST_CASE("damaged modules and uses of them give diagnostics, and an image only without errors")
{
    std::mt19937 random(20261124);
    int with_errors = 0;
    for (const std::string name : {"certification", "reapplication", "reminders", "review"}) {
        const auto [module, program] = module_and_program(name);
        REQUIRE(compile({{"p.gradus", program}, {"modules/" + name + ".gradus", module}}).image);
        const auto module_words = words_of(module);
        const auto program_words = words_of(program);
        for (int run = 0; run < k_runs / 4; ++run) {
            const bool is_module = run % 2 == 0;
            const std::string damage = damaged(is_module ? module_words : program_words, random);
            INFO("run " << run << "\n" << damage);
            const auto compilation =
                compile({{"p.gradus", is_module ? program : damage},
                         {"modules/" + name + ".gradus", is_module ? damage : module}});
            with_errors += check_answer(compilation) ? 1 : 0;
        }
    }
    CHECK(with_errors > k_runs / 2);
}

}  // namespace
}  // namespace gradus::test
