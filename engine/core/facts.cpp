#include "engine/core/facts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/base/suggest.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using image::TypeKind;

tl::unexpected<Error> invalid(const std::string& path, std::string message, std::string help = {})
{
    return refuse(ErrorKind::invalid_input, std::move(message), path, std::move(help));
}

template <class Named>
std::string did_you_mean(std::string_view word, const std::vector<Named>& candidates)
{
    std::vector<std::string> names;
    for (const auto& candidate : candidates)
        names.push_back(candidate.name);
    if (const auto near = suggest(word, names))
        return fmt::format("did you mean `{}`?", *near);
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "" : ", ") + name;
    return "it can be: " + list;
}

const char* form_of(TypeKind kind)
{
    switch (kind) {
    case TypeKind::yes_no: return "true or false";
    case TypeKind::text: return "a text";
    case TypeKind::whole_number: return "a whole number";
    case TypeKind::date: return "a date such as \"2010-10-01\"";
    case TypeKind::instant: return "an instant such as \"2010-10-01T08:30:00Z\"";
    case TypeKind::decimal: return "a decimal as text, such as \"12.5\"";
    case TypeKind::percent: return "a percent as text, such as \"80\"";
    case TypeKind::money: return "an object with `amount` and `currency`";
    case TypeKind::period: return "a period such as \"P2Y\"";
    case TypeKind::choice: return "a value of the choice, as text";
    case TypeKind::choices: return "a list of values of the choice";
    case TypeKind::records: return "a list of objects";
    }
    return "";
}

bool is_element_key(const std::string& key)
{
    return !key.empty() && key.size() <= k_limit_name_bytes &&
           std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

}  // namespace

Error no_such_field(const image::FieldSet& fields, const std::string& name, const std::string& path)
{
    return {ErrorKind::invalid_input, fmt::format("{} has no field `{}`", fields.name, name), path,
            did_you_mean(name, fields.fields)};
}

Value FactReader::personal(const Json& json, const std::string& path)
{
    PersonalValue value;
    value.path = path;
    value.value = canonical(json);
    if (seed_ != nullptr) {
        const std::string_view key(reinterpret_cast<const char*>(seed_->bytes.data()),
                                   seed_->bytes.size());
        const auto salt = hmac_sha256(key, fmt::format("salt{}", personal_.size()));
        value.salt.assign(salt.bytes.begin(), salt.bytes.end());
    }
    value.commitment = hmac_sha256(value.salt, value.value);
    const Commitment commitment{value.commitment};
    personal_.push_back(std::move(value));
    return {commitment};
}

Result<Value> FactReader::choice(const image::Type& type, const Json& json, const std::string& path)
{
    const auto& choice = at(image_, image::ChoiceId{type.of});
    const auto& word = json.as_string();
    for (const auto& value : choice.values)
        if (value.name == word)
            return Value{word};
    return invalid(path, fmt::format("`{}` is not a value of {}", word, choice.name),
                   did_you_mean(word, choice.values));
}

Result<Value> FactReader::choices(const image::Type& type, const Json& json,
                                  const std::string& path)
{
    std::vector<std::string> list;
    for (const auto& item : json.as_array()) {
        if (!item.is_string())
            return invalid(path, "each value of the list must be a text");
        const auto value = choice(type, item, path);
        if (!value)
            return value;
        if (std::find(list.begin(), list.end(), item.as_string()) != list.end())
            return invalid(path, fmt::format("`{}` stands twice", item.as_string()));
        list.push_back(item.as_string());
    }
    return Value{std::move(list)};
}

Result<std::string> FactReader::element_key(const image::FieldSet& record, const Json& json,
                                            const std::string& path,
                                            const std::vector<Element>& before,
                                            const Json::Array& all)
{
    const Json* given = json.find("key");
    for (const auto& field : record.fields)
        if (field.is_key)
            given = json.find(field.name);
    std::string key;
    if (given != nullptr) {
        if (!given->is_string() || !is_element_key(given->as_string()))
            return refuse(ErrorKind::invalid_input,
                          "a key is a text of letters, digits, `_` and `-`", path);
        key = given->as_string();
    } else {
        const auto is_taken = [&](const std::string& candidate) {
            return std::any_of(all.begin(), all.end(),
                               [&](const Json& other) {
                                   const Json* own = other.find("key");
                                   return own != nullptr && own->is_string() &&
                                          own->as_string() == candidate;
                               }) ||
                   std::any_of(before.begin(), before.end(),
                               [&](const Element& e) { return e.key == candidate; });
        };
        for (std::size_t n = before.size() + 1; key.empty() || is_taken(key); ++n)
            key = fmt::format("e{}", n);
    }
    if (std::any_of(before.begin(), before.end(),
                    [&](const Element& element) { return element.key == key; }))
        return refuse(ErrorKind::invalid_input, fmt::format("the key `{}` stands twice", key),
                      path);
    return key;
}

