#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "dsl/base/diagnostic.hpp"
#include "dsl/compile/fixes.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/line_diff.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

// What is told of all paths together.
struct Findings {
    bool has_errors = false;
    std::size_t count = 0;
    Json diagnostics = Json::array();
    std::size_t fixed_count = 0;
    Json fixed = Json::array();
};

void tell(const Compilation& compilation, const Arguments& arguments, Findings& findings)
{
    findings.count += compilation.diagnostics.size();
    for (const auto& diagnostic : compilation.diagnostics)
        findings.has_errors =
            findings.has_errors || severity_of(diagnostic.code) == Severity::error;
    if (!arguments.is_json) {
        for (const auto& diagnostic : compilation.diagnostics)
            print(render(diagnostic, compilation.sources) + "\n");
        return;
    }
    const auto json =
        parse_json(render_json(compilation.diagnostics, compilation.sources), {64U << 20U, 64});
    for (const auto& item : json->find("diagnostics")->as_array())
        findings.diagnostics.push(item);
}

// The file on the disk of a file that read_program has named relative to its folder.
std::string path_on_disk(const std::string& given, const std::string& file)
{
    std::error_code error;
    const std::filesystem::path path(given);
    return std::filesystem::is_directory(path, error) ? (path / file).string() : given;
}

void tell_fixes(const Mended& mended, const Arguments& arguments, const std::string& given,
                Findings& findings)
{
    findings.fixed_count += mended.applied.size();
    for (const auto& fix : mended.applied) {
        const auto id = page_of(fix.code).id;
        if (arguments.is_json)
            findings.fixed.push(Json::object({{"file", fix.path},
                                              {"line", fix.at.line},
                                              {"column", fix.at.column},
                                              {"code", id},
                                              {"title", fix.title}}));
        else
            say(fmt::format("{}:{}:{}: {} [{}]", path_on_disk(given, fix.path), fix.at.line,
                            fix.at.column, fix.title, id));
    }
}

Result<void> write_or_show(const std::vector<SourceFile>& before, const Mended& mended,
                           const Arguments& arguments, const std::string& given)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i].text == mended.files[i].text)
            continue;
        const auto path = path_on_disk(given, before[i].path);
        if (arguments.is_dry_run) {
            if (!arguments.is_json)
                print(line_diff(before[i].text, mended.files[i].text, path));
        } else if (auto written = replace_file(path, mended.files[i].text); !written) {
            return written;
        }
    }
    return {};
}

Result<void> check_one(const std::string& path, const Arguments& arguments, Findings& findings)
{
    auto files = read_program(path);
    if (!files)
        return tl::unexpected<Error>(files.error());
    if (!arguments.is_fix) {
        tell(compile(std::move(*files)), arguments, findings);
        return {};
    }
    const auto mended = mend(*files);
    if (auto written = write_or_show(*files, mended, arguments, path); !written)
        return written;
    tell_fixes(mended, arguments, path, findings);
    tell(mended.compilation, arguments, findings);
    return {};
}

std::string counted(std::size_t count, const char* one, const char* several)
{
    return fmt::format("{} {}", count, count == 1 ? one : several);
}

}  // namespace

int run_check(const Arguments& arguments)
{
    if (arguments.is_dry_run && !arguments.is_fix) {
        say("gradus: --dry-run shows what --fix would do; give both");
        return k_usage;
    }
    Findings findings;
    for (const auto& path : arguments.names)
        if (const auto checked = check_one(path, arguments, findings); !checked)
            return fail(checked.error());
    if (arguments.is_json) {
        Json json = Json::object({{"diagnostics", std::move(findings.diagnostics)}});
        if (arguments.is_fix)
            json.set("fixed", std::move(findings.fixed));
        print(canonical(json) + "\n");
        return findings.has_errors ? k_problems : k_done;
    }
    if (arguments.is_fix)
        say(fmt::format("{} {}", counted(findings.fixed_count, "fix", "fixes"),
                        arguments.is_dry_run ? "to apply" : "applied"));
    say(findings.count == 0
            ? std::string("no problems")
            : counted(findings.count, "problem", "problems") + (arguments.is_fix ? " left" : ""));
    return findings.has_errors ? k_problems : k_done;
}

}  // namespace gradus
