#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

GivenKind given_kind(std::string_view word)
{
    static constexpr std::string_view k_words[] = {"role",   "state",  "event", "rule",  "choice",
                                                   "record", "field",  "name",  "value", "whole",
                                                   "date",   "period", "text"};
    for (std::size_t i = 0; i < std::size(k_words); ++i)
        if (k_words[i] == word)
            return static_cast<GivenKind>(i);
    UNREACHABLE();
}

// "clerk or owner"
std::vector<ExprPtr> lower_values(Parts& parts)
{
    std::vector<ExprPtr> values;
    while (parts.is_at(CstKind::term)) {
        values.push_back(lower_term(parts.lowering(), parts.take()));
        parts.take_keyword("or");
    }
    return values;
}

FragmentGiven lower_given(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    FragmentGiven given;
    given.name = parts.name();
    given.title = parts.text_if();
    const std::size_t kind = parts.take();
    given.kind = given_kind(lowering.text_of(Parts(lowering, kind).take()));
    if (parts.is_at(CstKind::given_default)) {
        Parts value(lowering, parts.take());
        value.take();
        given.values = lower_values(value);
    }
    return given;
}

}  // namespace

Include lower_include(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Include include;
    include.span = parts.span();
    parts.take();
    include.fragment = parts.name();
    if (parts.take_keyword("as"))
        include.alias = parts.name();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::include_argument) {
            Parts argument(lowering, part);
            auto name = argument.name();
            include.arguments.push_back({std::move(name), lower_values(argument)});
        } else if (kind == CstKind::cites) {
            include.cites.push_back(lower_cites(lowering, part));
        }
    }
    return include;
}

ModuleHeader lower_module_header(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto name = lower_path(lowering, parts.take());
    return {std::move(name), parts.text_if()};
}

Use lower_use(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Use use;
    use.span = parts.span();
    use.module = lower_path(lowering, parts.take());
    if (parts.take_keyword("for"))
        use.only = parts.names();
    return use;
}

Setting lower_setting(const Lowering& lowering, std::size_t node)
{
    return {lower_parameter(lowering, node), lowering.span_of(node)};
}

Fragment lower_fragment(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Fragment fragment;
    fragment.span = parts.span();
    parts.take();
    fragment.name = parts.name();
    fragment.title = parts.text_if();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (kind == CstKind::fragment_given) {
            fragment.givens.push_back(lower_given(lowering, part));
        } else if (kind == CstKind::field) {
            fragment.fields.push_back(lower_field(lowering, part));
        } else if (is_clause(kind)) {
            fragment.clauses.push_back(lower_clause(lowering, part));
        } else {
            lower_state_line(lowering, part, fragment.body);
            if (kind == CstKind::include) {
                auto& place = fragment.body.includes.back().place;
                place.clauses = fragment.clauses.size();
                place.fields = fragment.fields.size();
            }
        }
    }
    return fragment;
}

}  // namespace gradus
