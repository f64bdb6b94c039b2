// What each stage of the compiler produces, and the standard library.
#include <array>

#include <fmt/format.h>

#include "dsl/compile/modules.hpp"
#include "dsl/compile/print_stages.hpp"
#include "dsl/image/codec.hpp"
#include "dsl/syntax/parse.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

// The names of the standard library's modules, or the text of one: `stdlib`, `stdlib std.review`.
int print_stdlib(const std::vector<std::string>& names)
{
    if (names.size() == 1) {
        for (const auto& name : stdlib_names())
            print(name + "\n");
        return k_done;
    }
    const auto file = stdlib_file(names[1]);
    if (!file)
        return fail({ErrorKind::not_found,
                     fmt::format("the standard library has no module `{}`", names[1]),
                     {},
                     fmt::format("it has {}", fmt::join(stdlib_names(), ", "))});
    print(file->text);
    return k_done;
}

int show_image(const Arguments& arguments)
{
    const auto compiled = compile_program(arguments.names[1]);
    if (!compiled)
        return fail(compiled.error());
    const auto& image = *compiled->compilation.image;
    print(arguments.is_json ? encode(image) + "\n" : disassemble(image));
    return k_done;
}

int show_graph(const Arguments& arguments)
{
    const auto compiled = compile_program(arguments.names[1]);
    if (!compiled)
        return fail(compiled.error());
    print(print_graph(*compiled->compilation.image));
    return k_done;
}

int show_program(const Arguments& arguments)
{
    auto files = read_program(arguments.names[1]);
    if (!files)
        return fail(files.error());
    const auto analyzed = analyze_files(std::move(*files));
    if (say_diagnostics(analyzed.compilation))
        return fail({ErrorKind::invalid_input, "the program has errors", arguments.names[1], {}});
    print(print_program(analyzed.program, analyzed.compilation.sources));
    return k_done;
}

// These two also show what could be read of a file with faults; then the exit code says so.
int show_files(const Arguments& arguments,
               std::string (*text_of)(const SourceSet&, SourceId, Diagnostics&))
{
    auto files = read_program(arguments.names[1]);
    if (!files)
        return fail(files.error());
    SourceSet sources;
    Diagnostics diagnostics;
    for (auto& file : *files) {
        if (file.path.ends_with(".register"))
            continue;
        const auto id = sources.add(std::move(file));
        print("# " + sources.file(id).path + "\n");
        print(text_of(sources, id, diagnostics));
    }
    for (const auto& diagnostic : diagnostics.sorted())
        say(render(diagnostic, sources));
    return diagnostics.has_errors() ? k_problems : k_done;
}

int show_cst(const Arguments& arguments)
{
    return show_files(arguments,
                      [](const SourceSet& sources, SourceId id, Diagnostics& diagnostics) {
                          static_cast<void>(parse(sources, id, diagnostics));
                          return print_cst(sources, id);
                      });
}

int show_ast(const Arguments& arguments)
{
    return show_files(arguments,
                      [](const SourceSet& sources, SourceId id, Diagnostics& diagnostics) {
                          return print_ast(parse(sources, id, diagnostics));
                      });
}

// In the order in which the compiler makes them.
struct Stage {
    const char* name;
    int (*print)(const Arguments&);
};
constexpr std::array k_stages = {Stage{"cst", show_cst}, Stage{"ast", show_ast},
                                 Stage{"program", show_program}, Stage{"image", show_image},
                                 Stage{"graph", show_graph}};

}  // namespace

int run_print(const Arguments& arguments)
{
    if (!arguments.names.empty() && arguments.names.size() <= 2 && arguments.names[0] == "stdlib")
        return print_stdlib(arguments.names);
    if (arguments.names.size() == 2)
        for (const auto& stage : k_stages)
            if (arguments.names[0] == stage.name)
                return stage.print(arguments);
    say("usage: gradus print cst|ast|program|image|graph PATH, or gradus print stdlib [MODULE]");
    return k_usage;
}

}  // namespace gradus
