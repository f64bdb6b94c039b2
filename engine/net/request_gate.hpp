// The gate looks at the raw bytes of a request's head before any parser does, and refuses whatever
// two parsers could read in two ways (RFC 9112 sections 2.2, 3, 5, 6; RFC 9110 section 5.5), a host
// that is not ours (DNS rebinding), and changes that another site's page sends. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/result.hpp"

namespace gradus {

inline constexpr std::size_t k_limit_head_bytes = 16'384;
inline constexpr std::size_t k_limit_head_fields = 64;
inline constexpr std::size_t k_limit_target_bytes = 4'096;

struct GatePolicy {
    std::vector<std::string> hosts;  // allowed Host values, lowercase, with port: "127.0.0.1:8410"
    std::size_t body_bytes_max;
};

struct GateRefusal {
    int status;  // 400, 403, 405, 413, 414, 421, 431, 501
    std::string message;

    friend bool operator==(const GateRefusal&, const GateRefusal&) = default;
};

// What framing the head declares.
struct Head {
    std::size_t content_length = 0;
    bool is_chunked = false;
    bool expects_continue = false;
};

// `head` ends with the empty line that closes it.
[[nodiscard]] Result<Head, GateRefusal> pass_gate(std::string_view head, const GatePolicy& policy);

// The length of the head at the start of `bytes`, its closing empty line (with or without carriage
// returns) included; 0 while it is not complete.
[[nodiscard]] std::size_t head_length(std::string_view bytes);

}  // namespace gradus
