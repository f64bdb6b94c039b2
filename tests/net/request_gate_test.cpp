#include "engine/net/request_gate.hpp"

#include <catch2/catch.hpp>

using namespace gradus;

namespace {

const GatePolicy k_policy{{"127.0.0.1:8410", "localhost:8410"}, 1000};

Result<Head, GateRefusal> pass(const std::string& lines)
{
    return pass_gate(lines + "\r\n", k_policy);
}

// A request for our host with the given further field lines.
Result<Head, GateRefusal> post_with(const std::string& fields)
{
    return pass("POST /v1/subjects HTTP/1.1\r\nHost: 127.0.0.1:8410\r\n" + fields);
}

int refused_status(const Result<Head, GateRefusal>& result)
{
    return result ? 0 : result.error().status;
}

}  // namespace

TEST_CASE("a plain request passes with its framing")
{
    const auto head = post_with("Content-Length: 12\r\n");
    REQUIRE(head);
    CHECK(head->content_length == 12);
    CHECK_FALSE(head->is_chunked);
    REQUIRE(post_with("Transfer-Encoding: chunked\r\n"));
    CHECK(post_with("Transfer-Encoding: chunked\r\n")->is_chunked);
    CHECK(post_with("Expect: 100-continue\r\n")->expects_continue);
}

TEST_CASE("a body whose length could be read in two ways is refused")
{
    CHECK(refused_status(post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) == 400);
    CHECK(refused_status(post_with("Content-Length: 5\r\nContent-Length: 6\r\n")) == 400);
    CHECK(refused_status(post_with("Content-Length: 5\r\nContent-Length: 5\r\n")) == 400);
    CHECK(refused_status(post_with("Content-Length: +5\r\n")) == 400);
    CHECK(refused_status(post_with("Content-Length: 0x5\r\n")) == 400);
    CHECK(refused_status(post_with("Content-Length: 5,5\r\n")) == 400);
    CHECK(refused_status(post_with("Content-Length:\r\n")) == 400);
    CHECK(refused_status(post_with("Transfer-Encoding: chunked, gzip\r\n")) == 501);
    CHECK(refused_status(post_with("Transfer-Encoding: xchunked\r\n")) == 501);
    CHECK(refused_status(
              post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")) == 400);
}

TEST_CASE("a malformed field is refused")
{
    CHECK(refused_status(post_with("Content-Length : 5\r\n")) == 400);
    CHECK(refused_status(post_with(" folded: line\r\n")) == 400);
    CHECK(refused_status(post_with("X: a\r\n\tb\r\n")) == 400);
    CHECK(refused_status(post_with(std::string("X: a\0b\r\n", 8))) == 400);
    CHECK(refused_status(post_with("X: a\nY: b\r\n")) == 400);
    CHECK(refused_status(post_with("X: a\rb\r\n")) == 400);
    CHECK(refused_status(post_with("no colon\r\n")) == 400);
    CHECK(refused_status(post_with(": empty\r\n")) == 400);
}

TEST_CASE("exactly one host that is ours is needed")
{
    CHECK(refused_status(pass("GET / HTTP/1.1\r\n")) == 400);
    CHECK(refused_status(
              pass("GET / HTTP/1.1\r\nHost: localhost:8410\r\nHost: localhost:8410\r\n")) == 400);
    CHECK(refused_status(pass("GET / HTTP/1.1\r\nHost: evil.example\r\n")) == 421);
    CHECK(refused_status(pass("GET / HTTP/1.1\r\nHost: LOCALHOST:8410\r\n")) == 0);
}

TEST_CASE("a change from another site's page is refused, a read is not")
{
    CHECK(refused_status(post_with("Sec-Fetch-Site: cross-site\r\n")) == 403);
    CHECK(refused_status(post_with("Origin: http://evil.example\r\n")) == 403);
    CHECK(refused_status(
              post_with("Origin: http://localhost:8410\r\nSec-Fetch-Site: same-origin\r\n")) == 0);
    CHECK(refused_status(pass(
              "GET / HTTP/1.1\r\nHost: localhost:8410\r\nOrigin: http://evil.example\r\n")) == 0);
}

TEST_CASE("every limit of a head is held")
{
    CHECK(refused_status(post_with("Content-Length: 1001\r\n")) == 413);
    CHECK(refused_status(post_with("Content-Length: 99999999999999999999999\r\n")) == 413);
    CHECK(refused_status(post_with("X: " + std::string(k_limit_head_bytes, 'a') + "\r\n")) == 431);
    std::string many;
    for (std::size_t i = 0; i < k_limit_head_fields; ++i)
        many += "X: y\r\n";
    CHECK(refused_status(post_with(many)) == 431);
    const std::string target = "/" + std::string(k_limit_target_bytes, 'a');
    CHECK(refused_status(pass("GET " + target + " HTTP/1.1\r\nHost: localhost:8410\r\n")) == 414);
    CHECK(refused_status(post_with("Content-Encoding: gzip\r\n")) == 415);
}

TEST_CASE("a malformed request line is refused")
{
    CHECK(refused_status(pass("GET / HTTP/1.0\r\nHost: localhost:8410\r\n")) == 400);
    CHECK(refused_status(pass("GET  HTTP/1.1\r\nHost: localhost:8410\r\n")) == 400);
    CHECK(refused_status(pass("G@T / HTTP/1.1\r\nHost: localhost:8410\r\n")) == 400);
    CHECK(refused_status(pass("GET http://localhost:8410/ HTTP/1.1\r\nHost: localhost:8410\r\n")) ==
          400);
    CHECK(refused_status(pass("GET /\xc3\xa4 HTTP/1.1\r\nHost: localhost:8410\r\n")) == 400);
}

TEST_CASE("the end of a head is found with and without carriage returns")
{
    CHECK(head_length("GET / HTTP/1.1\r\nHost: x\r\n\r\nbody") == 27);
    CHECK(head_length("GET / HTTP/1.1\nHost: x\n\nbody") == 24);
    CHECK(head_length("GET / HTTP/1.1\r\nHost: x\r\n") == 0);
    CHECK(head_length("") == 0);
}
