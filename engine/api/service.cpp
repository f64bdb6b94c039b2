#include "engine/api/service.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/compile/compile.hpp"
#include "dsl/image/codec.hpp"
#include "engine/api/problem.hpp"
#include "engine/audit/replay.hpp"

namespace gradus {

// Where a request leads: /v1/subjects/<program>/<type>/<name>/<action>, /v1/cases, …
struct Service::Route {
    Target target;
    std::string resource;  // the part after /v1
    std::string subject;   // id, where one is named
    std::string action;    // after the subject, or after the resource
    std::string item;      // a task's id
    std::string last;      // claim, release
};

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

Page page_of(const Target& target)
{
    Page page{target.get("after"), 200};
    const auto limit = target.get("limit");
    if (!limit.empty() && limit.size() < 4 && std::all_of(limit.begin(), limit.end(), [](char c) { return c >= '0' && c <= '9'; }))
        page.limit = std::clamp<std::size_t>(std::stoul(limit), 1, 200);
    return page;
}

bool has_role(const Principal& principal, std::string_view role)
{
    return std::find(principal.roles.begin(), principal.roles.end(), role) != principal.roles.end();
}

}  // namespace

Service::Service(Kernel& kernel, Store& store, Environment& environment, TokenTable tokens,
                 std::function<void(const Error&)> fatal)
    : kernel_(kernel), store_(store), environment_(environment), tokens_(std::move(tokens)), fatal_(std::move(fatal)),
      definitions_{[this](const Hash& id) { return kernel_.definition(id); },
                   [this](const std::string& program) { return kernel_.current(program); }}
{
}

void Service::handle(HttpRequest request, HttpServer::Respond respond)
{
    auto target = parse_target(request.target);
    if (!target)
        return respond(problem(400, {ErrorKind::invalid_input, "the target has a malformed escape", {}, {}}));
    Route route{std::move(*target), {}, {}, {}, {}, {}};
    auto& parts = route.target.parts;
    if (parts.size() == 1 && parts[0] == "healthz")
        return respond({200, "text/plain", "ok\n", {}});
    if (parts.size() < 2 || parts[0] != "v1")
        return respond(problem({ErrorKind::not_found, "there is no such resource", request.target, "resources begin with /v1"}));
    route.resource = parts[1];
    const auto part = [&](std::size_t i) { return i < parts.size() ? parts[i] : std::string(); };
    if (route.resource == "subjects" && parts.size() >= 5) {
        route.subject = subject_id({parts[2], parts[3], parts[4]});
        route.action = part(5), route.item = part(6), route.last = part(7);
    }
    const auto authorization = find_field(request.fields, "authorization").value_or("");
    static constexpr std::string_view k_bearer = "Bearer ";
    const auto principal = authorization.substr(0, k_bearer.size()) == k_bearer
                               ? tokens_.find(authorization.substr(k_bearer.size()))
                               : std::nullopt;
    if (!principal) {
        auto response = problem(401, {ErrorKind::not_allowed, "a known bearer token is needed", {}, "send `Authorization: Bearer TOKEN`"});
        response.fields.emplace_back("www-authenticate", "Bearer");
        return respond(std::move(response));
    }
    if (request.method == "POST")
        return change(request, *principal, route, std::move(respond));
    if (request.method != "GET")
        return respond(problem(405, {ErrorKind::invalid_input, "only GET and POST are understood", {}, {}}));
    const auto json = read(route);
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
        std::string first = compilation.diagnostics.empty() ? "" : render(compilation.diagnostics[0], compilation.sources);
        return refuse(ErrorKind::invalid_input, "the program has errors: " + first, "files", "run `gradus check` on it");
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
    for (const auto& [name, into] : {std::pair{"case", &command.case_id}, {"workflow", &command.workflow}, {"reason", &command.reason}}) {
        auto text = text_of(body, name, false);
        if (!text)
            return tl::unexpected<Error>(text.error());
        *into = std::move(*text);
    }
    if (const Json* at = body.find("effective_at")) {
        command.effective_at = at->is_string() ? parse_instant(at->as_string()) : std::nullopt;
        if (!command.effective_at)
            return refuse(ErrorKind::invalid_input, "this must be an instant such as \"2010-10-01T08:30:00Z\"", "effective_at");
    }
    const Json* data = body.find("data");
    if (data != nullptr && !data->is_object())
        return refuse(ErrorKind::invalid_input, "`data` must be an object", "data");
    command.data = data != nullptr ? *data : Json::object();
    return command;
}

Result<std::variant<Command, Deployment>> Service::read_change(const Json& body, const Principal& principal, const Route& route)
{
    const Actor actor{principal.person, "http", "", "token", principal.roles};
    const auto needs_operator = [&] {
        return refuse(ErrorKind::not_allowed, "this takes the role `operator`");
    };
    if (body.find("actor") != nullptr)
        return refuse(ErrorKind::invalid_input, "who acts is known from the token, not from the body", "actor");
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
        command->type = is("roles") ? (release != nullptr ? EventType::role_released : EventType::role_assigned)
                        : is("interventions") ? EventType::case_intervened
                        : is("adoptions")     ? EventType::case_adopted
                                              : EventType::case_migrated;
        if (is("roles"))
            command->data = release != nullptr ? *release : body;
    } else if (is("tasks") && (route.last == "claim" || route.last == "release")) {
        command->type = route.last == "claim" ? EventType::task_claimed : EventType::task_released;
        command->name = route.item;
    } else {
        return refuse(ErrorKind::not_found, "there is no such resource to change");
    }
    return std::move(*command);
}

