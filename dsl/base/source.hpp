// Source files and places in them. A Span is bytes in a file; lines and columns are computed late,
// when a diagnostic is shown. Lines and columns count from 1; columns count Unicode code points.
//
// Ownership: SourceSet owns the text; spans stay valid as long as the set lives.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/ids.hpp"

namespace gradus {

using SourceId = Id<struct SourceTag>;

struct Span {
    SourceId source;
    std::uint32_t begin = 0;  // byte offset, inclusive
    std::uint32_t end = 0;    // byte offset, exclusive

    friend bool operator==(const Span&, const Span&) = default;
};

// The smallest span that covers both. Both lie in the same file.
[[nodiscard]] Span cover(Span first, Span last);

struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

struct SourceFile {
    std::string path;  // as the user names it, relative to the program's folder where there is one
    std::string text;  // UTF-8
};

class SourceSet {
public:
    SourceId add(SourceFile file);
    [[nodiscard]] const SourceFile& file(SourceId id) const;
    [[nodiscard]] std::size_t size() const { return files_.size(); }
    [[nodiscard]] std::string_view text(Span span) const;
    [[nodiscard]] LineColumn position(SourceId id, std::uint32_t offset) const;
    // The whole line that holds the offset, without its line break.
    [[nodiscard]] std::string_view line_at(SourceId id, std::uint32_t offset) const;

private:
    struct Entry {
        SourceFile file;
        std::vector<std::uint32_t> line_starts;
    };
    std::vector<Entry> files_;
};

}  // namespace gradus
