#include "dsl/sema/fragment_values.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using ast::GivenKind;

constexpr const char* k_kind_words[] = {
    "a role", "a state", "an event", "a rule", "a choice", "a record",        "a field",
    "a name", "a value", "a number", "a date", "a period", "a text in quotes"};

const char* to_words(GivenKind kind) { return k_kind_words[static_cast<std::size_t>(kind)]; }

const ast::FragmentGiven* find_given(const ast::Fragment& fragment, std::string_view name)
{
    const auto found =
        std::find_if(fragment.givens.begin(), fragment.givens.end(),
                     [name](const ast::FragmentGiven& given) { return given.name.text == name; });
    return found == fragment.givens.end() ? nullptr : &*found;
}

std::vector<std::string> given_names(const ast::Fragment& fragment)
{
    std::vector<std::string> names;
    for (const ast::FragmentGiven& given : fragment.givens)
        names.push_back(given.name.text);
    return names;
}

bool stands_in(const ast::Fragment& fragment, Span span)
{
    return span.source == fragment.span.source && span.begin >= fragment.span.begin &&
           span.end <= fragment.span.end;
}

// Kinds whose value is a name by itself, wherever it stands.
bool is_name_kind(GivenKind kind) { return kind < GivenKind::field || kind == GivenKind::name; }

bool fits(GivenKind kind, NameUse use)
{
    switch (kind) {
    case GivenKind::role: return use == NameUse::role;
    case GivenKind::state: return use == NameUse::state;
    case GivenKind::event: return use == NameUse::event;
    case GivenKind::rule: return use == NameUse::rule;
    case GivenKind::choice:
    case GivenKind::record: return use == NameUse::type;
    case GivenKind::name:
        return use == NameUse::new_state || use == NameUse::new_task || use == NameUse::state;
    case GivenKind::field: return use == NameUse::field;
    case GivenKind::value:
    case GivenKind::whole_number:
    case GivenKind::date:
    case GivenKind::period:
    case GivenKind::text: return false;
    }
    return false;
}

const ast::Path* path_of(const ast::ExprPtr& value)
{
    const auto* path = std::get_if<ast::PathExpr>(&value->node);
    return path == nullptr ? nullptr : &path->path;
}

// The one name that a value is, if it is one.
const ast::Name* name_of(const ast::ExprPtr& value)
{
    const ast::Path* path = path_of(value);
    return path == nullptr || path->names.size() != 1 ? nullptr : &path->names.front();
}

// A path may stand for a given or a parameter, so it is looked at where it is filled in.
bool can_be(const ast::ExprPtr& value, GivenKind kind)
{
    if (is_name_kind(kind))
        return name_of(value) != nullptr;
    switch (kind) {
    case GivenKind::whole_number:
        return name_of(value) != nullptr || std::holds_alternative<ast::Number>(value->node);
    case GivenKind::text:
        return name_of(value) != nullptr || std::holds_alternative<ast::TextLiteral>(value->node);
    default: break;
    }
    if (path_of(value) != nullptr || kind == GivenKind::value)
        return true;
    switch (kind) {
    case GivenKind::period: return std::holds_alternative<ast::PeriodLiteral>(value->node);
    case GivenKind::date: return !std::holds_alternative<ast::PeriodLiteral>(value->node);
    default: return false;
    }
}

void report_kind(Diagnostics& diagnostics, const ast::FragmentGiven& given, Span span)
{
    report(diagnostics, {DiagnosticCode::wrong_fragment_value,
                         span,
                         fmt::format("`{}` has to be {}", given.name.text, to_words(given.kind)),
                         "write what the fragment asks for",
                         {{given.name.span, "it is asked for here"}}});
}

void check_values(const std::vector<ast::ExprPtr>& values, const ast::FragmentGiven& given,
                  const std::set<std::string>& single_givens, Diagnostics& diagnostics)
{
    for (const ast::ExprPtr& value : values)
        if (!can_be(value, given.kind))
            report_kind(diagnostics, given, value->span);
    if (values.size() > 1 && single_givens.contains(given.name.text))
        report(diagnostics,
               {DiagnosticCode::wrong_fragment_value,
                values[1]->span,
                fmt::format("`{}` has to be one alone", given.name.text),
                "several, joined by `or`, are for roles and events in lines that take several",
                {{given.name.span, "it is asked for here"}}});
}

