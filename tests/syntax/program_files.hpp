// The files of the program in workflows/, and one file as the compiler's syntax reads it.
#pragma once

#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"

namespace gradus::test {

// The files of workflows/operate_specialist, its register included.
[[nodiscard]] std::vector<SourceFile> workflow_files();

struct Token {
    std::size_t begin;
    std::size_t length;
    bool is_word = false;  // a keyword or a name

    friend bool operator==(const Token&, const Token&) = default;
};

// The tokens of a text, without its comments.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);
[[nodiscard]] std::vector<std::string> comments_of(std::string_view text);
[[nodiscard]] std::size_t line_of(std::string_view text, std::size_t offset);

}  // namespace gradus::test
