// Each line of a promise is a search of its own. What the line wants is looked at step by step:
// `never signed before cleared` follows every way until `cleared` is entered; one that enters
// `signed` before contradicts the promise.
#include "dsl/graph/prove.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/graph/can_come.hpp"
#include "dsl/graph/search.hpp"
#include "dsl/graph/way_facts.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"

namespace gradus {
namespace {

using image::PromiseKind;
using image::StateId;

bool holds(const std::vector<StateId>& list, StateId state)
{
    return std::find(list.begin(), list.end(), state) != list.end();
}

class LineProof {
public:
    LineProof(const Image& image, const image::Promise& promise, const image::PromiseLine& line,
              const ProofBudget& budget)
        : image_(image),
          workflow_(image.workflows[promise.workflow]),
          line_(line),
          budget_(budget),
          bdd_(budget.diagram_nodes),
          facts_(image, workflow_, bdd_),
          moves_(image, workflow_, facts_, bdd_)
    {
        if (line.condition.is_set())
            truth_ = facts_.condition(line.condition, {});
        moves_.close();
    }

    PromiseFinding run()
    {
        Search search(moves_, plan(), budget_.configurations);
        const auto end = search.run();
        PromiseFinding finding;
        finding.configurations = search.size();
        finding.free = free_words();
        const bool is_stopped = end == Search::End::stopped;
        if (bdd_.is_full() || (moves_.is_too_large() && !is_stopped)) {
            finding.reason = "what can happen in one step is too much to be looked at together";
            return finding;
        }
        if (end == Search::End::over_budget) {
            finding.reason =
                fmt::format("there are more than {} configurations", budget_.configurations);
            return finding;
        }
        if (is_stopped)
            contradict(search, finding);
        else if (wants_to_come())
            look_ahead(search, finding);
        else
            finding.proof = Proof::proved;
        if (bdd_.is_full())
            finding = {
                0, 0, Proof::undecided, {}, "the conditions are too many", {}, search.size()};
        return finding;
    }

private:
    [[nodiscard]] bool wants_to_come() const
    {
        return line_.kind == PromiseKind::can_end || line_.kind == PromiseKind::after_always;
    }

    SearchPlan plan()
    {
        SearchPlan plan;
        plan.watch = [this](std::uint32_t memory) { return watch(memory); };
        plan.judge = [this](const Moved& outcome, std::uint32_t& memory) {
            return judge(outcome, memory);
        };
        return plan;
    }

    [[nodiscard]] Watch watch(std::uint32_t memory) const
    {
        Watch watch;
        watch.tells_roles = line_.kind == PromiseKind::never_except;
        if (line_.kind == PromiseKind::nobody_does) {
            watch.events = line_.names;
            watch.has_done = {(memory & 1U) != 0, (memory & 2U) != 0};
        }
        return watch;
    }

    Judgment judge(const Moved& outcome, std::uint32_t& memory)
    {
        switch (line_.kind) {
        case PromiseKind::never_before: return before(outcome);
        case PromiseKind::never_unless: return unless(outcome);
        case PromiseKind::never_while: return stop_if(is_resting_badly(outcome));
        case PromiseKind::never_except: return stop_if(is_entered_by_others(outcome));
        case PromiseKind::never_both: return stop_if(is_in_all(outcome));
        case PromiseKind::after_always: return pending(outcome, memory);
        case PromiseKind::nobody_does: return done_by_one(outcome, memory);
        case PromiseKind::can_end: return Judgment::follow;
        }
        return Judgment::follow;
    }

    static Judgment stop_if(bool stops) { return stops ? Judgment::stop : Judgment::follow; }

    [[nodiscard]] Judgment before(const Moved& outcome) const
    {
        for (const auto& entered : outcome.entered) {
            if (holds(line_.others, entered.state))
                return Judgment::prune;
            if (entered.state == line_.first)
                return Judgment::stop;
        }
        return Judgment::follow;
    }

    Judgment unless(const Moved& outcome)
    {
        for (const auto& entered : outcome.entered) {
            if (entered.state != line_.first)
                continue;
            auto bad = bdd_.without(entered.where, truth_.met);
            if (!sets_facts(outcome))
                bad = bdd_.both(bad, outcome.where);
            if (bad != Bdd::k_no)
                return narrow(outcome, bad);
        }
        return Judgment::follow;
    }

    [[nodiscard]] bool sets_facts(const Moved& outcome) const
    {
        return std::any_of(outcome.taken.begin(), outcome.taken.end(), [&](const auto& taken) {
            const auto& transition = workflow_.transitions[taken.first.index];
            return !transition.branches[taken.second].sets.empty();
        });
    }

    // What the way has to show at its last step.
    Judgment narrow(const Moved& outcome, Bdd::Ref bad)
    {
        const auto here = bdd_.both(outcome.where, bad);
        shown_ = here != Bdd::k_no ? here : outcome.where;
        return Judgment::stop;
    }

