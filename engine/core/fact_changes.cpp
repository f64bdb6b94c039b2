// Changes of facts by their paths: the normal form that enters the record, and its application.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/core/facts.hpp"

namespace gradus {
namespace {

using image::TypeKind;

// Where a path leads by its types.
struct Target {
    const image::FieldSet* fields;  // that hold the last field
    const image::Field* field;      // the last field
    bool is_element;                // the path ends with a key
};

Result<Target> resolve(const Image& image, const image::FieldSet& type,
                       const std::vector<FactStep>& steps, const std::string& path)
{
    Target target{&type, nullptr, false};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        target.field = find_field(*target.fields, steps[i].name);
        if (target.field == nullptr)
            return tl::unexpected<Error>(no_such_field(*target.fields, steps[i].name, path));
        target.is_element = !steps[i].key.empty();
        const bool is_last = i + 1 == steps.size();
        if (target.is_element != (target.field->type.kind == TypeKind::records) &&
            !(is_last && !target.is_element))
            return refuse(ErrorKind::invalid_input,
                          target.is_element
                              ? fmt::format("`{}` is not a list of records", steps[i].name)
                              : fmt::format("`{}` needs the key of an element", steps[i].name),
                          path);
        if (!is_last)
            target.fields = &image.records[target.field->type.of];
    }
    return target;
}

// A recorded value: typed, with commitments in the place of personal values.
class RecordedReader {
public:
    explicit RecordedReader(const Image& image) : image_(image) {}

    Result<Value> field(const image::Field& field, const Json& json, const std::string& path) const
    {
        if (field.is_personal) {
            const Json* hex = json.find("commitment");
            const auto hash =
                hex != nullptr && hex->is_string() ? parse_hash(hex->as_string()) : std::nullopt;
            if (!hash)
                return refuse(ErrorKind::corrupt, "a personal value without its commitment", path);
            return Value{Commitment{*hash}};
        }
        if (field.type.kind != TypeKind::records)
            return read_value(image_, field.type, json, path);
        if (!json.is_array())
            return refuse(ErrorKind::corrupt, "a list was expected", path);
        std::vector<Element> elements;
        for (const auto& item : json.as_array()) {
            auto element = this->element(image_.records[field.type.of], item, path);
            if (!element)
                return tl::unexpected<Error>(element.error());
            elements.push_back(std::move(*element));
        }
        return Value{std::move(elements)};
    }

    Result<Element> element(const image::FieldSet& record, const Json& json,
                            const std::string& path) const
    {
        const Json* key = json.find("key");
        if (key == nullptr || !key->is_string())
            return refuse(ErrorKind::corrupt, "an element without its key", path);
        Element element{key->as_string(), {}};
        for (const auto& [name, member] : json.as_object()) {
            const auto* declared = find_field(record, name);
            if (declared == nullptr && name == "key")
                continue;
            if (declared == nullptr)
                return tl::unexpected<Error>(no_such_field(record, name, path));
            auto value = field(*declared, member, path + "." + name);
            if (!value)
                return tl::unexpected<Error>(value.error());
            put(element.facts, name, std::move(*value));
        }
        return element;
    }

private:
    const Image& image_;
};

// The facts that hold the last field of a path, or nullptr when an element on the way does not
// exist.
FactMap* walk(FactMap& facts, const std::vector<FactStep>& steps)
{
    FactMap* here = &facts;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        auto* list =
            const_cast<Value*>(find(*here, steps[i].name));  // ours: found in a non-const map
        if (list == nullptr)
            return nullptr;
        auto& elements = std::get<std::vector<Element>>(list->data);
        const auto element = std::find_if(elements.begin(), elements.end(),
                                          [&](const Element& e) { return e.key == steps[i].key; });
        if (element == elements.end())
            return nullptr;
        here = &element->facts;
    }
    return here;
}

void put_element(FactMap& facts, const std::string& name, Element element)
{
    std::vector<Element> elements;
    if (const auto* list = find(facts, name))
        elements = std::get<std::vector<Element>>(list->data);
    const auto old = std::find_if(elements.begin(), elements.end(),
                                  [&](const Element& e) { return e.key == element.key; });
    if (old != elements.end())
        *old = std::move(element);
    else
        elements.push_back(std::move(element));
    put(facts, name, {std::move(elements)});
}

