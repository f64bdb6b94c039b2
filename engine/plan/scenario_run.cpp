#include "engine/plan/scenario_run.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "dsl/image/codec.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/plan/player.hpp"
#include "engine/projection/rows.hpp"
#include "engine/store/memory_store.hpp"

namespace gradus {
namespace {

constexpr std::size_t k_all_effects = 10'000;

struct Failure {
    std::string message;
    std::string detail;
};
using Check = std::optional<Failure>;

std::string joined(const std::vector<std::string>& items)
{
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text.empty() ? "none" : text;
}

bool cites(const Why& why, const NamedText& clause)
{
    const auto& source = clause.first;
    const auto& id = clause.second;
    return std::any_of(why.cites.begin(), why.cites.end(), [&](const auto& cite) {
        return cite.source == source && cite.clause == id;
    });
}

// A part in force that is not met (or unknown) and cites the clause, itself or through a rule
// around it.
bool is_because(const Why& why, const NamedText& clause)
{
    if (why.verdict == Verdict::met || !why.is_in_force)
        return false;
    return cites(why, clause) ||
           std::any_of(why.children.begin(), why.children.end(),
                       [&](const Why& child) { return is_because(child, clause); });
}

class ScenarioRunner {
public:
    ScenarioRunner(const Compilation& compilation, const Scenario& scenario, Date today,
                   CoverageRecorder& coverage)
        : image_(*compilation.image),
          scenario_(scenario),
          today_(today),
          coverage_(coverage),
          environment_(1, start_of(today, image_.zone))
    {}

    ScenarioResult run()
    {
        ScenarioResult result{scenario_.title, true, scenario_.span, {}, {}};
        const auto fail = [&](Span span, Failure failure) {
            result.is_passed = false;
            result.span = span;
            result.message = std::move(failure.message);
            result.detail = std::move(failure.detail);
        };
        if (const auto failure = prepare()) {
            fail(scenario_.span, *failure);
            return result;
        }
        for (const auto& step : scenario_.steps)
            if (auto failure = run_step(step)) {
                fail(step.span, *failure);
                break;
            }
        note_coverage();
        return result;
    }

