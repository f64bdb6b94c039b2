// The reader drives Boost.JSON's event parser into our own tree, because its own tree keeps the
// last of two members with one key and turns large numbers into floating point without a word.
#include "dsl/base/json.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"

namespace gradus {
namespace {

using boost::json::error_code;
using boost::json::string_view;

class TreeHandler {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(Json(Json::Object{})); }
    bool on_object_end(std::size_t, error_code& ec)
    {
        if (!has_unique_keys(stack_.back().as_object())) {
            ec = boost::json::error::exception;
            return false;
        }
        return close();
    }
    bool on_array_begin(error_code&) { return open(Json(Json::Array{})); }
    bool on_array_end(std::size_t, error_code&) { return close(); }
    bool on_key_part(string_view part, std::size_t, error_code&) { return append(part); }
    bool on_key(string_view part, std::size_t, error_code&)
    {
        append(part);
        keys_.push_back(std::exchange(text_, {}));
        return true;
    }
    bool on_string_part(string_view part, std::size_t, error_code&) { return append(part); }
    bool on_string(string_view part, std::size_t, error_code&)
    {
        append(part);
        return add(Json(std::exchange(text_, {})));
    }
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, string_view, error_code& ec)
    {
        if (value > k_limit_integer || value < -k_limit_integer)
            return fail(ec, "a number beyond 2^53-1: write it as text");
        return add(Json(value));
    }
    bool on_uint64(std::uint64_t, string_view, error_code& ec)
    {
        return fail(ec, "a number beyond 2^53-1: write it as text");
    }
    bool on_double(double, string_view, error_code& ec)
    {
        return fail(ec, "a number with a fraction or exponent: write decimals as text");
    }
    bool on_bool(bool value, error_code&) { return add(Json(value)); }
    bool on_null(error_code&) { return add(Json(nullptr)); }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

    Json take() { return std::move(root_); }
    [[nodiscard]] const std::string& fault() const { return fault_; }

private:
    bool append(string_view part)
    {
        text_.append(part.data(), part.size());
        return true;
    }

    bool fail(error_code& ec, std::string fault)
    {
        fault_ = std::move(fault);
        ec = boost::json::error::exception;
        return false;
    }

    bool has_unique_keys(const Json::Object& object)
    {
        std::set<std::string_view> seen;
        for (const auto& [key, value] : object)
            if (!seen.insert(key).second) {
                fault_ = fmt::format("the key `{}` stands twice", key);
                return false;
            }
        return true;
    }

    bool open(Json json)
    {
        stack_.push_back(std::move(json));
        return true;
    }

    bool close()
    {
        Json done = std::move(stack_.back());
        stack_.pop_back();
        return add(std::move(done));
    }

    bool add(Json json)
    {
        if (stack_.empty()) {
            root_ = std::move(json);
        } else if (stack_.back().is_array()) {
            stack_.back().as_array().push_back(std::move(json));
        } else {
            stack_.back().as_object().emplace_back(std::move(keys_.back()), std::move(json));
            keys_.pop_back();
        }
        return true;
    }

    std::vector<Json> stack_;
    std::vector<std::string> keys_;
    std::string text_;
    std::string fault_;
    Json root_;
};

void write_escaped(std::string& out, std::string_view text)
{
    static constexpr std::string_view k_digits = "0123456789abcdef";
    static constexpr std::string_view k_short = "\b\t\n\f\r\"\\";
    static constexpr std::string_view k_letters = "btnfr\"\\";
    out.push_back('"');
    for (const char c : text) {
        if (const auto at = k_short.find(c); at != std::string_view::npos) {
            out.push_back('\\');
            out.push_back(k_letters[at]);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out.push_back(k_digits[static_cast<unsigned char>(c) >> 4U]);
            out.push_back(k_digits[static_cast<unsigned char>(c) & 0x0fU]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

// RFC 8785 sorts by UTF-16 code units. That differs from the order of UTF-8 bytes only where a
// character beyond the basic plane (lead byte F0 and up) meets one in U+E000..U+FFFF (lead byte EE
// or EF).
bool is_before_in_utf16(std::string_view a, std::string_view b)
{
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (x == a.end() || y == b.end())
        return x == a.end() && y != b.end();
    const auto rank = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0xf0 ? 0xed80 + byte : byte << 8;  // surrogates stand before U+E000
    };
    return rank(*x) < rank(*y);
}

void write_canonical(std::string& out, const Json& json)
{
    if (json.is_null()) {
        out += "null";
    } else if (json.is_bool()) {
        out += json.as_bool() ? "true" : "false";
    } else if (json.is_int()) {
        out += std::to_string(json.as_int());
    } else if (json.is_string()) {
        write_escaped(out, json.as_string());
    } else if (json.is_array()) {
        out.push_back('[');
        for (std::size_t i = 0; i < json.as_array().size(); ++i) {
            if (i != 0)
                out.push_back(',');
            write_canonical(out, json.as_array()[i]);
        }
        out.push_back(']');
    } else {
        std::vector<const Json::Member*> members;
        for (const auto& member : json.as_object())
            members.push_back(&member);
        std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
            return is_before_in_utf16(a->first, b->first);
        });
        out.push_back('{');
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i != 0)
                out.push_back(',');
            write_escaped(out, members[i]->first);
            out.push_back(':');
            write_canonical(out, members[i]->second);
        }
        out.push_back('}');
    }
}

