#include <fmt/format.h>

#include "dsl/graph/guards.hpp"
#include "dsl/graph/passed.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/plan/prove.hpp"

namespace gradus {
namespace {

Json result_json(const PromiseResult& result, const Compilation& compilation)
{
    const auto position = compilation.sources.position(result.span.source, result.span.begin);
    Json json = Json::object({{"promise", result.promise},
                              {"title", result.title},
                              {"line", result.line},
                              {"file", compilation.sources.file(result.span.source).path},
                              {"at", position.line},
                              {"verdict", to_string(result.verdict)},
                              {"configurations", result.configurations}});
    if (result.verdict == PromiseVerdict::broken)
        json.set("scenario", result.scenario);
    if (result.verdict != PromiseVerdict::not_decided)
        return json;
    Json free = Json::array();
    for (const auto& each : result.free)
        free.push(each);
    json.set("reason", result.reason).set("free", std::move(free));
    return json;
}

void print_result(const PromiseResult& result, const Compilation& compilation)
{
    const auto position = compilation.sources.position(result.span.source, result.span.begin);
    print(fmt::format("{}:{}: {}: {}: {}\n", compilation.sources.file(result.span.source).path,
                      position.line, to_string(result.verdict), result.promise, result.line));
    if (result.verdict == PromiseVerdict::broken)
        print("\n" + result.scenario + "\n");
    if (result.verdict != PromiseVerdict::not_decided)
        return;
    print("    " + result.reason + "\n");
    for (const auto& each : result.free)
        print("    left free: " + each + "\n");
}

// A place of the text with what is odd about its guards.
struct GuardNote {
    Span span;
    std::string kind;  // "gap", "dead"
    std::string message;
};

std::vector<GuardNote> guard_notes(const Compilation& compilation)
{
    std::vector<GuardNote> notes;
    const auto& image = *compilation.image;
    for (std::size_t i = 0; i < image.workflows.size(); ++i) {
        const auto& workflow = image.workflows[i];
        const auto& spans = compilation.spans.workflows[i];
        const auto found = check_guards(image, workflow, build(image, workflow));
        for (const auto& gap : found.gaps)
            notes.push_back({spans.transitions[gap.transition.index], "gap",
                             fmt::format("no branch takes `{}` {}, though less and more are taken",
                                         gap.field, gap.value)});
        for (const auto& dead : found.dead)
            notes.push_back({spans.branches[dead.transition.index][dead.branch], "dead",
                             "no facts lead into this branch"});
    }
    return notes;
}

Json tell_guards(const Compilation& compilation, bool is_json)
{
    Json list = Json::array();
    for (const auto& note : guard_notes(compilation)) {
        const auto line = compilation.sources.position(note.span.source, note.span.begin).line;
        const auto& path = compilation.sources.file(note.span.source).path;
        if (!is_json)
            print(fmt::format("{}:{}: {}: {}\n", path, line, note.kind, note.message));
        list.push(Json::object(
            {{"kind", note.kind}, {"file", path}, {"at", line}, {"message", note.message}}));
    }
    return list;
}

constexpr std::size_t k_configurations_max = 20'000;  // beyond them, nothing is told of them

// For each state those that every case has been in before.
Json passed_json(const Image& image)
{
    Json list = Json::array();
    for (const auto& workflow : image.workflows)
        for (const auto& passed : find_passed(image, workflow, k_configurations_max)) {
            Json before = Json::array();
            for (const auto state : passed.before)
                before.push(at(workflow, state).name);
            list.push(Json::object({{"workflow", workflow.name},
                                    {"state", at(workflow, passed.state).name},
                                    {"before", std::move(before)}}));
        }
    return list;
}

// One file with all that is broken, ready for `gradus test`.
Result<void> write_scenarios(const std::string& path, const std::vector<PromiseResult>& results)
{
    std::string text;
    for (const auto& result : results)
        if (!result.scenario.empty())
            text += (text.empty() ? "" : "\n") + result.scenario;
    return text.empty() ? Result<void>{} : replace_file(path, text);
}

}  // namespace

int run_prove(const Arguments& arguments)
{
    const auto compiled = compile_program(arguments.names[0]);
    if (!compiled)
        return fail(compiled.error());
    const auto& compilation = compiled->compilation;
    const auto results = prove_promises(compiled->files, compilation, {});
    std::size_t counts[3] = {0, 0, 0};
    Json list = Json::array();
    for (const auto& result : results) {
        ++counts[static_cast<std::size_t>(result.verdict)];
        list.push(result_json(result, compilation));
        if (!arguments.is_json)
            print_result(result, compilation);
    }
    auto guards = tell_guards(compilation, arguments.is_json);
    if (arguments.is_json)
        print(canonical(Json::object({{"promises", std::move(list)},
                                      {"guards", std::move(guards)},
                                      {"passed", passed_json(*compilation.image)},
                                      {"proved", counts[0]},
                                      {"broken", counts[1]},
                                      {"not_decided", counts[2]}})) +
              "\n");
    if (!arguments.output.empty())
        if (const auto written = write_scenarios(arguments.output, results); !written)
            return fail(written.error());
    say(fmt::format("{} proved, {} broken, {} not decided", counts[0], counts[1], counts[2]));
    return counts[1] == 0 ? k_done : k_problems;
}

}  // namespace gradus
