#include "engine/cli/junit.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace gradus {
namespace {

// Control characters but the line break and the tabulator have no place in XML, not even escaped.
std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\n': out += "&#10;"; break;
        default: out += static_cast<unsigned char>(c) < 0x20U && c != '\t' ? '?' : c;
        }
    }
    return out;
}

std::string case_text(const ScenarioResult& result, const SourceSet& sources,
                      const std::string& suite)
{
    std::string text = fmt::format(
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\"", escaped(result.title),
        escaped(suite), escaped(sources.file(result.span.source).path),
        sources.position(result.span.source, result.span.begin).line);
    if (result.is_passed)
        return text + "/>\n";
    return text + fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                              escaped(result.message), escaped(result.detail));
}

std::size_t failures_in(const std::vector<const ScenarioResult*>& results)
{
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(),
                      [](const ScenarioResult* result) { return !result->is_passed; }));
}

}  // namespace

std::string junit_text(const ScenarioReport& report, const Compilation& compilation)
{
    std::map<std::string, std::vector<const ScenarioResult*>> suites;
    std::vector<const ScenarioResult*> all;
    for (const auto& result : report.results) {
        suites[compilation.sources.file(result.span.source).path].push_back(&result);
        all.push_back(&result);
    }
    std::string text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
        escaped(compilation.image->program), all.size(), failures_in(all));
    for (const auto& [path, results] : suites) {
        text += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                            escaped(path), results.size(), failures_in(results));
        for (const auto* result : results)
            text += case_text(*result, compilation.sources,
                              compilation.image->program + "." + path.substr(0, path.rfind('.')));
        text += "  </testsuite>\n";
    }
    return text + "</testsuites>\n";
}

}  // namespace gradus