void write_pretty(std::string& out, const Json& json, std::size_t indent)
{
    const bool is_object = json.is_object();
    const std::size_t size = is_object         ? json.as_object().size()
                             : json.is_array() ? json.as_array().size()
                                               : 0;
    if (size == 0) {
        write_canonical(out, json);
        return;
    }
    out.push_back(is_object ? '{' : '[');
    for (std::size_t i = 0; i < size; ++i) {
        out += i == 0 ? "\n" : ",\n";
        out.append(indent + 2, ' ');
        if (is_object) {
            write_escaped(out, json.as_object()[i].first);
            out += ": ";
        }
        write_pretty(out, is_object ? json.as_object()[i].second : json.as_array()[i], indent + 2);
    }
    out.push_back('\n');
    out.append(indent, ' ');
    out.push_back(is_object ? '}' : ']');
}

bool is_record_key(std::string_view key)
{
    const auto is_tail = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !key.empty() && key[0] >= 'a' && key[0] <= 'z' &&
           std::all_of(key.begin(), key.end(), is_tail);
}

}  // namespace

Json::Json(std::uint64_t value) : value_(static_cast<std::int64_t>(value))
{
    ASSERT(value <= static_cast<std::uint64_t>(k_limit_integer));
}

Json Json::object(std::initializer_list<Member> members) { return Json(Object(members)); }
Json Json::array(std::initializer_list<Json> items) { return Json(Array(items)); }

bool Json::as_bool() const
{
    ASSERT(is_bool());
    return std::get<bool>(value_);
}

std::int64_t Json::as_int() const
{
    ASSERT(is_int());
    return std::get<std::int64_t>(value_);
}

const std::string& Json::as_string() const
{
    ASSERT(is_string());
    return std::get<std::string>(value_);
}

const Json::Array& Json::as_array() const
{
    ASSERT(is_array());
    return std::get<Array>(value_);
}

Json::Array& Json::as_array()
{
    ASSERT(is_array());
    return std::get<Array>(value_);
}

const Json::Object& Json::as_object() const
{
    ASSERT(is_object());
    return std::get<Object>(value_);
}

Json::Object& Json::as_object()
{
    ASSERT(is_object());
    return std::get<Object>(value_);
}

const Json* Json::find(std::string_view key) const
{
    if (!is_object())
        return nullptr;
    for (const auto& [name, value] : as_object())
        if (name == key)
            return &value;
    return nullptr;
}

Json& Json::set(std::string key, Json value)
{
    for (auto& [name, old] : as_object())
        if (name == key) {
            old = std::move(value);
            return *this;
        }
    as_object().emplace_back(std::move(key), std::move(value));
    return *this;
}

Json& Json::push(Json value)
{
    as_array().push_back(std::move(value));
    return *this;
}

Result<Json> parse_json(std::string_view text)
{
    return parse_json(text, {k_limit_json_bytes, k_limit_json_depth});
}

Result<Json> parse_json(std::string_view text, JsonLimits limits)
{
    if (text.size() > limits.bytes_max)
        return refuse(ErrorKind::limit,
                      fmt::format("JSON of more than {} bytes", limits.bytes_max));
    boost::json::parse_options options;
    options.max_depth = limits.depth_max;
    boost::json::basic_parser<TreeHandler> parser(options);
    error_code ec;
    const auto used = parser.write_some(false, text.data(), text.size(), ec);
    const auto place = fmt::format("byte {}", used);
    if (!parser.handler().fault().empty())
        return refuse(ErrorKind::invalid_input, parser.handler().fault(), place);
    if (ec == boost::json::error::too_deep)
        return refuse(ErrorKind::limit, fmt::format("JSON nested deeper than {}", limits.depth_max),
                      place);
    if (ec)
        return refuse(ErrorKind::invalid_input, fmt::format("not JSON: {}", ec.message()), place);
    if (used != text.size())
        return refuse(ErrorKind::invalid_input, "not JSON: something follows the value", place);
    return parser.handler().take();
}

std::string canonical(const Json& json)
{
    std::string out;
    write_canonical(out, json);
    return out;
}

std::string pretty(const Json& json)
{
    std::string out;
    write_pretty(out, json, 0);
    return out;
}

bool fits_record_profile(const Json& json)
{
    if (json.is_null())
        return false;
    if (json.is_int())
        return json.as_int() <= k_limit_integer && json.as_int() >= -k_limit_integer;
    if (json.is_array())
        return std::all_of(json.as_array().begin(), json.as_array().end(), fits_record_profile);
    if (json.is_object())
        return std::all_of(
            json.as_object().begin(), json.as_object().end(), [](const auto& member) {
                return is_record_key(member.first) && fits_record_profile(member.second);
            });
    return true;
}

}  // namespace gradus
