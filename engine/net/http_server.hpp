// An HTTP/1.1 server on one thread: reads requests through the gate, hands them to the handler, and
// writes the answer whenever it is given. Boost.Beast stands behind http_server.cpp.
//
// Limits: head 16 KiB in 10 s, body as given in 30 s, idle 60 s, connections as given; past them
// 503. Thread-safety: everything runs on the thread that calls run(); only stop() may be called
// from others.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dsl/base/result.hpp"
#include "engine/net/http.hpp"

namespace gradus {

struct HttpServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;          // 0: any free one
    std::vector<std::string> names;  // further names to answer for, without port
    std::size_t body_bytes_max = 1U << 20U;
    std::size_t connections_max = 1024;
};

class HttpServer {
public:
    // Gives the answer, once; at any later time on the server's thread.
    using Respond = std::function<void(HttpResponse)>;
    using Handler = std::function<void(HttpRequest, Respond)>;

    // Binds and listens. Errors: unavailable (the port is taken), invalid_input (not an address).
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>> listen(HttpServerOptions options,
                                                                    Handler handler);
    ~HttpServer();

    [[nodiscard]] std::uint16_t port() const;
    // Serves until stop().
    void run();
    // Stops accepting, lets answers under way be written for at most two seconds, then returns from
    // run().
    void stop();
    // Calls `work` on the server's thread after all that is ready now.
    void post(std::function<void()> work);
    // Calls `work` after the delay; a later call replaces an earlier one.
    void wake_after(std::chrono::microseconds delay, std::function<void()> work);
    // Calls `work` on SIGTERM and SIGINT.
    void on_stop_signal(std::function<void()> work);

private:
    class State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace gradus
