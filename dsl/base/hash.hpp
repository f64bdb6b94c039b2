// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). OpenSSL stands behind hash.cpp and nowhere else
// in dsl.
//
// Thread-safety: free functions, any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gradus {

struct Hash {
    std::array<std::uint8_t, 32> bytes{};

    friend auto operator<=>(const Hash&, const Hash&) = default;
};

[[nodiscard]] Hash sha256(std::string_view data);
// The hash of prefix followed by data, without copying them together (RFC 6962 leaves and nodes).
[[nodiscard]] Hash sha256(std::string_view prefix, std::string_view data);
[[nodiscard]] Hash hmac_sha256(std::string_view key, std::string_view data);
// 64 lowercase hexadecimal digits.
[[nodiscard]] std::string to_hex(const Hash& hash);
[[nodiscard]] std::optional<Hash> parse_hash(std::string_view hex);

}  // namespace gradus
