// How client verbs reach the data: a daemon over HTTP with a token, or a data folder read directly.
#pragma once

#include <memory>
#include <string>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/cli/arguments.hpp"

namespace gradus {

class Connection {
public:
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const Arguments& arguments);
    virtual ~Connection() = default;

    // A resource of the API, such as "/v1/cases?state=active": the same JSON either way.
    [[nodiscard]] virtual Result<Json> get(const std::string& target) = 0;
    [[nodiscard]] virtual Result<Json> post(const std::string& target, const Json& body) = 0;
};

// Percent-encodes what a path part or a query value may not hold.
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace gradus
