// Errors as problem details (RFC 9457), with our own members kind, place and help.
#pragma once

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/net/http.hpp"

namespace gradus {

[[nodiscard]] int http_status(ErrorKind kind);
[[nodiscard]] HttpResponse problem(const Error& error);
[[nodiscard]] HttpResponse problem(int status, const Error& error);
// The error that a problem says; for the client.
[[nodiscard]] Error error_of_problem(int status, const std::string& body);

}  // namespace gradus
