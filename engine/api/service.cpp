#include "engine/api/service.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/compile/compile.hpp"
#include "dsl/image/codec.hpp"
#include "engine/api/problem.hpp"

namespace gradus {

namespace {

HttpResponse ok(const Json& json) { return {200, "application/json", canonical(json) + "\n", {}}; }

tl::unexpected<Error> missing(const char* name)
{
    return refuse(ErrorKind::invalid_input, fmt::format("`{}` must be a text", name), name);
}

Result<std::string> text_of(const Json& body, const char* name, bool is_needed)
{
    const Json* member = body.find(name);
    if (member == nullptr && !is_needed)
        return std::string();
    if (member == nullptr || !member->is_string())
        return missing(name);
    return member->as_string();
}

Result<std::vector<std::pair<std::string, std::string>>> key_of(const Json& body)
{
    std::vector<std::pair<std::string, std::string>> key;
    const Json* member = body.find("key");
    if (member == nullptr)
        return key;
    if (!member->is_object())
        return refuse(ErrorKind::invalid_input, "`key` must be an object", "key");
    for (const auto& [name, value] : member->as_object()) {
        if (!value.is_string())
            return missing("key");
        key.emplace_back(name, value.as_string());
    }
    return key;
}

bool has_role(const Principal& principal, std::string_view role)
{
    return std::find(principal.roles.begin(), principal.roles.end(), role) != principal.roles.end();
}

// What POST …/tasks/ID/<last> does.
std::optional<EventType> task_work(const Route& route)
{
    static constexpr std::pair<std::string_view, EventType> k_words[] = {
        {"claim", EventType::task_claimed},
        {"release", EventType::task_released},
        {"delegate", EventType::task_delegated},
        {"draft", EventType::task_drafted},
        {"comment", EventType::task_commented}};
    if (route.action == "tasks")
        for (const auto& [word, type] : k_words)
            if (route.last == word)
                return type;
    return std::nullopt;
}

// Empty: for nobody.
Result<std::string> stands_in_for(const Json& body, const Route& route)
{
    if (route.action != "events" && route.action != "tasks")
        return std::string();
    return text_of(body, "on_behalf_of", false);
}

Json without_stand_in(const Json& body)
{
    Json data = Json::object();
    for (const auto& [name, value] : body.as_object())
        if (name != "on_behalf_of")
            data.set(name, value);
    return data;
}

}  // namespace

Service::Service(Kernel& kernel, Store& store, Environment& environment, TokenTable tokens,
                 std::function<void(const Error&)> fatal)
    : kernel_(kernel),
      environment_(environment),
      tokens_(std::move(tokens)),
      fatal_(std::move(fatal)),
      reader_(store, environment,
              {[this](const Hash& id) { return kernel_.definition(id); },
               [this](const std::string& program) { return kernel_.current(program); }})
{}

void Service::handle(HttpRequest request, HttpServer::Respond respond)
{
    auto target = parse_target(request.target);
    if (!target)
        return respond(
            problem(400, {ErrorKind::invalid_input, "the target has a malformed escape", {}, {}}));
    const auto& parts = target->parts;
    if (parts.size() == 1 && parts[0] == "healthz")
        return respond({200, "text/plain", "ok\n", {}});
    if (parts.size() < 2 || parts[0] != "v1")
        return respond(problem({ErrorKind::not_found, "there is no such resource", request.target,
                                "resources begin with /v1"}));
    const Route route = route_of(std::move(*target));
    const auto authorization = find_field(request.fields, "authorization").value_or("");
    static constexpr std::string_view k_bearer = "Bearer ";
    const auto principal = authorization.substr(0, k_bearer.size()) == k_bearer
                               ? tokens_.find(authorization.substr(k_bearer.size()))
                               : std::nullopt;
    if (!principal) {
        auto response = problem(401, {ErrorKind::not_allowed,
                                      "a known bearer token is needed",
                                      {},
                                      "send `Authorization: Bearer TOKEN`"});
        response.fields.emplace_back("www-authenticate", "Bearer");
        return respond(std::move(response));
    }
    if (request.method == "POST")
        return change(request, *principal, route, std::move(respond));
    if (request.method != "GET")
        return respond(
            problem(405, {ErrorKind::invalid_input, "only GET and POST are understood", {}, {}}));
    const auto json = reader_.read(route, principal->person);
    respond(json ? ok(*json) : problem(json.error()));
}

// --- changes ------------------------------------------------------------------------------------

Result<Deployment> Service::read_deployment(const Json& body)
{
    std::vector<SourceFile> files;
    const Json* list = body.find("files");
    if (list == nullptr || !list->is_array())
        return refuse(ErrorKind::invalid_input, "`files` must be a list", "files");
    for (const auto& item : list->as_array()) {
        auto path = text_of(item, "path", true);
        auto text = text_of(item, "text", true);
        if (!path || !text)
            return tl::unexpected<Error>(path ? text.error() : path.error());
        files.push_back({std::move(*path), std::move(*text)});
    }
    auto reason = text_of(body, "reason", false);
    if (!reason)
        return tl::unexpected<Error>(reason.error());
    Deployment deployment;
    for (const auto& file : files)
        deployment.files.emplace_back(file.path, file.text);
    const auto compilation = compile(std::move(files));
    if (!compilation.image) {
        std::string first = compilation.diagnostics.empty()
                                ? ""
                                : render(compilation.diagnostics[0], compilation.sources);
        return refuse(ErrorKind::invalid_input, "the program has errors: " + first, "files",
                      "run `gradus check` on it");
    }
    deployment.image = encode(*compilation.image);
    deployment.source_hash = compilation.source_hash;
    deployment.reason = std::move(*reason);
    return deployment;
}

Result<Command> Service::read_command(const Json& body, const Route& route)
{
    Command command;
    command.subject = route.subject;
    const auto key = key_of(body);
    if (!key)
        return tl::unexpected<Error>(key.error());
    command.key = *key;
    for (const auto& [name, into] : {std::pair{"case", &command.case_id},
                                     {"workflow", &command.workflow},
                                     {"reason", &command.reason}}) {
        auto text = text_of(body, name, false);
        if (!text)
            return tl::unexpected<Error>(text.error());
        *into = std::move(*text);
    }
    if (const Json* at = body.find("effective_at")) {
        command.effective_at = at->is_string() ? parse_instant(at->as_string()) : std::nullopt;
        if (!command.effective_at)
            return refuse(ErrorKind::invalid_input,
                          "this must be an instant such as \"2010-10-01T08:30:00Z\"",
                          "effective_at");
    }
    const Json* data = body.find("data");
    if (data != nullptr && !data->is_object())
        return refuse(ErrorKind::invalid_input, "`data` must be an object", "data");
    command.data = data != nullptr ? *data : Json::object();
    return command;
}

Result<std::variant<Command, Deployment>> Service::read_change(const Json& body,
                                                               const Principal& principal,
                                                               const Route& route)
{
    const Actor actor{principal.person, "http", "", "token", principal.roles};
    const auto needs_operator = [&] {
        return refuse(ErrorKind::not_allowed, "this takes the role `operator`");
    };
    if (body.find("actor") != nullptr)
        return refuse(ErrorKind::invalid_input,
                      "who acts is known from the token, not from the body", "actor");
    if (route.resource == "deployments") {
        if (!has_role(principal, "operator"))
            return needs_operator();
        auto deployment = read_deployment(body);
        if (!deployment)
            return tl::unexpected<Error>(deployment.error());
        deployment->actor = actor;
        return std::move(*deployment);
    }
    auto command = read_command(body, route);
    if (!command)
        return tl::unexpected<Error>(command.error());
    command->actor = actor;
    auto absent = stands_in_for(body, route);
    if (!absent)
        return tl::unexpected<Error>(absent.error());
    command->actor.on_behalf_of = std::move(*absent);
    const auto is = [&](std::string_view action) { return route.action == action; };
    if (route.resource == "subjects" && route.subject.empty()) {
        const auto program = text_of(body, "program", true);
        const auto type = text_of(body, "type", true);
        const auto name = text_of(body, "name", true);
        for (const auto* text : {&program, &type, &name})
            if (!*text)
                return tl::unexpected<Error>(text->error());
        command->subject = subject_id({*program, *type, *name});
        command->type = EventType::subject_created;
        command->data = Json::object();
        if (const Json* facts = body.find("facts"))
            command->data.set("facts", *facts);
    } else if (is("facts")) {
        command->type = EventType::facts_changed;
        command->data = body;
    } else if (is("events")) {
        auto event = text_of(body, "event", true);
        if (!event)
            return tl::unexpected<Error>(event.error());
        command->name = std::move(*event);
    } else if (is("roles") || is("interventions") || is("adoptions") || is("migrations")) {
        if (!has_role(principal, "operator"))
            return needs_operator();
        const Json* release = body.find("release");
        command->type =
            is("roles") ? (release != nullptr ? EventType::role_released : EventType::role_assigned)
            : is("interventions") ? EventType::case_intervened
            : is("adoptions")     ? EventType::case_adopted
                                  : EventType::case_migrated;
        if (is("roles"))
            command->data = release != nullptr ? *release : body;
    } else if (const auto work = task_work(route)) {
        command->type = *work;
        command->name = route.item;
        if (work == EventType::task_delegated || work == EventType::task_commented)
            command->data = without_stand_in(body);
    } else {
        return refuse(ErrorKind::not_found, "there is no such resource to change");
    }
    return std::move(*command);
}

void Service::change(const HttpRequest& request, const Principal& principal, const Route& route,
                     HttpServer::Respond respond)
{
    const auto key = find_field(request.fields, "idempotency-key").value_or("");
    if (key.empty())
        return respond(problem(
            400, {ErrorKind::invalid_input,
                  "every change needs an Idempotency-Key",
                  {},
                  "send a fresh random key, and the same one when you repeat the request"}));
    const auto body = parse_json(request.body.empty() ? "{}" : request.body);
    if (!body || !body->is_object())
        return respond(problem(
            400, body ? Error{ErrorKind::invalid_input, "the body must be an object", {}, {}}
                      : body.error()));
    auto what = read_change(*body, principal, route);
    if (!what)
        return respond(problem(what.error()));
    Request asked;
    asked.id = next_id_++;
    asked.idempotency_key = principal.person + ":" + std::string(key);
    asked.body_hash = sha256(request.target + "\n" + request.body);
    asked.what = std::move(*what);
    waiting_.emplace(asked.id, std::move(respond));
    kernel_.submit(std::move(asked));
    schedule();
}

// One flush for all that is ready: requests read in the same round share its transaction.
void Service::schedule()
{
    if (std::exchange(is_scheduled_, true))
        return;
    server_->post([this] { flush(); });
}

void Service::flush()
{
    is_scheduled_ = false;
    auto replies = kernel_.flush();
    if (!replies)
        return fatal_(replies.error());
    for (auto& reply : *replies) {
        const auto respond = waiting_.find(reply.id);
        auto response = reply.body ? ok(*reply.body) : problem(reply.body.error());
        if (!reply.body && reply.body.error().place == "idempotency_key")
            response = problem(422, reply.body.error());
        if (reply.is_replayed)
            response.fields.emplace_back("idempotency-replayed", "true");
        respond->second(std::move(response));
        waiting_.erase(respond);
    }
    if (kernel_.has_work())
        return schedule();
    if (const auto due = kernel_.next_due(); due && kernel_.are_timers_running()) {
        // At most an hour, so that a clock that was set is noticed.
        const auto delay =
            std::clamp<std::int64_t>(due->us - environment_.now().wall.us, 1000, 3'600'000'000);
        server_->wake_after(std::chrono::microseconds(delay), [this] { schedule(); });
    }
}

}  // namespace gradus
