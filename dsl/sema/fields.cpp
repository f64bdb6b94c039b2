// Choices, parameters, records, subjects and events: the things that facts and values are made of.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/sema/analysis.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::TypeKind;

// The values of a choice, without repetitions.
std::vector<image::ChoiceValue> values_of(Analysis& analysis,
                                          const std::vector<ast::ChoiceValue>& written)
{
    std::map<std::string, Span> seen;
    std::vector<image::ChoiceValue> values;
    for (const ast::ChoiceValue& value : written) {
        const auto [first, is_new] = seen.try_emplace(value.name.text, value.name.span);
        if (is_new)
            values.push_back({value.name.text, title_of(value.name, value.title)});
        else
            report_duplicate(analysis.diagnostics, value.name, first->second);
    }
    return values;
}

void resolve_choices(Analysis& analysis)
{
    for (const ast::Choice* choice : analysis.symbols.choices.items())
        analysis.program.choices.push_back({choice->name.text,
                                            title_of(choice->name, choice->title),
                                            values_of(analysis, choice->values)});
}

// `one of NAME` means a declared choice, `one of a, b` one that is written on the spot.
std::optional<image::Type> resolve_choice_type(Analysis& analysis, const ast::Type& type,
                                               const std::string& owner)
{
    const Symbols& symbols = analysis.symbols;
    if (type.names.size() == 1) {
        if (const auto choice = symbols.choices.find(type.names.front().text))
            return image::Type{TypeKind::choice, *choice};
        report_unknown(analysis.diagnostics, type.names.front(),
                       {DiagnosticCode::unknown_type, "choice", symbols.choices.names()});
        return std::nullopt;
    }
    std::vector<ast::ChoiceValue> values;
    for (const ast::Name& name : type.names)
        values.push_back({name, std::nullopt});
    auto& choices = analysis.program.choices;
    choices.push_back({owner, words_of(owner), values_of(analysis, values)});
    return image::Type{TypeKind::choice, static_cast<std::uint32_t>(choices.size() - 1)};
}

std::optional<image::Type> resolve_list_type(Analysis& analysis, const ast::Name& name)
{
    const Symbols& symbols = analysis.symbols;
    if (const auto record = symbols.records.find(name.text))
        return image::Type{TypeKind::records, *record};
    if (const auto choice = symbols.choices.find(name.text))
        return image::Type{TypeKind::choices, *choice};
    auto candidates = symbols.records.names();
    for (std::string& choice : symbols.choices.names())
        candidates.push_back(std::move(choice));
    report_unknown(analysis.diagnostics, name,
                   {DiagnosticCode::unknown_type, "record or choice", std::move(candidates)});
    return std::nullopt;
}

void report_modifier(Analysis& analysis, const ast::Field& field, std::string message)
{
    report(analysis.diagnostics, {DiagnosticCode::misplaced_modifier, field.name.span,
                                  std::move(message), "leave the mark out"});
}

bool can_be_key(image::Type type)
{
    return type.kind == TypeKind::text || type.kind == TypeKind::whole_number ||
           type.kind == TypeKind::choice;
}

void check_modifiers(Analysis& analysis, const ast::Fields& owner, const ast::Field& field,
                     image::Type type)
{
    if (field.is_mandatory && owner.kind == ast::FieldsKind::subject)
        report_modifier(analysis, field,
                        fmt::format("`{}` cannot be mandatory: a subject's facts come bit by bit",
                                    field.name.text));
    if (field.is_key && owner.kind != ast::FieldsKind::record)
        report_modifier(
            analysis, field,
            fmt::format("`{}` cannot be a key: only records stand in lists", field.name.text));
    else if (field.is_key && (!can_be_key(type) || field.is_personal))
        report_modifier(analysis, field,
                        fmt::format("`{}` cannot be a key: a key is a text, a whole number or a "
                                    "choice, and not personal",
                                    field.name.text));
}

image::Field resolve_field(Analysis& analysis, const ast::Fields& owner, const ast::Field& field)
{
    const std::string path = owner.name.text + "." + field.name.text;
    const auto type = resolve_type(analysis, field.type, path);
    if (type)
        check_modifiers(analysis, owner, field, *type);
    else
        analysis.faulty.insert(path);
    return {field.name.text,
            title_of(field.name, field.title),
            type.value_or(image::Type{}),
            field.is_mandatory,
            field.is_personal,
            field.is_key};
}

