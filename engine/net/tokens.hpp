// Bearer tokens: who a caller is. The file holds SHA-256 hashes only; a secret is shown once, when
// it is made.
//
//   {"tokens":[{"sha256":"…","person":"ruth","roles":["reviewer"]}]}
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/hash.hpp"
#include "dsl/base/result.hpp"

namespace gradus {

struct Principal {
    std::string person;
    std::vector<std::string> roles;

    friend bool operator==(const Principal&, const Principal&) = default;
};

class TokenTable {
public:
    // Errors: not_found, invalid_input.
    [[nodiscard]] static Result<TokenTable> load(const std::string& path);

    void add(std::string_view secret, Principal principal);
    // The principal of a secret; nothing for an unknown one.
    [[nodiscard]] std::optional<Principal> find(std::string_view secret) const;
    // The file's text.
    [[nodiscard]] std::string encode() const;

private:
    std::vector<std::pair<Hash, Principal>> tokens_;
};

// "gradus_" and 64 hexadecimal digits: 256 random bits need no slow hash.
[[nodiscard]] std::string make_secret(const Hash& random);

}  // namespace gradus
