// Reading facts by their declared types, and applying changes of facts; inside engine/core.
#pragma once

#include <vector>

#include "engine/core/admit.hpp"

namespace gradus {

// The refusal of a field that a record does not have, with the nearest name it has.
[[nodiscard]] Error no_such_field(const image::FieldSet& fields, const std::string& name,
                                  const std::string& path);

// Reads JSON into typed values. Personal values become commitments; what they were is collected.
class FactReader {
public:
    // `seed` null: personal values get commitments without salt, for questions outside the record.
    FactReader(const Image& image, const Hash* seed) : image_(image), seed_(seed) {}

    [[nodiscard]] Result<Value> field(const image::Field& field, const Json& json,
                                      const std::string& path);
    // All members of an object, none unknown, none mandatory missing. `base` stands before the
    // names.
    [[nodiscard]] Result<FactMap> record(const image::FieldSet& fields, const Json& json,
                                         const std::string& base, bool has_key);
    // The commitment that stands for it in the record.
    [[nodiscard]] Value personal(const Json& json, const std::string& path);
    [[nodiscard]] std::vector<PersonalValue> take_personal() { return std::move(personal_); }

private:
    Result<Value> plain(const image::Type& type, const Json& json, const std::string& path);
    Result<Value> money(const image::Type& type, const Json& json, const std::string& path);
    Result<Value> choice(const image::Type& type, const Json& json, const std::string& path);
    Result<Value> choices(const image::Type& type, const Json& json, const std::string& path);
    Result<Value> records(const image::Type& type, const Json& json, const std::string& path);
    Result<std::string> element_key(const image::FieldSet& record, const Json& json,
                                    const std::string& path, const std::vector<Element>& before,
                                    const Json::Array& all);

    const Image& image_;
    const Hash* seed_;
    std::vector<PersonalValue> personal_;
};

// One step of a fact's path: "engineers[e7]" is {engineers, e7}.
struct FactStep {
    std::string name;
    std::string key;  // empty: none
};
[[nodiscard]] Result<std::vector<FactStep>> parse_fact_path(const std::string& path);

// Normal form of a change: {"set":[{"path","value"}…],"retract":[paths]} with commitments and keys
// in it.
[[nodiscard]] Result<Json> read_fact_change(FactReader& reader, const Image& image,
                                            const image::FieldSet& type, const Json& data,
                                            const FactMap& now);
// Applies the normal form, which admission made: what does not fit is a refusal (conflict).
[[nodiscard]] Result<FactMap> apply_fact_change(const Image& image, const image::FieldSet& type,
                                                const FactMap& facts, const Json& change);

// The data of a recorded event by its declared fields, commitments in the place of personal values.
[[nodiscard]] Result<FactMap> read_recorded(const Image& image, const image::FieldSet& fields,
                                            const Json& data);

}  // namespace gradus
