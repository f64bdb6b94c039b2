#include "engine/core/tasks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/core/authority.hpp"

namespace gradus {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

class TaskDesk {
public:
    TaskDesk(const Definitions& definitions, Subject& subject, const Event& event, Instant now)
        : definitions_(definitions), subject_(subject), event_(event), now_(now)
    {}

    Result<CaseDecision> run()
    {
        if (auto found = find(); !found)
            return tl::unexpected<Error>(found.error());
        if (auto done = act(); !done)
            return tl::unexpected<Error>(done.error());
        CaseDecision decision;
        decision.case_id = case_->id;
        decision.definition = case_->definition;
        for (const auto& active : case_->configuration)
            decision.configuration.push_back(active.name);
        const std::string to = event_.type == EventType::task_delegated ? *task_->claimed_by : "";
        decision.tasks.push_back(
            {kind(), task_->id, task_->name, declared_->role, task_->due, event_.actor.id, to});
        return decision;
    }

private:
    Result<void> find()
    {
        for (auto& one : subject_.cases)
            for (auto& task : one.tasks)
                if (task.id == event_.name) {
                    case_ = &one;
                    task_ = &task;
                }
        if (task_ == nullptr)
            return refuse(ErrorKind::not_found,
                          fmt::format("there is no open task `{}`", event_.name));
        const Image* image = definitions_.find(case_->definition);
        if (image == nullptr)
            return refuse(ErrorKind::corrupt,
                          fmt::format("the definition of `{}` is missing", case_->id));
        workflow_ = find_workflow(*image, case_->workflow);
        for (const auto& declared : workflow_->tasks)
            if (declared.name == task_->name)
                declared_ = &declared;
        ASSERT(declared_ != nullptr);
        today_ = date_of(now_, image->zone);
        acting_ = {event_.actor.id};
        if (!event_.actor.on_behalf_of.empty())
            acting_.push_back(event_.actor.on_behalf_of);
        return {};
    }

    Result<void> act()
    {
        switch (event_.type) {
        case EventType::task_claimed: return claim();
        case EventType::task_released: return release();
        case EventType::task_delegated: return delegate();
        case EventType::task_drafted: return draft();
        case EventType::task_commented: return comment();
        default: UNREACHABLE();
        }
    }

    [[nodiscard]] TaskOperationKind kind() const
    {
        switch (event_.type) {
        case EventType::task_claimed: return TaskOperationKind::claimed;
        case EventType::task_released: return TaskOperationKind::released;
        case EventType::task_delegated: return TaskOperationKind::delegated;
        case EventType::task_drafted: return TaskOperationKind::drafted;
        default: return TaskOperationKind::commented;
        }
    }

    [[nodiscard]] bool holds(const std::string& role) const
    {
        return holds_role(subject_, event_.actor, role, today_);
    }
    [[nodiscard]] bool has_role() const
    {
        return holds(declared_->role) ||
               std::any_of(task_->escalated.begin(), task_->escalated.end(),
                           [&](const auto& role) { return holds(role); });
    }
    [[nodiscard]] bool is_held() const { return task_->claimed_by.has_value(); }
    [[nodiscard]] bool is_holder() const
    {
        return is_held() && contains(acting_, *task_->claimed_by);
    }
    [[nodiscard]] bool has_given() const
    {
        return std::any_of(task_->delegated_by.begin(), task_->delegated_by.end(),
                           [&](const std::string& person) { return contains(acting_, person); });
    }

    Result<void> check_role() const
    {
        if (has_role())
            return {};
        std::string roles = "`" + declared_->role + "`";
        for (const auto& role : task_->escalated)
            roles += " or `" + role + "`";
        return refuse(ErrorKind::not_allowed, fmt::format("this task is for the role {}", roles),
                      task_->id, "assigned for this subject where anybody is");
    }

    Result<void> check_free() const
    {
        if (!is_held() || is_holder())
            return {};
        return refuse(ErrorKind::conflict,
                      fmt::format("`{}` has claimed this task", *task_->claimed_by), task_->id,
                      "ask for it to be released or delegated");
    }

