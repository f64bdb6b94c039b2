// Each connection is one coroutine: head, gate, body, handler, answer, again. What the gate has
// passed is read by Beast's parser; a connection that was refused is closed after the answer,
// because where its next request would begin is not known.
#include "engine/net/http_server.hpp"

#include <csignal>
#include <set>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "engine/net/request_gate.hpp"

namespace gradus {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr std::chrono::seconds k_head_timeout{10};
constexpr std::chrono::seconds k_body_timeout{30};
constexpr std::chrono::seconds k_idle_timeout{60};
constexpr std::chrono::seconds k_drain_timeout{2};

HttpRequest to_request(http::request<http::string_body>& message)
{
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message)
        request.fields.emplace_back(lowercase(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    return request;
}

http::response<http::string_body> to_message(HttpResponse response, bool keep_alive)
{
    http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
    message.set(http::field::content_type, response.content_type);
    message.set("x-content-type-options", "nosniff");
    message.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : response.fields)
        message.set(name, value);
    message.keep_alive(keep_alive);
    message.body() = std::move(response.body);
    message.prepare_payload();
    return message;
}

HttpResponse refusal_response(const GateRefusal& refusal)
{
    return {refusal.status,
            "application/problem+json",
            fmt::format(
                R"({{"detail":"{}","status":{},"title":"request refused","type":"about:blank"}})",
                refusal.message, refusal.status),
            {}};
}

GateRefusal refusal_of(const beast::error_code& error)
{
    if (error == http::error::body_limit)
        return {413, "the body is larger than this server takes"};
    return {400, "the body is malformed"};
}

}  // namespace

class HttpServer::State {
public:
    State(HttpServerOptions options, Handler handler)
        : options_(std::move(options)),
          handler_(std::move(handler)),
          acceptor_(io_),
          wake_(io_),
          drain_(io_),
          signals_(io_)
    {}

    Result<void> bind();
    void run();
    void stop();
    void post(std::function<void()> work) { asio::post(io_, std::move(work)); }
    void wake_after(std::chrono::microseconds delay, std::function<void()> work);
    void on_stop_signal(std::function<void()> work);
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    struct Connection {
        explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}
        beast::tcp_stream stream;
        beast::flat_buffer buffer{k_limit_head_bytes + 65'536};
        bool is_answering = false;
    };

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    asio::awaitable<bool> serve_one(Connection& connection);
    asio::awaitable<std::size_t> read_head(Connection& connection);
    asio::awaitable<HttpResponse> ask(HttpRequest request);
    asio::awaitable<void> answer(Connection& connection, HttpResponse response, bool keep_alive);
    void admit(tcp::socket socket);
    void finish_drain();

    HttpServerOptions options_;
    Handler handler_;
    GatePolicy policy_;
    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer wake_;
    asio::steady_timer drain_;
    asio::signal_set signals_;
    std::set<std::shared_ptr<Connection>> connections_;
    bool is_stopping_ = false;
};

Result<void> HttpServer::State::bind()
{
    beast::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error)
        return refuse(ErrorKind::invalid_input,
                      fmt::format("`{}` is not an address", options_.address));
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error)
        acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error)
        acceptor_.bind(endpoint, error);
    if (!error)
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return refuse(ErrorKind::unavailable,
                      fmt::format("cannot listen on {}:{}: {}", options_.address, options_.port,
                                  error.message()),
                      {}, "is another daemon running there? choose another port with --listen");
    auto names = options_.names;
    names.insert(names.end(), {"127.0.0.1", "localhost", "[::1]", lowercase(options_.address)});
    for (const auto& name : names)
        policy_.hosts.push_back(fmt::format("{}:{}", name, port()));
    policy_.body_bytes_max = options_.body_bytes_max;
    return {};
}

void HttpServer::State::run()
{
    asio::co_spawn(io_, accept(), asio::detached);
    io_.run();
}

void HttpServer::State::stop()
{
    asio::post(io_, [this] {
        if (std::exchange(is_stopping_, true))
            return;
        beast::error_code ignored;
        acceptor_.close(ignored);
        wake_.cancel();
        signals_.cancel(ignored);
        for (const auto& connection : connections_)
            if (!connection->is_answering)
                connection->stream.cancel();
        drain_.expires_after(k_drain_timeout);
        drain_.async_wait([this](beast::error_code) { io_.stop(); });
        finish_drain();
    });
}

void HttpServer::State::finish_drain()
{
    if (is_stopping_ && connections_.empty())
        drain_.cancel();
}

void HttpServer::State::wake_after(std::chrono::microseconds delay, std::function<void()> work)
{
    wake_.expires_after(delay);
    wake_.async_wait([work = std::move(work)](beast::error_code error) {
        if (!error)
            work();
    });
}

void HttpServer::State::on_stop_signal(std::function<void()> work)
{
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([work = std::move(work)](beast::error_code error, int) {
        if (!error)
            work();
    });
}

asio::awaitable<void> HttpServer::State::accept()
{
    while (!is_stopping_) {
        beast::error_code error;
        auto socket = co_await acceptor_.async_accept(asio::redirect_error(use_awaitable, error));
        if (!error)
            admit(std::move(socket));
        else if (error ==
                 asio::error::no_descriptors)  // Out of descriptors: wait for some to close.
            co_await asio::steady_timer(io_, std::chrono::milliseconds(50))
                .async_wait(use_awaitable);
    }
}

