// The formatter: one form for each file, with every token and every comment in it.

#include <catch2/catch.hpp>

#include "dsl/image/codec.hpp"
#include "dsl/syntax/parse.hpp"
#include "tests/syntax/program_files.hpp"

namespace gradus::test {
namespace {

std::optional<std::string> formatted(const std::string& text)
{
    SourceSet sources;
    const auto source = sources.add({"p.gradus", text});
    Diagnostics diagnostics;
    return format(sources, source, diagnostics);
}

std::vector<SourceFile> gradus_files()
{
    auto files = workflow_files();
    std::erase_if(files, [](const SourceFile& file) { return !file.path.ends_with(".gradus"); });
    return files;
}

std::vector<std::string> words_of(const std::string& text)
{
    std::vector<std::string> words;
    for (const Token& token : tokens_of(text))
        words.push_back(text.substr(token.begin, token.length));
    return words;
}

// With a comment of its own number at each place where a token ends, and before the first.
std::string with_comments(const std::string& text, bool on_own_lines)
{
    std::string all = "# before\n";
    std::size_t last = 0;
    int number = 0;
    for (const Token& token : tokens_of(text)) {
        const auto end = token.begin + token.length;
        all += text.substr(last, end - last) + (on_own_lines ? "\n# " : " # ") +
               std::to_string(++number) + "\n";
        last = end;
    }
    return all + text.substr(last);
}

// The Image as it is stored, without the places of the text.
std::string image_of(const std::vector<SourceFile>& files)
{
    const auto compilation = compile(files);
    for (const Diagnostic& each : compilation.diagnostics)
        UNSCOPED_INFO(render(each, compilation.sources));
    REQUIRE(compilation.image);
    return encode(*compilation.image);
}

TEST_CASE("the program of workflows/ has its one form")
{
    for (const SourceFile& file : gradus_files()) {
        INFO(file.path);
        CHECK(formatted(file.text) == file.text);
    }
}

TEST_CASE("formatting gives one form from any layout, and a form that stays")
{
    for (const SourceFile& file : gradus_files()) {
        INFO(file.path);
        auto flat = file.text;
        for (std::size_t at = flat.find("\n "); at != std::string::npos; at = flat.find("\n "))
            flat.erase(at + 1, 1);
        CHECK(formatted(flat) == file.text);
    }
}

TEST_CASE("a comment at every end of a token is kept, in order, and the form stays")
{
    for (const SourceFile& file : gradus_files())
        for (const bool on_own_lines : {false, true}) {
            INFO(file.path << ", on lines of their own: " << on_own_lines);
            const auto text = with_comments(file.text, on_own_lines);
            const auto once = formatted(text);
            REQUIRE(once);
            CHECK(comments_of(*once) == comments_of(text));
            CHECK(words_of(*once) == words_of(file.text));
            CHECK(formatted(*once) == *once);
        }
}

TEST_CASE("one comment at any end of a token is kept, and the form stays")
{
    const auto files = gradus_files();
    for (const SourceFile& file : files) {
        const auto tokens = tokens_of(file.text);
        const std::size_t stride = 7;  // each seventh place: all of them would take a minute
        for (std::size_t i = 0; i < tokens.size(); i += stride) {
            auto text = file.text;
            text.insert(tokens[i].begin + tokens[i].length, " # here\n");
            const auto once = formatted(text);
            REQUIRE(once);
            if (comments_of(*once) != comments_of(text) || formatted(*once) != once)
                FAIL_CHECK(file.path << ":" << line_of(file.text, tokens[i].begin));
        }
    }
}

TEST_CASE("formatting keeps the image, with comments everywhere and without")
{
    auto files = workflow_files();
    const auto image = image_of(files);
    for (SourceFile& file : files)
        if (file.path.ends_with(".gradus"))
            file.text = *formatted(with_comments(file.text, false));
    CHECK(image_of(files) == image);
}

TEST_CASE("a file with a fault of the form is not formatted")
{
    CHECK_FALSE(formatted("role \"R\"\n"));
    CHECK_FALSE(formatted("rol r\n"));
    CHECK(formatted("") == "");
    CHECK(formatted("  # only this") == "# only this\n");
}

TEST_CASE("a file of nothing but comments is laid out in time in proportion to its size")
{
    std::string text;
    for (int i = 0; i < 250'000; ++i)
        text += "  #\n";
    const auto once = formatted(text);
    REQUIRE(once);
    CHECK(once->size() == 500'000);
}

TEST_CASE("line breaks of other systems and blanks at the end of lines are laid out alike")
{
    CHECK(formatted("role a\r\nrole b   \r\n\r\n\r\n\r\nrole c # x \r\n") ==
          "role a\nrole b\n\nrole c  # x\n");
}

}  // namespace
}  // namespace gradus::test
