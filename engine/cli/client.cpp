// Verbs that talk to a daemon, or read a data folder.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/image/image.hpp"
#include "engine/audit/explain.hpp"
#include "engine/audit/replay.hpp"
#include "engine/cli/connection.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// yes, no, numbers and JSON lists or objects as such; all else as text.
Json typed(const std::string& text)
{
    if (text == "yes")
        return true;
    if (text == "no")
        return false;
    const auto json = parse_json(text);
    return json && !json->is_null() ? *json : Json(text);
}

Json object_of(const Pairs& pairs, Json (*to)(const std::string&))
{
    Json json = Json::object();
    for (const auto& [name, value] : pairs)
        json.set(name, to(value));
    return json;
}

Json as_text(const std::string& text) { return text; }

class Client {
public:
    Client(Connection& connection, const Arguments& arguments)
        : connection_(connection), a_(arguments)
    {}

    Result<void> run()
    {
        if (a_.verb == "deploy")
            return deploy();
        if (a_.verb == "subjects")
            return subjects();
        if (a_.verb == "send")
            return send();
        if (a_.verb == "tasks" && !a_.names.empty())
            return tasks();
        if (a_.verb == "cases" || a_.verb == "tasks")
            return list();
        if (a_.verb == "history")
            return history();
        return why();
    }

private:
    // "acme" -> "program/type/acme" by the only program and type there is.
    Result<std::string> full_id(const std::string& name)
    {
        if (name.find('/') != std::string::npos)
            return name;
        const auto status = connection_.get("/v1/status");
        if (!status)
            return tl::unexpected<Error>(status.error());
        std::vector<std::string> candidates;
        for (const auto& program : status->find("programs")->as_array())
            for (const auto& type : program.find("subjects")->as_array())
                candidates.push_back(program.find("program")->as_string() + "/" + type.as_string() +
                                     "/" + name);
        if (candidates.size() != 1)
            return refuse(
                ErrorKind::not_found, fmt::format("`{}` is not enough to find the subject", name),
                {},
                candidates.empty() ? "deploy a program first" : "write it as program/type/name");
        return candidates[0];
    }

    Result<std::string> subject_target(const std::string& name, const std::string& action)
    {
        const auto id = full_id(name);
        if (!id)
            return id;
        return "/v1/subjects/" + encoded(*id) + action;
    }

    Result<void> show(const Result<Json>& json, std::string (*in_words)(const Json&))
    {
        if (!json)
            return tl::unexpected<Error>(json.error());
        print(a_.is_json || a_.format == "json" ? canonical(*json) + "\n" : in_words(*json));
        return {};
    }

    Result<Json> change(const std::string& name, const std::string& action, const Json& body)
    {
        const auto target = subject_target(name, action);
        if (!target)
            return tl::unexpected<Error>(target.error());
        return connection_.post(*target, body);
    }

    static std::string change_in_words(const Json& reply)
    {
        std::string text = fmt::format("recorded as {}", reply.find("seq")->as_int());
        if (const Json* cases = reply.find("cases"))
            for (const auto& one : cases->as_array()) {
                text += "\n" + one.find("case")->as_string() + ":";
                if (const Json* states = one.find("configuration"))
                    for (const auto& state : states->as_array())
                        text += " " + state.as_string();
            }
        return text + "\n";
    }

    Result<void> deploy()
    {
        auto compiled = compile_program(a_.names[0]);
        if (!compiled)
            return tl::unexpected<Error>(compiled.error());
        Json files = Json::array();
        for (const auto& file : compiled->files)
            files.push(Json::object({{"path", file.path}, {"text", file.text}}));
        Json body = Json::object({{"files", std::move(files)}});
        if (!a_.reason.empty())
            body.set("reason", a_.reason);
        return show(connection_.post("/v1/deployments", body), [](const Json& reply) {
            return fmt::format(
                "{} {} {}\n", reply.find("program")->as_string(),
                reply.find("definition")->as_string(),
                reply.find("unchanged") != nullptr ? "was deployed already" : "holds from now on");
        });
    }

    Result<Json> facts_body(const std::string& member)
    {
        Json body = Json::object();
        if (!a_.facts_file.empty()) {
            const auto text = read_file(a_.facts_file);
            if (!text)
                return tl::unexpected<Error>(text.error());
            auto facts = parse_json(*text);
            if (!facts)
                return facts;
            body.set(member, std::move(*facts));
        }
        return body;
    }

