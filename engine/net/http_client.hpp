// A small HTTP/1.1 client for the command line and the tests: one connection, kept alive, one
// request at a time. Errors are of kind unavailable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dsl/base/result.hpp"
#include "engine/net/http.hpp"

namespace gradus {

class HttpClient {
public:
    // "http://127.0.0.1:8410"; connects with the first request. Error invalid_input for another
    // form.
    [[nodiscard]] static Result<std::unique_ptr<HttpClient>> to(const std::string& server);
    ~HttpClient();

    [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request);

private:
    class State;
    explicit HttpClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace gradus