void report_missing(const ast::Include& include, const ast::Fragment& fragment,
                    const std::vector<std::string>& missing, Diagnostics& diagnostics)
{
    if (!missing.empty())
        report(diagnostics,
               {DiagnosticCode::missing_fragment_value,
                include.fragment.span,
                fmt::format("`{}` also needs `{}`", fragment.name.text, fmt::join(missing, "`, `")),
                fmt::format("write `with {} …` behind it", missing.front()),
                {{fragment.name.span, "the fragment stands here"}}});
}

// --- filling in
// -----------------------------------------------------------------------------------

class StateNames final : public AstVisitor {
public:
    using AstVisitor::visit;
    void visit(ast::Name& name, NameUse use) override
    {
        if (use == NameUse::new_state)
            names.insert(name.text);
    }
    void visit(ast::Path&) override {}
    void visit(ast::Include&) override {}

    std::set<std::string> names;
};

std::set<std::string> states_of(const ast::Fragment& fragment)
{
    StateNames states;
    ast::State body = fragment.body;
    walk(states, body);
    return std::move(states.names);
}

// Calls `replace` with each name in braces; what it returns stands there instead.
template <class Replace> std::string in_braces(const std::string& text, Replace replace)
{
    std::string result;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t open = text.find('{', begin);
        const std::size_t close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos)
            return result + text.substr(begin);
        result += text.substr(begin, open - begin);
        result += replace(text.substr(open + 1, close - open - 1));
        begin = close + 1;
    }
}

std::string text_of(const ast::ExprPtr& value)
{
    if (const auto* literal = std::get_if<ast::TextLiteral>(&value->node))
        return literal->value;
    const ast::Name* name = name_of(value);
    return name == nullptr ? std::string() : "{" + name->text + "}";
}

// --- the fragment by itself
// -----------------------------------------------------------------------

class GivenCheck final : public AstVisitor {
public:
    GivenCheck(const ast::Fragment& fragment, Diagnostics& diagnostics)
        : fragment_(fragment), diagnostics_(diagnostics), states_(states_of(fragment))
    {}

    using AstVisitor::visit;

    void visit(ast::Name& name, NameUse use) override
    {
        const ast::FragmentGiven* given = find_given(fragment_, name.text);
        if (given == nullptr || use == NameUse::value || use == NameUse::other)
            return;
        used.insert(name.text);
        single.insert(name.text);
        const bool is_own_state = use == NameUse::state && states_.contains(name.text);
        if (!is_own_state && !fits(given->kind, use))
            report(diagnostics_, {DiagnosticCode::wrong_given_use,
                                  name.span,
                                  fmt::format("the given `{}` is {} and cannot stand here",
                                              name.text, to_words(given->kind)),
                                  "write a given that fits, or another name",
                                  {{given->name.span, "it is declared here"}}});
    }

    void visit(std::vector<ast::Name>& names, NameUse use) override
    {
        const auto before = single;
        AstVisitor::visit(names, use);
        single = before;
    }

    void visit(ast::Path& path) override
    {
        const ast::FragmentGiven* given = find_given(fragment_, path.names.front().text);
        if (given != nullptr && !is_name_kind(given->kind)) {
            used.insert(given->name.text);
            single.insert(given->name.text);
        }
    }

    void visit(ast::Text& text) override
    {
        in_braces(text.text, [this](const std::string& name) {
            used.insert(name);
            single.insert(name);
            return std::string();
        });
    }

    // A nested fragment says itself what kind it needs.
    void visit(ast::Include& include) override
    {
        for (ast::FragmentArgument& argument : include.arguments)
            for (ast::ExprPtr& value : argument.values) {
                if (const ast::Name* name = name_of(value)) {
                    used.insert(name->text);
                    single.insert(name->text);
                }
                visit_words(value);
                walk(*this, *value);
            }
    }

