// Cuts a text into the pieces that a register fingerprints. A register outlives the text's layout,
// so places are ordinals and not headings, and what only dresses a text (marks, tags, line breaks)
// is folded away before anything is counted. A change of these rules is a new `cutting` version:
// every fingerprint of every register rests on them (docs/author/registers.md).
//
// Example: "# Fees\nNone. Ever!\n" is `section 1 heading`, `section 1 sentence 1` and `… sentence
// 2`. Tested by tests/sources/source_text_test.cpp
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "dsl/syntax/register.hpp"

namespace gradus {
namespace {

constexpr std::array k_abbreviations = {"e.g",  "i.e", "etc", "vs", "Inc", "Ltd", "Co",
                                        "Corp", "Mr",  "Mrs", "Ms", "Dr",  "St",  "Fig"};

struct Entity {
    std::string_view name;
    std::string_view text;
};
constexpr std::array k_entities = {Entity{"&amp;", "&"}, Entity{"&lt;", "<"},
                                   Entity{"&gt;", ">"},  Entity{"&quot;", "\""},
                                   Entity{"&#39;", "'"}, Entity{"&nbsp;", " "}};

constexpr std::string_view k_bullet = "\u2022";
constexpr std::string_view k_middle_dot = "\u00B7";
constexpr std::string_view k_no_break_space = "\u00A0";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_capital(c) || (c >= 'a' && c <= 'z'); }
bool is_punctuation(char c) { return c > ' ' && c < '\x7f' && !is_digit(c) && !is_letter(c); }

std::string_view trim(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string fold_white_space(std::string_view text)
{
    std::string folded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_wide = text.substr(at).starts_with(k_no_break_space);
        if (!is_wide && !is_space(text[at])) {
            folded += text[at];
            continue;
        }
        if (is_wide)
            at += k_no_break_space.size() - 1;
        if (!folded.empty() && folded.back() != ' ')
            folded += ' ';
    }
    return std::string(trim(folded));
}

// --- marks: what dresses a text ------------------------------------------------------------------

// Each of these looks at the start of `rest`, writes what remains of a mark, and says how many
// bytes it took; 0 means that there is no such mark here.

std::size_t take_tag(std::string_view rest, std::string& plain)
{
    if (rest.size() < 3 || rest[0] != '<' ||
        !(is_letter(rest[1]) || rest[1] == '/' || rest[1] == '!'))
        return 0;  // "<20 %" is a figure
    const auto end = rest.find('>');
    if (end == std::string_view::npos)
        return 0;
    plain += ' ';
    return end + 1;
}

std::size_t take_entity(std::string_view rest, std::string& plain)
{
    for (const Entity& entity : k_entities) {
        if (!rest.starts_with(entity.name))
            continue;
        plain += entity.text;
        return entity.name.size();
    }
    return 0;
}

std::size_t take_escape(std::string_view rest, std::string& plain)
{
    if (rest.size() < 2 || rest[0] != '\\' || !is_punctuation(rest[1]))
        return 0;
    plain += rest[1];
    return 2;
}

std::string plain_text(std::string_view marked);

std::size_t take_link(std::string_view rest, std::string& plain)
{
    if (rest.empty() || rest[0] != '[')
        return 0;
    const auto middle = rest.find("](");
    if (middle == std::string_view::npos ||
        rest.substr(0, middle).find('\n') != std::string_view::npos)
        return 0;
    const auto end = rest.find(')', middle);
    if (end == std::string_view::npos)
        return 0;
    plain += plain_text(rest.substr(1, middle - 1));
    return end + 1;
}

// Only at the start of a word: asterisks after a word are somebody's footnotes.
std::size_t take_strong(std::string_view rest, std::string& plain)
{
    const bool at_word_start = plain.empty() || is_space(plain.back());
    if (!at_word_start || !rest.starts_with("**") || rest.size() < 5 || is_space(rest[2]))
        return 0;
    const auto end = rest.find("**", 3);
    if (end == std::string_view::npos)
        return 0;
    plain += plain_text(rest.substr(2, end - 2));
    return end + 2;
}

std::size_t take_code_mark(std::string_view rest, std::string&)
{
    return rest.starts_with('`') ? 1 : 0;
}

constexpr std::array k_marks = {take_tag,  take_entity, take_escape,
                                take_link, take_strong, take_code_mark};

std::string plain_text(std::string_view marked)
{
    std::string plain;
    while (!marked.empty()) {
        std::size_t taken = 0;
        for (const auto take : k_marks)
            if (taken == 0)
                taken = take(marked, plain);
        if (taken == 0) {
            plain += marked[0];
            taken = 1;
        }
        marked.remove_prefix(taken);
    }
    return plain;
}

std::string without_bullet(std::string folded)
{
    for (const auto bullet : {k_bullet, k_middle_dot})
        if (folded.starts_with(bullet))
            return std::string(trim(std::string_view(folded).substr(bullet.size())));
    return folded;
}

std::string piece_text(std::string_view marked)
{
    return without_bullet(fold_white_space(plain_text(marked)));
}

// --- sentences -----------------------------------------------------------------------------------

bool ends_with_abbreviation(std::string_view before_stop)
{
    const auto blank = before_stop.rfind(' ');
    auto word = before_stop.substr(blank == std::string_view::npos ? 0 : blank + 1);
    while (!word.empty() && (word.front() == '(' || word.front() == '"'))
        word.remove_prefix(1);
    if (word.size() == 1 && is_capital(word[0]))
        return true;  // an initial
    return std::find(k_abbreviations.begin(), k_abbreviations.end(), word) != k_abbreviations.end();
}

bool opens_sentence(std::string_view rest)
{
    return !rest.empty() &&
           (is_capital(rest[0]) || rest[0] == '"' || rest[0] == '\'' || rest[0] == '(' ||
            rest.starts_with("\u201C") || rest.starts_with("\u2018"));
}

// The length of the first sentence of `text`, its stop and closing quotes included.
std::size_t sentence_length(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '.' && text[at] != '!' && text[at] != '?')
            continue;
        std::size_t end = at + 1;
        while (end < text.size() && (text[end] == '"' || text[end] == '\'' || text[end] == ')'))
            ++end;
        if (end == text.size())
            return end;
        const bool is_abbreviation = text[at] == '.' && ends_with_abbreviation(text.substr(0, at));
        if (text[end] == ' ' && !is_abbreviation && opens_sentence(text.substr(end + 1)))
            return end;
    }
    return text.size();
}

