#include "dsl/sema/report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/suggest.hpp"

namespace gradus::sema {
namespace {

// A list of more candidates than this says less than none.
constexpr std::size_t k_candidates_shown_max = 8;

}  // namespace

void report(Diagnostics& diagnostics, Fault fault)
{
    diagnostics.add({fault.code,
                     fault.span,
                     std::move(fault.message),
                     std::move(fault.help),
                     std::move(fault.related),
                     {}});
}

void report_unknown(Diagnostics& diagnostics, const ast::Name& name, const Unknown& unknown)
{
    Diagnostic diagnostic{
        unknown.code, name.span, fmt::format("there is no {} `{}`", unknown.kind, name.text),
        {},           {},        {}};
    if (const auto near = suggest(name.text, unknown.candidates)) {
        diagnostic.help = fmt::format("did you mean `{}`?", *near);
        diagnostic.fixes.push_back({name.span, *near, fmt::format("write `{}`", *near)});
    } else if (!unknown.candidates.empty() && unknown.candidates.size() <= k_candidates_shown_max) {
        diagnostic.help = fmt::format("it can be {}", one_of_words(unknown.candidates));
    }
    diagnostics.add(std::move(diagnostic));
}

void report_duplicate(Diagnostics& diagnostics, const ast::Name& name, Span first)
{
    diagnostics.add({DiagnosticCode::duplicate_name,
                     name.span,
                     fmt::format("`{}` is declared twice", name.text),
                     "give one of them another name",
                     {{first, "the first one stands here"}},
                     {}});
}

std::string words_of(std::string_view name)
{
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string title_of(const ast::Name& name, const std::optional<ast::Text>& title)
{
    return title && !title->text.empty() ? title->text : words_of(name.text);
}

std::string one_of_words(const std::vector<std::string>& names)
{
    std::string words;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            words += i + 1 == names.size() ? " or " : ", ";
        words += fmt::format("`{}`", names[i]);
    }
    return words;
}

}  // namespace gradus::sema
