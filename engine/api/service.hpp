// The HTTP API: resources under /v1. Reads are answered at once from the store; changes are given
// to the kernel and answered after the batch that holds them is durable. Lives on the server's
// thread.
//
// docs/operate/api.md lists every resource.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "engine/api/reader.hpp"
#include "engine/net/http_server.hpp"
#include "engine/net/tokens.hpp"
#include "engine/runtime/kernel.hpp"

namespace gradus {

class Service {
public:
    // Borrows all but the tokens. `fatal` is called with the store's error; nothing is answered
    // after it.
    Service(Kernel& kernel, Store& store, Environment& environment, TokenTable tokens,
            std::function<void(const Error&)> fatal);

    // The server is known only after it listens.
    void attach(HttpServer& server) { server_ = &server; }
    void handle(HttpRequest request, HttpServer::Respond respond);
    // Decides what is waiting and what is due, answers, and arms the next wake. Called by itself
    // afterwards.
    void flush();

private:
    void schedule();
    void change(const HttpRequest& request, const Principal& principal, const Route& route,
                HttpServer::Respond respond);
    Result<std::variant<Command, Deployment>> read_change(const Json& body,
                                                          const Principal& principal,
                                                          const Route& route);
    Result<Command> read_command(const Json& body, const Route& route);
    Result<Deployment> read_deployment(const Json& body);

    Kernel& kernel_;
    Environment& environment_;
    TokenTable tokens_;
    std::function<void(const Error&)> fatal_;
    Reader reader_;
    HttpServer* server_ = nullptr;
    std::map<std::uint64_t, HttpServer::Respond> waiting_;
    std::uint64_t next_id_ = 1;
    bool is_scheduled_ = false;
};

}  // namespace gradus
