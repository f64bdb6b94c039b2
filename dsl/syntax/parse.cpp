#include "dsl/syntax/parse.hpp"

#include "dsl/syntax/check_cst.hpp"
#include "dsl/syntax/lower.hpp"
#include "dsl/syntax/register.hpp"

namespace gradus {
namespace {

bool is_declaration(CstKind kind)
{
    switch (kind) {
    case CstKind::program:
    case CstKind::role:
    case CstKind::calendar:
    case CstKind::choice:
    case CstKind::parameter:
    case CstKind::record:
    case CstKind::subject:
    case CstKind::event:
    case CstKind::service:
    case CstKind::rule:
    case CstKind::table:
    case CstKind::workflow:
    case CstKind::profile:
    case CstKind::promise:
    case CstKind::scenario:
    case CstKind::sample:
    case CstKind::module_header:
    case CstKind::use:
    case CstKind::setting:
    case CstKind::fragment: return true;
    default: return false;
    }
}

ast::RegisterPlace lower_place(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    ast::RegisterPlace place;
    place.span = parts.span();
    parts.take();
    while (parts.is_at(CstKind::name))
        place.where += (place.where.empty() ? "" : " ") + parts.name().text;
    parts.take();
    place.fingerprint = *parse_hash(lowering.text_of(parts.take()));
    if (parts.is_at(CstKind::no_rule)) {
        Parts reason(lowering, parts.take());
        reason.skip(CstKind::keyword);
        place.no_rule = reason.text();
    } else if (!parts.is_done()) {
        parts.take();
        place.clauses = parts.names();
    }
    return place;
}

void lower_register(const Lowering& lowering, std::size_t node, ast::Register& result)
{
    Parts parts(lowering, node);
    parts.take();
    result.name = parts.name();
    parts.take();
    result.cutting = parts.number();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::register_clause) {
            Parts clause(lowering, part);
            clause.take();
            auto id = clause.name();
            result.clauses.push_back({std::move(id), clause.text()});
        } else if (kind == CstKind::place) {
            result.places.push_back(lower_place(lowering, part));
        }
    }
}

}  // namespace

ast::Module parse(const SourceSet& sources, SourceId source, Diagnostics& diagnostics)
{
    const auto cst = parse_cst(sources, source, CstStart::program_file, diagnostics);
    check_cst(cst, diagnostics);
    const Lowering lowering{sources, cst, diagnostics};
    ast::Module module;
    module.source = source;
    module.is_sure = cst.is_sure;
    if (cst.nodes.empty())
        return module;
    for (Parts parts(lowering, 0); !parts.is_done();) {
        const auto kind = parts.kind();
        const auto node = parts.take();
        if (is_declaration(kind))
            module.declarations.push_back(lower_declaration(lowering, node));
    }
    return module;
}

ast::Register parse_register(const SourceSet& sources, SourceId source, Diagnostics& diagnostics)
{
    const auto cst = parse_cst(sources, source, CstStart::register_file, diagnostics);
    const Lowering lowering{sources, cst, diagnostics};
    ast::Register result;
    result.source = source;
    result.is_sure = cst.is_sure;
    if (cst.nodes.empty())
        return result;
    for (Parts parts(lowering, 0); !parts.is_done();) {
        const auto kind = parts.kind();
        const auto node = parts.take();
        if (kind == CstKind::program)
            lower_register(lowering, node, result);
    }
    return result;
}

}  // namespace gradus
