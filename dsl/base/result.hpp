// Result is how the world's refusals travel: a value, or an Error that the caller can answer. It is
// tl::expected because std::expected is closed to clang 14 (docs/decisions/0002-result.md).
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace gradus {

// A closed set. The command line maps it to exit codes, the API to HTTP status codes.
enum class ErrorKind {
    invalid_input,  // the request itself is wrong; the message names the place
    not_found,      // what is named does not exist
    conflict,       // true at another moment: a reused key, a state that does not take this event
    not_allowed,    // the actor may not do this
    unavailable,    // cannot be reached or is overloaded; try again
    limit,          // a documented limit is exceeded
    io,             // the disk or the network failed: the outcome is unknown
    corrupt,        // stored bytes are not what they must be
};

struct Error {
    ErrorKind kind = ErrorKind::invalid_input;
    std::string message;  // what is wrong, in the reader's words: lowercase, no full stop
    std::string place;    // a fact path, a file, a field; empty if there is none
    std::string help;     // the way out; empty if there is none

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T, class E = Error> using Result = tl::expected<T, E>;

// return refuse(ErrorKind::not_found, "no subject `acme`");
[[nodiscard]] inline tl::unexpected<Error> refuse(ErrorKind kind, std::string message,
                                                  std::string place = {}, std::string help = {})
{
    return tl::unexpected<Error>(
        Error{kind, std::move(message), std::move(place), std::move(help)});
}

// The stable word of a kind, as it stands in JSON: "invalid_input", "not_found", ...
[[nodiscard]] const char* to_string(ErrorKind kind);

}  // namespace gradus
