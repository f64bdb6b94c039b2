#include "dsl/base/diagnostic.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/json.hpp"
#include "dsl/base/limits.hpp"

namespace gradus {
namespace {

constexpr const char* k_severity_words[] = {"error", "warning"};

const char* to_string(Severity severity) { return k_severity_words[static_cast<int>(severity)]; }

std::size_t count_columns(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

std::string place_of(Span span, const SourceSet& sources)
{
    const auto at = sources.position(span.source, span.begin);
    return fmt::format("{}:{}:{}", sources.file(span.source).path, at.line, at.column);
}

// The line with the span underlined; a span over several lines is underlined to the end of its
// first.
std::string excerpt(Span span, const SourceSet& sources)
{
    const auto at = sources.position(span.source, span.begin);
    std::string line(sources.line_at(span.source, span.begin));
    std::replace(line.begin(), line.end(), '\t', ' ');
    const std::size_t rest =
        count_columns(line) + 1 - std::min<std::size_t>(at.column, count_columns(line) + 1);
    const std::size_t width = std::clamp<std::size_t>(count_columns(sources.text(span)), 1,
                                                      std::max<std::size_t>(rest, 1));
    return fmt::format("{:5} | {}\n      | {}{}\n", at.line, line, std::string(at.column - 1, ' '),
                       std::string(width, '^'));
}

Json place_json(Span span, const SourceSet& sources)
{
    const auto begin = sources.position(span.source, span.begin);
    const auto end = sources.position(span.source, span.end);
    return Json::object({{"file", sources.file(span.source).path},
                         {"line", begin.line},
                         {"column", begin.column},
                         {"end_line", end.line},
                         {"end_column", end.column}});
}

Json to_json(const Diagnostic& diagnostic, const SourceSet& sources)
{
    const auto& page = page_of(diagnostic.code);
    Json json = place_json(diagnostic.span, sources);
    json.set("code", page.id).set("severity", to_string(page.severity));
    json.set("message", diagnostic.message).set("help", diagnostic.help);
    Json related = Json::array();
    for (const auto& other : diagnostic.related)
        related.push(place_json(other.span, sources).set("message", other.message));
    Json fixes = Json::array();
    for (const auto& fix : diagnostic.fixes)
        fixes.push(place_json(fix.span, sources).set("title", fix.title).set("text", fix.text));
    return json.set("related", std::move(related)).set("fixes", std::move(fixes));
}

}  // namespace

void Diagnostics::add(Diagnostic diagnostic)
{
    // What comes after so many is noise; the first ones are what an author mends.
    if (list_.size() < k_limit_diagnostics)
        list_.push_back(std::move(diagnostic));
}

bool Diagnostics::has_errors() const
{
    return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& diagnostic) {
        return severity_of(diagnostic.code) == Severity::error;
    });
}

std::vector<Diagnostic> Diagnostics::sorted() const
{
    auto list = list_;
    const auto key = [](const Diagnostic& d) {
        return std::make_tuple(d.span.source.index, d.span.begin, d.span.end,
                               static_cast<int>(d.code));
    };
    std::stable_sort(list.begin(), list.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto is_same = [&](const auto& a, const auto& b) { return key(a) == key(b); };
    list.erase(std::unique(list.begin(), list.end(), is_same), list.end());
    return list;
}

const std::vector<DiagnosticPage>& diagnostic_pages()
{
    static const std::vector<DiagnosticPage> k_pages = {
#define GRADUS_DIAGNOSTIC(number, name, severity, title, why, wrong, right) \
    {DiagnosticCode::name, number, #name, Severity::severity, title, why, wrong, right},
#include "dsl/base/diagnostic_codes.def"
#undef GRADUS_DIAGNOSTIC
    };
    return k_pages;
}

const DiagnosticPage& page_of(DiagnosticCode code)
{
    const auto& page = diagnostic_pages()[static_cast<std::size_t>(code)];
    ASSERT(page.code == code);
    return page;
}

std::optional<DiagnosticPage> find_page(std::string_view id)
{
    std::string wanted(id);
    for (char& c : wanted)
        if (c == 'g')
            c = 'G';
    for (const auto& page : diagnostic_pages())
        if (page.id == wanted)
            return page;
    return std::nullopt;
}

Severity severity_of(DiagnosticCode code) { return page_of(code).severity; }

std::string render(const Diagnostic& diagnostic, const SourceSet& sources)
{
    const auto& page = page_of(diagnostic.code);
    std::string text = fmt::format("{}: {}: {} [{}]\n", place_of(diagnostic.span, sources),
                                   to_string(page.severity), diagnostic.message, page.id);
    text += excerpt(diagnostic.span, sources);
    for (const auto& other : diagnostic.related) {
        text += fmt::format("{}: note: {}\n", place_of(other.span, sources), other.message);
        text += excerpt(other.span, sources);
    }
    if (!diagnostic.help.empty())
        text += fmt::format("  help: {}\n", diagnostic.help);
    return text;
}

std::string render_json(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources)
{
    Json list = Json::array();
    for (const auto& diagnostic : diagnostics)
        list.push(to_json(diagnostic, sources));
    return canonical(Json::object({{"diagnostics", std::move(list)}}));
}

}  // namespace gradus
