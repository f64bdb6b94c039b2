// Collects the declarations of all modules. A name may be used before it is declared, so this comes
// first.

#include <map>

#include <fmt/format.h>

#include "dsl/image/image.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/symbols.hpp"

namespace gradus::sema {
namespace {

class Collector {
public:
    explicit Collector(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    void operator()(const ast::ProgramHeader& header)
    {
        if (symbols_.header == nullptr) {
            symbols_.header = &header;
            return;
        }
        report(diagnostics_, {DiagnosticCode::second_program,
                              header.name.span,
                              "a program has one header",
                              "put everything into one of the two",
                              {{symbols_.header->name.span, "the first one stands here"}}});
    }

    void operator()(const ast::CalendarDeclaration& calendar) { add(symbols_.calendars, calendar); }
    void operator()(const ast::Role& role)
    {
        if (is_new_doer(role.name))
            symbols_.roles.add(role);
    }
    void operator()(const ast::Parameter& parameter) { add(symbols_.parameters, parameter); }
    void operator()(const ast::Rule& rule) { add(symbols_.rules, rule); }
    void operator()(const ast::Workflow& workflow) { add(symbols_.workflows, workflow); }
    void operator()(const ast::Promise& promise) { add(symbols_.promises, promise); }
    void operator()(const ast::Profile& profile) { add(symbols_.profiles, profile); }
    void operator()(const ast::Sample& sample) { add(symbols_.samples, sample); }
    void operator()(const ast::Scenario& scenario) { symbols_.scenarios.push_back(&scenario); }

    // What joins modules has done its work before (modules.cpp).
    void operator()(const ast::ModuleHeader&) {}
    void operator()(const ast::Use&) {}
    void operator()(const ast::Setting&) {}
    void operator()(const ast::Fragment&) {}

    void operator()(const ast::Choice& choice)
    {
        if (is_new_type(choice.name))
            symbols_.choices.add(choice);
    }

    void operator()(const ast::Fields& fields)
    {
        if (fields.kind == ast::FieldsKind::event)
            add(symbols_.events, fields);
        else if (fields.kind == ast::FieldsKind::service && is_new_doer(fields.name))
            symbols_.services.add(fields);
        else if (fields.kind == ast::FieldsKind::service)
            return;
        else if (is_new_type(fields.name))
            (fields.kind == ast::FieldsKind::record ? symbols_.records : symbols_.subjects)
                .add(fields);
    }

    [[nodiscard]] Symbols take() { return std::move(symbols_); }

private:
    template <class Declaration> void add(Table<Declaration>& table, const Declaration& declaration)
    {
        if (!table.add(declaration))
            report_duplicate(diagnostics_, declaration.name,
                             table.at(*table.find(declaration.name.text)).name.span);
    }

    // Records, subjects and choices share one set of names: `list of NAME` can mean a record or a
    // choice.
    bool is_new_type(const ast::Name& name)
    {
        const auto [first, is_new] = types_.try_emplace(name.text, name.span);
        if (!is_new)
            report_duplicate(diagnostics_, name, first->second);
        return is_new;
    }

    // Roles and services share one set of names, and the engine's own is taken.
    bool is_new_doer(const ast::Name& name)
    {
        if (name.text == image::k_engine_role) {
            report(diagnostics_, {DiagnosticCode::reserved_word, name.span,
                                  fmt::format("`{}` is the engine itself", name.text),
                                  "choose another name; `on … by engine` takes what is raised"});
            return false;
        }
        const auto [first, is_new] = doers_.try_emplace(name.text, name.span);
        if (!is_new)
            report_duplicate(diagnostics_, name, first->second);
        return is_new;
    }

    Diagnostics& diagnostics_;
    std::map<std::string, Span> doers_;
    Symbols symbols_;
    std::map<std::string, Span> types_;
};

}  // namespace

Symbols collect_symbols(const std::vector<ast::Module>& modules, Diagnostics& diagnostics)
{
    Collector collector(diagnostics);
    for (const ast::Module& module : modules)
        for (const ast::Declaration& declaration : module.declarations)
            std::visit(collector, declaration);
    Symbols symbols = collector.take();
    if (symbols.header == nullptr && !modules.empty())
        report(diagnostics, {DiagnosticCode::missing_program,
                             {modules.front().source, 0, 0},
                             "the program has no header",
                             "begin one file with `program NAME` and `end program`"});
    return symbols;
}

}  // namespace gradus::sema
