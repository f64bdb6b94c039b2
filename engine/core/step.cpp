#include "engine/core/step.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "engine/core/authority.hpp"
#include "engine/core/case_address.hpp"
#include "engine/core/facts.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/tasks.hpp"

namespace gradus {
namespace {

class Stepper {
public:
    Stepper(const Definitions& definitions, const Subject& subject, const Event& event, Instant now)
        : definitions_(definitions),
          event_(event),
          subject_(subject),
          now_(now),
          context_{subject_, event_, now, subject.sseq + 1, budget_}
    {
        subject_.sseq += 1;
        subject_.now = now;
    }

    Result<Step> run()
    {
        if (auto allowed = check_actor(); !allowed)
            return tl::unexpected<Error>(allowed.error());
        if (auto done = apply(); !done)
            return tl::unexpected<Error>(done.error());
        if (auto done = settle_others(); !done)
            return tl::unexpected<Error>(done.error());
        decision_.now = now_;
        decision_.facts_at = subject_.facts_at;
        std::sort(decision_.read.begin(), decision_.read.end());
        decision_.read.erase(std::unique(decision_.read.begin(), decision_.read.end()),
                             decision_.read.end());
        decision_.state = state_hash(subject_);
        return Step{std::move(subject_), std::move(decision_)};
    }

private:
    [[nodiscard]] Date today() const { return date_of(now_, definitions_.current.image->zone); }

    // Somebody who stands in does the work of another, and nothing else in their name.
    Result<void> check_actor() const
    {
        const auto type = event_.type;
        if (!event_.actor.on_behalf_of.empty() && type != EventType::reported &&
            !is_task_work(type))
            return refuse(ErrorKind::invalid_input,
                          "only events and tasks can be done for somebody else", "on_behalf_of");
        return check_stand_in(subject_, event_.actor, today());
    }

    Result<void> apply()
    {
        switch (event_.type) {
        case EventType::subject_created: return create();
        case EventType::facts_changed: return change_facts();
        case EventType::role_assigned: return assign_role();
        case EventType::role_released: return release_role();
        case EventType::reported: return report();
        case EventType::timer_fired: return fire();
        case EventType::case_adopted: return adopt();
        case EventType::case_intervened: return intervene();
        case EventType::case_migrated: return migrate();
        case EventType::task_claimed:
        case EventType::task_released:
        case EventType::task_delegated:
        case EventType::task_drafted:
        case EventType::task_commented: return work();
        }
        UNREACHABLE();
    }

    Result<const image::FieldSet*> subject_type() const
    {
        const auto name = parse_subject_id(subject_.id);
        if (!name)
            return tl::unexpected<Error>(name.error());
        const auto* type = find_subject(*definitions_.current.image, name->type);
        if (type == nullptr)
            return refuse(ErrorKind::not_found,
                          fmt::format("the program has no subject `{}`", name->type));
        return type;
    }

    Result<void> apply_facts()
    {
        const auto type = subject_type();
        if (!type)
            return tl::unexpected<Error>(type.error());
        auto facts =
            apply_fact_change(*definitions_.current.image, **type, subject_.facts, event_.data);
        if (!facts)
            return tl::unexpected<Error>(facts.error());
        subject_.facts = std::move(*facts);
        subject_.facts_at = subject_.sseq;
        context_.has_changed_facts = true;
        return {};
    }

    Result<void> create()
    {
        if (subject_.sseq != 1)
            return refuse(ErrorKind::conflict, fmt::format("`{}` exists already", subject_.id));
        return apply_facts();
    }

    Result<void> change_facts()
    {
        if (auto done = apply_facts(); !done)
            return done;
        for (auto& one : subject_.cases)
            if (!one.is_finished)
                if (auto done = run_case(one, [](CaseMachine&) { return Result<void>{}; }); !done)
                    return done;
        return {};
    }

    Result<void> assign_role()
    {
        const Json* role = event_.data.find("role");
        const Json* person = event_.data.find("person");
        ASSERT(role != nullptr && person != nullptr);
        RoleAssignment assignment{role->as_string(), person->as_string(), {}, {}, {}};
        if (const Json* from = event_.data.find("from"))
            assignment.from = parse_date(from->as_string());
        if (const Json* through = event_.data.find("through"))
            assignment.through = parse_date(through->as_string());
        if (const Json* absent = event_.data.find("on_behalf_of"))
            assignment.on_behalf_of = absent->as_string();
        subject_.roles.push_back(std::move(assignment));
        return {};
    }

