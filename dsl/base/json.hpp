// JSON as Gradus uses it: whole numbers only (decimals travel as strings), a strict reader, and the
// canonical writer of RFC 8785 in the restricted profile of the record (keys sorted, no white
// space).
//
// The reader refuses what would be silently lost elsewhere: a repeated key, a number with a
// fraction or exponent or beyond 2^53-1, invalid UTF-8, too deep nesting, too many bytes.
//
// Boost.JSON stands behind json.cpp and nowhere else in dsl.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dsl/base/result.hpp"

namespace gradus {

class Json {
public:
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    using Object = std::vector<Member>;  // in the order they were added; written sorted

    Json() = default;  // null
    Json(std::nullptr_t) {}
    Json(bool value) : value_(value) {}
    Json(int value) : value_(static_cast<std::int64_t>(value)) {}
    Json(std::int64_t value) : value_(value) {}
    Json(std::uint64_t value);  // ASSERTs that it fits
    Json(std::uint32_t value) : value_(static_cast<std::int64_t>(value)) {}
    Json(std::string value) : value_(std::move(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}

    [[nodiscard]] static Json object(std::initializer_list<Member> members = {});
    [[nodiscard]] static Json array(std::initializer_list<Json> items = {});

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(value_); }
    [[nodiscard]] bool is_int() const { return std::holds_alternative<std::int64_t>(value_); }
    [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(value_); }
    [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(value_); }
    [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(value_); }

    // ASSERT that the kind is right.
    [[nodiscard]] bool as_bool() const;
    [[nodiscard]] std::int64_t as_int() const;
    [[nodiscard]] const std::string& as_string() const;
    [[nodiscard]] const Array& as_array() const;
    [[nodiscard]] Array& as_array();
    [[nodiscard]] const Object& as_object() const;
    [[nodiscard]] Object& as_object();

    // The member of an object, or nullptr; nullptr too when this is no object.
    [[nodiscard]] const Json* find(std::string_view key) const;
    // Sets a member of an object: replaces the value or adds it at the end.
    Json& set(std::string key, Json value);
    // Adds to an array.
    Json& push(Json value);

    friend bool operator==(const Json&, const Json&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, std::string, Array, Object> value_;
};

struct JsonLimits {
    std::size_t bytes_max;
    std::size_t depth_max;
};

// Errors are of kind invalid_input or limit; `place` is "byte N".
[[nodiscard]] Result<Json> parse_json(std::string_view text);  // with limits.hpp's figures
[[nodiscard]] Result<Json> parse_json(std::string_view text, JsonLimits limits);

// RFC 8785: members sorted by UTF-16 code units, shortest escapes, no white space.
[[nodiscard]] std::string canonical(const Json& json);
// For people: two blanks of indentation, members in their own order.
[[nodiscard]] std::string pretty(const Json& json);
// True when all keys are [a-z][a-z0-9_]* and all integers within 2^53-1: fit for a journal leaf.
[[nodiscard]] bool fits_record_profile(const Json& json);

}  // namespace gradus
