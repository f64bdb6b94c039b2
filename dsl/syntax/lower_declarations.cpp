#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

ProgramHeader lower_program(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    ProgramHeader header;
    header.span = parts.span();
    header.name = parts.name();
    header.title = parts.text_if();
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        Parts line(lowering, parts.take());
        if (kind == CstKind::source_line) {
            line.take();
            auto name = line.name();
            auto title = line.text();
            line.take();
            header.sources.push_back({std::move(name), std::move(title), line.text()});
        } else if (kind == CstKind::zone_line) {
            line.skip(CstKind::keyword);
            header.time_zone = line.text();
        }
    }
    return header;
}

Role lower_role(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    auto name = parts.name();
    return {std::move(name), parts.text_if()};
}

Choice lower_choice(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Choice choice;
    choice.name = parts.name();
    choice.title = parts.text_if();
    while (!parts.is_done()) {
        if (!parts.is_at(CstKind::choice_value)) {
            parts.take();
            continue;
        }
        Parts value(lowering, parts.take());
        auto name = value.name();
        choice.values.push_back({std::move(name), value.text_if()});
    }
    return choice;
}

ExprPtr lower_parameter_value(Parts& parts)
{
    const auto& lowering = parts.lowering();
    if (parts.is_at(CstKind::not_set)) {
        parts.take();
        return nullptr;
    }
    if (!parts.is_at(CstKind::name))
        return lower_primary(lowering, parts.take());
    auto name = parts.name();
    const auto span = name.span;
    Path path{{std::move(name)}, span};
    return std::make_unique<Expr>(Expr{PathExpr{std::move(path)}, span});
}

Fields lower_fields(const Lowering& lowering, std::size_t node, FieldsKind kind)
{
    Parts parts(lowering, node);
    parts.take();
    Fields fields;
    fields.kind = kind;
    fields.name = parts.name();
    fields.title = parts.text_if();
    while (!parts.is_done()) {
        const auto line = parts.kind();
        const auto part = parts.take();
        if (line == CstKind::field) {
            fields.fields.push_back(lower_field(lowering, part));
        } else if (line == CstKind::include) {
            fields.includes.push_back(lower_include(lowering, part));
            fields.includes.back().place.fields = fields.fields.size();
        } else if (line == CstKind::answers) {
            Parts answers(lowering, part);
            fields.answers_span = answers.span();
            answers.take();
            for (auto& event : answers.names())
                fields.answers.push_back(std::move(event));
        }
    }
    return fields;
}

}  // namespace

Parameter lower_parameter(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Parameter parameter;
    parameter.name = parts.name();
    parts.skip(CstKind::keyword);  // `is`, or `to` of a setting
    parameter.value = lower_parameter_value(parts);
    if (parts.is_at(CstKind::our_choice)) {
        Parts note(lowering, parts.take());
        note.skip(CstKind::keyword);
        parameter.our_choice = note.text();
    }
    while (parts.is_at(CstKind::cites))
        parameter.cites.push_back(lower_cites(lowering, parts.take()));
    return parameter;
}

Field lower_field(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Field field;
    field.name = parts.name();
    field.title = parts.text_if();
    field.type = lower_type(lowering, parts.take());
    while (parts.is_at(CstKind::flag)) {
        Parts flag(lowering, parts.take());
        flag.skip(CstKind::mark);
        field.is_mandatory |= flag.is_at_keyword("mandatory");
        field.is_personal |= flag.is_at_keyword("personal");
        field.is_key |= flag.is_at_keyword("key");
    }
    return field;
}

bool is_type(CstKind kind)
{
    switch (kind) {
    case CstKind::type_yes_no:
    case CstKind::type_text:
    case CstKind::type_number:
    case CstKind::type_decimal:
    case CstKind::type_percent:
    case CstKind::type_money:
    case CstKind::type_date:
    case CstKind::type_instant:
    case CstKind::type_one_of:
    case CstKind::type_list_of: return true;
    default: return false;
    }
}

Type lower_type(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Type type{TypeKind::yes_no, {}, parts.span()};
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::type_yes_no: return type;
    case CstKind::type_text: type.kind = TypeKind::text; return type;
    case CstKind::type_number: type.kind = TypeKind::whole_number; return type;
    case CstKind::type_decimal: type.kind = TypeKind::decimal; return type;
    case CstKind::type_percent: type.kind = TypeKind::percent; return type;
    case CstKind::type_money: type.kind = TypeKind::money; break;
    case CstKind::type_date: type.kind = TypeKind::date; return type;
    case CstKind::type_instant: type.kind = TypeKind::instant; return type;
    case CstKind::type_one_of: type.kind = TypeKind::one_of; break;
    case CstKind::type_list_of: type.kind = TypeKind::list_of; break;
    default: UNREACHABLE();
    }
    parts.skip(CstKind::keyword);
    type.names = parts.names();
    return type;
}

Declaration lower_declaration(const Lowering& lowering, std::size_t node)
{
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::program: return lower_program(lowering, node);
    case CstKind::role: return lower_role(lowering, node);
    case CstKind::calendar: return lower_calendar(lowering, node);
    case CstKind::choice: return lower_choice(lowering, node);
    case CstKind::parameter: return lower_parameter(lowering, node);
    case CstKind::record: return lower_fields(lowering, node, FieldsKind::record);
    case CstKind::subject: return lower_fields(lowering, node, FieldsKind::subject);
    case CstKind::event: return lower_fields(lowering, node, FieldsKind::event);
    case CstKind::service: return lower_fields(lowering, node, FieldsKind::service);
    case CstKind::rule: return lower_rule(lowering, node);
    case CstKind::table: return lower_table(lowering, node);
    case CstKind::workflow: return lower_workflow(lowering, node);
    case CstKind::profile: return lower_profile(lowering, node);
    case CstKind::promise: return lower_promise(lowering, node);
    case CstKind::scenario: return lower_scenario(lowering, node);
    case CstKind::sample: return lower_sample(lowering, node);
    case CstKind::module_header: return lower_module_header(lowering, node);
    case CstKind::use: return lower_use(lowering, node);
    case CstKind::setting: return lower_setting(lowering, node);
    case CstKind::fragment: return lower_fragment(lowering, node);
    default: UNREACHABLE();
    }
}

}  // namespace gradus
