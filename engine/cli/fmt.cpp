#include <filesystem>

#include <fmt/format.h>

#include "dsl/syntax/parse.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> program_files(const std::string& path)
{
    std::vector<std::string> files;
    std::error_code error;
    if (!fs::is_directory(path, error))
        return {path};
    for (fs::recursive_directory_iterator at(path, error), end; at != end; at.increment(error))
        if (at->is_regular_file(error) && at->path().extension() == ".gradus")
            files.push_back(at->path().string());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

int run_fmt(const Arguments& arguments)
{
    int code = k_done;
    std::vector<std::string> files;
    for (const auto& path : arguments.names)
        for (auto& file : program_files(path))
            files.push_back(std::move(file));
    for (const auto& path : files) {
        auto text = read_file(path);
        if (!text)
            return fail(text.error());
        SourceSet sources;
        const auto id = sources.add({path, *text});
        Diagnostics diagnostics;
        const auto formatted = format(sources, id, diagnostics);
        for (const auto& diagnostic : diagnostics.sorted())
            say(render(diagnostic, sources));
        if (!formatted) {
            code = k_problems;
            continue;
        }
        if (*formatted == *text)
            continue;
        print(path + "\n");
        if (arguments.is_check)
            code = k_problems;
        else if (const auto written = replace_file(path, *formatted); !written)
            return fail(written.error());
    }
    return code;
}

}  // namespace gradus
