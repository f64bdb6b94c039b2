// Myers' greedy search for the shortest script of deleted and inserted lines. Texts here differ in
// few lines, so the search is short however long they are.
#include "engine/cli/line_diff.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace gradus {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::ptrdiff_t k_context = 3;

// Each with its line break; the last one may have none.
Lines lines_of(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

struct Edit {
    char mark;              // ' ' kept, '-' deleted, '+' inserted
    std::ptrdiff_t old_at;  // place in the old text; for '+', of the line that follows
    std::ptrdiff_t new_at;
    std::string_view line;
};

class Search {
public:
    Search(const Lines& before, const Lines& after)
        : a_(before), b_(after), n_(ssize(before)), m_(ssize(after))
    {}

    std::vector<Edit> run() const;

private:
    template <class Row> auto& at(Row& row, std::ptrdiff_t k) const
    {
        return row[u(k + n_ + m_ + 1)];
    }
    static std::size_t u(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }
    // Comes the path on diagonal k from an insertion?
    template <class Row> bool is_down(const Row& far, std::ptrdiff_t k, std::ptrdiff_t d) const
    {
        return k == -d || (k != d && at(far, k - 1) < at(far, k + 1));
    }

    std::vector<Edit> walk_back(const std::vector<std::vector<std::ptrdiff_t>>& rounds,
                                std::ptrdiff_t d) const
    {
        std::vector<Edit> edits;
        auto x = n_;
        auto y = m_;
        const auto keep_until = [&](std::ptrdiff_t from_x, std::ptrdiff_t from_y) {
            while (x > from_x && y > from_y) {
                --x, --y;
                edits.push_back({' ', x, y, a_[u(x)]});
            }
        };
        for (; d > 0; --d) {
            const auto& far = rounds[u(d)];
            const auto k = x - y;
            const bool is_insert = is_down(far, k, d);
            const auto from_x = is_insert ? at(far, k + 1) : at(far, k - 1);
            const auto from_y = from_x - (is_insert ? k + 1 : k - 1);
            keep_until(is_insert ? from_x : from_x + 1, is_insert ? from_y + 1 : from_y);
            edits.push_back(is_insert ? Edit{'+', from_x, from_y, b_[u(from_y)]}
                                      : Edit{'-', from_x, from_y, a_[u(from_x)]});
            x = from_x;
            y = from_y;
        }
        keep_until(0, 0);
        std::reverse(edits.begin(), edits.end());
        return edits;
    }

    const Lines& a_;
    const Lines& b_;
    std::ptrdiff_t n_;
    std::ptrdiff_t m_;
};

std::vector<Edit> Search::run() const
{
    std::vector<std::vector<std::ptrdiff_t>> rounds;
    std::vector<std::ptrdiff_t> far(static_cast<std::size_t>(2 * (n_ + m_) + 3), 0);
    for (std::ptrdiff_t d = 0;; ++d) {
        rounds.push_back(far);
        for (std::ptrdiff_t k = -d; k <= d; k += 2) {
            auto& reached = at(far, k);
            reached = is_down(far, k, d) ? at(far, k + 1) : at(far, k - 1) + 1;
            while (reached < n_ && reached - k < m_ && a_[u(reached)] == b_[u(reached - k)])
                ++reached;
            if (k == n_ - m_ && reached >= n_)
                return walk_back(rounds, d);
        }
    }
}

std::string hunk(const std::vector<Edit>& edits, std::size_t from, std::size_t to)
{
    std::string body;
    std::ptrdiff_t old_count = 0;
    std::ptrdiff_t new_count = 0;
    for (std::size_t i = from; i < to; ++i) {
        old_count += edits[i].mark == '+' ? 0 : 1;
        new_count += edits[i].mark == '-' ? 0 : 1;
        body += edits[i].mark;
        body += edits[i].line;
        if (!edits[i].line.ends_with('\n'))
            body += "\n\\ No newline at end of file\n";
    }
    // A side without lines is told by the line before it.
    return fmt::format("@@ -{},{} +{},{} @@\n{}", edits[from].old_at + (old_count == 0 ? 0 : 1),
                       old_count, edits[from].new_at + (new_count == 0 ? 0 : 1), new_count, body);
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after, const std::string& path)
{
    if (before == after)
        return {};
    const Lines a = lines_of(before);
    const Lines b = lines_of(after);
    const auto edits = Search(a, b).run();
    std::string text = fmt::format("--- {}\n+++ {}\n", path, path);
    const auto size = ssize(edits);
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        if (edits[static_cast<std::size_t>(i)].mark == ' ')
            continue;
        const auto from = std::max<std::ptrdiff_t>(0, i - k_context);
        std::ptrdiff_t last = i;  // the last change that is near enough to stand in this hunk
        for (auto j = i; j < size && j <= last + 2 * k_context + 1; ++j)
            if (edits[static_cast<std::size_t>(j)].mark != ' ')
                last = j;
        const auto to = std::min(size, last + k_context + 1);
        text += hunk(edits, static_cast<std::size_t>(from), static_cast<std::size_t>(to));
        i = last;
    }
    return text;
}

}  // namespace gradus
