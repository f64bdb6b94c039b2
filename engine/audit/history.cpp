// The history of a subject in plain words: what happened, who did it, what it led to, by which
// clause.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"
#include "engine/audit/explain.hpp"

namespace gradus {
namespace {

constexpr std::size_t k_page = 1000;

std::string join(const Json* list)
{
    std::string text;
    if (list != nullptr)
        for (const auto& item : list->as_array())
            text += (text.empty() ? "" : ", ") + item.as_string();
    return text;
}

std::string key_of_case(const std::string& case_id)
{
    const auto first = case_id.find('/');
    const auto second = case_id.find('/', first + 1);
    const auto last = case_id.rfind('/');
    if (second == std::string::npos || second >= last)
        return {};
    return " for " + case_id.substr(second + 1, last - second - 1);
}

// "set tier to select; set engineers[e1].…"
std::string facts_in_words(const Json& data)
{
    std::string text;
    std::size_t count = 0;
    if (const Json* sets = data.find("set"))
        for (const auto& entry : sets->as_array()) {
            const Json& value = *entry.find("value");
            if (++count > 4)
                continue;
            text += (text.empty() ? "" : ", ") + entry.find("path")->as_string();
            if (value.is_string())
                text += " is " + value.as_string();
            else if (value.is_bool())
                text += value.as_bool() ? " is yes" : " is no";
        }
    if (count > 4)
        text += fmt::format(" and {} more", count - 4);
    if (const Json* paths = data.find("retract"))
        text += (text.empty() ? "" : "; ") + ("no longer known: " + join(paths));
    return text;
}

class Teller {
public:
    explicit Teller(const DefinitionSource& definitions) : definitions_(definitions) {}

    Json tell(const SubjectRecord& record) const
    {
        Json details = Json::array();
        if (const Json* cases = record.dec.find("cases"))
            for (const auto& one : cases->as_array())
                tell_case(one, details);
        if (!record.event.reason.empty())
            details.push("reason: " + record.event.reason);
        return Json::object({{"seq", record.envelope.seq},
                             {"sseq", record.envelope.sseq},
                             {"at", to_string(record.envelope.rec)},
                             {"clock", record.envelope.clk.source},
                             {"actor", record.event.actor.id},
                             {"text", event_in_words(record.event)},
                             {"details", std::move(details)}});
    }

private:
    static std::string event_in_words(const Event& event)
    {
        const auto& who = event.actor.id;
        const auto member = [&](const char* name) {
            const Json* found = event.data.find(name);
            return found != nullptr && found->is_string() ? found->as_string() : std::string();
        };
        switch (event.type) {
        case EventType::subject_created:
            return who + " recorded the subject: " + facts_in_words(event.data);
        case EventType::facts_changed:
            return who + " recorded facts: " + facts_in_words(event.data);
        case EventType::role_assigned:
            return fmt::format("{} gave {} the role {}{}", who, member("person"), member("role"),
                               stands_in(event.data));
        case EventType::role_released:
            return fmt::format("{} took the role {} from {}", who, member("role"),
                               member("person"));
        case EventType::reported:
            return fmt::format("{} reported {}{}{}", who, event.name, key_of_case(event.case_id),
                               fields(event.data));
        case EventType::timer_fired:
            return "time passed: " + event.name.substr(event.name.find('#') + 1) +
                   key_of_case(event.case_id);
        case EventType::case_adopted:
            return fmt::format("{} brought in a case under way in {}", who, member("state"));
        case EventType::case_intervened:
            return fmt::format("{} intervened: {} {}", who, member("action"), member("state"));
        case EventType::case_migrated: return who + " moved the case to a new definition";
        case EventType::task_claimed: return who + " claimed the task " + event.name;
        case EventType::task_released: return who + " released the task " + event.name;
        case EventType::task_delegated:
            return fmt::format("{} delegated the task {} to {}", who, event.name, member("to"));
        case EventType::task_drafted: return who + " saved a draft of the task " + event.name;
        case EventType::task_commented: return who + " commented on the task " + event.name;
        }
        return {};
    }

