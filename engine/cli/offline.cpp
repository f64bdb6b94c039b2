// Verbs that need no daemon: sources, samples.
#include <fmt/format.h>

#include "dsl/compile/register_report.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/real_environment.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/plan/samples.hpp"
#include "engine/store/sqlite_store.hpp"

namespace gradus {
namespace {

const ast::Register* find_register(const Compilation& compilation, const std::string& name)
{
    for (const auto& reg : compilation.registers)
        if (reg.name.text == name)
            return &reg;
    return nullptr;
}

void print_sources(const SourceCoverage& coverage, const std::optional<TextCheck>& check)
{
    print(fmt::format("source {}: {} pieces, {} without a rule by reason, {} open\n",
                      coverage.source, coverage.piece_count, coverage.without_rule_count,
                      coverage.open_places.size()));
    for (const auto& place : coverage.open_places)
        print("    nobody has read: " + place + "\n");
    for (const auto& clause : coverage.clauses)
        print(fmt::format("    {} {} {}\n", clause.is_cited ? "✓" : "·", clause.clause,
                          clause.summary));
    const auto uncited = coverage.uncited();
    print(fmt::format("{} of {} clauses have a rule\n", coverage.clauses.size() - uncited.size(),
                      coverage.clauses.size()));
    if (!check)
        return;
    print(check->is_same_text()
              ? fmt::format("the text is the one that was read: {} pieces agree\n",
                            check->matching_count)
              : "the text is not the one that was read\n");
    for (const auto& [word, places] : {std::pair{"changed", &check->changed},
                                       {"missing", &check->missing},
                                       {"added", &check->added}})
        for (const auto& place : *places)
            print(fmt::format("    {}: {}\n", word, place));
}

}  // namespace

int run_sources(const Arguments& arguments)
{
    auto files = read_program(arguments.names[0]);
    if (!files)
        return fail(files.error());
    const auto compilation = compile(std::move(*files));
    for (const auto& [name, path] : arguments.make) {
        const auto text = read_file(path);
        if (!text)
            return fail(text.error());
        const auto* previous = find_register(compilation, name);
        print(make_register(name, *text,
                            previous != nullptr ? std::optional(*previous) : std::nullopt));
    }
    if (!arguments.make.empty())
        return k_done;
    if (say_diagnostics(compilation) || !compilation.image)
        return k_problems;
    bool has_problems = false;
    Json all = Json::array();
    for (const auto& reg : compilation.registers) {
        const auto coverage = cover_source(reg, *compilation.image);
        std::optional<TextCheck> check;
        for (const auto& [name, path] : arguments.sources)
            if (name == reg.name.text) {
                const auto text = read_file(path);
                if (!text)
                    return fail(text.error());
                check = check_text(reg, *text);
                has_problems = has_problems || !check->is_same_text();
            }
        has_problems = has_problems || !coverage.open_places.empty();
        if (arguments.is_json)
            all.push(to_json(coverage, check));
        else
            print_sources(coverage, check);
    }
    if (arguments.is_json)
        print(canonical(Json::object({{"sources", std::move(all)}})) + "\n");
    return has_problems ? k_problems : k_done;
}

int run_samples(const Arguments& arguments)
{
    const auto compiled = compile_program(arguments.names[0]);
    if (!compiled)
        return fail(compiled.error());
    auto store = SqliteStore::open(arguments.data_folder);
    if (!store)
        return fail(store.error());
    RealEnvironment environment;
    const auto loaded =
        load_samples(compiled->compilation, compiled->files, **store, environment.now().wall, 1);
    if (!loaded)
        return fail(loaded.error());
    say(fmt::format("{} samples in {}, {} records on a simulated clock", loaded->samples,
                    arguments.data_folder, loaded->records));
    return k_done;
}

}  // namespace gradus
