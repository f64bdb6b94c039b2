#include <algorithm>

#include <fmt/format.h>

#include "tests/house/rules.hpp"

namespace gradus::house {
namespace {

constexpr std::size_t k_columns_max = 100;
constexpr std::size_t k_header_lines_max = 250;
constexpr std::size_t k_source_lines_max = 700;

// Characters, not bytes: an ellipsis is one column.
std::size_t columns_of(std::string_view line)
{
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

}  // namespace

Faults layout_faults(const SourceFile& file)
{
    Faults faults;
    const auto lines = lines_of(file.text);
    const std::size_t lines_max =
        file.path.ends_with(".hpp") ? k_header_lines_max : k_source_lines_max;
    if (lines.size() > lines_max)
        faults.push_back(
            fault_at(file, lines.size(), fmt::format("more than {} lines", lines_max)));
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (const std::size_t columns = columns_of(lines[i]); columns > k_columns_max)
            faults.push_back(fault_at(file, i + 1, fmt::format("line of {} columns", columns)));
    return faults;
}

}  // namespace gradus::house
