#include "dsl/sema/modules.hpp"

#include <algorithm>
#include <list>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"
#include "dsl/syntax/walk.hpp"

namespace gradus::sema {
namespace {

// What a module exports under its name; nothing of what stays inside.
const ast::Name* exported_name(const ast::Declaration& declaration)
{
    struct Exported {
        const ast::Name* operator()(const ast::CalendarDeclaration& x) const { return &x.name; }
        const ast::Name* operator()(const ast::Choice& x) const { return &x.name; }
        const ast::Name* operator()(const ast::Parameter& x) const { return &x.name; }
        const ast::Name* operator()(const ast::Rule& x) const { return &x.name; }
        const ast::Name* operator()(const ast::Fragment& x) const { return &x.name; }
        const ast::Name* operator()(const ast::Fields& x) const
        {
            const bool is_of_program =
                x.kind == ast::FieldsKind::subject || x.kind == ast::FieldsKind::service;
            return is_of_program ? nullptr : &x.name;
        }
        const ast::Name* operator()(const ast::ProgramHeader&) const { return nullptr; }
        const ast::Name* operator()(const ast::Role&) const { return nullptr; }
        const ast::Name* operator()(const ast::Workflow&) const { return nullptr; }
        const ast::Name* operator()(const ast::Promise&) const { return nullptr; }
        const ast::Name* operator()(const ast::Profile&) const { return nullptr; }
        const ast::Name* operator()(const ast::Scenario&) const { return nullptr; }
        const ast::Name* operator()(const ast::Sample&) const { return nullptr; }
        const ast::Name* operator()(const ast::ModuleHeader&) const { return nullptr; }
        const ast::Name* operator()(const ast::Use&) const { return nullptr; }
        const ast::Name* operator()(const ast::Setting&) const { return nullptr; }
    };
    return std::visit(Exported{}, declaration);
}

// Where a declaration stands that a module cannot have, or the program's files cannot.
struct FirstSpan {
    Span operator()(const ast::ProgramHeader& x) const { return x.name.span; }
    Span operator()(const ast::Role& x) const { return x.name.span; }
    Span operator()(const ast::CalendarDeclaration& x) const { return x.name.span; }
    Span operator()(const ast::Choice& x) const { return x.name.span; }
    Span operator()(const ast::Parameter& x) const { return x.name.span; }
    Span operator()(const ast::Fields& x) const { return x.name.span; }
    Span operator()(const ast::Rule& x) const { return x.name.span; }
    Span operator()(const ast::Workflow& x) const { return x.name.span; }
    Span operator()(const ast::Promise& x) const { return x.name.span; }
    Span operator()(const ast::Profile& x) const { return x.name.span; }
    Span operator()(const ast::Scenario& x) const { return x.title.span; }
    Span operator()(const ast::Sample& x) const { return x.name.span; }
    Span operator()(const ast::ModuleHeader& x) const { return x.name.span; }
    Span operator()(const ast::Use& x) const { return x.span; }
    Span operator()(const ast::Setting& x) const { return x.parameter.name.span; }
    Span operator()(const ast::Fragment& x) const { return x.name.span; }
};

// Every name that a declaration writes which is not its own.
class Mentions final : public AstVisitor {
public:
    using AstVisitor::visit;
    void visit(ast::Name& name, NameUse use) override
    {
        // No module has states, tasks or roles to offer, so these names are other things.
        const bool is_own = use == NameUse::new_state || use == NameUse::new_task ||
                            use == NameUse::state || use == NameUse::role;
        if (!is_own)
            names.insert(name.text);
    }
    void visit(ast::Path& path) override { names.insert(path.names.front().text); }
    void visit(ast::Include& include) override
    {
        names.insert(include.fragment.text);
        for (ast::FragmentArgument& argument : include.arguments)
            for (ast::ExprPtr& value : argument.values)
                walk(*this, *value);
    }

    std::set<std::string> names;
};

// What a fragment would need by itself, a use may have filled in with something else: once all are
// expanded, only what the program's own lines come to is a part of it.
class Reached {
public:
    explicit Reached(std::vector<ast::Module>& modules) : modules_(modules) {}

