#include "dsl/sema/fact_values.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

using image::Type;
using image::TypeKind;
using TypedValue = std::optional<ScenarioValue>;

class ValueTyper {
public:
    ValueTyper(Analysis& analysis, Type type, Span span)
        : analysis_(analysis), type_(type), span_(span)
    {}

    TypedValue operator()(const ast::YesNo& yes_no)
    {
        return plain(TypeKind::yes_no, yes_no.value);
    }
    TypedValue operator()(const ast::Number& number)
    {
        if (type_.kind == TypeKind::decimal)
            return plain(TypeKind::decimal, std::to_string(number.value));
        return plain(TypeKind::whole_number, number.value);
    }
    TypedValue operator()(const ast::DecimalLiteral& number)
    {
        return plain(TypeKind::decimal, to_string(number.value));
    }
    TypedValue operator()(const ast::PercentLiteral& percent)
    {
        return plain(TypeKind::percent, to_string(percent.value.value));
    }
    TypedValue operator()(const ast::MoneyLiteral& money)
    {
        const auto type = money_type(analysis_, money.value.currency);
        if (type_ != type)
            return refuse(words_of_type(analysis_.program, type));
        return ScenarioValue(Json::object(
            {{"amount", to_string(money.value.amount)}, {"currency", money.value.currency}}));
    }
    TypedValue operator()(const ast::DateLiteral& date)
    {
        return plain(TypeKind::date, to_string(date.value));
    }
    TypedValue operator()(const ast::InstantLiteral& written)
    {
        return plain(TypeKind::instant, to_string(instant_of(written.date, written.minute_of_day,
                                                             analysis_.program.zone)));
    }
    TypedValue operator()(const ast::TextLiteral& text)
    {
        return plain(TypeKind::text, text.value);
    }
    TypedValue operator()(const ast::PeriodLiteral&) { return plain(TypeKind::period, nullptr); }

    TypedValue operator()(const std::vector<ast::RelativeDay>& offsets)
    {
        if (type_.kind != TypeKind::date)
            return refuse("a date");
        return ScenarioValue(relative_date(offsets));
    }

    TypedValue operator()(const ast::Empty&)
    {
        if (type_.kind != TypeKind::choices && type_.kind != TypeKind::records)
            return refuse("an empty list");
        return ScenarioValue(Json::array());
    }

    TypedValue operator()(const ast::Name& name)
    {
        if (type_.kind != TypeKind::choice)
            return refuse(fmt::format("the name `{}`", name.text));
        std::vector<std::string> names;
        for (const image::ChoiceValue& value : analysis_.program.choices.at(type_.of).values)
            names.push_back(value.name);
        if (std::find(names.begin(), names.end(), name.text) != names.end())
            return ScenarioValue(Json(name.text));
        const std::string& choice = analysis_.program.choices[type_.of].name;
        report_unknown(analysis_.diagnostics, name,
                       {DiagnosticCode::unknown_choice_value,
                        fmt::format("value of `{}` named", choice), std::move(names)});
        return std::nullopt;
    }

private:
    TypedValue plain(TypeKind kind, Json value)
    {
        if (type_.kind != kind)
            return refuse(words_of_type(analysis_.program, {kind, 0}));
        return ScenarioValue(std::move(value));
    }

    TypedValue refuse(std::string_view found)
    {
        report(analysis_.diagnostics, {DiagnosticCode::wrong_value, span_,
                                       fmt::format("this is {}, but {} is needed", found,
                                                   words_of_type(analysis_.program, type_))});
        return std::nullopt;
    }

    Analysis& analysis_;
    Type type_;
    Span span_;
};

void report_path(Analysis& analysis, Span span, std::string message, std::string help)
{
    report(analysis.diagnostics,
           {DiagnosticCode::bad_fact_path, span, std::move(message), std::move(help)});
}

// A walk along a path of facts, from the subject inwards.
struct Walk {
    const image::FieldSet* set;           // where the next field is looked up
    const image::Field* field = nullptr;  // the last one
    bool is_element = false;              // the last one with the key of an element
    std::string path;
};

bool advance(Analysis& analysis, Walk& walk, const ast::PathStep& step)
{
    if (walk.field != nullptr && !walk.is_element) {
        const bool is_list = walk.field->type.kind == TypeKind::records;
        report_path(
            analysis, step.field.span,
            is_list ? fmt::format("it is not clear which of `{}` is meant", walk.field->name)
                    : fmt::format("`{}` has no fields", walk.field->name),
            is_list ? fmt::format("name the element by its key: `{}[KEY]`", walk.field->name)
                    : std::string{});
        return false;
    }
    walk.field = field_named(*walk.set, step.field.text);
    if (walk.field == nullptr) {
        report_unknown_field(analysis, *walk.set, step.field);
        return false;
    }
    if (analysis.faulty.contains(walk.set->name + "." + walk.field->name))
        return false;
    walk.path += (walk.path.empty() ? "" : ".") + step.field.text;
    walk.is_element = step.key.has_value();
    if (!walk.is_element)
        return true;
    if (walk.field->type.kind != TypeKind::records) {
        report_path(
            analysis, step.key->span,
            fmt::format("`{}` is no list of records, so it has no elements", walk.field->name),
            "leave the brackets out");
        return false;
    }
    walk.path += "[" + step.key->text + "]";
    walk.set = &analysis.program.records.at(walk.field->type.of);
    return true;
}