    static std::string stands_in(const Json& data)
    {
        const Json* absent = data.find("on_behalf_of");
        return absent == nullptr
                   ? ""
                   : fmt::format(" in the place of {} from {} through {}", absent->as_string(),
                                 data.find("from")->as_string(), data.find("through")->as_string());
    }

    static std::string fields(const Json& data)
    {
        std::string text;
        for (const auto& [name, value] : data.as_object())
            text += fmt::format("{}{} {}", text.empty() ? ": " : ", ", name,
                                value.is_string() ? value.as_string() : canonical(value));
        return text;
    }

    void tell_case(const Json& one, Json& details) const
    {
        const auto id = parse_hash(one.find("def")->as_string());
        const Image* image = id ? definitions_.find(*id) : nullptr;
        if (image == nullptr)
            return;
        const auto& case_id = one.find("case")->as_string();
        const auto* workflow = find_workflow(*image, case_id.substr(0, case_id.find('/')));
        if (workflow == nullptr)
            return;
        if (const Json* taken = one.find("taken"))
            for (const auto& branch : taken->as_array())
                details.push(branch_in_words(*image, *workflow, branch.as_string()));
        const auto tell_list = [&](const char* name, const auto& words) {
            if (const Json* list = one.find(name))
                for (const auto& item : list->as_array())
                    if (auto text = words(item); !text.empty())
                        details.push(std::move(text));
        };
        tell_list("tasks", [](const Json& task) {
            const Json* due = task.find("due");
            return fmt::format("task {} {} for {}{}", task.find("name")->as_string(),
                               task.find("op")->as_string(), task.find("role")->as_string(),
                               due != nullptr ? ", due " + due->as_string().substr(0, 10) : "");
        });
        tell_list("effects", [](const Json& effect) {
            const bool is_call = effect.find("kind")->as_string() == "call";
            return fmt::format("{} {}: {}", is_call ? "called" : "notified",
                               effect.find("role")->as_string(), effect.find("text")->as_string());
        });
        tell_list("raised", [](const Json& raised) {
            return fmt::format("{} was raised{}", raised.find("event")->as_string(),
                               raised.find("taken")->as_bool() ? "" : ", and no state takes it");
        });
    }

    static std::string cites_in_words(const Image& image,
                                      const std::vector<image::CitationId>& cites)
    {
        std::string text;
        for (const auto cite : cites) {
            const auto& citation = image.citations[cite.index];
            text += fmt::format(" [{} {}: {}]", citation.source, citation.clause, citation.summary);
        }
        return text;
    }

    static std::string branch_in_words(const Image& image, const image::Workflow& workflow,
                                       const std::string& id)
    {
        for (const auto& transition : workflow.transitions)
            for (const auto& branch : transition.branches) {
                if (branch.id != id)
                    continue;
                const auto& from = at(workflow, transition.source).name;
                std::string text =
                    branch.target.is_set()
                        ? fmt::format("went from {} to {}", from, at(workflow, branch.target).name)
                        : "stayed in " + from;
                return text + because(image, transition, branch) +
                       cites_in_words(image, branch.cites);
            }
        return {};
    }

    // What decided: the condition of the branch, or of the transition itself.
    static std::string because(const Image& image, const image::Transition& transition,
                               const image::Branch& branch)
    {
        if (branch.kind == image::BranchKind::if_condition)
            return " because " + in_words(image, branch.condition);
        if (branch.kind == image::BranchKind::if_unknown)
            return " because its condition could not be decided";
        if (transition.trigger == image::TriggerKind::when_condition)
            return " because " + in_words(image, transition.condition);
        return {};
    }

