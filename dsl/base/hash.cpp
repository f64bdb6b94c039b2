#include "dsl/base/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

// One digest context a thread: creating one costs more than hashing a leaf.
EVP_MD_CTX* thread_context()
{
    struct Context {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        ~Context() { EVP_MD_CTX_free(context); }
    };
    thread_local Context holder;
    ASSERT(holder.context != nullptr);
    return holder.context;
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

Hash sha256(std::string_view data) { return sha256({}, data); }

Hash sha256(std::string_view prefix, std::string_view data)
{
    static const EVP_MD* const k_sha256 = EVP_sha256();
    EVP_MD_CTX* context = thread_context();
    Hash hash;
    const bool is_done = EVP_DigestInit_ex(context, k_sha256, nullptr) == 1 &&
                         EVP_DigestUpdate(context, prefix.data(), prefix.size()) == 1 &&
                         EVP_DigestUpdate(context, data.data(), data.size()) == 1 &&
                         EVP_DigestFinal_ex(context, hash.bytes.data(), nullptr) == 1;
    ASSERT(is_done);
    return hash;
}

Hash hmac_sha256(std::string_view key, std::string_view data)
{
    Hash hash;
    unsigned int size = 0;
    const auto* bytes = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                             reinterpret_cast<const unsigned char*>(data.data()), data.size(),
                             hash.bytes.data(), &size);
    ASSERT(bytes != nullptr && size == hash.bytes.size());
    return hash;
}

std::string to_hex(const Hash& hash)
{
    static constexpr std::string_view k_digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * hash.bytes.size());
    for (const auto byte : hash.bytes) {
        hex.push_back(k_digits[byte >> 4U]);
        hex.push_back(k_digits[byte & 0x0fU]);
    }
    return hex;
}

std::optional<Hash> parse_hash(std::string_view hex)
{
    Hash hash;
    if (hex.size() != 2 * hash.bytes.size())
        return std::nullopt;
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
        const int high = hex_digit(hex[2 * i]);
        const int low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        hash.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

}  // namespace gradus