    void leave_out_the_rest()
    {
        for (ast::Module& module : modules_)
            for (ast::Declaration& declaration : module.declarations)
                if (!std::holds_alternative<ast::Fragment>(declaration))
                    collect(module, declaration);
        while (!mentions_.names.empty())
            follow();
        for (ast::Module& module : modules_)
            if (!module.library.empty())
                std::erase_if(module.declarations, [this](const ast::Declaration& declaration) {
                    return !reached_.contains(exported_name(declaration)->text);
                });
    }

private:
    void collect(const ast::Module& module, ast::Declaration& declaration)
    {
        if (module.library.empty())
            walk(mentions_, declaration);
        else
            libraries_.emplace(exported_name(declaration)->text, &declaration);
    }

    // What the names that are new lead to.
    void follow()
    {
        const std::set<std::string> names = std::exchange(mentions_.names, {});
        for (const std::string& name : names)
            if (reached_.insert(name).second) {
                const auto [begin, end] = libraries_.equal_range(name);
                for (auto each = begin; each != end; ++each)
                    walk(mentions_, *each->second);
            }
    }

    std::vector<ast::Module>& modules_;
    std::multimap<std::string, ast::Declaration*> libraries_;
    Mentions mentions_;
    std::set<std::string> reached_;
};

class Joiner {
public:
    Joiner(std::vector<ast::Module> modules, Diagnostics& diagnostics)
        : modules_(std::move(modules)), diagnostics_(diagnostics)
    {}

    Joined run();

private:
    // The program's files are one user of modules, named by nothing; each module is one.
    struct Needed {
        std::string user;
        std::string name;
        auto operator<=>(const Needed&) const = default;
    };
    struct Export {
        std::string library;
        ast::Declaration* declaration;
        bool is_needed = false;
    };

    void check_declarations(const ast::Module& module);
    void check_header(const ast::Module& module);
    void collect(ast::Module& module);
    void collect_use(const std::string& user, const ast::Use& use);
    void check_only(const ast::Use& use);
    void need_all_of(const std::string& user, ast::Declaration& declaration);
    void find(const Needed& needed);
    void find_all();
    [[nodiscard]] bool brings(const ast::Use& use, const std::string& name) const;
    void set(const ast::Setting& setting);
    void set_all();
    void refuse_redeclared();
    void leave_out_the_rest();
    void warn_of_unused(const std::string& user, const ast::Use& use);
    [[nodiscard]] FragmentTable fragments();

