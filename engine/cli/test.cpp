#include <ctime>
#include <fstream>

#include <fmt/format.h>

#include "engine/cli/output.hpp"
#include "engine/cli/real_environment.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/plan/scenario_run.hpp"

namespace gradus {
namespace {

std::string place_of(const ScenarioResult& result, const Compilation& compilation)
{
    const auto at = compilation.sources.position(result.span.source, result.span.begin);
    return fmt::format("{}:{}", compilation.sources.file(result.span.source).path, at.line);
}

Json result_json(const ScenarioResult& result, const Compilation& compilation)
{
    Json json = Json::object({{"scenario", result.title},
                              {"passed", result.is_passed},
                              {"place", place_of(result, compilation)}});
    if (!result.is_passed)
        json.set("message", result.message).set("detail", result.detail);
    return json;
}

std::vector<std::string> unreached(const std::set<std::string>& all,
                                   const std::set<std::string>& reached)
{
    std::vector<std::string> names;
    std::set_difference(all.begin(), all.end(), reached.begin(), reached.end(),
                        std::back_inserter(names));
    return names;
}

Json coverage_json(const ScenarioReport& report)
{
    Json json = Json::object();
    const auto add = [&](const char* name, const std::set<std::string>& all,
                         const std::set<std::string>& reached) {
        Json missing = Json::array();
        const auto names = unreached(all, reached);
        for (const auto& item : names)
            missing.push(item);
        json.set(name, Json::object({{"all", all.size()},
                                     {"reached", all.size() - names.size()},
                                     {"unreached", missing}}));
    };
    add("states", report.all.states, report.reached.states);
    add("branches", report.all.branches, report.reached.branches);
    add("clauses", report.all.clauses, report.reached.clauses);
    add("deciding_clauses", report.all.deciding, report.reached.deciding);
    return json;
}

void print_coverage(const Json& coverage)
{
    for (const auto& [name, part] : coverage.as_object()) {
        print(fmt::format("{}: {} of {}\n", name, part.find("reached")->as_int(),
                          part.find("all")->as_int()));
        for (const auto& item : part.find("unreached")->as_array())
            print("    not reached: " + item.as_string() + "\n");
    }
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

bool write_junit(const ScenarioReport& report, const Compilation& compilation, std::size_t failures,
                 const std::string& path)
{
    std::ofstream file(path);
    file << fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" "
        "failures=\"{}\">\n",
        escaped(compilation.image->program), report.results.size(), failures);
    for (const auto& result : report.results) {
        file << fmt::format("  <testcase name=\"{}\" file=\"{}\"", escaped(result.title),
                            escaped(place_of(result, compilation)));
        if (result.is_passed)
            file << "/>\n";
        else
            file << fmt::format(">\n    <failure message=\"{}\">{}</failure>\n  </testcase>\n",
                                escaped(result.message), escaped(result.detail));
    }
    file << "</testsuite>\n";
    return file.good();
}

}  // namespace

int run_test(const Arguments& arguments)
{
    const auto compiled = compile_program(arguments.names[0]);
    if (!compiled)
        return fail(compiled.error());
    const auto& compilation = compiled->compilation;
    RealEnvironment environment;
    const auto report =
        run_scenarios(compilation, date_of(environment.now().wall, compilation.image->zone));
    std::size_t failures = 0;
    Json list = Json::array();
    for (const auto& result : report.results) {
        failures += result.is_passed ? 0 : 1;
        list.push(result_json(result, compilation));
        if (arguments.is_json || result.is_passed)
            continue;
        print(fmt::format("{}: failed: {}\n    {}\n", place_of(result, compilation), result.title,
                          result.message));
        if (!result.detail.empty())
            print(result.detail + "\n");
    }
    const auto coverage = coverage_json(report);
    if (arguments.is_json) {
        Json json = Json::object({{"scenarios", std::move(list)},
                                  {"passed", report.results.size() - failures},
                                  {"failed", failures}});
        if (arguments.with_coverage)
            json.set("coverage", coverage);
        print(canonical(json) + "\n");
    } else if (arguments.with_coverage) {
        print_coverage(coverage);
    }
    if (!arguments.junit.empty() && !write_junit(report, compilation, failures, arguments.junit))
        return fail({ErrorKind::io, "cannot write the report", arguments.junit, {}});
    say(fmt::format("{} passed, {} failed", report.results.size() - failures, failures));
    return failures == 0 ? k_done : k_problems;
}

}  // namespace gradus
