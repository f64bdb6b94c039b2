#include "dsl/sema/analyze.hpp"

#include <fmt/format.h>

#include "dsl/sema/analysis.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/zones.hpp"

namespace gradus {
namespace {

using sema::Analysis;

void resolve_zone(Analysis& analysis, const ast::Text& name)
{
    if (auto zone = load_zone(name.text))
        analysis.program.zone = std::move(*zone);
    else
        sema::report(analysis.diagnostics,
                     {DiagnosticCode::unknown_time_zone, name.span,
                      fmt::format("there is no time zone \"{}\"", name.text),
                      "write its IANA name, such as \"Europe/Berlin\" or \"America/New_York\""});
}

void resolve_header(Analysis& analysis)
{
    const ast::ProgramHeader* header = analysis.symbols.header;
    if (header == nullptr)
        return;
    analysis.program.name = header->name.text;
    analysis.program.title = sema::title_of(header->name, header->title);
    if (header->time_zone)
        resolve_zone(analysis, *header->time_zone);
    sema::resolve_sources(analysis);
}

}  // namespace

Program analyze(const std::vector<ast::Module>& modules, const std::vector<RegisterFile>& registers,
                Diagnostics& diagnostics)
{
    Program program;
    const sema::Symbols symbols = sema::collect_symbols(modules, diagnostics);
    Analysis analysis{symbols, registers, program, diagnostics, {}};
    resolve_header(analysis);
    for (const ast::Role* role : symbols.roles.items())
        program.roles.push_back({role->name.text, sema::title_of(role->name, role->title)});
    for (const ast::Fields* service : symbols.services.items())
        program.roles.push_back(
            {service->name.text, sema::title_of(service->name, service->title)});
    sema::resolve_fields(analysis);
    sema::refuse_hidden_names(analysis);
    sema::resolve_rules(analysis);
    sema::resolve_workflows(analysis);
    sema::resolve_promises(analysis);
    sema::resolve_scenarios(analysis);
    return program;
}

}  // namespace gradus