    Result<void> subjects()
    {
        if (a_.names.empty())
            return list();
        if (a_.names.size() == 1)
            return why();
        const auto& [action, name] = std::tie(a_.names[0], a_.names[1]);
        if (action == "create")
            return create(name);
        if (action == "facts") {
            auto body = facts_body("facts");
            return body ? set_facts(name, std::move(*body)) : tl::unexpected<Error>(body.error());
        }
        if (action == "assign")
            return show(change(name, "/roles", object_of(a_.data, as_text)), change_in_words);
        if (action == "release")
            return show(
                change(name, "/roles", Json::object({{"release", object_of(a_.data, as_text)}})),
                change_in_words);
        return refuse(ErrorKind::invalid_input, fmt::format("`{}` is not known here", action), {},
                      "gradus subjects create|facts|assign|release NAME");
    }

    Result<void> create(const std::string& name)
    {
        const auto id = full_id(name);
        auto body = facts_body("facts");
        if (!id || !body)
            return tl::unexpected<Error>(id ? body.error() : id.error());
        const auto first = id->find('/');
        const auto last = id->rfind('/');
        body->set("program", id->substr(0, first))
            .set("type", id->substr(first + 1, last - first - 1))
            .set("name", id->substr(last + 1));
        const auto created = connection_.post("/v1/subjects", *body);
        if (!created || a_.data.empty())
            return show(created, change_in_words);
        return set_facts(name, Json::object());
    }

    Result<void> set_facts(const std::string& name, Json body)
    {
        Json sets = Json::array();
        for (const auto& [path, value] : a_.data)
            sets.push(Json::object({{"path", path}, {"value", typed(value)}}));
        body.set("set", std::move(sets));
        return show(change(name, "/facts", body), change_in_words);
    }

    Result<void> send()
    {
        if (a_.names.size() != 2)
            return refuse(ErrorKind::invalid_input, "a subject and an event are needed", {},
                          "gradus send SUBJECT EVENT");
        Json body = Json::object({{"event", a_.names[1]},
                                  {"key", object_of(a_.with, as_text)},
                                  {"data", object_of(a_.data, typed)}});
        if (!a_.reason.empty())
            body.set("reason", a_.reason);
        add_absent(body);
        return show(change(a_.names[0], "/events", body), change_in_words);
    }

    // `tasks NAME` lists; `tasks WORD NAME TASK` does something with one.
    Result<void> tasks()
    {
        if (a_.names.size() == 1)
            return list();
        static constexpr std::string_view k_words[] = {"show",     "claim", "release",
                                                       "delegate", "draft", "comment"};
        const auto& word = a_.names[0];
        if (a_.names.size() != 3 ||
            std::find(std::begin(k_words), std::end(k_words), word) == std::end(k_words))
            return refuse(ErrorKind::invalid_input, "a subject and the id of a task are needed", {},
                          "gradus tasks show|claim|release|delegate|draft|comment SUBJECT TASK");
        const auto& task = a_.names[2];
        if (word == "show")
            return show_task(task);
        Json body = Json::object();
        if (word == "delegate")
            body.set("to", a_.to);
        if (word == "comment")
            body.set("text", a_.text);
        if (word == "draft")
            body.set("data", object_of(a_.data, typed));
        add_absent(body);
        return show(change(a_.names[1], "/tasks/" + encoded(task) + "/" + word, body),
                    change_in_words);
    }

    void add_absent(Json& body) const
    {
        if (!a_.on_behalf_of.empty())
            body.set("on_behalf_of", a_.on_behalf_of);
    }

    Result<void> show_task(const std::string& task)
    {
        const auto target = subject_target(a_.names[1], "/tasks/" + encoded(task));
        if (!target)
            return tl::unexpected<Error>(target.error());
        return show(connection_.get(*target), task_in_words);
    }

    static std::string task_in_words(const Json& task)
    {
        const auto text = [](const Json& json, const char* name) {
            const Json* found = json.find(name);
            return found != nullptr && found->is_string() ? found->as_string() : std::string();
        };
        std::string out = fmt::format("{} for {}, open since {}\n", text(task, "title"),
                                      text(task, "role"), text(task, "since").substr(0, 16));
        for (const char* name : {"due", "claimed_by"})
            if (const auto value = text(task, name); !value.empty())
                out += fmt::format("  {} {}\n", name, value);
        for (const char* name : {"delegated_by", "escalated"})
            if (const Json* list = task.find(name))
                for (const auto& item : list->as_array())
                    out += fmt::format("  {} {}\n", name, item.as_string());
        for (const auto& said : task.find("said")->as_array())
            out += fmt::format("  {}  {}: {}\n", text(said, "at").substr(0, 16),
                               text(said, "person"), text(said, "text"));
        if (const Json* draft = task.find("draft"))
            out += fmt::format(
                "  draft {}: {}\n", draft->find("version")->as_int(),
                draft->find("data") != nullptr ? canonical(*draft->find("data")) : "erased");
        return out;
    }

