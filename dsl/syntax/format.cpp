// The one form of a file: a line for each thing that begins with a keyword, four blanks for each
// block around it, one blank between words. Tokens and comments stay as they are and in their
// order; of several blank lines one is kept.
#include <algorithm>

#include "dsl/syntax/cst.hpp"
#include "dsl/syntax/lexical.hpp"
#include "dsl/syntax/parse.hpp"

namespace gradus {
namespace {

// Phrases that begin a line of their own.
bool begins_line(CstKind kind)
{
    const auto is_from = [kind](CstKind first, CstKind last) {
        return first <= kind && kind <= last;
    };
    if (is_from(CstKind::promise, CstKind::can_end) ||
        is_from(CstKind::scenario, CstKind::expect_call))
        return true;
    switch (kind) {
    case CstKind::program:
    case CstKind::source_line:
    case CstKind::zone_line:
    case CstKind::role:
    case CstKind::calendar:
    case CstKind::weekend:
    case CstKind::holiday:
    case CstKind::choice:
    case CstKind::choice_value:
    case CstKind::parameter:
    case CstKind::record:
    case CstKind::subject:
    case CstKind::event:
    case CstKind::service:
    case CstKind::answers:
    case CstKind::field:
    case CstKind::rule:
    case CstKind::given:
    case CstKind::note:
    case CstKind::clause_needs:
    case CstKind::clause_all:
    case CstKind::clause_any:
    case CstKind::clause_none:
    case CstKind::clause_once:
    case CstKind::clause_at_least:
    case CstKind::clause_only:
    case CstKind::clause_unless:
    case CstKind::table:
    case CstKind::gives:
    case CstKind::takes:
    case CstKind::columns:
    case CstKind::row:
    case CstKind::workflow:
    case CstKind::start:
    case CstKind::state:
    case CstKind::region:
    case CstKind::transition:
    case CstKind::branch:
    case CstKind::entry:
    case CstKind::on_exit:
    case CstKind::task:
    case CstKind::done_by:
    case CstKind::due:
    case CstKind::remind:
    case CstKind::overdue:
    case CstKind::rung:
    case CstKind::profile:
    case CstKind::fact:
    case CstKind::module_header:
    case CstKind::use:
    case CstKind::setting:
    case CstKind::fragment:
    case CstKind::fragment_given:
    case CstKind::include: return true;
    default: return false;
    }
}

bool is_token(CstKind kind) { return kind < CstKind::comment; }

struct Piece {
    std::uint32_t begin;
    std::uint32_t end;
    bool is_comment = false;
    bool is_line_start = false;
    std::size_t depth = 0;
};

// --- rows of tables -----------------------------------------------------------------------------

// A line of a table in its cells: "row", "north", "at least 5", "gives low".
std::vector<std::string> cells_of(std::string_view line)
{
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos)
        return {};
    const auto rest = line.substr(indent);
    const auto word = rest.substr(0, rest.find(' '));
    if (word.size() == rest.size() || (word != "columns" && word != "row"))
        return {};
    std::vector<std::string> cells{std::string(word), {}};
    bool is_in_text = false;
    for (std::size_t i = word.size() + 1; i < rest.size(); ++i) {
        if (rest[i] == '"' && rest[i - 1] != '\\')
            is_in_text = !is_in_text;
        if (!is_in_text && rest.substr(i, 3) == " | ") {
            cells.emplace_back("| ");
            i += 2;
        } else if (!is_in_text && rest.substr(i, 7) == " gives ") {
            cells.emplace_back(rest.substr(i + 1));
            break;
        } else {
            cells.back() += rest[i];
        }
    }
    return cells;
}

// The cells of neighboring rows below each other.
std::string align_rows(const std::string& text)
{
    std::string out;
    std::vector<std::pair<std::size_t, std::vector<std::string>>> rows;  // indent, cells
    const auto flush = [&] {
        std::vector<std::size_t> widths;
        for (const auto& [indent, cells] : rows)
            for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
                widths.resize(std::max(widths.size(), i + 1));
                widths[i] = std::max(widths[i], cells[i].size());
            }
        for (const auto& [indent, cells] : rows) {
            out.append(indent, ' ');
            for (std::size_t i = 0; i < cells.size(); ++i) {
                out += (i == 0 ? "" : " ") + cells[i];
                if (i + 1 < cells.size())
                    out.append(widths[i] - cells[i].size(), ' ');
            }
            out += '\n';
        }
        rows.clear();
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto line = std::string_view(text).substr(begin, end - begin);
        auto cells = cells_of(line);
        if (cells.empty()) {
            flush();
            out += std::string(line) + '\n';
        } else {
            rows.emplace_back(line.find_first_not_of(' '), std::move(cells));
        }
        begin = end + 1;
    }
    flush();
    return out;
}

class Formatter {
public:
    Formatter(std::string_view text, const Cst& cst) : text_(text), cst_(cst) {}