void HttpServer::State::admit(tcp::socket socket)
{
    beast::error_code ignored;
    if (connections_.size() >= options_.connections_max) {
        static constexpr std::string_view k_busy =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
            "Connection: close\r\n\r\n";
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(k_busy), ignored);
        return;
    }
    socket.set_option(tcp::no_delay(true), ignored);
    auto connection = std::make_shared<Connection>(std::move(socket));
    connections_.insert(connection);
    asio::co_spawn(io_, serve(connection), [this, connection](std::exception_ptr) {
        connections_.erase(connection);
        finish_drain();
    });
}

asio::awaitable<void> HttpServer::State::serve(std::shared_ptr<Connection> connection)
{
    try {
        while (!is_stopping_ && co_await serve_one(*connection)) {
        }
    } catch (const boost::system::system_error&) {
        // The peer went away or was too slow: nothing is owed to it, and nothing of ours is half
        // done.
    }
    beast::error_code ignored;
    connection->stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

// False when the connection is to be closed.
asio::awaitable<bool> HttpServer::State::serve_one(Connection& connection)
{
    const auto length = co_await read_head(connection);
    if (length == 0)
        co_return false;
    const auto bytes = connection.buffer.cdata();
    const std::string_view head(static_cast<const char*>(bytes.data()), length);
    const auto passed = pass_gate(head, policy_);
    if (!passed) {
        co_await answer(connection, refusal_response(passed.error()), false);
        co_return false;
    }
    if (passed->expects_continue) {
        static constexpr std::string_view k_continue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(connection.stream, asio::buffer(k_continue), use_awaitable);
    }
    http::request_parser<http::string_body> parser;
    parser.header_limit(k_limit_head_bytes);
    parser.body_limit(options_.body_bytes_max);
    connection.stream.expires_after(k_body_timeout);
    beast::error_code error;
    co_await http::async_read(connection.stream, connection.buffer, parser,
                              asio::redirect_error(use_awaitable, error));
    if (error) {
        co_await answer(connection, refusal_response(refusal_of(error)), false);
        co_return false;
    }
    auto message = parser.release();
    const bool keep_alive = message.keep_alive() && !is_stopping_;
    connection.is_answering = true;
    connection.stream.expires_never();
    auto response = co_await ask(to_request(message));
    co_await answer(connection, std::move(response), keep_alive);
    connection.is_answering = false;
    co_return keep_alive;
}

// The length of the head, or 0 when the peer closed the connection or sent too much.
asio::awaitable<std::size_t> HttpServer::State::read_head(Connection& connection)
{
    connection.stream.expires_after(connection.buffer.size() == 0 ? k_idle_timeout
                                                                  : k_head_timeout);
    for (;;) {
        const auto bytes = connection.buffer.cdata();
        const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
        if (const auto length = head_length(text); length != 0)
            co_return length;
        if (text.size() > k_limit_head_bytes) {
            co_await answer(connection, refusal_response({431, "the head is larger than 16 KiB"}),
                            false);
            co_return 0;
        }
        beast::error_code error;
        const bool is_first = text.empty();
        const auto read = co_await connection.stream.async_read_some(
            connection.buffer.prepare(8'192), asio::redirect_error(use_awaitable, error));
        if (error)
            co_return 0;
        connection.buffer.commit(read);
        if (is_first)
            connection.stream.expires_after(k_head_timeout);
    }
}

asio::awaitable<HttpResponse> HttpServer::State::ask(HttpRequest request)
{
    co_return co_await asio::async_initiate<decltype(use_awaitable), void(HttpResponse)>(
        [this](auto completion, HttpRequest asked) {
            auto shared = std::make_shared<decltype(completion)>(std::move(completion));
            handler_(std::move(asked), [this, shared](HttpResponse response) {
                asio::post(io_, [shared, given = std::move(response)]() mutable {
                    (*shared)(std::move(given));
                });
            });
        },
        use_awaitable, std::move(request));
}

asio::awaitable<void> HttpServer::State::answer(Connection& connection, HttpResponse response,
                                                bool keep_alive)
{
    auto message = to_message(std::move(response), keep_alive);
    connection.stream.expires_after(k_body_timeout);
    co_await http::async_write(connection.stream, message, use_awaitable);
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::listen(HttpServerOptions options, Handler handler)
{
    auto state = std::make_unique<State>(std::move(options), std::move(handler));
    if (auto bound = state->bind(); !bound)
        return tl::unexpected<Error>(bound.error());
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

std::uint16_t HttpServer::port() const { return state_->port(); }
void HttpServer::run() { state_->run(); }
void HttpServer::stop() { state_->stop(); }
void HttpServer::post(std::function<void()> work) { state_->post(std::move(work)); }
void HttpServer::wake_after(std::chrono::microseconds delay, std::function<void()> work)
{
    state_->wake_after(delay, std::move(work));
}
void HttpServer::on_stop_signal(std::function<void()> work)
{
    state_->on_stop_signal(std::move(work));
}

}  // namespace gradus