    Result<void> list()
    {
        std::string query;
        const auto add = [&](const char* name, const std::string& value) {
            if (!value.empty())
                query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, encoded(value));
        };
        if (!a_.names.empty()) {
            const auto id = full_id(a_.names[0]);
            if (!id)
                return tl::unexpected<Error>(id.error());
            add("subject", *id);
        }
        add("role", a_.role);
        add("state", a_.state);
        const auto json = connection_.get("/v1/" + a_.verb + query);
        if (!json)
            return tl::unexpected<Error>(json.error());
        const std::vector<std::string> columns =
            a_.verb == "tasks" ? std::vector<std::string>{"task",    "role",       "title", "due",
                                                          "overdue", "claimed_by", "case"}
            : a_.verb == "cases"
                ? std::vector<std::string>{"case", "states", "finished", "next_due"}
                : std::vector<std::string>{"subject"};
        print_list(*json, columns, a_);
        return {};
    }

    Result<void> history()
    {
        const auto target = subject_target(a_.names[0], "/history");
        if (!target)
            return tl::unexpected<Error>(target.error());
        return show(connection_.get(*target), history_in_words);
    }

    Result<void> why()
    {
        const bool has_rule = a_.verb == "why" && a_.names.size() > 1;
        std::string query;
        if (has_rule) {
            query = "?rule=" + encoded(a_.names[1]);
            for (const auto& [name, value] : a_.with)
                query += "&" + encoded(name) + "=" + encoded(value);
        }
        const auto target = subject_target(a_.names[0], (a_.verb == "why" ? "/why" : "") + query);
        if (!target)
            return tl::unexpected<Error>(target.error());
        return show(connection_.get(*target), has_rule ? rule_in_words : subject_in_words);
    }

    Connection& connection_;
    const Arguments& a_;
};

}  // namespace

int run_client(const Arguments& arguments)
{
    auto connection = Connection::open(arguments);
    if (!connection)
        return fail(connection.error());
    const auto done = Client(**connection, arguments).run();
    return done ? k_done : fail(done.error());
}

int run_replay(const Arguments& arguments)
{
    auto connection = Connection::open(arguments);
    if (!connection)
        return fail(connection.error());
    std::string target = "/v1/replay";
    if (!arguments.names.empty()) {
        if (arguments.names[0].find('/') == std::string::npos) {
            const auto status = (*connection)->get("/v1/status");
            if (!status)
                return fail(status.error());
            const auto& programs = status->find("programs")->as_array();
            if (programs.size() != 1 || programs[0].find("subjects")->as_array().size() != 1)
                return fail(
                    {ErrorKind::not_found, "write the subject as program/type/name", {}, {}});
            target = "/v1/subjects/" + programs[0].find("program")->as_string() + "/" +
                     programs[0].find("subjects")->as_array()[0].as_string() + "/" +
                     encoded(arguments.names[0]) + "/replay";
        } else {
            target = "/v1/subjects/" + encoded(arguments.names[0]) + "/replay";
        }
    }
    const auto report = (*connection)->get(target);
    if (!report)
        return fail(report.error());
    const auto& verdict = report->find("verdict")->as_string();
    if (arguments.is_json) {
        print(canonical(*report) + "\n");
    } else {
        print(fmt::format("{}: {} records of {} subjects decided again\n", verdict,
                          report->find("records")->as_int(), report->find("subjects")->as_int()));
        for (const auto& finding : report->find("findings")->as_array())
            print(fmt::format("  record {}: {} {}\n    recorded {}\n    replayed {}\n",
                              finding.find("seq")->as_int(), finding.find("message")->as_string(),
                              finding.find("field")->as_string(),
                              finding.find("recorded")->as_string(),
                              finding.find("replayed")->as_string()));
    }
    if (verdict == "reproduced")
        return k_done;
    return verdict == "same outcome" || verdict == "unreplayable" ? k_problems : k_unverified;
}

int run_verify(const Arguments& arguments)
{
    auto connection = Connection::open(arguments);
    if (!connection)
        return fail(connection.error());
    const auto report = (*connection)->get("/v1/verify");
    if (!report)
        return fail(report.error());
    const bool is_whole = report->find("whole")->as_bool();
    if (arguments.is_json) {
        print(canonical(*report) + "\n");
        return is_whole ? k_done : k_unverified;
    }
    print(fmt::format("{}: {} records, root {}\n", is_whole ? "whole" : "NOT WHOLE",
                      report->find("records")->as_int(), report->find("root")->as_string()));
    for (const auto& problem : report->find("problems")->as_array())
        print("  problem: " + problem.as_string() + "\n");
    for (const auto& open : report->find("not_excluded")->as_array())
        print("  not excluded: " + open.as_string() + "\n");
    return is_whole ? k_done : k_unverified;
}

}  // namespace gradus
