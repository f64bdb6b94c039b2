// What a name or a path means at its place.

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Op;
using image::TypeKind;

const image::Field* find_field(const image::FieldSet& set, const std::string& name)
{
    for (const image::Field& field : set.fields)
        if (field.name == name)
            return &field;
    return nullptr;
}

// A name that was found: an expression, and what is needed to check how it may be used.
struct Meaning {
    program::Expr expr;
    bool is_faulty = false;
    bool is_personal = false;
};

Meaning field_meaning(const Analysis& analysis, const image::FieldSet& set,
                      const image::Field& field, Op op, Span span)
{
    Meaning meaning{make_expr(op, field.type, {}, span),
                    analysis.faulty.contains(set.name + "." + field.name), field.is_personal};
    meaning.expr.path = {field.name};
    meaning.expr.is_always_present = field.is_mandatory || field.is_key;
    return meaning;
}

std::optional<Meaning> find_in_event(const Analysis& analysis, const Scope& scope,
                                     const ast::Name& name)
{
    const image::Field* field =
        scope.event == nullptr ? nullptr : find_field(*scope.event, name.text);
    if (field == nullptr)
        return std::nullopt;
    return field_meaning(analysis, *scope.event, *field, Op::event_field, name.span);
}

std::optional<Meaning> find_in_frames(const Analysis& analysis, const Scope& scope,
                                      const ast::Name& name)
{
    for (std::size_t up = 0; up < scope.frames.size(); ++up) {
        const std::size_t index = scope.frames.size() - 1 - up;
        // The event stands between the elements of lists and the subject.
        if (index == 0)
            if (auto meaning = find_in_event(analysis, scope, name))
                return meaning;
        const image::FieldSet& set = fields_of(analysis.program, scope.frames[index]);
        if (const image::Field* field = find_field(set, name.text)) {
            Meaning meaning = field_meaning(analysis, set, *field, Op::fact, name.span);
            meaning.expr.up = static_cast<std::uint32_t>(up);
            return meaning;
        }
    }
    return std::nullopt;
}

std::optional<Meaning> find_given(const Analysis& analysis, const Scope& scope,
                                  const ast::Name& name)
{
    for (std::size_t i = 0; i < scope.case_keys.size(); ++i) {
        if (scope.case_keys[i].name != name.text)
            continue;
        Meaning meaning{make_expr(Op::case_key, scope.case_keys[i].type, {}, name.span), false,
                        false};
        meaning.expr.ref = static_cast<std::uint32_t>(i);
        return meaning;
    }
    for (std::size_t i = 0; i < scope.givens.size(); ++i) {
        if (scope.givens[i].name != name.text)
            continue;
        const Op op = scope.owner.empty() ? Op::key : Op::given;
        Meaning meaning{make_expr(op, scope.givens[i].type, {}, name.span),
                        analysis.faulty.contains(scope.owner + "." + name.text), false};
        meaning.expr.ref = static_cast<std::uint32_t>(i);
        return meaning;
    }
    return std::nullopt;
}

std::optional<Meaning> find_parameter(const Analysis& analysis, const ast::Name& name)
{
    // Parameters are resolved in turn; the literal of one never names another.
    const auto index = analysis.symbols.parameters.find(name.text);
    if (!index || *index >= analysis.program.parameters.size())
        return std::nullopt;
    const image::Parameter& parameter = analysis.program.parameters[*index].image;
    Meaning meaning{make_expr(Op::parameter, parameter.type, {}, name.span),
                    analysis.faulty.contains(name.text), false};
    meaning.expr.ref = *index;
    return meaning;
}

std::optional<Meaning> find_meaning(const Analysis& analysis, const Scope& scope,
                                    const ast::Name& name)
{
    if (auto meaning = find_in_frames(analysis, scope, name))
        return meaning;
    if (auto meaning = find_given(analysis, scope, name))
        return meaning;
    return find_parameter(analysis, name);
}

bool is_table(const Analysis& analysis, const ast::Name& name)
{
    const auto rule = analysis.symbols.rules.find(name.text);
    return rule && analysis.symbols.rules.at(*rule).table.has_value();
}

std::vector<std::string> names_in_scope(const Analysis& analysis, const Scope& scope)
{
    std::vector<std::string> names;
    const auto add_fields = [&names](const image::FieldSet& set) {
        for (const image::Field& field : set.fields)
            names.push_back(field.name);
    };
    if (scope.event != nullptr)
        add_fields(*scope.event);
    for (auto frame = scope.frames.rbegin(); frame != scope.frames.rend(); ++frame)
        add_fields(fields_of(analysis.program, *frame));
    for (const image::Given& given : scope.givens)
        names.push_back(given.name);
    for (std::string& parameter : analysis.symbols.parameters.names())
        names.push_back(std::move(parameter));
    return names;
}

void report_deep_path(Analysis& analysis, const ast::Path& path, const program::Expr& first)
{
    const ast::Name& name = path.names.front();
    const bool is_list = first.type.kind == TypeKind::records;
    report(analysis.diagnostics,
           {DiagnosticCode::path_through_list, path.span,
            is_list ? fmt::format("`{}` is a list, so it is not clear whose `{}` is meant",
                                  name.text, path.names[1].text)
                    : fmt::format("`{}` has no fields", name.text),
            is_list
                ? fmt::format("count its elements: `each of {} where …` or `at least 1 {} where …`",
                              name.text, name.text)
                : std::string{}});
}

}  // namespace

std::optional<program::Expr> type_path(Analysis& analysis, const Scope& scope,
                                       const ast::Path& path, Reading reading)
{
    const ast::Name& name = path.names.front();
    auto meaning = find_meaning(analysis, scope, name);
    if (!meaning && is_table(analysis, name) && path.names.size() == 1)
        return type_table_value(analysis, scope, {name, {}}, name.span);
    if (!meaning) {
        report_unknown(analysis.diagnostics, name,
                       {DiagnosticCode::unknown_name, "field, given or parameter here named",
                        names_in_scope(analysis, scope)});
        return std::nullopt;
    }
    if (meaning->is_faulty)
        return std::nullopt;
    if (path.names.size() > 1) {
        report_deep_path(analysis, path, meaning->expr);
        return std::nullopt;
    }
    if (meaning->is_personal && reading == Reading::value) {
        report(
            analysis.diagnostics,
            {DiagnosticCode::personal_field, path.span,
             fmt::format("`{}` is personal, and no decision may depend on what it says", name.text),
             fmt::format("ask whether it is there: `{} is known`", name.text)});
        return std::nullopt;
    }
    return std::move(meaning->expr);
}

bool has_meaning(const Analysis& analysis, const Scope& scope, const ast::Expr& expr)
{
    const ast::Name* name = bare_name(expr);
    return name == nullptr || find_meaning(analysis, scope, *name).has_value() ||
           is_table(analysis, *name);
}

const ast::Name* bare_name(const ast::Expr& expr)
{
    const auto* path = std::get_if<ast::PathExpr>(&expr.node);
    return path != nullptr && path->path.names.size() == 1 ? &path->path.names.front() : nullptr;
}

const image::FieldSet& fields_of(const Program& program, Frame frame)
{
    return (frame.is_record ? program.records : program.subjects).at(frame.index);
}

}  // namespace gradus::sema
