// Sources, their registers, and what cites them. The summary that travels with a citation comes
// from the register, so that an explanation can say what a clause is about without the source's own
// words.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/sema/analysis.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

const RegisterFile* find_register(const Analysis& analysis, const std::string& path)
{
    for (const RegisterFile& file : analysis.registers)
        if (file.path == path)
            return &file;
    return nullptr;
}

const ast::SourceLine* find_source(const Analysis& analysis, const std::string& name)
{
    if (analysis.symbols.header == nullptr)
        return nullptr;
    for (const ast::SourceLine& source : analysis.symbols.header->sources)
        if (source.name.text == name)
            return &source;
    return nullptr;
}

void check_register_clauses(Analysis& analysis, const ast::Register& content)
{
    std::map<std::string, Span> declared;
    std::vector<std::string> names;
    for (const ast::RegisterClause& clause : content.clauses) {
        const auto [first, is_new] = declared.try_emplace(clause.id.text, clause.id.span);
        if (is_new)
            names.push_back(clause.id.text);
        else
            report(analysis.diagnostics,
                   {DiagnosticCode::register_clause,
                    clause.id.span,
                    fmt::format("clause `{}` stands twice in the register", clause.id.text),
                    "keep one summary for each clause",
                    {{first->second, "the first one stands here"}}});
    }
    for (const ast::RegisterPlace& place : content.places)
        for (const ast::Name& clause : place.clauses)
            if (!declared.contains(clause.text))
                report_unknown(analysis.diagnostics, clause,
                               {DiagnosticCode::register_clause, "clause in this register", names});
}

void resolve_source(Analysis& analysis, const ast::SourceLine& source)
{
    const RegisterFile* file = find_register(analysis, source.register_path.text);
    if (file == nullptr) {
        report(analysis.diagnostics,
               {DiagnosticCode::missing_register, source.register_path.span,
                fmt::format("there is no register at \"{}\"", source.register_path.text),
                "the path counts from the program's folder"});
        return;
    }
    if (file->content.name.text != source.name.text)
        report(analysis.diagnostics,
               {DiagnosticCode::register_of_other,
                source.name.span,
                fmt::format("the register is one of `{}`, not of `{}`", file->content.name.text,
                            source.name.text),
                "give both the same name",
                {{file->content.name.span, "the register names its source here"}}});
    check_register_clauses(analysis, file->content);
    analysis.program.sources.push_back({source.name.text, source.title.text, file->hash});
}

const ast::RegisterClause* find_clause(const ast::Register& content, const std::string& id)
{
    for (const ast::RegisterClause& clause : content.clauses)
        if (clause.id.text == id)
            return &clause;
    return nullptr;
}

image::CitationId intern(Program& program, const image::Citation& citation)
{
    auto& table = program.citations;
    const auto found = std::find(table.begin(), table.end(), citation);
    const auto index = static_cast<std::uint32_t>(found - table.begin());
    if (found == table.end())
        table.push_back(citation);
    return {index};
}

void check_cite(Analysis& analysis, const ast::Cite& cite, std::vector<image::Citation>& citations)
{
    const ast::SourceLine* source = find_source(analysis, cite.source.text);
    if (source == nullptr) {
        std::vector<std::string> names;
        if (analysis.symbols.header != nullptr)
            for (const ast::SourceLine& each : analysis.symbols.header->sources)
                names.push_back(each.name.text);
        report_unknown(analysis.diagnostics, cite.source,
                       {DiagnosticCode::unknown_source, "source", std::move(names)});
        return;
    }
    const RegisterFile* file = find_register(analysis, source->register_path.text);
    if (file == nullptr)
        return;  // Reported at the source.
    for (const ast::Name& clause : cite.clauses) {
        if (const auto* entry = find_clause(file->content, clause.text)) {
            citations.push_back({source->name.text, entry->id.text, entry->summary.text});
            continue;
        }
        std::vector<std::string> names;
        for (const ast::RegisterClause& each : file->content.clauses)
            names.push_back(each.id.text);
        report_unknown(analysis.diagnostics, clause,
                       {DiagnosticCode::unknown_clause,
                        fmt::format("clause in the register of `{}` named", source->name.text),
                        std::move(names)});
    }
}

}  // namespace

void resolve_sources(Analysis& analysis)
{
    std::map<std::string, Span> seen;
    for (const ast::SourceLine& source : analysis.symbols.header->sources) {
        const auto [first, is_new] = seen.try_emplace(source.name.text, source.name.span);
        if (is_new)
            resolve_source(analysis, source);
        else
            report_duplicate(analysis.diagnostics, source.name, first->second);
    }
}

std::vector<image::CitationId> resolve_cites(Analysis& analysis,
                                             const std::vector<ast::Cite>& cites)
{
    std::vector<image::CitationId> ids;
    for (const image::Citation& citation : check_cites(analysis, cites))
        ids.push_back(intern(analysis.program, citation));
    return ids;
}

std::vector<image::Citation> check_cites(Analysis& analysis, const std::vector<ast::Cite>& cites)
{
    std::vector<image::Citation> citations;
    for (const ast::Cite& cite : cites)
        check_cite(analysis, cite, citations);
    return citations;
}

std::vector<image::Note> notes_of(const std::vector<ast::Note>& notes)
{
    std::vector<image::Note> result;
    for (const ast::Note& note : notes)
        result.push_back({note.is_question, note.id.text, note.text.text});
    return result;
}

}  // namespace gradus::sema
