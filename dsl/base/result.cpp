#include "dsl/base/result.hpp"

#include "dsl/base/assert.hpp"

namespace gradus {

const char* to_string(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::invalid_input: return "invalid_input";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::not_allowed: return "not_allowed";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::limit: return "limit";
    case ErrorKind::io: return "io";
    case ErrorKind::corrupt: return "corrupt";
    }
    UNREACHABLE();
}

}  // namespace gradus