    std::vector<ast::Module> modules_;
    Diagnostics& diagnostics_;
    std::multimap<std::string, Export> exports_;       // by name
    std::map<std::string, std::list<ast::Use>> uses_;  // by user; their places stay
    std::vector<std::string> fragment_names_;
    std::set<Needed> needed_;
    std::vector<Needed> open_;
    std::set<std::pair<const ast::Use*, std::string>> brought_;  // what each line is good for
};

Joined Joiner::run()
{
    for (ast::Module& module : modules_) {
        check_declarations(module);
        collect(module);
    }
    for (const auto& [user, uses] : uses_)
        for (const ast::Use& use : uses)
            check_only(use);
    find_all();
    set_all();
    refuse_redeclared();
    leave_out_the_rest();
    auto expanded = expand_fragments(modules_, fragments(), diagnostics_);
    Reached(modules_).leave_out_the_rest();
    // Where a name is misspelt, what it should have used seems unused.
    if (!diagnostics_.has_errors())
        for (const auto& [user, uses] : uses_)
            for (const ast::Use& use : uses)
                warn_of_unused(user, use);
    return {std::move(modules_), std::move(expanded)};
}

void Joiner::check_declarations(const ast::Module& module)
{
    const bool is_library = !module.library.empty();
    if (is_library)
        check_header(module);
    for (const ast::Declaration& declaration : module.declarations) {
        const bool is_header = std::holds_alternative<ast::ModuleHeader>(declaration);
        const bool is_use = std::holds_alternative<ast::Use>(declaration);
        if (is_library ? is_header || is_use || exported_name(declaration) != nullptr : !is_header)
            continue;
        report(diagnostics_,
               {DiagnosticCode::misplaced_declaration, std::visit(FirstSpan{}, declaration),
                is_library ? "a module cannot have this" : "a file of the program is no module",
                is_library ? "modules hold calendars, choices, parameters, records, events, rules "
                             "and fragments; write the rest in the program"
                           : "put the file into the folder `modules`, or leave this line out"});
    }
}

void Joiner::check_header(const ast::Module& module)
{
    const ast::ModuleHeader* header = nullptr;
    for (const ast::Declaration& declaration : module.declarations)
        if (header == nullptr)
            header = std::get_if<ast::ModuleHeader>(&declaration);
    if (header != nullptr && module_name(header->name) == module.library)
        return;
    report(diagnostics_, {DiagnosticCode::wrong_module_name,
                          header == nullptr ? Span{module.source, 0, 0} : header->name.span,
                          header == nullptr ? "the module does not say its name"
                                            : "the module says another name than its file",
                          fmt::format("write `module {}`", module.library)});
}

void Joiner::collect(ast::Module& module)
{
    for (ast::Declaration& declaration : module.declarations) {
        if (const auto* fragment = std::get_if<ast::Fragment>(&declaration))
            fragment_names_.push_back(fragment->name.text);
        if (const auto* use = std::get_if<ast::Use>(&declaration))
            collect_use(module.library, *use);
        else if (module.library.empty())
            need_all_of({}, declaration);
        else if (const ast::Name* name = exported_name(declaration))
            exports_.emplace(name->text, Export{module.library, &declaration});
    }
}

void Joiner::collect_use(const std::string& user, const ast::Use& use)
{
    auto& uses = uses_[user];
    for (const ast::Use& other : uses)
        if (module_name(other.module) == module_name(use.module)) {
            ast::Name name{module_name(use.module), use.module.span};
            report_duplicate(diagnostics_, name, other.module.span);
            return;
        }
    uses.push_back(use);
}

// The names behind `for` are names of the module.
void Joiner::check_only(const ast::Use& use)
{
    const std::string library = module_name(use.module);
    std::vector<std::string> names;
    for (const auto& [name, each] : exports_)
        if (each.library == library)
            names.push_back(name);
    for (const ast::Name& name : use.only)
        if (std::find(names.begin(), names.end(), name.text) == names.end())
            report_unknown(diagnostics_, name,
                           {DiagnosticCode::unknown_export,
                            fmt::format("part of `{}` named", library), names});
}

void Joiner::need_all_of(const std::string& user, ast::Declaration& declaration)
{
    Mentions mentions;
    walk(mentions, declaration);
    for (const std::string& name : mentions.names)
        if (needed_.insert({user, name}).second)
            open_.push_back({user, name});
}

bool Joiner::brings(const ast::Use& use, const std::string& name) const
{
    return use.only.empty() ||
           std::any_of(use.only.begin(), use.only.end(),
                       [&name](const ast::Name& each) { return each.text == name; });
}

// A module's own declarations are there for it; those of others where a `use` brings them.
void Joiner::find(const Needed& needed)
{
    const auto [begin, end] = exports_.equal_range(needed.name);
    for (auto each = begin; each != end; ++each) {
        Export& found = each->second;
        bool is_there = found.library == needed.user;
        for (const ast::Use& use : uses_[needed.user])
            if (module_name(use.module) == found.library && brings(use, needed.name)) {
                brought_.emplace(&use, needed.name);
                is_there = true;
            }
        if (is_there && !std::exchange(found.is_needed, true))
            need_all_of(found.library, *found.declaration);
    }
}

void Joiner::find_all()
{
    while (!open_.empty()) {
        const Needed needed = std::move(open_.back());
        open_.pop_back();
        find(needed);
    }
}

void Joiner::warn_of_unused(const std::string& user, const ast::Use& use)
{
    const auto is_brought = [this, &use](const std::string& name) {
        return brought_.contains({&use, name});
    };
    const auto warn = [this, &user](Span span, const std::string& what) {
        report(diagnostics_, {DiagnosticCode::unused_module, span,
                              fmt::format("the {} needs nothing of `{}`",
                                          user.empty() ? "program" : "module", what),
                              "leave it out"});
    };
    for (const ast::Name& name : use.only)
        if (!is_brought(name.text))
            warn(name.span, name.text);
    const auto first = brought_.lower_bound({&use, {}});
    if (use.only.empty() && (first == brought_.end() || first->first != &use))
        warn(use.module.span, module_name(use.module));
}

void Joiner::set(const ast::Setting& setting)
{
    const ast::Parameter& written = setting.parameter;
    std::vector<std::string> names;
    for (auto& [name, each] : exports_) {
        auto* parameter = std::get_if<ast::Parameter>(each.declaration);
        if (parameter == nullptr || !each.is_needed)
            continue;
        names.push_back(name);
        if (name != written.name.text)
            continue;
        const auto kind = [](const ast::ExprPtr& value) {
            return value ? value->node.index() : ast::Expr{ast::DateLiteral{}, {}}.node.index();
        };
        if (kind(parameter->value) != kind(written.value))
            report(diagnostics_, {DiagnosticCode::type_mismatch,
                                  written.name.span,
                                  fmt::format("`{}` is set to a value of another type", name),
                                  "write a value like the one that the module gives",
                                  {{parameter->name.span, "the parameter stands here"}}});
        *parameter = written;
        return;
    }
    report_unknown(diagnostics_, written.name,
                   {DiagnosticCode::unknown_setting, "parameter of a module named", names});
}

void Joiner::set_all()
{
    std::map<std::string, Span> seen;
    for (const ast::Module& module : modules_)
        for (const ast::Declaration& declaration : module.declarations)
            if (const auto* setting = std::get_if<ast::Setting>(&declaration)) {
                const ast::Name& name = setting->parameter.name;
                const auto [first, is_new] = seen.try_emplace(name.text, name.span);
                if (is_new)
                    set(*setting);
                else
                    report_duplicate(diagnostics_, name, first->second);
            }
}

// A parameter of a module has one place where it is declared, and one where it is set.
void Joiner::refuse_redeclared()
{
    for (const ast::Module& module : modules_)
        for (const ast::Declaration& declaration : module.declarations) {
            const auto* own = std::get_if<ast::Parameter>(&declaration);
            if (own == nullptr || !module.library.empty())
                continue;
            const auto [begin, end] = exports_.equal_range(own->name.text);
            for (auto each = begin; each != end; ++each)
                if (each->second.is_needed)
                    report(diagnostics_,
                           {DiagnosticCode::duplicate_name,
                            own->name.span,
                            fmt::format("`{}` is declared twice", own->name.text),
                            fmt::format("write `set {} to …` to give that of the module another "
                                        "value",
                                        own->name.text),
                            {{exported_name(*each->second.declaration)->span,
                              "the module declares it here"}}});
        }
}

void Joiner::leave_out_the_rest()
{
    std::set<const ast::Declaration*> needed;
    for (const auto& [name, each] : exports_)
        if (each.is_needed)
            needed.insert(each.declaration);
    for (ast::Module& module : modules_) {
        if (module.library.empty())
            continue;
        std::vector<ast::Declaration> kept;
        for (ast::Declaration& declaration : module.declarations)
            if (needed.contains(&declaration))
                kept.push_back(std::move(declaration));
        module.declarations = std::move(kept);
    }
}

FragmentTable Joiner::fragments()
{
    FragmentTable table;
    table.names = fragment_names_;
    for (const ast::Module& module : modules_)
        for (const ast::Declaration& declaration : module.declarations)
            if (const auto* fragment = std::get_if<ast::Fragment>(&declaration)) {
                const auto [first, is_new] =
                    table.fragments.try_emplace(fragment->name.text, fragment);
                if (!is_new)
                    report_duplicate(diagnostics_, fragment->name, first->second->name.span);
            }
    return table;
}

}  // namespace

std::string module_name(const ast::Path& path)
{
    std::string name;
    for (const ast::Name& part : path.names)
        name += (name.empty() ? "" : ".") + part.text;
    return name;
}

Joined join_modules(std::vector<ast::Module> modules, Diagnostics& diagnostics)
{
    return Joiner(std::move(modules), diagnostics).run();
}

}  // namespace gradus::sema
