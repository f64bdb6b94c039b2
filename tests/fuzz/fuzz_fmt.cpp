// A file in its one form has the same tokens and comments in the same order, and is in that form
// already.

#include "dsl/base/assert.hpp"
#include "dsl/syntax/lexical.hpp"
#include "dsl/syntax/parse.hpp"

namespace gradus {
namespace {

std::optional<std::string> formatted(const std::string& text)
{
    SourceSet sources;
    const auto id = sources.add({"fuzz.gradus", text});
    Diagnostics diagnostics;
    return format(sources, id, diagnostics);
}

// White space at a comment's end is no part of what it says.
std::string_view trimmed(std::string_view text)
{
    const auto last = text.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? "" : text.substr(0, last + 1);
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const Trivia trivia = scan_trivia(text);
        const auto length = trivia.length != 0 ? trivia.length : scan_any_token(text);
        if (trivia.length == 0 || trivia.is_comment)
            words.push_back(trimmed(text.substr(0, length)));
        text.remove_prefix(length);
    }
    return words;
}

}  // namespace
}  // namespace gradus

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace gradus;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto once = formatted(text);
    if (!once)
        return 0;
    ASSERT(words_of(*once) == words_of(text));
    ASSERT(formatted(*once) == once);
    return 0;
}
