// A name means one thing wherever it can be read. Fields of different records may share a name,
// since a condition stands in one of them; but a given behind a field of what its rule is about,
// and a parameter behind any field or given, would be hidden without a word.

#include <map>

#include <fmt/format.h>

#include "dsl/sema/analysis.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

void report_hidden(Analysis& analysis, const ast::Name& name, std::string_view kind, Span hiding)
{
    report(analysis.diagnostics,
           {DiagnosticCode::hidden_name,
            name.span,
            fmt::format("the {} `{}` is hidden by another one", kind, name.text),
            "give one of them another name",
            {{hiding, "this one would be read instead"}}});
}

const ast::Fields* fields_about(const Symbols& symbols, const std::string& name)
{
    if (const auto subject = symbols.subjects.find(name))
        return &symbols.subjects.at(*subject);
    if (const auto record = symbols.records.find(name))
        return &symbols.records.at(*record);
    return nullptr;
}

void check_givens(Analysis& analysis, const ast::Rule& rule)
{
    const ast::Fields* about = fields_about(analysis.symbols, rule.about.text);
    if (about == nullptr)
        return;
    for (const ast::Given& given : rule.givens)
        for (const ast::Field& field : about->fields)
            if (field.name.text == given.name.text)
                report_hidden(analysis, given.name, "given", field.name.span);
}

void collect_fields(const Table<ast::Fields>& table, std::map<std::string, Span>& names)
{
    for (const ast::Fields* fields : table.items())
        for (const ast::Field& field : fields->fields)
            names.try_emplace(field.name.text, field.name.span);
}

}  // namespace

void refuse_hidden_names(Analysis& analysis)
{
    const Symbols& symbols = analysis.symbols;
    std::map<std::string, Span> names;
    collect_fields(symbols.records, names);
    collect_fields(symbols.subjects, names);
    collect_fields(symbols.events, names);
    for (const ast::Rule* rule : symbols.rules.items()) {
        check_givens(analysis, *rule);
        for (const ast::Given& given : rule->givens)
            names.try_emplace(given.name.text, given.name.span);
    }
    for (const ast::Parameter* parameter : symbols.parameters.items())
        if (const auto hiding = names.find(parameter->name.text); hiding != names.end())
            report_hidden(analysis, parameter->name, "parameter", hiding->second);
}

}  // namespace gradus::sema