std::vector<ScenarioFact> element_facts(Analysis& analysis, const Walk& walk, const ast::Fact& fact)
{
    std::vector<ScenarioFact> facts;
    for (const ast::NamedValue& each : fact.fields) {
        const image::Field* field = field_named(*walk.set, each.name.text);
        if (field == nullptr)
            report_unknown_field(analysis, *walk.set, each.name);
        else if (analysis.faulty.contains(walk.set->name + "." + field->name))
            continue;
        else if (auto value = type_values(analysis, {each.value}, field->type, each.value.span))
            facts.push_back({walk.path + "." + field->name, std::move(*value)});
    }
    return facts;
}

std::string path_of(const ast::FactPath& path)
{
    std::string words;
    for (const ast::PathStep& step : path.steps) {
        words += (words.empty() ? "" : ".") + step.field.text;
        if (step.key)
            words += "[" + step.key->text + "]";
    }
    return words;
}

class GivenOnce {
public:
    explicit GivenOnce(Analysis& analysis) : analysis_(analysis) {}

    void add(const std::string& path, Span span)
    {
        const auto [first, is_new] = first_.try_emplace(path, span);
        if (!is_new)
            report(analysis_.diagnostics, {DiagnosticCode::repeated_fact,
                                           span,
                                           fmt::format("`{}` is given twice", path),
                                           "leave one of the two out",
                                           {{first->second, "it is given here already"}}});
    }

private:
    Analysis& analysis_;
    std::map<std::string, Span> first_;
};

}  // namespace

TypedValue type_value(Analysis& analysis, const ast::Value& value, Type type)
{
    return std::visit(ValueTyper(analysis, type, value.span), value.node);
}

TypedValue type_values(Analysis& analysis, const std::vector<ast::Value>& values, Type type,
                       Span span)
{
    const bool is_empty =
        values.size() == 1 && std::holds_alternative<ast::Empty>(values.front().node);
    if (type.kind == TypeKind::choices && !is_empty) {
        Json::Array items;
        for (const ast::Value& value : values) {
            auto item = type_value(analysis, value, {TypeKind::choice, type.of});
            if (!item)
                return std::nullopt;
            items.push_back(std::get<Json>(std::move(*item)));
        }
        return ScenarioValue(Json(std::move(items)));
    }
    if (values.size() == 1)
        return type_value(analysis, values.front(), type);
    report(analysis.diagnostics, {DiagnosticCode::wrong_value, span,
                                  fmt::format("these are several values, but {} is needed",
                                              words_of_type(analysis.program, type))});
    return std::nullopt;
}

std::vector<ScenarioFact> type_fact(Analysis& analysis, const image::FieldSet& subject,
                                    const ast::Fact& fact)
{
    Walk walk{&subject, nullptr, false, {}};
    for (const ast::PathStep& step : fact.path.steps)
        if (!advance(analysis, walk, step))
            return {};
    const bool says_has = !fact.fields.empty();
    if (says_has != walk.is_element) {
        report_path(analysis, fact.path.span,
                    says_has ? "only an element of a list `has` fields"
                             : "an element of a list is no value itself",
                    says_has ? "write `is`" : "write `has FIELD VALUE`, or name the field");
        return {};
    }
    if (says_has)
        return element_facts(analysis, walk, fact);
    auto value = type_values(analysis, fact.values, walk.field->type, fact.span);
    if (!value)
        return {};
    return {{std::move(walk.path), std::move(*value)}};
}

void check_repeated_facts(Analysis& analysis, std::span<const ast::Fact> facts)
{
    GivenOnce given(analysis);
    for (const ast::Fact& fact : facts) {
        const std::string path = path_of(fact.path);
        if (fact.fields.empty())
            given.add(path, fact.path.span);
        for (const ast::NamedValue& field : fact.fields)
            given.add(path + "." + field.name.text, field.name.span);
    }
}

void check_repeated_fields(Analysis& analysis, const std::vector<ast::NamedValue>& fields)
{
    GivenOnce given(analysis);
    for (const ast::NamedValue& field : fields)
        given.add(field.name.text, field.name.span);
}

RelativeDate relative_date(const std::vector<ast::RelativeDay>& offsets)
{
    RelativeDate date;
    for (const ast::RelativeDay& offset : offsets)
        date.shifts.push_back({offset.offset, offset.is_minus});
    return date;
}

const image::Field* field_named(const image::FieldSet& set, const std::string& name)
{
    for (const image::Field& field : set.fields)
        if (field.name == name)
            return &field;
    return nullptr;
}

void report_unknown_field(Analysis& analysis, const image::FieldSet& set, const ast::Name& name)
{
    std::vector<std::string> names;
    for (const image::Field& field : set.fields)
        names.push_back(field.name);
    report_unknown(analysis.diagnostics, name,
                   {DiagnosticCode::unknown_name, fmt::format("field of `{}` named", set.name),
                    std::move(names)});
}

}  // namespace gradus::sema