image::FieldSet resolve_field_set(Analysis& analysis, const ast::Fields& owner)
{
    image::FieldSet set{owner.name.text, title_of(owner.name, owner.title), {}};
    std::map<std::string, Span> seen;
    bool has_key = false;
    for (const ast::Field& field : owner.fields) {
        const auto [first, is_new] = seen.try_emplace(field.name.text, field.name.span);
        if (!is_new) {
            report_duplicate(analysis.diagnostics, field.name, first->second);
            continue;
        }
        set.fields.push_back(resolve_field(analysis, owner, field));
        if (field.is_key && has_key)
            report_modifier(analysis, field,
                            fmt::format("`{}` has a key already", owner.name.text));
        has_key = has_key || field.is_key;
    }
    return set;
}

// What a parameter's literal says by itself; "a date, not set" has no literal.
std::optional<program::Expr> parameter_value(Analysis& analysis, const ast::Parameter& parameter)
{
    if (!parameter.value)
        return make_expr(image::Op::literal, {TypeKind::date, 0}, {}, parameter.name.span);
    return type_term(analysis, Scope{}, *parameter.value);
}

void resolve_parameters(Analysis& analysis)
{
    for (const ast::Parameter* parameter : analysis.symbols.parameters.items()) {
        const auto value = parameter_value(analysis, *parameter);
        if (!value)
            analysis.faulty.insert(parameter->name.text);
        image::Parameter resolved;
        resolved.name = parameter->name.text;
        if (value) {
            resolved.type = value->type;
            resolved.value = value->literal;
        }
        if (parameter->our_choice)
            resolved.our_choice = parameter->our_choice->text;
        resolved.cites = resolve_cites(analysis, parameter->cites);
        analysis.program.parameters.push_back({std::move(resolved), parameter->name.span});
    }
}

}  // namespace

std::optional<image::Type> resolve_type(Analysis& analysis, const ast::Type& type,
                                        const std::string& owner)
{
    switch (type.kind) {
    case ast::TypeKind::yes_no: return image::Type{TypeKind::yes_no, 0};
    case ast::TypeKind::text: return image::Type{TypeKind::text, 0};
    case ast::TypeKind::whole_number: return image::Type{TypeKind::whole_number, 0};
    case ast::TypeKind::decimal: return image::Type{TypeKind::decimal, 0};
    case ast::TypeKind::percent: return image::Type{TypeKind::percent, 0};
    case ast::TypeKind::money: return money_type(analysis, type.names.front().text);
    case ast::TypeKind::date: return image::Type{TypeKind::date, 0};
    case ast::TypeKind::instant: return image::Type{TypeKind::instant, 0};
    case ast::TypeKind::one_of: return resolve_choice_type(analysis, type, owner);
    case ast::TypeKind::list_of: return resolve_list_type(analysis, type.names.front());
    }
    return std::nullopt;
}

image::Type money_type(Analysis& analysis, const std::string& currency)
{
    auto& known = analysis.program.currencies;
    auto at = std::find(known.begin(), known.end(), currency);
    if (at == known.end())
        at = known.insert(at, currency);
    return {TypeKind::money, static_cast<std::uint32_t>(at - known.begin())};
}

namespace {

std::vector<std::string> event_names(const std::vector<ast::Name>& events)
{
    std::vector<std::string> names;
    for (const ast::Name& event : events)
        names.push_back(event.text);
    return names;
}

}  // namespace

void resolve_fields(Analysis& analysis)
{
    const Symbols& symbols = analysis.symbols;
    resolve_calendars(analysis);
    resolve_choices(analysis);
    for (const ast::Fields* fields : symbols.records.items())
        analysis.program.records.push_back(resolve_field_set(analysis, *fields));
    for (const ast::Fields* fields : symbols.subjects.items())
        analysis.program.subjects.push_back(resolve_field_set(analysis, *fields));
    for (const ast::Fields* fields : symbols.events.items())
        analysis.program.events.push_back(resolve_field_set(analysis, *fields));
    for (const ast::Fields* fields : symbols.services.items())
        analysis.program.services.push_back(
            {resolve_field_set(analysis, *fields), event_names(fields->answers)});
    resolve_parameters(analysis);
}

}  // namespace gradus::sema