bool remove_element(FactMap& facts, const FactStep& step)
{
    const auto* list = find(facts, step.name);
    if (list == nullptr)
        return false;
    auto elements = std::get<std::vector<Element>>(list->data);
    const auto size = elements.size();
    elements.erase(std::remove_if(elements.begin(), elements.end(),
                                  [&](const Element& e) { return e.key == step.key; }),
                   elements.end());
    const bool is_removed = elements.size() != size;
    put(facts, step.name, {std::move(elements)});
    return is_removed;
}

tl::unexpected<Error> no_such_element(const std::string& path)
{
    return refuse(ErrorKind::not_found, "an element of this path does not exist", path,
                  "add the element first, or look at its key in the subject's facts");
}

Result<void> apply_set(const Image& image, const image::FieldSet& type, FactMap& facts,
                       const Json& entry)
{
    const auto& path = entry.find("path")->as_string();
    const auto steps = parse_fact_path(path);
    if (!steps)
        return tl::unexpected<Error>(steps.error());
    const auto target = resolve(image, type, *steps, path);
    if (!target)
        return tl::unexpected<Error>(target.error());
    FactMap* holder = walk(facts, *steps);
    if (holder == nullptr)
        return no_such_element(path);
    const RecordedReader reader(image);
    const Json& value = *entry.find("value");
    if (target->is_element) {
        auto element = reader.element(image.records[target->field->type.of], value, path);
        if (!element)
            return tl::unexpected<Error>(element.error());
        put_element(*holder, steps->back().name, std::move(*element));
        return {};
    }
    auto read = reader.field(*target->field, value, path);
    if (!read)
        return tl::unexpected<Error>(read.error());
    put(*holder, steps->back().name, std::move(*read));
    return {};
}

Result<void> apply_retract(const Image& image, const image::FieldSet& type, FactMap& facts,
                           const std::string& path)
{
    const auto steps = parse_fact_path(path);
    if (!steps)
        return tl::unexpected<Error>(steps.error());
    const auto target = resolve(image, type, *steps, path);
    if (!target)
        return tl::unexpected<Error>(target.error());
    if (target->field->is_mandatory && !target->is_element)
        return refuse(ErrorKind::invalid_input, "a mandatory fact cannot be retracted", path,
                      "retract the whole element");
    FactMap* holder = walk(facts, *steps);
    const bool is_gone =
        holder != nullptr && (target->is_element ? remove_element(*holder, steps->back())
                                                 : forget(*holder, steps->back().name));
    if (!is_gone)
        return refuse(ErrorKind::not_found, "there is no such fact to retract", path);
    return {};
}

// One entry of the normal form from what a person wrote.
Result<Json> read_entry(FactReader& reader, const Image& image, const image::FieldSet& type,
                        const std::string& path, const Json& value)
{
    const auto steps = parse_fact_path(path);
    if (!steps)
        return tl::unexpected<Error>(steps.error());
    const auto target = resolve(image, type, *steps, path);
    if (!target)
        return tl::unexpected<Error>(target.error());
    if (!target->is_element) {
        const auto read = reader.field(*target->field, value, path);
        if (!read)
            return tl::unexpected<Error>(read.error());
        return Json::object({{"path", path}, {"value", to_json(*read)}});
    }
    if (!value.is_object())
        return refuse(ErrorKind::invalid_input, "an element must be an object", path);
    const auto facts =
        reader.record(image.records[target->field->type.of], value, path + ".", true);
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    return Json::object({{"path", path}, {"value", to_json(*facts).set("key", steps->back().key)}});
}