    const DefinitionSource& definitions_;
};

std::string text_of(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    return found != nullptr && found->is_string() ? found->as_string() : std::string();
}

void write_why(const Json& why, std::size_t depth, std::string& out)
{
    const auto verdict = text_of(why, "verdict");
    const bool is_in_force = why.find("in_force") == nullptr;
    if (verdict == "met" || !is_in_force)
        return;
    out += fmt::format("{}{} {}", std::string(depth * 2, ' '), verdict == "unknown" ? "?" : "✗",
                       text_of(why, "text"));
    if (const Json* cites = why.find("cites"))
        for (const auto& cite : cites->as_array())
            out += fmt::format(" [{} {}]", text_of(cite, "source"), text_of(cite, "clause"));
    if (const auto detail = text_of(why, "detail"); !detail.empty())
        out += " — " + detail;
    out += "\n";
    if (const auto mend = text_of(why, "mend"); !mend.empty())
        out += fmt::format("{}to mend: {}\n", std::string(depth * 2 + 4, ' '), mend);
    if (const Json* children = why.find("children"))
        for (const auto& child : children->as_array())
            write_why(child, depth + 1, out);
}

void write_wait(const Json& wait, std::string& out)
{
    out += fmt::format("  waits {} → {}", text_of(wait, "text"), text_of(wait, "then"));
    if (const auto until = text_of(wait, "until"); !until.empty())
        out += ", at " + until.substr(0, 10);
    if (const auto verdict = text_of(wait, "verdict"); !verdict.empty())
        out += " — now " + verdict;
    if (const auto horizon = text_of(wait, "horizon"); !horizon.empty())
        out += ", looked at again on " + horizon;
    out += "\n";
    // "when X is not met" needs no explanation while X is met.
    if (const Json* why = wait.find("why");
        why != nullptr && text_of(wait, "text").find(" not met") == std::string::npos)
        write_why(*why, 2, out);
    if (const Json* missing = wait.find("missing"))
        for (const auto& path : missing->as_array())
            out += "    missing: " + path.as_string() + "\n";
}

}  // namespace

Result<Json> history(Store& store, const DefinitionSource& definitions, const std::string& subject)
{
    Json list = Json::array();
    const Teller teller(definitions);
    for (std::int64_t next = 1;;) {
        const auto leaves = store.subject_leaves(subject, next, k_page);
        if (!leaves)
            return tl::unexpected<Error>(leaves.error());
        for (const auto& leaf : *leaves) {
            const auto record = decode_subject_record(leaf);
            if (!record)
                return tl::unexpected<Error>(record.error());
            list.push(teller.tell(*record));
            ++next;
        }
        if (leaves->size() < k_page)
            break;
    }
    if (list.as_array().empty())
        return refuse(ErrorKind::not_found, fmt::format("there is no subject `{}`", subject));
    return list;
}

std::string history_in_words(const Json& history)
{
    std::string out;
    for (const auto& entry : history.as_array()) {
        out += fmt::format("{}  {}\n", text_of(entry, "at").substr(0, 16), text_of(entry, "text"));
        for (const auto& detail : entry.find("details")->as_array())
            out += "                    " + detail.as_string() + "\n";
    }
    return out;
}

std::string rule_in_words(const Json& explained)
{
    std::string out =
        fmt::format("{} is {}", text_of(explained, "rule"), text_of(explained, "verdict"));
    if (const auto horizon = text_of(explained, "horizon"); !horizon.empty())
        out += ", and may change by time alone from " + horizon;
    out += "\n";
    write_why(*explained.find("why"), 1, out);
    for (const auto& path : explained.find("missing")->as_array())
        out += "  missing: " + path.as_string() + "\n";
    return out;
}

std::string subject_in_words(const Json& explained)
{
    std::string out;
    for (const auto& one : explained.find("cases")->as_array()) {
        out += text_of(one, "case") + ":";
        if (const Json* states = one.find("states"))
            for (const auto& state : states->as_array())
                out += fmt::format(" {} ({})", text_of(state, "state"), text_of(state, "title"));
        out += fmt::format(", since {}\n", text_of(one, "since").substr(0, 10));
        if (const Json* tasks = one.find("tasks"))
            for (const auto& task : tasks->as_array())
                out += fmt::format(
                    "  task for {}: {}{}{}\n", text_of(task, "role"), text_of(task, "title"),
                    text_of(task, "due").empty() ? ""
                                                 : ", due " + text_of(task, "due").substr(0, 10),
                    task.find("overdue")->as_bool() ? " — overdue" : "");
        if (const Json* waits = one.find("waits_for"))
            for (const auto& wait : waits->as_array())
                write_wait(wait, out);
    }
    return out.empty() ? "no case yet\n" : out;
}

}  // namespace gradus