Result<Value> FactReader::records(const image::Type& type, const Json& json,
                                  const std::string& path)
{
    const auto& record_type = image_.records[type.of];
    const auto& items = json.as_array();
    if (items.size() > k_limit_list_elements)
        return refuse(ErrorKind::limit, fmt::format("more than {} elements", k_limit_list_elements),
                      path);
    std::vector<Element> elements;
    for (const auto& item : items) {
        const auto place = fmt::format("{}[{}]", path, elements.size() + 1);
        if (!item.is_object())
            return invalid(place, fmt::format("each of {} must be an object", path));
        auto key = element_key(record_type, item, place, elements, items);
        if (!key)
            return tl::unexpected<Error>(key.error());
        auto facts = record(record_type, item, fmt::format("{}[{}].", path, *key), true);
        if (!facts)
            return tl::unexpected<Error>(facts.error());
        elements.push_back({std::move(*key), std::move(*facts)});
    }
    return Value{std::move(elements)};
}

Result<Value> FactReader::money(const image::Type& type, const Json& json, const std::string& path)
{
    const Json* amount = json.find("amount");
    const Json* currency = json.find("currency");
    const auto number = amount != nullptr && amount->is_string()
                            ? parse_decimal(amount->as_string())
                            : std::nullopt;
    if (!number || currency == nullptr || !currency->is_string() || json.as_object().size() != 2)
        return invalid(path, "money has an `amount` as text and a `currency`, and nothing else",
                       R"(write {"amount":"12.50","currency":"EUR"})");
    const auto& wanted = image_.currencies[type.of];
    if (currency->as_string() != wanted)
        return invalid(path, fmt::format("this must be money in {}, not in {}", wanted,
                                         currency->as_string()));
    return Value{Money{*number, wanted}};
}

Result<Value> FactReader::plain(const image::Type& type, const Json& json, const std::string& path)
{
    const auto wrong = [&] {
        return invalid(path, fmt::format("this must be {}", form_of(type.kind)));
    };
    if (json.is_null())
        return invalid(path, "null is not a value", "leave the field out when it is not known");
    switch (type.kind) {
    case TypeKind::yes_no: return json.is_bool() ? Result<Value>(Value{json.as_bool()}) : wrong();
    case TypeKind::whole_number:
        return json.is_int() ? Result<Value>(Value{json.as_int()}) : wrong();
    case TypeKind::text:
        if (!json.is_string())
            return wrong();
        if (json.as_string().size() > k_limit_text_bytes)
            return refuse(ErrorKind::limit,
                          fmt::format("a text of more than {} bytes", k_limit_text_bytes), path);
        return Value{json.as_string()};
    case TypeKind::date: {
        const auto date = json.is_string() ? parse_date(json.as_string()) : std::nullopt;
        return date ? Result<Value>(Value{*date}) : wrong();
    }
    case TypeKind::instant: {
        const auto instant = json.is_string() ? parse_instant(json.as_string()) : std::nullopt;
        return instant ? Result<Value>(Value{*instant}) : wrong();
    }
    case TypeKind::period: {
        const auto period = json.is_string() ? parse_period(json.as_string()) : std::nullopt;
        return period ? Result<Value>(Value{*period}) : wrong();
    }
    case TypeKind::decimal:
    case TypeKind::percent: {
        const auto number = json.is_string() ? parse_decimal(json.as_string()) : std::nullopt;
        if (!number)
            return wrong();
        return type.kind == TypeKind::decimal ? Value{*number} : Value{Percent{*number}};
    }
    case TypeKind::money: return json.is_object() ? money(type, json, path) : wrong();
    case TypeKind::choice: return json.is_string() ? choice(type, json, path) : wrong();
    case TypeKind::choices: return json.is_array() ? choices(type, json, path) : wrong();
    case TypeKind::records: return json.is_array() ? records(type, json, path) : wrong();
    }
    return wrong();
}

Result<Value> FactReader::field(const image::Field& field, const Json& json,
                                const std::string& path)
{
    auto value = plain(field.type, json, path);
    if (!value || !field.is_personal)
        return value;
    return personal(json, path);
}

Result<FactMap> FactReader::record(const image::FieldSet& fields, const Json& json,
                                   const std::string& base, bool has_key)
{
    FactMap facts;
    for (const auto& [name, member] : json.as_object()) {
        const auto* declared = find_field(fields, name);
        if (declared == nullptr && has_key && name == "key")
            continue;
        if (declared == nullptr)
            return tl::unexpected<Error>(no_such_field(fields, name, base + name));
        auto value = field(*declared, member, base + name);
        if (!value)
            return tl::unexpected<Error>(value.error());
        put(facts, name, std::move(*value));
    }
    for (const auto& declared : fields.fields)
        if (declared.is_mandatory && find(facts, declared.name) == nullptr)
            return invalid(base + declared.name, fmt::format("`{}` is mandatory", declared.name));
    return facts;
}

Result<FactMap> read_dossier(const Image& image, const image::FieldSet& type, const Json& dossier)
{
    if (!dossier.is_object())
        return refuse(ErrorKind::invalid_input, "a dossier must be an object");
    FactReader reader(image, nullptr);
    return reader.record(type, dossier, {}, false);
}

Result<Value> read_value(const Image& image, const image::Type& type, const Json& json,
                         const std::string& place)
{
    image::Field field;
    field.type = type;
    // One value may stand for a list of one: `holding A`.
    if (type.kind == TypeKind::choices && json.is_string())
        return FactReader(image, nullptr).field(field, Json::array({json}), place);
    return FactReader(image, nullptr).field(field, json, place);
}

}  // namespace gradus
