#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/junit.hpp"
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

// {"states":{"all":3,"reached":2,"unreached":["lending.lost"],
//   "missing":[{"name":"lending.lost","file":"a.gradus","line":7}]},…}
Json coverage_json(const ScenarioReport& report, const Compilation& compilation)
{
    const auto places = coverage_places(compilation);
    Json json = Json::object();
    for (const auto& part : coverage_parts()) {
        Json names = Json::array();
        Json missing = Json::array();
        for (const auto& name : report.all.*part.names) {
            if ((report.reached.*part.names).count(name) != 0)
                continue;
            const auto place = places.find(name);
            ASSERT(place != places.end());
            const auto span = place->second;
            names.push(name);
            missing.push(Json::object(
                {{"name", name},
                 {"file", compilation.sources.file(span.source).path},
                 {"line", compilation.sources.position(span.source, span.begin).line}}));
        }
        const auto all = (report.all.*part.names).size();
        json.set(part.name, Json::object({{"all", all},
                                          {"reached", all - names.as_array().size()},
                                          {"unreached", std::move(names)},
                                          {"missing", std::move(missing)}}));
    }
    return json;
}

void print_coverage(const Json& coverage)
{
    for (const auto& part : coverage_parts()) {
        const Json& numbers = *coverage.find(part.name);
        print(fmt::format("{}: {} of {}\n", part.title, numbers.find("reached")->as_int(),
                          numbers.find("all")->as_int()));
        for (const auto& item : numbers.find("missing")->as_array())
            print(fmt::format("    missing: {} ({}:{})\n", item.find("name")->as_string(),
                              item.find("file")->as_string(), item.find("line")->as_int()));
    }
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
    const auto coverage = coverage_json(report, compilation);
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
    if (!arguments.junit.empty())
        if (const auto written = replace_file(arguments.junit, junit_text(report, compilation));
            !written)
            return fail(written.error());
    say(fmt::format("{} passed, {} failed", report.results.size() - failures, failures));
    return failures == 0 ? k_done : k_problems;
}

}  // namespace gradus
