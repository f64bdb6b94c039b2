// Promises: CST -> AST.
#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

PromiseKind kind_of(CstKind kind)
{
    switch (kind) {
    case CstKind::never_before: return PromiseKind::never_before;
    case CstKind::never_unless: return PromiseKind::never_unless;
    case CstKind::never_while: return PromiseKind::never_while;
    case CstKind::never_except: return PromiseKind::never_except;
    case CstKind::never_both: return PromiseKind::never_both;
    case CstKind::after_always: return PromiseKind::after_always;
    case CstKind::nobody_does: return PromiseKind::nobody_does;
    case CstKind::can_end: return PromiseKind::can_end;
    default: UNREACHABLE();
    }
}

PromiseLine lower_line(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    PromiseLine line{kind_of(lowering.cst.nodes[node].kind), {}, {}, {}, parts.span()};
    parts.skip(CstKind::keyword);
    if (line.kind == PromiseKind::can_end)
        return line;
    line.first = parts.name();
    parts.skip(CstKind::keyword);
    if (parts.is_at(CstKind::name))
        line.others = parts.names();
    else
        line.condition = lower_condition(lowering, parts.take());
    return line;
}

}  // namespace

Promise lower_promise(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Promise promise;
    promise.name = parts.name();
    promise.title = parts.text_if();
    parts.take_keyword("for");
    promise.workflow = parts.name();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::cites)
            promise.cites.push_back(lower_cites(lowering, part));
        else if (kind == CstKind::note)
            promise.notes.push_back(lower_note(lowering, part));
        else if (kind >= CstKind::never_before && kind <= CstKind::can_end)
            promise.lines.push_back(lower_line(lowering, part));
    }
    return promise;
}

}  // namespace gradus
