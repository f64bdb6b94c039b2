#include "dsl/compile/modules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "dsl/compile/stdlib.hpp"
#include "dsl/sema/modules.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/syntax/parse.hpp"

namespace gradus {
namespace {

constexpr std::string_view k_folder = "modules/";
constexpr std::string_view k_ending = ".gradus";

class Finder {
public:
    Finder(std::vector<ast::Module> modules, SourceSet& sources, Diagnostics& diagnostics)
        : sources_(sources), diagnostics_(diagnostics)
    {
        for (ast::Module& module : modules)
            if (module.library.empty())
                found_.push_back(std::move(module));
            else
                folder_.emplace(module.library, std::move(module));
    }

    std::vector<ast::Module> run()
    {
        // Grows while it is read: a module brings what it uses itself.
        for (std::size_t i = 0; i < found_.size(); ++i)
            for (const ast::Use& use : uses_of(found_[i]))
                find(use);
        check_circles();
        warn_of_unused();
        return std::move(found_);
    }

private:
    static std::vector<ast::Use> uses_of(const ast::Module& module)
    {
        std::vector<ast::Use> uses;
        for (const ast::Declaration& declaration : module.declarations)
            if (const auto* use = std::get_if<ast::Use>(&declaration))
                uses.push_back(*use);
        return uses;
    }

    void find(const ast::Use& use)
    {
        const std::string name = sema::module_name(use.module);
        if (!names_.insert(name).second)
            return;
        if (const auto own = folder_.find(name); own != folder_.end()) {
            found_.push_back(std::move(own->second));
        } else if (auto file = stdlib_file(name)) {
            ast::Module module = parse(sources_, sources_.add(std::move(*file)), diagnostics_);
            module.library = name;
            found_.push_back(std::move(module));
        } else {
            report_missing(use, name);
        }
    }

    void report_missing(const ast::Use& use, const std::string& name)
    {
        std::vector<std::string> candidates = stdlib_names();
        for (const auto& [known, module] : folder_)
            candidates.push_back(known);
        sema::report_unknown(diagnostics_, {name, use.module.span},
                             {DiagnosticCode::unknown_module, "module", std::move(candidates)});
    }

    // Only what stands in the program's folder is its author's to leave out.
    void warn_of_unused()
    {
        for (const auto& [name, module] : folder_)
            if (!names_.contains(name))
                sema::report(diagnostics_,
                             {DiagnosticCode::unused_module,
                              {module.source, 0, 0},
                              fmt::format("nothing uses the module `{}`", name),
                              fmt::format("write `use {}`, or take the file away", name)});
    }

    void check_circles()
    {
        for (const ast::Module& module : found_)
            follow(module);
    }

    void follow(const ast::Module& module)
    {
        if (module.library.empty() || !done_.insert(module.library).second)
            return;
        open_.insert(module.library);
        for (const ast::Use& use : uses_of(module)) {
            const std::string name = sema::module_name(use.module);
            if (open_.contains(name))
                sema::report(diagnostics_, {DiagnosticCode::module_cycle, use.module.span,
                                            fmt::format("`{}` would use itself", name),
                                            "put what both need into a third module"});
            else if (const ast::Module* next = found(name))
                follow(*next);
        }
        open_.erase(module.library);
    }

    [[nodiscard]] const ast::Module* found(const std::string& name) const
    {
        const auto module =
            std::find_if(found_.begin(), found_.end(),
                         [&name](const ast::Module& each) { return each.library == name; });
        return module == found_.end() ? nullptr : &*module;
    }

    SourceSet& sources_;
    Diagnostics& diagnostics_;
    std::vector<ast::Module> found_;
    std::map<std::string, ast::Module> folder_;  // of the program, by name
    std::set<std::string> names_;                // asked for
    std::set<std::string> open_;                 // on the way that is followed
    std::set<std::string> done_;
};

}  // namespace

std::vector<std::string> stdlib_names()
{
    std::vector<std::string> names;
    for (const StdlibText& each : stdlib_texts())
        names.emplace_back(each.name);
    return names;
}

std::optional<SourceFile> stdlib_file(std::string_view name)
{
    for (const StdlibText& each : stdlib_texts())
        if (each.name == name)
            return SourceFile{fmt::format("std/{}{}", name.substr(4), k_ending),
                              std::string(each.text)};
    return std::nullopt;
}

std::optional<std::string> module_of_path(const std::string& path)
{
    if (!path.starts_with(k_folder) || !path.ends_with(k_ending))
        return std::nullopt;
    std::string name =
        path.substr(k_folder.size(), path.size() - k_folder.size() - k_ending.size());
    std::replace(name.begin(), name.end(), '/', '.');
    return name;
}

std::vector<ast::Module> find_modules(std::vector<ast::Module> modules, SourceSet& sources,
                                      Diagnostics& diagnostics)
{
    return Finder(std::move(modules), sources, diagnostics).run();
}

}  // namespace gradus
