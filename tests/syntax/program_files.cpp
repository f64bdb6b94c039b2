#include "tests/syntax/program_files.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "dsl/syntax/lexical.hpp"

namespace gradus::test {

std::vector<SourceFile> workflow_files()
{
    auto files = read_program(std::string(GRADUS_SOURCE_DIR) + "/workflows/operate_specialist");
    REQUIRE(files);
    return std::move(*files);
}

std::vector<Token> tokens_of(std::string_view text)
{
    std::vector<Token> tokens;
    for (auto rest = skip_to_next(text, 0); !rest.empty();) {
        const auto length = scan_any_token(rest);
        tokens.push_back({text.size() - rest.size(), length, scan_name(rest) == length});
        rest = skip_to_next(rest, length);
    }
    return tokens;
}

std::vector<std::string> comments_of(std::string_view text)
{
    std::vector<std::string> comments;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const auto trivia = scan_trivia(rest);
        if (trivia.is_comment)
            comments.emplace_back(rest.substr(0, trivia.length));
        at += trivia.length != 0 ? trivia.length : scan_any_token(rest);
    }
    return comments;
}

std::size_t line_of(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace gradus::test