    bool visit(ast::Expr& expr) override
    {
        if (const auto* quantified = std::get_if<ast::Quantified>(&expr.node))
            check_count(quantified->count_given);
        else if (const auto* cases = std::get_if<ast::CaseCount>(&expr.node))
            check_count(cases->count_given);
        return false;
    }

    // A text that is handed over may name givens, too.
    void visit_words(const ast::ExprPtr& value)
    {
        ast::Text text{text_of(value), value->span};
        visit(text);
    }

    std::set<std::string> used;
    std::set<std::string> single;

private:
    void check_count(const std::optional<ast::Name>& count)
    {
        if (!count)
            return;
        used.insert(count->text);
        single.insert(count->text);
        const ast::FragmentGiven* given = find_given(fragment_, count->text);
        if (given == nullptr || given->kind != GivenKind::whole_number)
            report_unknown(diagnostics_, *count,
                           {DiagnosticCode::unknown_given, "given number", given_names(fragment_)});
    }

    const ast::Fragment& fragment_;
    Diagnostics& diagnostics_;
    std::set<std::string> states_;
};

}  // namespace

FragmentValues values_of(const ast::Include& include, const ast::Fragment& fragment,
                         const std::set<std::string>& single_givens, Diagnostics& diagnostics)
{
    FragmentValues values;
    std::map<std::string, Span> seen;
    for (const ast::FragmentArgument& argument : include.arguments) {
        const ast::FragmentGiven* given = find_given(fragment, argument.given.text);
        if (given == nullptr) {
            report_unknown(
                diagnostics, argument.given,
                {DiagnosticCode::unknown_fragment_given,
                 fmt::format("given of `{}` named", fragment.name.text), given_names(fragment)});
            continue;
        }
        check_values(argument.values, *given, single_givens, diagnostics);
        const auto [first, is_new] = seen.try_emplace(given->name.text, argument.given.span);
        if (is_new)
            values.emplace(given->name.text, &argument.values);
        else
            report_duplicate(diagnostics, argument.given, first->second);
    }
    std::vector<std::string> missing;
    for (const ast::FragmentGiven& given : fragment.givens)
        if (!values.contains(given.name.text)) {
            values.emplace(given.name.text, &given.values);
            if (given.values.empty())
                missing.push_back(given.name.text);
        }
    report_missing(include, fragment, missing, diagnostics);
    return values;
}

void refuse_names_as_texts(const ast::Include& include, const ast::Fragment& fragment,
                           Diagnostics& diagnostics)
{
    for (const ast::FragmentArgument& argument : include.arguments) {
        const ast::FragmentGiven* given = find_given(fragment, argument.given.text);
        if (given != nullptr && given->kind == GivenKind::text)
            for (const ast::ExprPtr& value : argument.values)
                if (name_of(value) != nullptr)
                    report_kind(diagnostics, *given, value->span);
    }
}

Substitution::Substitution(const ast::Fragment& fragment, const FragmentValues& values,
                           ast::Name alias)
    : fragment_(fragment), values_(values), alias_(std::move(alias)), states_(states_of(fragment))
{}

const std::vector<ast::ExprPtr>* Substitution::value_for(const ast::Name& name, NameUse use) const
{
    const ast::FragmentGiven* given = find_given(fragment_, name.text);
    if (given == nullptr || !fits(given->kind, use) || !stands_in(fragment_, name.span))
        return nullptr;
    return values_.at(name.text);
}

void Substitution::rename(ast::Name& name) const
{
    if (name.text == fragment_.name.text)
        name = alias_;
    else
        name.text = alias_.text + "_" + name.text;
}

void Substitution::visit(ast::Name& name, NameUse use)
{
    const bool is_new = use == NameUse::new_state || use == NameUse::new_task;
    const auto* values = value_for(name, use);
    // A path cannot stand for a name alone; left as it is, the analysis does not know it.
    if (values != nullptr && name_of(values->front()) != nullptr) {
        const ast::FragmentGiven& given = *find_given(fragment_, name.text);
        name = *name_of(values->front());
        // A name that the use does not choose is one of the fragment's own.
        if (given.kind == GivenKind::name && values == &given.values)
            rename(name);
    } else if (is_new || (use == NameUse::state && states_.contains(name.text))) {
        rename(name);
    }
}

