#include <fstream>

#include <fmt/format.h>

#include "dsl/graph/diagram.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

bool ends_with(const std::string& text, std::string_view end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

int run_diagram(const Arguments& arguments)
{
    const bool is_dot = ends_with(arguments.output, ".dot");
    if (!is_dot && !ends_with(arguments.output, ".mmd")) {
        say("the picture is written as FILE.dot (Graphviz) or FILE.mmd (Mermaid); .svg is not made "
            "yet");
        return k_usage;
    }
    const auto compiled = compile_program(arguments.names[0]);
    if (!compiled)
        return fail(compiled.error());
    const auto& image = *compiled->compilation.image;
    if (image.workflows.empty())
        return fail({ErrorKind::not_found, "the program has no workflow", {}, {}});
    const auto* workflow =
        arguments.names.size() > 1 ? find_workflow(image, arguments.names[1]) : &image.workflows[0];
    if (workflow == nullptr)
        return fail({ErrorKind::not_found,
                     fmt::format("the program has no workflow `{}`", arguments.names[1]),
                     {},
                     {}});
    std::ofstream file(arguments.output);
    file << (is_dot ? to_dot(image, *workflow) : to_mermaid(image, *workflow));
    if (!file.flush())
        return fail({ErrorKind::io, "the file cannot be written", arguments.output, {}});
    return k_done;
}

}  // namespace gradus
