// The reads of the API, from a store alone: the service answers them for HTTP, the command line for
// a data folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/audit/explain.hpp"
#include "engine/runtime/environment.hpp"

namespace gradus {

// "/v1/tasks?role=a%20b" -> path parts and query, decoded.
struct Target {
    std::vector<std::string> parts;
    std::vector<std::pair<std::string, std::string>> query;

    [[nodiscard]] std::string get(std::string_view name) const;
};
// Nothing for a malformed escape.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

// Where a request leads: /v1/subjects/<program>/<type>/<name>/<action>, /v1/cases, …
struct Route {
    Target target;
    std::string resource;  // the part after /v1
    std::string subject;   // id, where one is named
    std::string action;    // after the subject
    std::string item;      // a task's id
    std::string last;      // claim, release, delegate, draft, comment
};
[[nodiscard]] Route route_of(Target target);

class Reader {
public:
    // Borrows store and environment.
    Reader(Store& store, Environment& environment, DefinitionSource definitions)
        : store_(store), environment_(environment), definitions_(std::move(definitions))
    {}

    // `person`: who asks; nobody where a data folder is read.
    [[nodiscard]] Result<Json> read(const Route& route, const std::string& person);
    [[nodiscard]] Result<Json> read(const std::string& target);

private:
    Result<Json> read_subject(const Route& route, const std::string& person);
    Result<Json> list_subjects(const Route& route);
    Result<Json> list_cases(const Route& route);
    Result<Json> list_tasks(const Route& route);
    Result<Json> list_programs();
    Result<Json> status();

    Store& store_;
    Environment& environment_;
    DefinitionSource definitions_;
};

}  // namespace gradus