    Result<void> release_role()
    {
        const auto& role = event_.data.find("role")->as_string();
        const auto& person = event_.data.find("person")->as_string();
        const Json* absent = event_.data.find("on_behalf_of");
        const auto on_behalf_of = absent != nullptr ? absent->as_string() : std::string();
        const auto size = subject_.roles.size();
        auto& roles = subject_.roles;
        roles.erase(std::remove_if(roles.begin(), roles.end(),
                                   [&](const RoleAssignment& a) {
                                       return a.role == role && a.person == person &&
                                              a.on_behalf_of == on_behalf_of;
                                   }),
                    roles.end());
        if (roles.size() == size)
            return refuse(ErrorKind::conflict,
                          fmt::format("`{}` does not hold the role `{}` here", person, role));
        return {};
    }

    Case* mutable_case(const std::string& id)
    {
        for (auto& one : subject_.cases)
            if (one.id == id)
                return &one;
        return nullptr;
    }

    Result<Case*> open_case(const std::string& id)
    {
        Case* one = mutable_case(id);
        if (one == nullptr)
            return refuse(ErrorKind::not_found, fmt::format("there is no case `{}`", id));
        if (one->is_finished)
            return refuse(ErrorKind::conflict, fmt::format("the case `{}` is finished", id));
        return one;
    }

    // Does something to a case and lets it come to rest; what it did becomes part of the decision.
    template <class F> Result<void> run_case(Case& one, F act)
    {
        const Image* image = definitions_.find(one.definition);
        if (image == nullptr)
            return refuse(ErrorKind::corrupt,
                          fmt::format("the definition of `{}` is missing", one.id));
        CaseDecision decision;
        decision.case_id = one.id;
        decision.definition = one.definition;
        CaseMachine machine(*image, one, context_, decision);
        if (Result<void> done = act(machine); !done)
            return done;
        if (auto done = machine.settle(); !done)
            return done;
        const auto& read = machine.facts_read();
        decision_.read.insert(decision_.read.end(), read.begin(), read.end());
        decision_.cases.push_back(std::move(decision));
        return {};
    }

    // What was raised is delivered, and cases that look at other cases are looked at again, while
    // any case moves.
    Result<void> settle_others()
    {
        std::size_t seen = 0;
        for (std::size_t round = 0; seen != decision_.cases.size() || !context_.raised.empty();
             ++round) {
            if (round > k_limit_case_rounds)
                return refuse(
                    ErrorKind::limit, fmt::format("the cases moved each other {} times", round),
                    subject_.id,
                    "two transitions wait for each other in a circle: look at `when` and `raise`");
            const auto first = std::exchange(seen, decision_.cases.size());
            if (auto done = deliver_raised(); !done)
                return done;
            const bool has_moved =
                std::any_of(decision_.cases.begin() + static_cast<std::ptrdiff_t>(first),
                            decision_.cases.end(), [](const auto& d) { return !d.taken.empty(); });
            if (!has_moved)
                continue;
            for (auto& one : subject_.cases)
                if (auto done = look_again(one); !done)
                    return done;
        }
        return {};
    }

    Result<void> deliver_raised()
    {
        for (const auto& raised : std::exchange(context_.raised, {})) {
            if (++delivered_ > k_limit_raised_events)
                return refuse(ErrorKind::limit,
                              fmt::format("{} events were raised in one step", delivered_),
                              subject_.id, "two cases raise events for each other in a circle");
            if (auto done = deliver(raised); !done)
                return done;
        }
        return {};
    }

    // To the open run of the case, or to a new one, which only begins when it takes the event.
    Result<void> deliver(const RaisedEvent& raised)
    {
        const Case* open = find_open_case(subject_, raised.workflow, raised.key);
        bool is_taken = false;
        const auto take = [&](CaseMachine& machine) -> Result<void> {
            const auto taken = machine.take_raised(raised);
            if (!taken)
                return tl::unexpected<Error>(taken.error());
            is_taken = *taken;
            return {};
        };
        if (open != nullptr)
            return run_case(*mutable_case(open->id), take);
        const auto& image = *definitions_.current.image;
        const auto address = next_run(image, subject_, raised.workflow, raised.key);
        if (!address)
            return tl::unexpected<Error>(address.error());
        const Before before = remember();
        auto& one = add_case(*address);
        const auto definition = one.definition;
        auto done = run_case(one, [&](CaseMachine& machine) {
            machine.begin(find_workflow(image, raised.workflow)->initial);
            return take(machine);
        });
        if (done && !is_taken) {
            go_back(before);
            CaseDecision noted;
            noted.case_id = address->id;
            noted.definition = definition;
            noted.raised.push_back({raised.event, raised.data, false});
            decision_.cases.push_back(std::move(noted));
        }
        return done;
    }

