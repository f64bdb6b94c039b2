#include "dsl/syntax/lower.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"

namespace gradus {

std::string_view Lowering::text_of(std::size_t node) const
{
    const auto& token = cst.nodes[node];
    if (!cst.meant.empty())
        if (const auto meant = cst.meant.find({token.begin, token.end}); meant != cst.meant.end())
            return meant->second;
    return sources.text({cst.source, token.begin, token.end});
}

Parts::Parts(const Lowering& lowering, std::size_t phrase)
    : lowering_(lowering),
      phrase_(phrase),
      next_(phrase + 1),
      end_(phrase + 1 + lowering.cst.nodes[phrase].below)
{
    skip_comments();
}

void Parts::skip_comments()
{
    while (next_ != end_ && lowering_.cst.nodes[next_].kind == CstKind::comment)
        ++next_;
}

std::size_t Parts::take()
{
    ASSERT(!is_done());
    const auto node = next_;
    next_ += lowering_.cst.nodes[node].below + 1;
    skip_comments();
    return node;
}

bool Parts::take_keyword(std::string_view word)
{
    if (!is_at_keyword(word))
        return false;
    take();
    return true;
}

void Parts::skip(CstKind kind)
{
    while (is_at(kind))
        take();
}

ast::Name Parts::name()
{
    ASSERT(is_at(CstKind::name));
    const auto node = take();
    return {std::string(lowering_.text_of(node)), lowering_.span_of(node)};
}

ast::Text Parts::text()
{
    ASSERT(is_at(CstKind::text));
    return lower_text(lowering_, take());
}

std::int64_t Parts::number()
{
    ASSERT(is_at(CstKind::number));
    return lower_number(lowering_, take());
}

std::optional<ast::Text> Parts::text_if()
{
    if (!is_at(CstKind::text))
        return std::nullopt;
    return text();
}

std::vector<ast::Name> Parts::names()
{
    std::vector<ast::Name> names;
    while (is_at(CstKind::name)) {
        names.push_back(name());
        const bool goes_on = is_at(CstKind::mark) || is_at_keyword("or") || is_at_keyword("and");
        if (!goes_on)
            break;
        take();
    }
    return names;
}

std::int64_t lower_number(const Lowering& lowering, std::size_t node)
{
    const auto text = lowering.text_of(node);
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc() && value <= k_limit_integer)
        return value;
    lowering.diagnostics.add({DiagnosticCode::number_too_large,
                              lowering.span_of(node),
                              fmt::format("`{}` is too large", text),
                              fmt::format("the largest number is {}", k_limit_integer),
                              {},
                              {}});
    return 0;
}

Decimal lower_decimal(const Lowering& lowering, std::size_t node)
{
    if (const auto value = parse_decimal(lowering.text_of(node)))
        return *value;
    lowering.diagnostics.add({DiagnosticCode::number_too_large,
                              lowering.span_of(node),
                              "this is not a number that Gradus can count with",
                              fmt::format("write it with at most {} digits, and without zeros in "
                                          "front",
                                          k_decimal_digits),
                              {},
                              {}});
    return {};
}

Percent lower_percent(const Lowering& lowering, std::size_t node)
{
    return {lower_decimal(lowering, Parts(lowering, node).take())};
}

Money lower_money(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    const auto amount = lower_decimal(lowering, parts.take());
    return {amount, parts.name().text};
}

Date lower_date(const Lowering& lowering, std::size_t node)
{
    const auto text = lowering.text_of(node);
    if (const auto date = parse_date(text))
        return *date;
    lowering.diagnostics.add({DiagnosticCode::no_such_date,
                              lowering.span_of(node),
                              fmt::format("there is no day `{}`", text),
                              "write a day of the calendar",
                              {},
                              {}});
    return {};
}

ast::Text lower_text(const Lowering& lowering, std::size_t node)
{
    const auto quoted = lowering.text_of(node);
    const auto span = lowering.span_of(node);
    ast::Text text{{}, span};
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
        if (quoted[i] != '\\') {
            text.text.push_back(quoted[i]);
            continue;
        }
        const char escaped = quoted[++i];
        if (escaped != '"' && escaped != '\\' && escaped != 'n') {
            const auto at = span.begin + static_cast<std::uint32_t>(i) - 1;
            lowering.diagnostics.add({DiagnosticCode::bad_escape,
                                      {span.source, at, at + 2},
                                      fmt::format("`\\{}` has no meaning in a text", escaped),
                                      "write `\\\\` for a backslash",
                                      {},
                                      {}});
        }
        text.text.push_back(escaped == 'n' ? '\n' : escaped);
    }
    return text;
}

ast::PeriodLiteral lower_period(const Lowering& lowering, std::size_t node)
{
    constexpr std::int64_t k_minute_us = 60'000'000;
    ast::PeriodLiteral literal;
    WidePeriod sum;
    bool is_short = true;
    Parts parts(lowering, node);
    while (!parts.is_done()) {
        const auto count = lower_number(lowering, parts.take());
        const auto unit = lowering.text_of(parts.take());
        is_short = is_short && count <= k_limit_period_units;
        const auto is = [&](std::string_view word) { return unit.substr(0, word.size()) == word; };
        if (unit == "business") {
            literal.value.business_days = is_short ? static_cast<std::int32_t>(count) : 0;
            parts.take();
            if (parts.take_keyword("of"))
                literal.calendar = parts.name();
        } else if (!is_short) {
            continue;
        } else if (is("year")) {
            sum.months += count * 12;
        } else if (is("month")) {
            sum.months += count;
        } else if (is("week")) {
            sum.days += count * 7;
        } else if (is("day")) {
            sum.days += count;
        } else {
            sum.us += count * (is("hour") ? 60 : 1) * k_minute_us;
        }
    }
    const auto period = is_short ? narrowed(sum) : std::nullopt;
    if (!period)
        lowering.diagnostics.add(
            {DiagnosticCode::number_too_large,
             lowering.span_of(node),
             "this period is too long",
             fmt::format("no period is longer than {} of a unit", k_limit_period_units),
             {},
             {}});
    else if (literal.value.business_days == 0)
        literal.value = *period;
    return literal;
}

ast::Cite lower_cites(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    ast::Cite cite;
    cite.span = parts.span();
    cite.source = parts.name();
    cite.clauses = parts.names();
    return cite;
}

ast::Note lower_note(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    ast::Note note;
    note.is_question = parts.is_at_keyword("open");
    parts.skip(CstKind::keyword);
    note.id = parts.name();
    note.text = parts.text();
    return note;
}

}  // namespace gradus