    // Nobody takes on what they could not do: each transition on the task's events keeps one of
    // these people apart.
    Result<void> check_duties(const std::vector<std::string>& people) const
    {
        bool has_any = false;
        std::string barred;
        for (const auto& transition : workflow_->transitions) {
            if (transition.trigger != image::TriggerKind::on_event ||
                !contains(declared_->done_by, transition.event))
                continue;
            has_any = true;
            const auto doer =
                std::find_if(case_->doers.begin(), case_->doers.end(), [&](const auto& pair) {
                    return contains(transition.other_than, pair.first) &&
                           contains(people, pair.second);
                });
            if (doer == case_->doers.end())
                return {};
            barred = doer->second;
        }
        if (!has_any)
            return {};
        return refuse(
            ErrorKind::not_allowed,
            fmt::format("this task takes somebody else: `{}` has acted here before", barred),
            task_->id, "let another person with the role do it");
    }

    Result<void> claim()
    {
        if (auto allowed = check_role(); !allowed)
            return allowed;
        if (auto free = check_free(); !free)
            return free;
        if (auto allowed = check_duties(acting_); !allowed)
            return allowed;
        if (!is_holder())
            task_->claimed_by = name_of(event_.actor);
        return {};
    }

    // Who delegated a task may take it back.
    Result<void> release()
    {
        if (!is_holder() && !has_given())
            return refuse(ErrorKind::conflict, "only who holds a task can release it", task_->id);
        task_->claimed_by.reset();
        task_->delegated_by.clear();
        return {};
    }

    Result<void> delegate()
    {
        const auto& to = event_.data.find("to")->as_string();
        if (auto free = check_free(); !free)
            return free;
        if (auto allowed = check_role(); !allowed)
            return allowed;
        if (!task_->delegated_by.empty())
            return refuse(ErrorKind::conflict, "what was delegated is not delegated again",
                          task_->id, "release it, so that its role can claim it");
        if (contains(acting_, to))
            return refuse(ErrorKind::invalid_input, "nobody delegates a task to themselves", "to");
        if (!may_hold(to))
            return refuse(ErrorKind::not_allowed,
                          fmt::format("`{}` does not have the role `{}` for this subject", to,
                                      declared_->role),
                          "to", "delegate to somebody who is assigned to it");
        auto people = acting_;
        people.push_back(to);
        if (auto allowed = check_duties(people); !allowed)
            return allowed;
        task_->delegated_by = acting_;
        task_->claimed_by = to;
        return {};
    }

    [[nodiscard]] bool may_hold(const std::string& person) const
    {
        return is_open_to(subject_, declared_->role, person, today_) ||
               std::any_of(task_->escalated.begin(), task_->escalated.end(), [&](const auto& role) {
                   return is_open_to(subject_, role, person, today_);
               });
    }

    Result<void> draft()
    {
        if (!is_holder())
            return refuse(ErrorKind::not_allowed, "only who holds a task keeps a draft of it",
                          task_->id, "claim the task first");
        const auto content = parse_hash(event_.data.find("draft")->find("commitment")->as_string());
        ASSERT(content.has_value());
        const auto& person = *task_->claimed_by;
        for (auto& draft : task_->drafts)
            if (draft.person == person) {
                draft.version += 1;
                draft.content = *content;
                return {};
            }
        task_->drafts.push_back({person, 1, *content});
        return {};
    }

    Result<void> comment()
    {
        if (!is_holder() && !has_given())
            if (auto allowed = check_role(); !allowed)
                return allowed;
        task_->comments += 1;
        return {};
    }

    const Definitions& definitions_;
    Subject& subject_;
    const Event& event_;
    Instant now_;
    Date today_;
    Case* case_ = nullptr;
    OpenTask* task_ = nullptr;
    const image::Workflow* workflow_ = nullptr;
    const image::Task* declared_ = nullptr;
    std::vector<std::string> acting_;  // the person, and in whose name
};

}  // namespace

Result<CaseDecision> work_on_task(const Definitions& definitions, Subject& subject,
                                  const Event& event, Instant now)
{
    return TaskDesk(definitions, subject, event, now).run();
}

}  // namespace gradus