    // Everything that beginning a case may change.
    struct Before {
        Subject subject;
        Decision decision;
        std::vector<RaisedEvent> raised;
        int next_task;
        int next_effect;
        bool has_set_facts;
    };
    Before remember() const
    {
        return {subject_,
                decision_,
                context_.raised,
                context_.next_task,
                context_.next_effect,
                context_.has_set_facts};
    }
    void go_back(const Before& before)
    {
        subject_ = before.subject;
        decision_ = before.decision;
        context_.raised = before.raised;
        context_.next_task = before.next_task;
        context_.next_effect = before.next_effect;
        context_.has_set_facts = before.has_set_facts;
    }

    // What does not move leaves no trace.
    Result<void> look_again(Case& one)
    {
        const Image* image = definitions_.find(one.definition);
        const bool may_move = context_.has_set_facts || (image != nullptr && asks_cases(*image));
        if (one.is_finished || image == nullptr || !may_move)
            return {};
        const auto before = decision_.cases.size();
        const auto reads = decision_.read.size();
        auto done = run_case(one, [](CaseMachine&) { return Result<void>{}; });
        if (done && decision_.cases.size() > before && decision_.cases.back().taken.empty() &&
            decision_.cases.back().timers.empty() && decision_.cases.back().stale.empty()) {
            decision_.cases.pop_back();
            decision_.read.resize(reads);
        }
        return done;
    }

    static bool asks_cases(const Image& image)
    {
        return std::any_of(image.code.begin(), image.code.end(), [](const image::Expr& expr) {
            return expr.op == image::Op::case_in || expr.op == image::Op::count_cases;
        });
    }

    Case& add_case(const CaseAddress& address)
    {
        Case one;
        one.id = address.id;
        one.workflow = address.workflow;
        one.key = address.key;
        one.run = address.run;
        one.definition = definitions_.current.id;
        one.started_at = now_;
        subject_.cases.push_back(std::move(one));
        return subject_.cases.back();
    }

    Result<void> report()
    {
        const bool is_new = mutable_case(event_.case_id) == nullptr;
        if (is_new) {
            const auto address =
                address_of_id(*definitions_.current.image, subject_, event_.case_id);
            if (!address)
                return tl::unexpected<Error>(address.error());
            add_case(*address);
        }
        const auto one = open_case(event_.case_id);
        if (!one)
            return tl::unexpected<Error>(one.error());
        const Image* image = definitions_.find((*one)->definition);
        if (image == nullptr)
            return refuse(ErrorKind::corrupt,
                          fmt::format("the definition of `{}` is missing", event_.case_id));
        FactMap data;
        if (const auto* fields = find_event(*image, event_.name)) {
            auto read = read_recorded(*image, *fields, event_.data);
            if (!read)
                return tl::unexpected<Error>(read.error());
            data = std::move(*read);
        }
        return run_case(**one, [&](CaseMachine& machine) {
            if (is_new)
                machine.begin(find_workflow(*image, (*one)->workflow)->initial);
            return machine.report(data);
        });
    }

    Result<void> fire()
    {
        const auto one = open_case(event_.case_id);
        if (!one)
            return tl::unexpected<Error>(one.error());
        const auto& timers = (*one)->timers;
        const auto timer = std::find_if(timers.begin(), timers.end(),
                                        [&](const Timer& t) { return t.id == event_.name; });
        if (timer == timers.end() || timer->due > now_)
            return refuse(ErrorKind::conflict,
                          fmt::format("the timer `{}` is not due", event_.name));
        const Timer fired = *timer;
        return run_case(**one, [&](CaseMachine& machine) { return machine.fire(fired); });
    }

    Result<void> adopt()
    {
        const auto address = address_of_id(*definitions_.current.image, subject_, event_.case_id);
        if (!address)
            return tl::unexpected<Error>(address.error());
        const auto& workflow = *find_workflow(*definitions_.current.image, address->workflow);
        const auto state = find_state(workflow, event_.data.find("state")->as_string());
        if (!state.is_set())
            return refuse(ErrorKind::not_found, "the workflow has no such state");
        auto& one = add_case(*address);
        one.is_adopted = true;
        return run_case(one, [&](CaseMachine& machine) {
            machine.begin(state);
            return Result<void>{};
        });
    }

