#include "dsl/base/hash.hpp"

#include <catch2/catch.hpp>

using namespace gradus;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples")
{
    CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("a", "bc") == sha256("abc"));
}

TEST_CASE("HMAC-SHA-256 gives the digest of RFC 4231's second case")
{
    CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("a hash is read only from 64 lowercase digits")
{
    const auto hash = sha256("abc");
    CHECK(parse_hash(to_hex(hash)) == hash);
    CHECK_FALSE(parse_hash(to_hex(hash).substr(1)));
    CHECK_FALSE(parse_hash(std::string(64, 'G')));
    CHECK_FALSE(parse_hash(std::string(64, 'A')));
}
