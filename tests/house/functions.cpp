// The length of functions, as universal-ctags measures it: the only parser of C++ at hand that is
// small enough to ask in a test.

#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "tests/house/rules.hpp"

namespace gradus::house {
namespace {

constexpr std::size_t k_function_lines_max = 70;

std::string output_of(const std::string& command)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    ASSERT(pipe != nullptr);
    std::string output;
    std::array<char, 4096> part{};
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe.get()))
        output.append(part.data(), size);
    return output;
}

// The number in a field such as "line:12" of a tag.
std::optional<std::size_t> field(std::string_view tag, std::string_view name)
{
    const std::string wanted = fmt::format("\t{}:", name);
    const std::size_t at = tag.find(wanted);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view rest = tag.substr(at + wanted.size());
    std::size_t value = 0;
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

std::string_view column(std::string_view tag, int index)
{
    for (; index > 0; --index)
        tag.remove_prefix(std::min(tag.size(), tag.find('\t') + 1));
    return tag.substr(0, tag.find('\t'));
}

}  // namespace

Faults function_faults(const std::string& path)
{
    const std::string tags =
        output_of(fmt::format("ctags -R -f - --excmd=number --languages=C++ --langmap=C++:.cpp.hpp "
                              "--kinds-C++=f --fields=ne '{}'",
                              path));
    Faults faults;
    if (tags.empty())
        faults.push_back(path + ": ctags found no function");
    for (const std::string_view tag : lines_of(tags)) {
        const auto begin = field(tag, "line");
        const auto end = field(tag, "end");
        if (begin && end && *end - *begin + 1 > k_function_lines_max)
            faults.push_back(fmt::format("{}:{}: function {} of {} lines", column(tag, 1), *begin,
                                         column(tag, 0), *end - *begin + 1));
    }
    return faults;
}

}  // namespace gradus::house