Result<void> read_sets(FactReader& reader, const Image& image, const image::FieldSet& type,
                       const Json& data, Json& sets)
{
    const auto add = [&](const std::string& path, const Json& value) -> Result<void> {
        auto entry = read_entry(reader, image, type, path, value);
        if (!entry)
            return tl::unexpected<Error>(entry.error());
        sets.push(std::move(*entry));
        return {};
    };
    if (const Json* facts = data.find("facts")) {
        if (!facts->is_object())
            return refuse(ErrorKind::invalid_input, "`facts` must be an object", "facts");
        for (const auto& [name, value] : facts->as_object())
            if (auto added = add(name, value); !added)
                return added;
    }
    if (const Json* entries = data.find("set")) {
        if (!entries->is_array())
            return refuse(ErrorKind::invalid_input, "`set` must be a list", "set");
        for (const auto& entry : entries->as_array()) {
            const Json* path = entry.find("path");
            const Json* value = entry.find("value");
            if (path == nullptr || !path->is_string() || value == nullptr)
                return refuse(ErrorKind::invalid_input,
                              "each of `set` needs a `path` and a `value`", "set");
            if (auto added = add(path->as_string(), *value); !added)
                return added;
        }
    }
    return {};
}

}  // namespace

Result<FactMap> read_recorded(const Image& image, const image::FieldSet& fields, const Json& data)
{
    FactMap facts;
    const RecordedReader reader(image);
    for (const auto& [name, member] : data.as_object()) {
        const auto* declared = find_field(fields, name);
        if (declared == nullptr)
            return tl::unexpected<Error>(no_such_field(fields, name, name));
        auto value = reader.field(*declared, member, name);
        if (!value)
            return tl::unexpected<Error>(value.error());
        put(facts, name, std::move(*value));
    }
    return facts;
}

Result<std::vector<FactStep>> parse_fact_path(const std::string& path)
{
    std::vector<FactStep> steps;
    std::size_t at = 0;
    const auto word = [&] {
        const auto begin = at;
        while (at < path.size() && path[at] != '.' && path[at] != '[' && path[at] != ']')
            ++at;
        return path.substr(begin, at - begin);
    };
    for (;;) {
        FactStep step{word(), {}};
        if (at < path.size() && path[at] == '[') {
            ++at;
            step.key = word();
            if (step.key.empty() || at == path.size() || path[at++] != ']')
                break;
        }
        if (step.name.empty())
            break;
        steps.push_back(std::move(step));
        if (at == path.size())
            return steps;
        if (path[at++] != '.')
            break;
    }
    return refuse(ErrorKind::invalid_input, "this is not the path of a fact", path,
                  "write it like list[key].field");
}

Result<Json> read_fact_change(FactReader& reader, const Image& image, const image::FieldSet& type,
                              const Json& data, const FactMap& now)
{
    for (const auto& [name, value] : data.as_object())
        if (name != "facts" && name != "set" && name != "retract")
            return refuse(ErrorKind::invalid_input, fmt::format("`{}` is not known here", name),
                          name, "a change of facts has `facts`, `set` and `retract`");
    Json change = Json::object();
    Json sets = Json::array();
    if (auto read = read_sets(reader, image, type, data, sets); !read)
        return tl::unexpected<Error>(read.error());
    if (!sets.as_array().empty())
        change.set("set", std::move(sets));
    if (const Json* retract = data.find("retract")) {
        if (!retract->is_array() ||
            std::any_of(retract->as_array().begin(), retract->as_array().end(),
                        [](const Json& path) { return !path.is_string(); }))
            return refuse(ErrorKind::invalid_input, "`retract` must be a list of paths", "retract");
        if (!retract->as_array().empty())
            change.set("retract", *retract);
    }
    // What cannot be applied is refused now, with its path.
    if (auto applied = apply_fact_change(image, type, now, change); !applied)
        return tl::unexpected<Error>(applied.error());
    return change;
}

Result<FactMap> apply_fact_change(const Image& image, const image::FieldSet& type,
                                  const FactMap& facts, const Json& change)
{
    FactMap next = facts;
    if (const Json* sets = change.find("set"))
        for (const auto& entry : sets->as_array())
            if (auto applied = apply_set(image, type, next, entry); !applied)
                return tl::unexpected<Error>(applied.error());
    if (const Json* paths = change.find("retract"))
        for (const auto& path : paths->as_array())
            if (auto applied = apply_retract(image, type, next, path.as_string()); !applied)
                return tl::unexpected<Error>(applied.error());
    return next;
}

}  // namespace gradus
