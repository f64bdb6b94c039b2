#include "tests/syntax/reading.hpp"

#include <fmt/format.h>

namespace gradus::test {

Reading read(const std::string& text)
{
    Reading reading;
    const auto source = reading.sources.add({"p.gradus", text});
    Diagnostics diagnostics;
    reading.module = parse(reading.sources, source, diagnostics);
    for (const Diagnostic& each : diagnostics.sorted())
        reading.faults.push_back(fmt::format("{}: {}",
                                             reading.sources.position(source, each.span.begin).line,
                                             page_of(each.code).id));
    return reading;
}

// The printed tree has a line for each declaration, and indented ones for its states.
std::string declared(const Reading& reading)
{
    std::string names;
    const std::string printed = print_ast(reading.module);
    for (std::size_t at = 0; at < printed.size(); at = printed.find('\n', at) + 1) {
        if (printed[at] == ' ')
            continue;
        const auto end = printed.find_first_of(":\n", at);
        names += (names.empty() ? "" : ", ") + printed.substr(at, end - at);
    }
    return names;
}

}  // namespace gradus::test
