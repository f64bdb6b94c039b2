#include "dsl/base/source.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"

namespace gradus {

Span cover(Span first, Span last)
{
    ASSERT(first.source == last.source);
    return {first.source, std::min(first.begin, last.begin), std::max(first.end, last.end)};
}

SourceId SourceSet::add(SourceFile file)
{
    Entry entry{std::move(file), {0}};
    for (std::size_t i = 0; i < entry.file.text.size(); ++i)
        if (entry.file.text[i] == '\n')
            entry.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
    files_.push_back(std::move(entry));
    return SourceId{static_cast<std::uint32_t>(files_.size() - 1)};
}

const SourceFile& SourceSet::file(SourceId id) const
{
    ASSERT(id.index < files_.size());
    return files_[id.index].file;
}

std::string_view SourceSet::text(Span span) const
{
    const std::string_view text = file(span.source).text;
    ASSERT(span.begin <= span.end && span.end <= text.size());
    return text.substr(span.begin, span.end - span.begin);
}

LineColumn SourceSet::position(SourceId id, std::uint32_t offset) const
{
    ASSERT(id.index < files_.size());
    const auto& entry = files_[id.index];
    ASSERT(offset <= entry.file.text.size());
    const auto next = std::upper_bound(entry.line_starts.begin(), entry.line_starts.end(), offset);
    const auto start = *(next - 1);
    std::uint32_t column = 1;
    for (auto i = start; i < offset; ++i)
        column += (static_cast<unsigned char>(entry.file.text[i]) & 0xc0U) != 0x80U ? 1U : 0U;
    return {static_cast<std::uint32_t>(next - entry.line_starts.begin()), column};
}

std::string_view SourceSet::line_at(SourceId id, std::uint32_t offset) const
{
    ASSERT(id.index < files_.size());
    const auto& entry = files_[id.index];
    ASSERT(offset <= entry.file.text.size());
    const auto next = std::upper_bound(entry.line_starts.begin(), entry.line_starts.end(), offset);
    const auto start = *(next - 1);
    std::string_view line = std::string_view(entry.file.text).substr(start);
    line = line.substr(0, line.find('\n'));
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

}  // namespace gradus
