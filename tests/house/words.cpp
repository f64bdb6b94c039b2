// Words that may not stand in a file, or not in a folder. The lists below are cut in two wherever
// the file would otherwise convict itself.

#include <algorithm>
#include <cctype>

#include "tests/house/rules.hpp"

namespace gradus::house {
namespace {

const std::vector<std::string> k_program_words = {"juniper", "jncia",   "jncis", "jncip",
                                                  "pam",     "spm",     "elite", "specialist",
                                                  "partner", "partners"};

const std::vector<std::string> k_nondeterministic = {"system_clock",
                                                     "steady_clock",
                                                     "high_resolution_clock",
                                                     "clock_gettime",
                                                     "gettimeofday",
                                                     "rand",
                                                     "srand",
                                                     "random_device",
                                                     "mt19937",
                                                     "getrandom",
                                                     "getenv",
                                                     "unordered_map",
                                                     "unordered_set",
                                                     "unordered_multimap",
                                                     "unordered_multiset"};

const std::vector<std::string> k_machine_words = {
    "/ho"
    "me/",
    "/ro"
    "ot/",
    "/wo"
    "rk/",
    "/Us"
    "ers/",
    "registry."
    "npmjs",
    "deb."
    "debian.org",
    "py"
    "pi.org",
    "proxy."
    "golang"};

const std::vector<std::string> k_unnumbered_marks = {
    "FIX"
    "ME",
    "XX"
    "X",
    "HA"
    "CK"};
const std::string k_numbered_mark =
    "TO"
    "DO";

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_identifier(char c) { return is_letter(c) || c == '_'; }

std::string lowercase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return lower;
}

// The first place from `from` on where the word stands alone, as `belongs` sees what belongs to a
// word.
std::size_t find_word(std::string_view line, std::string_view word, bool (*belongs)(char))
{
    for (std::size_t at = line.find(word); at != std::string_view::npos;
         at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool is_cut_before = at == 0 || !belongs(line[at - 1]);
        const bool is_cut_after = end == line.size() || !belongs(line[end]);
        if (is_cut_before && is_cut_after)
            return at;
    }
    return std::string_view::npos;
}

std::string_view without_comment(std::string_view line) { return line.substr(0, line.find("//")); }

// "TODO(12)": a mark with the number of its issue.
bool is_numbered(std::string_view rest)
{
    if (!rest.starts_with('('))
        return false;
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    return end != std::string_view::npos && end > 1 && rest[end] == ')';
}

// Runs a rule that looks at one line; it says what is wrong, or nothing.
template <typename Rule> Faults in_lines(const SourceFile& file, Rule rule)
{
    Faults faults;
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (const std::string what = rule(lines[i]); !what.empty())
            faults.push_back(fault_at(file, i + 1, what));
    return faults;
}

std::string word_fault(std::string_view line, const std::vector<std::string>& words,
                       bool (*belongs)(char), const std::string& what)
{
    for (const std::string& word : words)
        if (find_word(line, word, belongs) != std::string_view::npos)
            return what + word;
    return {};
}

}  // namespace

Faults program_word_faults(const SourceFile& file)
{
    return in_lines(file, [](std::string_view line) {
        return word_fault(lowercase(line), k_program_words, is_letter,
                          "a word of a particular program: ");
    });
}

Faults nondeterminism_faults(const SourceFile& file)
{
    return in_lines(file, [](std::string_view line) {
        return word_fault(without_comment(line), k_nondeterministic, is_identifier,
                          "not the same in every replay: ");
    });
}

Faults machine_faults(const SourceFile& file)
{
    return in_lines(file, [](std::string_view line) -> std::string {
        for (const std::string& word : k_machine_words)
            if (line.find(word) != std::string_view::npos)
                return "belongs to one machine: " + word;
        return {};
    });
}

Faults open_work_faults(const SourceFile& file)
{
    return in_lines(file, [](std::string_view line) -> std::string {
        const std::size_t at = find_word(line, k_numbered_mark, is_identifier);
        if (at != std::string_view::npos && !is_numbered(line.substr(at + k_numbered_mark.size())))
            return "open work without the number of its issue";
        return word_fault(line, k_unnumbered_marks, is_identifier, "open work marked ");
    });
}

}  // namespace gradus::house
