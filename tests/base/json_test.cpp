#include "dsl/base/json.hpp"

#include <catch2/catch.hpp>

#include "dsl/base/limits.hpp"

using namespace gradus;

namespace {

ErrorKind refusal(const std::string& text)
{
    const auto json = parse_json(text);
    REQUIRE_FALSE(json);
    return json.error().kind;
}

}  // namespace

TEST_CASE("canonical JSON sorts keys and has no white space")
{
    const auto json = parse_json(R"( {"b": [1, true, null], "a": {"z": "ä", "y": -5}} )");
    REQUIRE(json);
    CHECK(canonical(*json) == R"({"a":{"y":-5,"z":"ä"},"b":[1,true,null]})");
    CHECK(canonical(Json::array()) == "[]");
    CHECK(canonical(Json::object()) == "{}");
}

TEST_CASE("strings are escaped as RFC 8785 says")
{
    CHECK(canonical(Json("a\"\\\b\t\n\f\r\x01/\x7f")) ==
          "\"a\\\"\\\\\\b\\t\\n\\f\\r\\u0001/\x7f\"");
    CHECK(parse_json(R"("\u00e4\ud83d\ude00")")->as_string() == "ä😀");
}

TEST_CASE("keys are sorted by UTF-16 code units")
{
    // U+1F600 is written with surrogates, which stand before U+FF21.
    const auto json =
        Json::object({{"\uFF21", 1}, {"\U0001F600", 2}, {"a", 3}, {"", 4}, {"ab", 5}});
    CHECK(canonical(json) == "{\"\":4,\"a\":3,\"ab\":5,\"\U0001F600\":2,\"\uFF21\":1}");
}

TEST_CASE("what would be lost silently is refused")
{
    CHECK(refusal(R"({"a":1,"a":2})") == ErrorKind::invalid_input);
    CHECK(parse_json(R"({"a":1,"a":2})").error().message == "the key `a` stands twice");
    CHECK(refusal("1.5") == ErrorKind::invalid_input);
    CHECK(refusal("1e3") == ErrorKind::invalid_input);
    CHECK(refusal("9007199254740992") == ErrorKind::invalid_input);
    CHECK(refusal("18446744073709551615") == ErrorKind::invalid_input);
    CHECK(refusal("-9007199254740992") == ErrorKind::invalid_input);
    CHECK(parse_json("9007199254740991")->as_int() == k_limit_integer);
    CHECK(refusal("\"\xff\"") == ErrorKind::invalid_input);
    CHECK(refusal("{} {}") == ErrorKind::invalid_input);
    CHECK(refusal("") == ErrorKind::invalid_input);
    CHECK(refusal("[1,]") == ErrorKind::invalid_input);
    CHECK(refusal("// c\n1") == ErrorKind::invalid_input);
    CHECK(refusal("NaN") == ErrorKind::invalid_input);
}

TEST_CASE("JSON that is too deep or too long is refused as a limit")
{
    CHECK(refusal(std::string(100'000, '[')) == ErrorKind::limit);
    CHECK(refusal("\"" + std::string(k_limit_json_bytes, 'a') + "\"") == ErrorKind::limit);
    const std::string deepest =
        std::string(k_limit_json_depth, '[') + std::string(k_limit_json_depth, ']');
    CHECK(parse_json(deepest));
}

TEST_CASE("what is written is read back the same")
{
    const auto json =
        Json::object({{"list", Json::array({1, "two", false})}, {"text", "line\nbreak"}});
    CHECK(canonical(*parse_json(canonical(json))) == canonical(json));
    CHECK(parse_json(pretty(json)) == json);
}

TEST_CASE("the record's profile takes plain keys, no null and safe integers only")
{
    CHECK(fits_record_profile(Json::object({{"a_1", Json::array({1, "x"})}})));
    CHECK_FALSE(fits_record_profile(Json::object({{"A", 1}})));
    CHECK_FALSE(fits_record_profile(Json::object({{"a-b", 1}})));
    CHECK_FALSE(fits_record_profile(Json::object({{"a", nullptr}})));
    CHECK_FALSE(fits_record_profile(Json(k_limit_integer + 1)));
}