    Result<void> intervene()
    {
        const auto one = open_case(event_.case_id);
        if (!one)
            return tl::unexpected<Error>(one.error());
        (*one)->is_intervened = true;
        const bool is_cancel = event_.data.find("action")->as_string() == "cancel";
        image::StateId state;
        if (!is_cancel) {
            const auto& image = *definitions_.find((*one)->definition);
            state = find_state(*find_workflow(image, (*one)->workflow),
                               event_.data.find("state")->as_string());
            if (!state.is_set())
                return refuse(ErrorKind::not_found, "the workflow has no such state");
        }
        return run_case(**one, [&](CaseMachine& machine) {
            if (is_cancel)
                machine.cancel();
            else
                machine.move_to(state);
            return Result<void>{};
        });
    }

    // The case goes on under the current definition; states that are mapped change their names.
    // What has no place there is refused, never stranded. Timers keep their due instants.
    Result<void> migrate()
    {
        const auto one = open_case(event_.case_id);
        if (!one)
            return tl::unexpected<Error>(one.error());
        const auto* workflow = find_workflow(*definitions_.current.image, (*one)->workflow);
        if (workflow == nullptr)
            return refuse(ErrorKind::conflict,
                          fmt::format("the new program has no workflow `{}`", (*one)->workflow));
        const auto mapped = [&](const std::string& name) {
            if (const Json* states = event_.data.find("states"))
                for (const auto& entry : states->as_array())
                    if (entry.find("from")->as_string() == name)
                        return entry.find("to")->as_string();
            return name;
        };
        for (auto& active : (*one)->configuration) {
            active.name = mapped(active.name);
            if (!find_state(*workflow, active.name).is_set())
                return refuse(ErrorKind::conflict,
                              fmt::format("`{}` has no place in the new program", active.name),
                              event_.case_id, "map it to a state of the new program");
        }
        for (auto& task : (*one)->tasks) {
            const auto& tasks = workflow->tasks;
            if (std::none_of(tasks.begin(), tasks.end(),
                             [&](const image::Task& other) { return other.name == task.name; }))
                return refuse(
                    ErrorKind::conflict,
                    fmt::format("the task `{}` has no place in the new program", task.name),
                    event_.case_id, "keep a task of that name until it is done");
            task.state = mapped(task.state);
        }
        (*one)->definition = definitions_.current.id;
        return run_case(**one, [](CaseMachine&) { return Result<void>{}; });
    }

    Result<void> work()
    {
        auto decision = work_on_task(definitions_, subject_, event_, now_);
        if (!decision)
            return tl::unexpected<Error>(decision.error());
        decision_.cases.push_back(std::move(*decision));
        return {};
    }

    const Definitions& definitions_;
    const Event& event_;
    Subject subject_;
    Instant now_;
    Budget budget_{k_limit_step_operations};
    std::size_t delivered_ = 0;
    StepContext context_;
    Decision decision_;
};

}  // namespace

const char* to_string(BranchVerdict verdict)
{
    switch (verdict) {
    case BranchVerdict::met: return "met";
    case BranchVerdict::not_met: return "not met";
    case BranchVerdict::unknown: return "unknown";
    case BranchVerdict::not_reached: return "not reached";
    }
    UNREACHABLE();
}

const char* to_string(TaskOperationKind kind)
{
    switch (kind) {
    case TaskOperationKind::opened: return "opened";
    case TaskOperationKind::completed: return "completed";
    case TaskOperationKind::withdrawn: return "withdrawn";
    case TaskOperationKind::overdue: return "overdue";
    case TaskOperationKind::reminded: return "reminded";
    case TaskOperationKind::escalated: return "escalated";
    case TaskOperationKind::claimed: return "claimed";
    case TaskOperationKind::released: return "released";
    case TaskOperationKind::delegated: return "delegated";
    case TaskOperationKind::drafted: return "drafted";
    case TaskOperationKind::commented: return "commented";
    }
    UNREACHABLE();
}

Result<Step> step(const Definitions& definitions, const Subject& subject, const Event& event,
                  Instant now)
{
    ASSERT(now >= subject.now);
    ASSERT(definitions.current.image != nullptr);
    return Stepper(definitions, subject, event, now).run();
}

}  // namespace gradus
