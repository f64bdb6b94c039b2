// A state has always been passed before another when that can no longer be reached without it. One
// search for each state leaves out every step that enters it; a tree of dominators would be made
// for single configurations, of which one state has many.
#include "dsl/graph/passed.hpp"

#include <optional>

#include "dsl/graph/search.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using image::StateId;

class Passed {
public:
    Passed(const Image& image, const image::Workflow& workflow, std::size_t configurations)
        : workflow_(workflow),
          configurations_(configurations),
          bdd_(k_nodes),
          facts_(image, workflow, bdd_),
          moves_(image, workflow, facts_, bdd_)
    {
        moves_.close();
    }

    std::vector<PassedStates> run()
    {
        std::vector<PassedStates> found;
        const auto all = entered_without({});
        if (!all)
            return found;
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i)
            if ((*all)[i])
                found.push_back({{i}, {}});
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i) {
            const auto entered = entered_without({i});
            for (auto& each : found)
                if (entered && (*all)[i] && each.state.index != i &&
                    !(*entered)[each.state.index] && !is_inside(workflow_, each.state, {i}))
                    each.before.push_back({i});
        }
        return found;
    }

private:
    static constexpr std::size_t k_nodes = 1'000'000;

    // The states that are entered on ways that do not enter `avoided`; nothing over the budget.
    std::optional<std::vector<bool>> entered_without(StateId avoided)
    {
        std::vector<bool> entered(workflow_.states.size(), false);
        SearchPlan plan;
        plan.watch = [](std::uint32_t) { return Watch{}; };
        plan.judge = [&](const Moved& moved, std::uint32_t&) {
            for (const auto& each : moved.entered) {
                if (each.state == avoided)
                    return Judgment::prune;
                entered[each.state.index] = true;
            }
            return Judgment::follow;
        };
        Search search(moves_, std::move(plan), configurations_);
        const bool is_whole =
            search.run() == Search::End::complete && !bdd_.is_full() && !moves_.is_too_large();
        return is_whole ? std::optional(std::move(entered)) : std::nullopt;
    }

    const image::Workflow& workflow_;
    std::size_t configurations_;
    Bdd bdd_;
    FactSpace facts_;
    CaseMoves moves_;
};

}  // namespace

std::vector<PassedStates> find_passed(const Image& image, const image::Workflow& workflow,
                                      std::size_t configurations)
{
    return Passed(image, workflow, configurations).run();
}

}  // namespace gradus