// --- lines and blocks ----------------------------------------------------------------------------

std::size_t heading_level(std::string_view line)
{
    const auto level = line.find_first_not_of('#');
    const bool is_heading =
        level != std::string_view::npos && level >= 1 && level <= 6 && is_space(line[level]);
    return is_heading ? level : 0;
}

bool is_divider(std::string_view line)
{
    return line.size() >= 3 && line.find_first_not_of(line[0]) == std::string_view::npos &&
           (line[0] == '-' || line[0] == '*' || line[0] == '_');
}

// The length of "- ", "12. " and the like; 0 for a line that is no item of a list.
std::size_t item_mark_length(std::string_view line)
{
    if (line.size() > 2 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ')
        return 2;
    std::size_t digits = 0;
    while (digits < line.size() && is_digit(line[digits]))
        ++digits;
    const bool is_numbered = digits > 0 && digits <= 3 && digits + 1 < line.size() &&
                             (line[digits] == '.' || line[digits] == ')') &&
                             line[digits + 1] == ' ';
    return is_numbered ? digits + 2 : 0;
}

class Cutter {
public:
    void read(std::string_view line);
    [[nodiscard]] std::vector<CutPiece> finish();

private:
    void read_heading(std::string_view title);
    void read_row(std::string_view line);
    void read_prose(std::string_view line);
    void add_cell(std::string_view cell, int column);
    void end_paragraph();
    void end_table() { row_ = 0; }
    void add(std::string where, std::string text);

    std::vector<CutPiece> pieces_;
    std::string paragraph_;
    int section_ = 0;   // 0: before the first heading
    int sentence_ = 0;  // within the section
    int table_ = 0;     // within the text
    int row_ = 0;       // 0: no table is open
};

void Cutter::read(std::string_view line)
{
    const auto text = trim(line);
    const bool is_row = !text.empty() && line.find('\t') != std::string_view::npos;
    if (is_row)
        return read_row(line);
    end_table();
    if (text.empty() || is_divider(text))
        return end_paragraph();
    if (const auto level = heading_level(text); level > 0)
        return read_heading(text.substr(level));
    read_prose(line);
}

void Cutter::read_heading(std::string_view title)
{
    end_paragraph();
    ++section_;
    sentence_ = 0;
    add(fmt::format("section {} heading", section_), piece_text(title));
}

void Cutter::read_prose(std::string_view line)
{
    const auto text = trim(line);
    const auto mark = item_mark_length(text);
    if (mark > 0)
        end_paragraph();
    if (!paragraph_.empty())
        paragraph_ += '\n';
    paragraph_ += text.substr(mark);
    // Two blanks at the end break the line: lines of an address are no sentence together.
    if (line.ends_with("  ") || line.ends_with("  \r"))
        end_paragraph();
}

void Cutter::read_row(std::string_view line)
{
    end_paragraph();
    if (row_ == 0)
        ++table_;
    ++row_;
    int column = 0;
    while (true) {
        const auto tab = line.find('\t');
        add_cell(line.substr(0, tab), ++column);
        if (tab == std::string_view::npos)
            return;
        line.remove_prefix(tab + 1);
    }
}

// A list in a cell is cut at its items, since each of them may state a clause of its own.
void Cutter::add_cell(std::string_view cell, int column)
{
    constexpr std::string_view k_item = "<li>";
    const auto place = fmt::format("table {} row {} column {}", table_, row_, column);
    if (cell.find(k_item) == std::string_view::npos)
        return add(place, piece_text(cell));
    for (int item = 0; !cell.empty(); ++item) {
        const auto next = cell.find(k_item);
        add(item == 0 ? place : fmt::format("{} item {}", place, item),
            piece_text(cell.substr(0, next)));
        cell.remove_prefix(next == std::string_view::npos ? cell.size() : next + k_item.size());
    }
}

void Cutter::end_paragraph()
{
    const std::string folded = piece_text(paragraph_);
    paragraph_.clear();
    std::string_view rest = folded;
    while (!rest.empty()) {
        const auto length = sentence_length(rest);
        add(fmt::format("section {} sentence {}", section_, ++sentence_),
            std::string(rest.substr(0, length)));
        rest = trim(rest.substr(length));
    }
}

void Cutter::add(std::string where, std::string text)
{
    if (!text.empty())
        pieces_.push_back({std::move(where), std::move(text)});
}

std::vector<CutPiece> Cutter::finish()
{
    end_paragraph();
    return std::move(pieces_);
}

}  // namespace

std::vector<CutPiece> cut_source_text(std::string_view text)
{
    Cutter cutter;
    while (!text.empty()) {
        const auto end = text.find('\n');
        cutter.read(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return cutter.finish();
}

}  // namespace gradus