void Service::change(const HttpRequest& request, const Principal& principal, const Route& route, HttpServer::Respond respond)
{
    const auto key = find_field(request.fields, "idempotency-key").value_or("");
    if (key.empty())
        return respond(problem(400, {ErrorKind::invalid_input, "every change needs an Idempotency-Key", {},
                                     "send a fresh random key, and the same one when you repeat the request"}));
    const auto body = parse_json(request.body.empty() ? "{}" : request.body);
    if (!body || !body->is_object())
        return respond(problem(400, body ? Error{ErrorKind::invalid_input, "the body must be an object", {}, {}} : body.error()));
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
        const auto delay = std::clamp<std::int64_t>(due->us - environment_.now().wall.us, 1000, 3'600'000'000);
        server_->wake_after(std::chrono::microseconds(delay), [this] { schedule(); });
    }
}

// --- reads --------------------------------------------------------------------------------------

Result<Json> Service::read_subject(const Route& route)
{
    const auto now = environment_.now().wall;
    if (route.action.empty())
        return explain_subject(store_, definitions_, route.subject, now);
    if (route.action == "history")
        return history(store_, definitions_, route.subject);
    if (route.action == "replay") {
        const auto report = replay_subject(store_, route.subject);
        if (!report)
            return tl::unexpected<Error>(report.error());
        return to_json(*report);
    }
    if (route.action == "why") {
        const auto rule = route.target.get("rule");
        if (rule.empty())
            return explain_subject(store_, definitions_, route.subject, now);
        Json givens = Json::object();
        for (const auto& [name, value] : route.target.query)
            if (name != "rule")
                givens.set(name, value);
        return explain_rule(store_, definitions_, route.subject, rule, givens, now);
    }
    return refuse(ErrorKind::not_found, "there is no such resource");
}

Result<Json> Service::list_subjects(const Route& route)
{
    const auto ids = store_.subjects(page_of(route.target));
    if (!ids)
        return tl::unexpected<Error>(ids.error());
    Json list = Json::array();
    for (const auto& id : *ids)
        list.push(Json::object({{"subject", id}}));
    return list;
}

Result<Json> Service::list_cases(const Route& route)
{
    const CaseFilter filter{route.target.get("subject"), route.target.get("workflow"), route.target.get("state"),
                            route.target.get("finished") != "no"};
    const auto rows = store_.cases(filter, page_of(route.target));
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    Json list = Json::array();
    for (const auto& row : *rows) {
        Json json = Json::object({{"case", row.case_id}, {"states", row.states}, {"finished", row.is_finished},
                                  {"subject", row.subject}, {"workflow", row.workflow}});
        if (row.next_due)
            json.set("next_due", to_string(*row.next_due));
        list.push(std::move(json));
    }
    return list;
}

Result<Json> Service::list_tasks(const Route& route)
{
    const auto rows = store_.tasks({route.target.get("subject"), route.target.get("role")}, page_of(route.target));
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    Json list = Json::array();
    for (const auto& row : *rows) {
        Json json = Json::object({{"task", row.task.id}, {"title", row.title}, {"role", row.role}, {"case", row.case_id},
                                  {"subject", row.subject}, {"since", to_string(row.task.opened_at)},
                                  {"overdue", row.task.is_overdue}});
        if (row.task.due)
            json.set("due", to_string(*row.task.due));
        if (row.task.claimed_by)
            json.set("claimed_by", *row.task.claimed_by);
        list.push(std::move(json));
    }
    return list;
}

Result<Json> Service::status()
{
    const auto head = store_.head();
    if (!head)
        return tl::unexpected<Error>(head.error());
    Json programs = Json::array();
    for (const auto& program : kernel_.programs()) {
        Json subjects = Json::array();
        for (const auto& type : kernel_.current(program)->subjects)
            subjects.push(type.name);
        programs.push(Json::object({{"program", program}, {"definition", to_hex(*kernel_.current_id(program))},
                                    {"subjects", std::move(subjects)}}));
    }
    Json json = Json::object({{"records", head->size}, {"root", to_hex(head->root)},
                              {"last_recorded", to_string(head->last_recorded)},
                              {"timers_running", kernel_.are_timers_running()}, {"programs", std::move(programs)}});
    if (const auto due = kernel_.next_due())
        json.set("next_due", to_string(*due));
    return json;
}

Result<Json> Service::read(const Route& route)
{
    if (route.resource == "subjects")
        return route.subject.empty() ? list_subjects(route) : read_subject(route);
    if (route.resource == "cases")
        return list_cases(route);
    if (route.resource == "tasks")
        return list_tasks(route);
    if (route.resource == "status")
        return status();
    if (route.resource == "verify") {
        const auto report = verify(store_);
        return report ? Result<Json>(to_json(*report)) : tl::unexpected<Error>(report.error());
    }
    if (route.resource == "replay") {
        const auto report = replay_all(store_);
        return report ? Result<Json>(to_json(*report)) : tl::unexpected<Error>(report.error());
    }
    if (route.resource == "outbox") {
        const auto rows = store_.outbox(page_of(route.target));
        if (!rows)
            return tl::unexpected<Error>(rows.error());
        Json list = Json::array();
        for (const auto& row : *rows)
            list.push(Json::object({{"id", row.effect.id}, {"subject", row.subject}, {"kind", row.effect.kind},
                                    {"role", row.effect.role}, {"text", row.effect.text}, {"seq", row.seq}}));
        return list;
    }
    return refuse(ErrorKind::not_found, "there is no such resource");
}

}  // namespace gradus