    std::string run()
    {
        walk(0, 0, false, CstKind::file);
        place_comments();
        std::string out;
        for (std::size_t i = 0; i < pieces_.size(); ++i)
            write(i, out);
        if (!out.empty())
            out += '\n';
        return out;
    }

private:
    [[nodiscard]] std::string_view token(const Piece& piece) const
    {
        return text_.substr(piece.begin, piece.end - piece.begin);
    }

    // `cites` stands on a line of its own where it is the block's, beside what it belongs to
    // elsewhere.
    static bool is_own_line(CstKind kind, CstKind around)
    {
        if (kind == CstKind::cites)
            return around == CstKind::rule || around == CstKind::table ||
                   around == CstKind::state || around == CstKind::region ||
                   around == CstKind::workflow || around == CstKind::fragment ||
                   around == CstKind::scenario || around == CstKind::promise;
        if (kind == CstKind::fact && around == CstKind::fact_step)
            return false;
        return begins_line(kind);
    }

    // Collects the tokens below a node with their depth; the first token of a line-phrase starts a
    // line.
    std::size_t walk(std::size_t node, std::size_t depth, bool starts_line, CstKind around)
    {
        const auto& here = cst_.nodes[node];
        if (is_token(here.kind) || here.kind == CstKind::comment) {
            pieces_.push_back(
                {here.begin, here.end, here.kind == CstKind::comment, starts_line, depth});
            return node + 1;
        }
        const bool is_line = is_own_line(here.kind, around);
        const bool is_file = here.kind == CstKind::file || here.kind == CstKind::register_file;
        bool pending = starts_line || is_line;
        const std::size_t end = node + 1 + here.below;
        std::size_t child = node + 1;
        while (child != end) {
            const auto kind = cst_.nodes[child].kind;
            const bool is_end = kind == CstKind::keyword && is_block_end(child, end);
            const bool is_inner_line = is_own_line(kind, here.kind) || kind == CstKind::comment;
            const std::size_t inner = depth + (is_inner_line && !is_file && is_line ? 1 : 0);
            if (is_end)
                pending = true;
            child =
                walk(child, is_end ? depth : inner, pending && kind != CstKind::comment, here.kind);
            if (kind != CstKind::comment)
                pending = false;
        }
        return end;
    }

    // "end" and its word, the last two tokens of a block.
    [[nodiscard]] bool is_block_end(std::size_t child, std::size_t end) const
    {
        const auto& here = cst_.nodes[child];
        return text_.substr(here.begin, here.end - here.begin) == "end" && child + 2 <= end;
    }

    [[nodiscard]] std::size_t line_breaks_before(std::size_t i) const
    {
        const std::size_t from = i == 0 ? 0 : pieces_[i - 1].end;
        const auto gap = text_.substr(from, pieces_[i].begin - from);
        return static_cast<std::size_t>(std::count(gap.begin(), gap.end(), '\n'));
    }

    // A comment on a line of its own is as deep as the line after it, or one more before an `end`.
    void place_comments()
    {
        std::size_t depth = 0;
        for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
            if (piece->is_comment)
                piece->depth = depth;
            else if (piece->is_line_start)
                depth = piece->depth + (token(*piece) == "end" ? 1 : 0);
        }
    }

    void write(std::size_t i, std::string& out)
    {
        const auto& piece = pieces_[i];
        const bool is_first = i == 0;
        const auto breaks = line_breaks_before(i);
        const bool is_after_comment = !is_first && pieces_[i - 1].is_comment;
        if (piece.is_comment && !is_first && breaks == 0 && !is_after_comment) {
            out += "  ";
        } else if (piece.is_comment || piece.is_line_start || is_after_comment) {
            if (!is_first)
                out +=
                    breaks > 1 && !(is_after_comment && !piece.is_line_start && !piece.is_comment)
                        ? "\n\n"
                        : "\n";
            const bool is_continued = !piece.is_comment && !piece.is_line_start;
            const auto depth = piece.depth + (is_continued ? 1 : 0);
            out.append(depth * 4, ' ');
        } else if (needs_blank(pieces_[i - 1], piece)) {
            out += ' ';
        }
        auto shown = token(piece);
        if (piece.is_comment)
            while (!shown.empty() &&
                   (shown.back() == ' ' || shown.back() == '\t' || shown.back() == '\r'))
                shown.remove_suffix(1);
        out += shown;
    }

    [[nodiscard]] bool needs_blank(const Piece& left, const Piece& right) const
    {
        const auto a = token(left);
        const auto b = token(right);
        if (b == "," || b == "." || b == "]" || b == ")" || b == "[")
            return false;
        return a != "(" && a != "[" && a != ".";
    }

    std::string_view text_;
    const Cst& cst_;
    std::vector<Piece> pieces_;
};

}  // namespace

std::optional<std::string> format(const SourceSet& sources, SourceId source,
                                  Diagnostics& diagnostics)
{
    const auto cst = parse_cst(sources, source, CstStart::program_file, diagnostics);
    if (!cst.is_whole || cst.nodes.empty())
        return std::nullopt;
    return align_rows(Formatter(sources.file(source).text, cst).run());
}

}  // namespace gradus
