#include "engine/api/problem.hpp"

#include <fmt/format.h>

namespace gradus {

int http_status(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::invalid_input: return 422;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::not_allowed: return 403;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::limit: return 413;
    case ErrorKind::io:
    case ErrorKind::corrupt: return 500;
    }
    return 500;
}

HttpResponse problem(int status, const Error& error)
{
    Json json = Json::object({{"type", "about:blank"},
                              {"title", to_string(error.kind)},
                              {"status", status},
                              {"detail", error.message},
                              {"kind", to_string(error.kind)}});
    if (!error.place.empty())
        json.set("place", error.place);
    if (!error.help.empty())
        json.set("help", error.help);
    return {status, "application/problem+json", canonical(json) + "\n", {}};
}

HttpResponse problem(const Error& error) { return problem(http_status(error.kind), error); }

Error error_of_problem(int status, const std::string& body)
{
    const auto json = parse_json(body);
    const auto text = [&](const char* name) {
        const Json* found = json ? json->find(name) : nullptr;
        return found != nullptr && found->is_string() ? found->as_string() : std::string();
    };
    Error error{ErrorKind::unavailable, text("detail"), text("place"), text("help")};
    for (const auto kind :
         {ErrorKind::invalid_input, ErrorKind::not_found, ErrorKind::conflict,
          ErrorKind::not_allowed, ErrorKind::limit, ErrorKind::io, ErrorKind::corrupt})
        if (text("kind") == to_string(kind))
            error.kind = kind;
    if (error.message.empty())
        error.message = fmt::format("the daemon answered with status {}", status);
    return error;
}

}  // namespace gradus
