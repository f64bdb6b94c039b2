#include "dsl/compile/compile.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/compile/findings.hpp"
#include "dsl/compile/modules.hpp"
#include "dsl/sema/analyze.hpp"
#include "dsl/sema/emit.hpp"
#include "dsl/sema/modules.hpp"
#include "dsl/syntax/parse.hpp"

namespace gradus {
namespace {

// [{"path":…,"sha256":…},…] in the order of the paths: the same files give the same hash, in
// whatever order they were handed over.
Hash hash_of(const SourceSet& sources)
{
    Json list = Json::array();
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
        const SourceFile& file = sources.file({i});
        list.push(Json::object({{"path", file.path}, {"sha256", to_hex(sha256(file.text))}}));
    }
    return sha256(canonical(list));
}

// The parts of a program before they are looked at as a whole.
struct Parts {
    std::vector<ast::Module> modules;
    std::vector<RegisterFile> registers;
};

// The registers that a header of these modules names; others in the folder are no part of the
// program.
std::vector<std::string> named_registers(const std::vector<ast::Module>& modules)
{
    std::vector<std::string> paths;
    for (const ast::Module& module : modules)
        for (const ast::Declaration& declaration : module.declarations)
            if (const auto* header = std::get_if<ast::ProgramHeader>(&declaration))
                for (const ast::SourceLine& source : header->sources)
                    paths.push_back(source.register_path.text);
    return paths;
}

// What a line meant that nobody can read would only be guessed; the analysis waits until it is
// written.
bool are_sure(const Parts& parts)
{
    return std::all_of(parts.modules.begin(), parts.modules.end(),
                       [](const ast::Module& module) { return module.is_sure; }) &&
           std::all_of(parts.registers.begin(), parts.registers.end(),
                       [](const RegisterFile& file) { return file.content.is_sure; });
}

Parts parse_all(const SourceSet& sources, Diagnostics& diagnostics)
{
    Parts parts;
    std::map<std::string, SourceId> registers;
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
        const std::string& path = sources.file({i}).path;
        if (path.ends_with(".register"))
            registers.emplace(path, SourceId{i});
        else
            parts.modules.push_back(parse(sources, {i}, diagnostics));
        if (const auto library = module_of_path(path); library && !parts.modules.empty())
            parts.modules.back().library = *library;
    }
    for (const std::string& path : named_registers(parts.modules)) {
        const auto found = registers.find(path);
        if (found == registers.end())
            continue;  // The analysis tells it, where the header names it.
        const SourceId id = found->second;
        parts.registers.push_back(
            {path, sha256(sources.file(id).text), parse_register(sources, id, diagnostics)});
        registers.erase(found);
    }
    return parts;
}

// What the program is, with its modules. Nothing where they cannot be joined: whatever else could
// be said then would mostly be about what is missing.
std::optional<sema::Joined> join(std::vector<ast::Module> modules, SourceSet& sources,
                                 Diagnostics& diagnostics)
{
    Diagnostics faults;
    auto found = find_modules(std::move(modules), sources, faults);
    std::optional<sema::Joined> joined;
    if (!faults.has_errors())
        joined = sema::join_modules(std::move(found), faults);
    if (faults.has_errors())
        joined.reset();
    for (Diagnostic& fault : faults.sorted())
        diagnostics.add(std::move(fault));
    return joined;
}

void finish(Compilation& compilation, Program program, Diagnostics& diagnostics)
{
    if (!diagnostics.has_errors()) {
        Emitted emitted = emit(program);
        report_findings(emitted, diagnostics);
        if (!diagnostics.has_errors())
            compilation.image = std::move(emitted.image);
        compilation.spans = std::move(emitted.spans);
    }
    compilation.scenarios = std::move(program.scenarios);
    compilation.samples = std::move(program.samples);
    compilation.diagnostics = diagnostics.sorted();
    if (compilation.diagnostics.size() > k_limit_diagnostics)
        compilation.diagnostics.resize(k_limit_diagnostics);
}

// Everything up to the Program.
std::optional<sema::Joined> understand(std::vector<SourceFile> files, Analyzed& analyzed,
                                       Diagnostics& diagnostics)
{
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    Compilation& compilation = analyzed.compilation;
    for (SourceFile& file : files)
        compilation.sources.add(std::move(file));
    Parts parts = parse_all(compilation.sources, diagnostics);
    std::optional<sema::Joined> joined;
    if (are_sure(parts))
        joined = join(std::move(parts.modules), compilation.sources, diagnostics);
    compilation.source_hash = hash_of(compilation.sources);
    if (joined)
        analyzed.program = analyze(joined->modules, parts.registers, diagnostics);
    for (RegisterFile& each : parts.registers)
        compilation.registers.push_back(std::move(each.content));
    return joined;
}

}  // namespace

Compilation compile(std::vector<SourceFile> files)
{
    Analyzed analyzed;
    Diagnostics diagnostics;
    const auto joined = understand(std::move(files), analyzed, diagnostics);
    Compilation& compilation = analyzed.compilation;
    finish(compilation, std::move(analyzed.program), diagnostics);
    if (joined)
        sema::tell_uses(compilation.diagnostics, joined->uses);
    return std::move(compilation);
}

Analyzed analyze_files(std::vector<SourceFile> files)
{
    Analyzed analyzed;
    Diagnostics diagnostics;
    const auto joined = understand(std::move(files), analyzed, diagnostics);
    analyzed.compilation.diagnostics = diagnostics.sorted();
    if (joined)
        sema::tell_uses(analyzed.compilation.diagnostics, joined->uses);
    return analyzed;
}

}  // namespace gradus
