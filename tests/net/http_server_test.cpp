#include "engine/net/http_server.hpp"

#include <future>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "engine/net/http_client.hpp"

using namespace gradus;

namespace {

// A server on a free loopback port that echoes method, target and body.
class EchoServer {
public:
    explicit EchoServer(HttpServerOptions options = {})
        : server_(*HttpServer::listen(std::move(options), echo)),
          thread_([this] { server_->run(); })
    {}
    ~EchoServer()
    {
        server_->stop();
        thread_.join();
    }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    HttpServer& server() { return *server_; }

private:
    static void echo(HttpRequest request, HttpServer::Respond respond)
    {
        respond(
            {200, "text/plain", request.method + " " + request.target + " " + request.body, {}});
    }
    std::unique_ptr<HttpServer> server_;
    std::thread thread_;
};

// Sends raw bytes and reads until the server closes, or until `enough` stands in the answer.
std::string exchange(std::uint16_t port, const std::string& bytes, const std::string& enough = {})
{
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char buffer[4096];
    for (ssize_t n = 1; n > 0 && (enough.empty() || answer.find(enough) == std::string::npos);) {
        n = read(fd, buffer, sizeof buffer);
        if (n > 0)
            answer.append(buffer, static_cast<std::size_t>(n));
    }
    close(fd);
    return answer;
}

std::string host_line(const EchoServer& server)
{
    return "Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
}

}  // namespace

TEST_CASE("a request is answered, and the connection serves the next one")
{
    EchoServer server;
    auto client = HttpClient::to(server.url());
    REQUIRE(client);
    for (int i = 0; i < 3; ++i) {
        const auto response = (*client)->send({"POST", "/a?b=c", {}, "hello"});
        REQUIRE(response);
        CHECK(response->status == 200);
        CHECK(response->body == "POST /a?b=c hello");
    }
}

TEST_CASE("a refused head is answered with its status and the connection is closed")
{
    EchoServer server;
    const auto answer =
        exchange(server.port(), "POST / HTTP/1.1\r\n" + host_line(server) +
                                    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
    CHECK(answer.rfind("HTTP/1.1 400", 0) == 0);
    CHECK(answer.find("smuggled") == std::string::npos);
}

TEST_CASE("bare line feeds are refused")
{
    EchoServer server;
    CHECK(exchange(server.port(), "GET / HTTP/1.1\nHost: x\n\n").rfind("HTTP/1.1 400", 0) == 0);
}

TEST_CASE("a client that waits for 100 Continue gets it")
{
    EchoServer server;
    const auto answer = exchange(server.port(),
                                 "POST / HTTP/1.1\r\n" + host_line(server) +
                                     "Content-Length: 2\r\nExpect: 100-continue\r\n\r\nhi",
                                 "POST / hi");
    CHECK(answer.rfind("HTTP/1.1 100 Continue", 0) == 0);
    CHECK(answer.find("POST / hi") != std::string::npos);
}

TEST_CASE("a chunked body is read, one over the limit is refused")
{
    HttpServerOptions options;
    options.body_bytes_max = 8;
    EchoServer server(options);
    const std::string head =
        "POST / HTTP/1.1\r\n" + host_line(server) + "Transfer-Encoding: chunked\r\n\r\n";
    CHECK(exchange(server.port(), head + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", "abcd")
              .find("POST / abcd") != std::string::npos);
    CHECK(exchange(server.port(), head + "10\r\n0123456789abcdef\r\n0\r\n\r\n")
              .rfind("HTTP/1.1 413", 0) == 0);
}

TEST_CASE("pipelined requests are answered in order")
{
    EchoServer server;
    const std::string one = "GET /1 HTTP/1.1\r\n" + host_line(server) + "\r\n";
    const std::string two = "GET /2 HTTP/1.1\r\n" + host_line(server) + "\r\n";
    const auto answer = exchange(server.port(), one + two, "/2");
    REQUIRE(answer.find("/1") != std::string::npos);
    CHECK(answer.find("/1") < answer.find("/2"));
}

TEST_CASE("a connection over the limit is told to come back")
{
    HttpServerOptions options;
    options.connections_max = 0;
    EchoServer server(options);
    CHECK(exchange(server.port(), "GET / HTTP/1.1\r\n\r\n").rfind("HTTP/1.1 503", 0) == 0);
}

TEST_CASE("a taken port is refused with the way out")
{
    EchoServer server;
    HttpServerOptions options;
    options.port = server.port();
    const auto second = HttpServer::listen(options, [](HttpRequest, HttpServer::Respond) {});
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == ErrorKind::unavailable);
    CHECK(second.error().help.find("--listen") != std::string::npos);
}

TEST_CASE("posted work and timers run on the server's thread")
{
    EchoServer server;
    std::promise<bool> posted;
    std::promise<bool> woken;
    server.server().post([&] {
        posted.set_value(true);
        server.server().wake_after(std::chrono::milliseconds(1), [&] { woken.set_value(true); });
    });
    CHECK(posted.get_future().get());
    CHECK(woken.get_future().get());
}

TEST_CASE("nobody listening is told as such")
{
    auto client = HttpClient::to("http://127.0.0.1:1");
    REQUIRE(client);
    const auto response = (*client)->send({"GET", "/", {}, ""});
    REQUIRE_FALSE(response);
    CHECK(response.error().kind == ErrorKind::unavailable);
    CHECK_FALSE(HttpClient::to("ftp://x:1"));
}
