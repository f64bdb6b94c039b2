// HTTP messages as the rest of the engine sees them; nothing of a library shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method;  // "GET", "POST", …
    std::string target;  // path and query as sent
    HttpFields fields;   // names in lowercase
    std::string body;
};

struct HttpResponse {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    HttpFields fields;  // further ones
};

// The value of a field by its lowercase name; nothing if it was not sent.
[[nodiscard]] std::optional<std::string_view> find_field(const HttpFields& fields,
                                                         std::string_view name);

// ASCII letters only, as field names and hosts are compared.
[[nodiscard]] std::string lowercase(std::string_view text);

}  // namespace gradus