void Substitution::visit(std::vector<ast::Name>& names, NameUse use)
{
    std::vector<ast::Name> filled;
    for (ast::Name& name : names) {
        if (const auto* values = value_for(name, use))
            for (const ast::ExprPtr& value : *values)
                filled.push_back(*name_of(value));
        else
            filled.push_back(std::move(name));
    }
    names = std::move(filled);
}

void Substitution::visit(ast::Path& path)
{
    const ast::Name& first = path.names.front();
    const ast::FragmentGiven* given = find_given(fragment_, first.text);
    if (given == nullptr || is_name_kind(given->kind) || !stands_in(fragment_, first.span))
        return;
    if (const ast::Path* value = path_of(values_.at(first.text)->front())) {
        path.names.erase(path.names.begin());
        path.names.insert(path.names.begin(), value->names.begin(), value->names.end());
        path.span = value->span;
    }
}

void Substitution::visit(ast::Text& text)
{
    text.text = filled(text.text, fragment_.givens.size());
}

// A text that a given has by itself may name other givens; `depth` ends those that name each other.
std::string Substitution::filled(const std::string& text, std::size_t depth) const
{
    return in_braces(text, [this, depth](const std::string& name) {
        const ast::FragmentGiven* given = find_given(fragment_, name);
        if (given == nullptr || given->kind != GivenKind::text)
            return "{" + name + "}";
        const auto* values = values_.at(name);
        const std::string value = text_of(values->front());
        return values == &given->values && depth > 0 ? filled(value, depth - 1) : value;
    });
}

bool Substitution::visit(ast::Expr& expr)
{
    if (const auto* path = std::get_if<ast::PathExpr>(&expr.node)) {
        const ast::Name& name = path->path.names.front();
        const ast::FragmentGiven* given = find_given(fragment_, name.text);
        if (path->path.names.size() != 1 || given == nullptr || is_name_kind(given->kind) ||
            !stands_in(fragment_, name.span))
            return false;
        expr = ast::Expr(*values_.at(name.text)->front());
        return true;
    }
    if (auto* quantified = std::get_if<ast::Quantified>(&expr.node))
        fill_count(quantified->count, quantified->count_given);
    else if (auto* cases = std::get_if<ast::CaseCount>(&expr.node))
        fill_count(cases->count, cases->count_given);
    return false;
}

void Substitution::fill_count(std::int64_t& count, std::optional<ast::Name>& given) const
{
    if (!given || !stands_in(fragment_, given->span))
        return;
    const ast::ExprPtr& value = values_.at(given->text)->front();
    if (const auto* number = std::get_if<ast::Number>(&value->node)) {
        count = number->value;
        given.reset();
    } else {
        given = *name_of(value);
    }
}

std::set<std::string> check_givens(const ast::Fragment& fragment, Diagnostics& diagnostics)
{
    GivenCheck check(fragment, diagnostics);
    ast::Declaration lines = fragment;
    walk(check, lines);
    for (const ast::FragmentGiven& given : fragment.givens)
        for (const ast::ExprPtr& value : given.values)
            check.visit_words(value);
    std::map<std::string, Span> seen;
    for (const ast::FragmentGiven& given : fragment.givens) {
        const auto [first, is_new] = seen.try_emplace(given.name.text, given.name.span);
        if (!is_new)
            report_duplicate(diagnostics, given.name, first->second);
        else if (!check.used.contains(given.name.text))
            report(diagnostics, {DiagnosticCode::unused_fragment_given, given.name.span,
                                 fmt::format("no line of `{}` needs the given `{}`",
                                             fragment.name.text, given.name.text),
                                 "leave it out, or look whether a line misspells it"});
        check_values(given.values, given, check.single, diagnostics);
    }
    return std::move(check.single);
}

}  // namespace gradus::sema