    // What it left behind.
    [[nodiscard]] std::optional<Subject> subject() const
    {
        if (!player_ || player_->subject().empty())
            return std::nullopt;
        auto subject = player_->load_subject();
        return subject ? std::optional(std::move(*subject)) : std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> last_taken()
    {
        std::vector<std::string> last;
        const auto leaves = store_.leaves(0, 100'000);
        for (const auto& leaf : *leaves) {
            if (leaf.subject.empty())
                continue;
            const auto record = decode_subject_record(leaf);
            ASSERT(record.has_value());
            std::vector<std::string> taken;
            if (const Json* cases = record->dec.find("cases"))
                for (const auto& one : cases->as_array())
                    if (const Json* branches = one.find("taken"))
                        for (const auto& branch : branches->as_array())
                            taken.push_back(branch.as_string());
            if (!taken.empty())
                last = std::move(taken);
        }
        return last;
    }
    [[nodiscard]] Date today() { return date_of(environment_.now().wall, image_.zone); }

private:
    // The clock begins on the scenario's first day.
    Check prepare()
    {
        const Timetable timetable{image_.zone, today_, std::nullopt};
        std::optional<Instant> first;
        for (const auto& step : scenario_.steps)
            if (const auto at = timetable.moment_of(step); at && (!first || *at < *first))
                first = at;
        if (first)
            environment_ =
                SimulatedEnvironment(1, start_of(date_of(*first, image_.zone), image_.zone));
        auto kernel = Kernel::open(store_, environment_);
        if (!kernel)
            return Failure{kernel.error().message, {}};
        kernel_ = std::move(*kernel);
        Request request;
        request.what =
            Deployment{encode(image_), {}, {}, "scenario", {"owner", "scenario", "", "none", {}}};
        kernel_->submit(std::move(request));
        const auto replies = kernel_->flush();
        if (!replies || !replies->front().body)
            return Failure{"the program cannot be deployed", {}};
        player_.emplace(image_, store_, environment_, *kernel_, timetable);
        return std::nullopt;
    }

    Check run_step(const ScenarioStep& step)
    {
        if (const auto* rule = std::get_if<ExpectRule>(&step.action))
            return check_rule(*rule);
        if (const auto* states = std::get_if<ExpectConfiguration>(&step.action))
            return check_states(*states);
        if (const auto* task = std::get_if<ExpectOpenTask>(&step.action))
            return check_task(*task);
        if (const auto* effect = std::get_if<ExpectEffect>(&step.action))
            return check_effect(*effect);
        sent_before_ = static_cast<std::ptrdiff_t>(sent().size());
        if (const auto played = player_->play(step); !played) {
            const auto& error = played.error();
            return Failure{(error.place.empty() ? "" : error.place + ": ") + error.message,
                           error.help};
        }
        return std::nullopt;
    }

    Check check_rule(const ExpectRule& expect)
    {
        const auto subject = player_->load_subject();
        if (!subject)
            return Failure{subject.error().message, {}};
        const auto rule = find_rule(image_, expect.rule);
        ASSERT(rule.is_set());
        std::vector<Value> givens;
        for (const auto& given : at(image_, rule).givens) {
            const auto named = std::find_if(expect.givens.begin(), expect.givens.end(),
                                            [&](const auto& g) { return g.first == given.name; });
            ASSERT(named != expect.givens.end());
            auto value =
                read_value(image_, given.type, player_->value_json(named->second), given.name);
            if (!value)
                return Failure{value.error().message, {}};
            givens.push_back(std::move(*value));
        }
        Scope scope;
        scope.image = &image_;
        scope.facts = &subject->facts;
        scope.cases = &subject->cases;
        scope.today = date_of(player_->now(), image_.zone);
        Budget budget{k_limit_step_operations};
        const auto found = evaluate(scope, rule, givens, Explain::yes, budget);
        if (!found)
            return Failure{found.error().message, {}};
        for (const auto& result : found->rules)
            coverage_.note_rule(result);
        if (expect.value)
            return check_value(expect, *found);
        static constexpr Verdict k_verdicts[] = {Verdict::met, Verdict::not_met, Verdict::unknown};
        const auto expected = k_verdicts[static_cast<std::size_t>(expect.verdict)];
        if (found->verdict != expected)
            return Failure{
                fmt::format("`{}` was expected to be {} and is {} on {}", expect.rule,
                            to_string(expected), to_string(found->verdict), to_string(scope.today)),
                in_words(*found->why, false)};
        if (expect.because && !is_because(*found->why, *expect.because))
            return Failure{
                fmt::format("`{}` is {}, but not because of {} {}", expect.rule,
                            to_string(expected), expect.because->first, expect.because->second),
                in_words(*found->why, false)};
        return std::nullopt;
    }

    Check check_value(const ExpectRule& expect, const Evaluation& found)
    {
        const auto wanted = player_->value_json(*expect.value);
        if (found.value && to_json(*found.value) == wanted)
            return std::nullopt;
        return Failure{
            fmt::format("`{}` was expected to give {} and gives {}", expect.rule, canonical(wanted),
                        found.value ? canonical(to_json(*found.value)) : "no value"),
            in_words(*found.why, true)};
    }

    const Case* last_case(const Subject& subject, const ExpectConfiguration& expect) const
    {
        const Case* last = nullptr;
        for (const auto& one : subject.cases)
            if (one.workflow == expect.workflow && one.key == expect.key)
                last = &one;
        return last;
    }

    Check check_states(const ExpectConfiguration& expect)
    {
        const auto subject = player_->load_subject();
        if (!subject)
            return Failure{subject.error().message, {}};
        const Case* one = last_case(*subject, expect);
        std::vector<std::string> active;
        if (one != nullptr)
            for (const auto& state : one->configuration)
                active.push_back(state.name);
        for (const auto& wanted : expect.states) {
            const bool is_active = std::find(active.begin(), active.end(), wanted) != active.end();
            if (is_active == expect.is_negated)
                return Failure{
                    fmt::format("`{}` was {}expected to be in `{}` and is in {} on {}",
                                expect.workflow, expect.is_negated ? "not " : "", wanted,
                                joined(active), to_string(date_of(player_->now(), image_.zone))),
                    {}};
        }
        return std::nullopt;
    }

    Check check_task(const ExpectOpenTask& expect)
    {
        const auto subject = player_->load_subject();
        if (!subject)
            return Failure{subject.error().message, {}};
        std::vector<std::string> open;
        bool is_found = false;
        for (const auto& summary :
             task_summaries(*subject, [this](const Hash&) { return &image_; })) {
            open.push_back(task_in_words(summary));
            is_found = is_found || fits(expect, summary);
        }
        if (is_found != expect.is_negated)
            return std::nullopt;
        return Failure{
            fmt::format("the task `{}` was {}expected to be open{}{}; open: {}", expect.task,
                        expect.is_negated ? "not " : "",
                        expect.role.empty() ? "" : " for " + expect.role,
                        expect.holder.empty() ? "" : " and held by " + expect.holder, joined(open)),
            {}};
    }

    static bool fits(const ExpectOpenTask& expect, const TaskSummary& summary)
    {
        const auto& task = summary.task;
        const auto& escalated = task.escalated;
        return task.name == expect.task &&
               (expect.holder.empty() || task.claimed_by == expect.holder) &&
               (expect.role.empty() || summary.role == expect.role ||
                std::find(escalated.begin(), escalated.end(), expect.role) != escalated.end());
    }

    static std::string task_in_words(const TaskSummary& summary)
    {
        std::string text = summary.task.name + " for " + summary.role;
        for (const auto& role : summary.task.escalated)
            text += " or " + role;
        return summary.task.claimed_by ? text + ", held by " + *summary.task.claimed_by : text;
    }

    std::vector<OutboxRow> sent() { return *store_.outbox({{}, k_all_effects}); }

    bool is_expected(const ExpectEffect& expect, const Effect& sent) const
    {
        if (sent.kind != expect.kind || sent.role != expect.to)
            return false;
        if (expect.kind == "notify")
            return !expect.text || *expect.text == sent.text;
        const auto asked = parse_json(sent.text);
        return std::all_of(expect.fields.begin(), expect.fields.end(), [&](const auto& field) {
            const Json* value = asked->find(field.first);
            return value != nullptr && *value == player_->value_json(field.second);
        });
    }

    // Among what went out since the last step that did something.
    Check check_effect(const ExpectEffect& expect)
    {
        std::vector<std::string> words;
        bool is_sent = false;
        const auto rows = sent();
        for (auto row = rows.begin() + sent_before_; row != rows.end(); ++row) {
            const auto& effect = row->effect;
            is_sent = is_sent || is_expected(expect, effect);
            words.push_back(fmt::format("{} {}: {}", effect.kind == "call" ? "call" : "notice to",
                                        effect.role, effect.text));
        }
        if (is_sent != expect.is_negated)
            return std::nullopt;
        return Failure{fmt::format("a {} to `{}` was {}expected; since the last step went out: {}",
                                   expect.kind == "call" ? "call" : "notice", expect.to,
                                   expect.is_negated ? "not " : "", joined(words)),
                       {}};
    }

    void note_coverage()
    {
        const auto leaves = store_.leaves(0, 100'000);
        for (const auto& leaf : *leaves) {
            if (leaf.subject.empty())
                continue;
            const auto record = decode_subject_record(leaf);
            ASSERT(record.has_value());
            if (const Json* cases = record->dec.find("cases"))
                for (const auto& one : cases->as_array())
                    note_case(one);
        }
    }

    void note_case(const Json& decision)
    {
        const Json* rules = decision.find("rules");
        const Json* blob = rules != nullptr ? rules->find("blob") : nullptr;
        if (blob == nullptr)
            return coverage_.note_case(decision, nullptr);
        const auto spilled =
            parse_json(**store_.blob(*parse_hash(blob->as_string())), {64U << 20U, 64});
        ASSERT(spilled);
        coverage_.note_case(decision, &*spilled);
    }

    const Image& image_;
    const Scenario& scenario_;
    Date today_;
    CoverageRecorder& coverage_;
    MemoryStore store_;
    std::ptrdiff_t sent_before_ = 0;  // effects, by the steps before the last one
    SimulatedEnvironment environment_;
    std::unique_ptr<Kernel> kernel_;
    std::optional<Player> player_;
};

}  // namespace

ScenarioReport run_scenarios(const Compilation& compilation, Date today)
{
    ASSERT(compilation.image.has_value());
    ScenarioReport report;
    CoverageRecorder coverage(compilation);
    for (const auto& scenario : compilation.scenarios)
        report.results.push_back(ScenarioRunner(compilation, scenario, today, coverage).run());
    report.all = everything(compilation);
    report.reached = coverage.coverage();
    return report;
}

PlayedScenario play_scenario(const Compilation& compilation, const Scenario& scenario, Date today)
{
    CoverageRecorder coverage(compilation);
    ScenarioRunner runner(compilation, scenario, today, coverage);
    PlayedScenario played{runner.run(), runner.subject(), runner.last_taken(), {}};
    played.today = runner.today();
    return played;
}

}  // namespace gradus
