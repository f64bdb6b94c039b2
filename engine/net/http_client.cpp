#include "engine/net/http_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

namespace gradus {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::size_t k_answer_bytes_max = 256U << 20U;

}  // namespace

class HttpClient::State {
public:
    State(std::string host, std::string port)
        : host_(std::move(host)), port_(std::move(port)), stream_(io_)
    {}

    Result<HttpResponse> send(const HttpRequest& request)
    {
        beast::error_code error;
        auto response = try_send(request, error);
        // A kept connection may have been closed by the server in the meantime. Nothing of an
        // answer was read then; every change carries an idempotency key, so asking again is safe.
        if (error && was_connected_) {
            disconnect();
            response = try_send(request, error);
        }
        if (!error)
            return response;
        disconnect();
        return refuse(ErrorKind::unavailable,
                      fmt::format("no answer from {}:{}: {}", host_, port_, error.message()), {},
                      "is the daemon running? start it with `gradus serve --data DIR`");
    }

private:
    HttpResponse try_send(const HttpRequest& request, beast::error_code& error)
    {
        was_connected_ = is_connected_;
        if (!is_connected_)
            connect(error);
        if (error)
            return {};
        http::write(stream_, to_message(request), error);
        if (error)
            return {};
        http::response_parser<http::string_body> parser;
        parser.body_limit(k_answer_bytes_max);
        http::read(stream_, buffer_, parser, error);
        if (error)
            return {};
        auto message = parser.release();
        if (!message.keep_alive())
            disconnect();
        return to_response(message);
    }

    void connect(beast::error_code& error)
    {
        tcp::resolver resolver(io_);
        const auto endpoints = resolver.resolve(host_, port_, error);
        if (!error)
            stream_.connect(endpoints, error);
        if (!error)
            stream_.socket().set_option(tcp::no_delay(true), error);
        is_connected_ = !error;
    }

    void disconnect()
    {
        beast::error_code ignored;
        stream_.socket().close(ignored);
        buffer_.clear();
        is_connected_ = false;
    }

    [[nodiscard]] http::request<http::string_body> to_message(const HttpRequest& request) const
    {
        http::request<http::string_body> message(http::string_to_verb(request.method),
                                                 request.target, 11);
        message.set(http::field::host, fmt::format("{}:{}", host_, port_));
        for (const auto& [name, value] : request.fields)
            message.set(name, value);
        message.body() = request.body;
        message.prepare_payload();
        return message;
    }

    static HttpResponse to_response(http::response<http::string_body>& message)
    {
        HttpResponse response;
        response.status = static_cast<int>(message.result_int());
        response.content_type = std::string(message[http::field::content_type]);
        for (const auto& field : message)
            response.fields.emplace_back(std::string(field.name_string()),
                                         std::string(field.value()));
        response.body = std::move(message.body());
        return response;
    }

    std::string host_;
    std::string port_;
    asio::io_context io_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    bool is_connected_ = false;
    bool was_connected_ = false;
};

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::to(const std::string& server)
{
    static constexpr std::string_view k_scheme = "http://";
    const auto colon = server.rfind(':');
    if (server.rfind(k_scheme, 0) != 0 || colon <= k_scheme.size() || colon + 1 == server.size())
        return refuse(ErrorKind::invalid_input,
                      fmt::format("`{}` is not a server's address", server), {},
                      "write it like http://127.0.0.1:8410");
    auto host = server.substr(k_scheme.size(), colon - k_scheme.size());
    auto port = server.substr(colon + 1);
    while (!port.empty() && port.back() == '/')
        port.pop_back();
    return std::unique_ptr<HttpClient>(
        new HttpClient(std::make_unique<State>(std::move(host), std::move(port))));
}

Result<HttpResponse> HttpClient::send(const HttpRequest& request) { return state_->send(request); }

}  // namespace gradus