    // Any facts with which the case rests there can be recorded while it does.
    bool is_resting_badly(const Moved& outcome)
    {
        if (!moves_.is_in(outcome.after, line_.first))
            return false;
        const bool is_over = moves_.is_final(outcome.after);
        const auto rest = is_over ? outcome.where : moves_.at_rest(outcome.after, true);
        const auto bad = bdd_.both(rest, truth_.met);
        if (bad == Bdd::k_no)
            return false;
        if (is_over)
            shown_ = bad;
        else
            recorded_ = bad;
        return true;
    }

    [[nodiscard]] bool is_entered_by_others(const Moved& outcome) const
    {
        const bool is_entered =
            std::any_of(outcome.entered.begin(), outcome.entered.end(),
                        [&](const Entered& each) { return each.state == line_.first; });
        const auto& roles = outcome.cause.roles;
        return is_entered && std::none_of(roles.begin(), roles.end(), [&](const auto& role) {
                   return std::find(line_.names.begin(), line_.names.end(), role) !=
                          line_.names.end();
               });
    }

    [[nodiscard]] bool is_in_all(const Moved& outcome) const
    {
        return moves_.is_in(outcome.after, line_.first) &&
               std::all_of(line_.others.begin(), line_.others.end(),
                           [&](StateId state) { return moves_.is_in(outcome.after, state); });
    }

    Judgment pending(const Moved& outcome, std::uint32_t& memory) const
    {
        for (const auto& entered : outcome.entered) {
            if (entered.state == line_.first)
                memory = 1;
            if (holds(line_.others, entered.state))
                memory = 0;
        }
        return stop_if(memory == 1 && moves_.is_final(outcome.after));
    }

    Judgment done_by_one(const Moved& outcome, std::uint32_t& memory) const
    {
        if (outcome.cause.is_by_watched)
            for (std::uint32_t i = 0; i < line_.names.size(); ++i)
                if (line_.names[i] == outcome.cause.event)
                    memory |= 1U << i;
        return stop_if(memory == 3);
    }

    void contradict(const Search& search, PromiseFinding& finding)
    {
        // The way is found by judging its steps again, which may show something else.
        const auto shown = shown_;
        const auto recorded = recorded_;
        auto way = search.way_to(search.stopped_at());
        way.push_back(*search.last());
        if (shown)
            way.back().where = *shown;
        if (recorded) {
            Moved last;
            last.after = way.back().after;
            last.where = *recorded;
            way.push_back(std::move(last));
        }
        finish(std::move(way), Proof::contradicted, finding);
    }

    void finish(std::vector<Moved> way, Proof proof, PromiseFinding& finding)
    {
        auto steps = with_facts(moves_, facts_, bdd_, way);
        if (steps) {
            finding.proof = proof;
            finding.way = std::move(*steps);
            return;
        }
        finding.proof = Proof::undecided;
        finding.reason = "the only way against it wants a key to be two values at once";
    }

    void look_ahead(const Search& search, PromiseFinding& finding)
    {
        CanCome ahead(moves_, facts_, bdd_, search, [&](const Node& node) {
            return line_.kind == PromiseKind::can_end ? moves_.is_final(node.at) : node.memory == 0;
        });
        const auto result = ahead.run();
        if (!result.stuck) {
            finding.proof = Proof::proved;
            return;
        }
        finish(search.way_to(*result.stuck),
               result.is_for_ever ? Proof::contradicted : Proof::undecided, finding);
        if (!result.is_for_ever)
            finding.reason =
                fmt::format("whether it can go on from `{}` rests on what is left free",
                            inner_states(search.node(*result.stuck).at));
    }

    [[nodiscard]] std::string inner_states(const Configuration& at_) const
    {
        std::string names;
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i)
            if (workflow_.states[i].children.empty() && has(at_, i))
                names += (names.empty() ? "" : ", ") + workflow_.states[i].name;
        return names;
    }

    [[nodiscard]] std::vector<std::string> free_words() const
    {
        std::vector<std::string> words;
        for (const auto& feature : facts_.features())
            if (feature.origin == FeatureOrigin::free) {
                auto text = in_words(image_, feature.expr);
                if (std::find(words.begin(), words.end(), text) == words.end())
                    words.push_back(std::move(text));
            }
        return words;
    }

    const Image& image_;
    const image::Workflow& workflow_;
    const image::PromiseLine& line_;
    ProofBudget budget_;
    Bdd bdd_;
    FactSpace facts_;
    CaseMoves moves_;
    Truth truth_;
    std::optional<Bdd::Ref> shown_;     // the facts of the last step
    std::optional<Bdd::Ref> recorded_;  // facts to be recorded after it
};

}  // namespace

std::vector<PromiseFinding> prove(const Image& image, const ProofBudget& budget)
{
    std::vector<PromiseFinding> findings;
    for (std::uint32_t p = 0; p < image.promises.size(); ++p)
        for (std::uint32_t l = 0; l < image.promises[p].lines.size(); ++l) {
            auto finding =
                LineProof(image, image.promises[p], image.promises[p].lines[l], budget).run();
            finding.promise = p;
            finding.line = l;
            findings.push_back(std::move(finding));
        }
    return findings;
}

}  // namespace gradus
