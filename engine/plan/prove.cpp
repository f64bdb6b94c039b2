#include "engine/plan/prove.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluate.hpp"
#include "engine/core/subject.hpp"
#include "engine/plan/scenario_run.hpp"
#include "engine/plan/way_scenario.hpp"

namespace gradus {
namespace {

using image::PromiseKind;

// Whether what the engine did breaks the line: each step went where it was to go, and at the end
// stands what the promise excludes.
class Confirmation {
public:
    Confirmation(const Image& image, const PromiseFinding& finding)
        : image_(image),
          finding_(finding),
          promise_(image.promises[finding.promise]),
          workflow_(image.workflows[promise_.workflow]),
          line_(promise_.lines[finding.line])
    {}

    [[nodiscard]] bool holds(const PlayedScenario& played) const
    {
        if (!played.result.is_passed || !played.subject || played.subject->cases.empty())
            return false;
        const auto& one = played.subject->cases.back();
        switch (line_.kind) {
        case PromiseKind::never_unless:
            return took_the_way(played) && verdict(played, one) != Verdict::met;
        case PromiseKind::never_while:
            return is_in(one, line_.first) && verdict(played, one) == Verdict::met;
        case PromiseKind::never_both:
            return is_in(one, line_.first) &&
                   std::all_of(line_.others.begin(), line_.others.end(),
                               [&](image::StateId state) { return is_in(one, state); });
        // Where the case came and what it took on its way say it all.
        case PromiseKind::never_before:
        case PromiseKind::never_except:
        case PromiseKind::nobody_does:
        case PromiseKind::can_end:
        case PromiseKind::after_always: return took_the_way(played);
        }
        UNREACHABLE();
    }

private:
    [[nodiscard]] bool is_in(const Case& one, image::StateId state) const
    {
        return std::any_of(
            one.configuration.begin(), one.configuration.end(),
            [&](const ActiveState& active) { return active.name == at(workflow_, state).name; });
    }

    [[nodiscard]] bool took_the_way(const PlayedScenario& played) const
    {
        for (auto step = finding_.way.rbegin(); step != finding_.way.rend(); ++step)
            if (!step->taken.empty())
                return played.taken == step->taken;
        return true;
    }

    [[nodiscard]] Verdict verdict(const PlayedScenario& played, const Case& one) const
    {
        std::vector<Value> keys;
        for (const auto& [name, value] : one.key)
            keys.push_back({value});
        Scope scope;
        scope.image = &image_;
        scope.facts = &played.subject->facts;
        scope.keys = &keys;
        scope.cases = &played.subject->cases;
        scope.today = played.today;
        Budget budget{k_limit_operations};
        const auto found = evaluate(scope, line_.condition, Explain::no, budget);
        ASSERT(found.has_value());
        return found->verdict;
    }

    static constexpr std::uint64_t k_limit_operations = 10'000'000;

    const Image& image_;
    const PromiseFinding& finding_;
    const image::Promise& promise_;
    const image::Workflow& workflow_;
    const image::PromiseLine& line_;
};

// The scenario, compiled with the program, played from the start.
bool is_confirmed(const std::vector<SourceFile>& files, const Image& image,
                  const PromiseFinding& finding, const WayScenario& scenario)
{
    auto with = files;
    with.push_back({"broken_promise.gradus", scenario.text});
    const auto compilation = compile(std::move(with));
    if (!compilation.image)
        return false;
    const auto written =
        std::find_if(compilation.scenarios.begin(), compilation.scenarios.end(),
                     [&](const Scenario& each) { return each.title == scenario.title; });
    ASSERT(written != compilation.scenarios.end());
    const auto played = play_scenario(compilation, *written, k_first_date);
    return Confirmation(image, finding).holds(played);
}

PromiseResult result_of(const std::vector<SourceFile>& files, const Compilation& compilation,
                        const PromiseFinding& finding)
{
    const Image& image = *compilation.image;
    const auto& promise = image.promises[finding.promise];
    PromiseResult result;
    result.promise = promise.name;
    result.title = promise.title;
    result.line = in_words(image, image.workflows[promise.workflow], promise.lines[finding.line]);
    result.span = compilation.spans.promises[finding.promise][finding.line];
    result.configurations = finding.configurations;
    result.reason = finding.reason;
    if (finding.proof == Proof::proved)
        result.verdict = PromiseVerdict::proved;
    if (finding.proof == Proof::undecided)
        result.free = finding.free;
    if (finding.proof != Proof::contradicted)
        return result;
    const auto scenario = scenario_of(image, finding);
    if (scenario && is_confirmed(files, image, finding, *scenario)) {
        result.verdict = PromiseVerdict::broken;
        result.scenario = scenario->text;
        return result;
    }
    result.free = finding.free;
    result.reason = "a way against it was found, but the engine could not be led along it";
    return result;
}

}  // namespace

const char* to_string(PromiseVerdict verdict)
{
    switch (verdict) {
    case PromiseVerdict::proved: return "proved";
    case PromiseVerdict::broken: return "broken";
    case PromiseVerdict::not_decided: return "not decided";
    }
    UNREACHABLE();
}

std::vector<PromiseResult> prove_promises(const std::vector<SourceFile>& files,
                                          const Compilation& compilation, const ProofBudget& budget)
{
    ASSERT(compilation.image.has_value());
    std::vector<PromiseResult> results;
    for (const auto& finding : prove(*compilation.image, budget))
        results.push_back(result_of(files, compilation, finding));
    return results;
}

}  // namespace gradus
