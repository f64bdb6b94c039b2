#include "dsl/syntax/check_cst.hpp"

#include <fmt/format.h>

namespace gradus {
namespace {

// The words with which a line begins that stands at most once; nothing for other phrases.
std::string_view words_of_single_line(CstKind kind)
{
    switch (kind) {
    case CstKind::zone_line: return "time zone";
    case CstKind::weekend: return "weekend";
    case CstKind::start: return "starts in";
    case CstKind::due: return "due in";
    case CstKind::from: return "from";
    case CstKind::through: return "through";
    case CstKind::before: return "before";
    case CstKind::except: return "except when";
    default: return {};
    }
}

Span span_of(const Cst& cst, std::size_t node)
{
    return {cst.source, cst.nodes[node].begin, cst.nodes[node].end};
}

void check_repetitions(const Cst& cst, std::size_t block, Diagnostics& diagnostics)
{
    std::map<CstKind, Span> first;
    const std::size_t end = block + 1 + cst.nodes[block].below;
    for (std::size_t line = block + 1; line < end; line += cst.nodes[line].below + 1) {
        const auto words = words_of_single_line(cst.nodes[line].kind);
        if (words.empty())
            continue;
        const auto [found, is_new] = first.try_emplace(cst.nodes[line].kind, span_of(cst, line));
        if (!is_new)
            diagnostics.add({DiagnosticCode::repeated_line,
                             span_of(cst, line),
                             fmt::format("`{}` stands here a second time", words),
                             "leave one of the two out",
                             {{found->second, "it stands here already"}},
                             {}});
    }
}

}  // namespace

void check_cst(const Cst& cst, Diagnostics& diagnostics)
{
    if (!cst.is_whole)
        return;  // a line may only seem to stand in its block
    for (std::size_t node = 0; node < cst.nodes.size(); ++node)
        check_repetitions(cst, node, diagnostics);
}

}  // namespace gradus
