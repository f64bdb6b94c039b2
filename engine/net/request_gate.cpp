#include "engine/net/request_gate.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "engine/net/http.hpp"

namespace gradus {
namespace {

using Refused = tl::unexpected<GateRefusal>;

Refused refused(int status, std::string message)
{
    return Refused(GateRefusal{status, std::move(message)});
}

bool is_token_char(char c)
{
    static constexpr std::string_view k_marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           k_marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// No control character but the tab (RFC 9110 5.5); bytes above 0x7f are opaque and allowed.
bool is_field_value(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

// The lines of the head without the closing empty one; every line ends with CRLF and nothing else.
std::optional<std::vector<std::string_view>> split_lines(std::string_view head)
{
    std::vector<std::string_view> lines;
    while (!head.empty()) {
        const auto end = head.find_first_of("\r\n");
        if (end == std::string_view::npos || head.substr(end, 2) != "\r\n")
            return std::nullopt;
        lines.push_back(head.substr(0, end));
        head.remove_prefix(end + 2);
    }
    if (lines.size() < 2 || !lines.back().empty())
        return std::nullopt;
    lines.pop_back();
    return lines;
}

Result<std::string, GateRefusal> check_request_line(std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return refused(400, "the request line needs a method, a target and a version");
    const auto target = line.substr(first + 1, last - first - 1);
    if (line.substr(last + 1) != "HTTP/1.1")
        return refused(400, "only HTTP/1.1 is spoken here");
    if (!is_token(line.substr(0, first)))
        return refused(400, "the method is malformed");
    if (target.size() > k_limit_target_bytes)
        return refused(414, "the target is longer than 4,096 bytes");
    const bool is_plain = std::all_of(target.begin(), target.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (target.empty() || target.front() != '/' || !is_plain)
        return refused(400, "the target must be a path in plain ASCII");
    return std::string(line.substr(0, first));
}

Result<HttpFields, GateRefusal> read_fields(const std::vector<std::string_view>& lines)
{
    if (lines.size() - 1 > k_limit_head_fields)
        return refused(431, "more than 64 header fields");
    HttpFields fields;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].front() == ' ' || lines[i].front() == '\t')
            return refused(400, "a header field must stand on one line");
        const auto colon = lines[i].find(':');
        if (colon == std::string_view::npos || !is_token(lines[i].substr(0, colon)))
            return refused(400, "a header field's name is malformed");
        const auto value = trim(lines[i].substr(colon + 1));
        if (!is_field_value(value))
            return refused(400, "a header field holds a control character");
        fields.emplace_back(lowercase(lines[i].substr(0, colon)), std::string(value));
    }
    return fields;
}

std::vector<std::string_view> values_of(const HttpFields& fields, std::string_view name)
{
    std::vector<std::string_view> values;
    for (const auto& [field, value] : fields)
        if (field == name)
            values.emplace_back(value);
    return values;
}

std::optional<GateRefusal> check_host(const HttpFields& fields, const GatePolicy& policy)
{
    const auto hosts = values_of(fields, "host");
    if (hosts.size() != 1)
        return GateRefusal{400, "exactly one Host field is needed"};
    if (std::find(policy.hosts.begin(), policy.hosts.end(), lowercase(hosts[0])) ==
        policy.hosts.end())
        return GateRefusal{421, "this server does not answer for that host"};
    return std::nullopt;
}

Result<Head, GateRefusal> read_framing(const HttpFields& fields, const GatePolicy& policy)
{
    Head head;
    const auto lengths = values_of(fields, "content-length");
    const auto codings = values_of(fields, "transfer-encoding");
    if (lengths.size() + codings.size() > 1)
        return refused(400, "a body's length must be given once");
    if (!codings.empty() && lowercase(codings[0]) != "chunked")
        return refused(501, "the only transfer coding is `chunked`");
    head.is_chunked = !codings.empty();
    if (!lengths.empty()) {
        const auto text = lengths[0];
        const bool is_digits = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
            return c >= '0' && c <= '9';
        });
        const auto parsed =
            std::from_chars(text.data(), text.data() + text.size(), head.content_length);
        if (!is_digits || parsed.ec == std::errc::invalid_argument)
            return refused(400, "Content-Length is not a number");
        if (parsed.ec == std::errc::result_out_of_range ||
            head.content_length > policy.body_bytes_max)
            return refused(413, "the body is larger than this server takes");
    }
    if (!values_of(fields, "content-encoding").empty())
        return refused(415, "compressed bodies are not taken");
    head.expects_continue = !values_of(fields, "expect").empty();
    return head;
}

// A change must not come from another site's page (fetch metadata, else Origin against our hosts).
std::optional<GateRefusal> check_origin(std::string_view method, const HttpFields& fields,
                                        const GatePolicy& policy)
{
    if (method == "GET" || method == "HEAD")
        return std::nullopt;
    const auto site = find_field(fields, "sec-fetch-site");
    if (site && *site != "same-origin" && *site != "none")
        return GateRefusal{403, "changes from another site are not taken"};
    const auto origin = find_field(fields, "origin");
    if (!origin)
        return std::nullopt;
    for (const auto& host : policy.hosts)
        if (lowercase(*origin) == "http://" + host || lowercase(*origin) == "https://" + host)
            return std::nullopt;
    return GateRefusal{403, "changes from another origin are not taken"};
}

}  // namespace

Result<Head, GateRefusal> pass_gate(std::string_view head, const GatePolicy& policy)
{
    if (head.size() > k_limit_head_bytes)
        return refused(431, "the head is larger than 16 KiB");
    const auto lines = split_lines(head);
    if (!lines)
        return refused(400, "every line of the head must end with CR LF");
    const auto method = check_request_line((*lines)[0]);
    if (!method)
        return Refused(method.error());
    const auto fields = read_fields(*lines);
    if (!fields)
        return Refused(fields.error());
    if (const auto refusal = check_host(*fields, policy))
        return Refused(*refusal);
    if (const auto refusal = check_origin(*method, *fields, policy))
        return Refused(*refusal);
    return read_framing(*fields, policy);
}

std::size_t head_length(std::string_view bytes)
{
    for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
         at = bytes.find('\n', at + 1)) {
        const auto rest = bytes.substr(at + 1);
        if (rest.substr(0, 1) == "\n")
            return at + 2;
        if (rest.substr(0, 2) == "\r\n")
            return at + 3;
    }
    return 0;
}

}  // namespace gradus
