// A gap is looked for where a number or a date is cut by the values that conditions compare it
// with: `score is more than 80 %` and `score is less than 80 %` leave out 80 % itself. Example that
// is none: one condition alone, whose event is simply refused elsewhere.
#include "dsl/graph/guards.hpp"

#include <algorithm>

#include "dsl/graph/case_moves.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"

namespace gradus {
namespace {

using image::BranchKind;
using image::TransitionId;
using image::TriggerKind;

constexpr std::size_t k_limit_nodes = 200'000;  // more than this, and nothing is told

class Guards {
public:
    Guards(const Image& image, const image::Workflow& workflow)
        : workflow_(workflow),
          bdd_(k_limit_nodes),
          facts_(image, workflow, bdd_),
          moves_(image, workflow, facts_, bdd_)
    {
        moves_.close();
    }

    GuardFindings run(const StateGraph& graph)
    {
        GuardFindings found;
        for (std::uint32_t i = 0; i < workflow_.transitions.size(); ++i) {
            if (!graph.is_reachable[workflow_.transitions[i].source.index])
                continue;
            find_dead({i}, found.dead);
            if (workflow_.transitions[i].trigger == TriggerKind::on_event)
                find_gaps({i}, found.gaps);
        }
        return bdd_.is_full() ? GuardFindings{} : found;
    }

private:
    void find_dead(TransitionId id, std::vector<DeadBranch>& dead)
    {
        const auto& branches = workflow_.transitions[id.index].branches;
        for (std::uint32_t i = 0; i < branches.size(); ++i)
            if (branches[i].kind == BranchKind::if_condition &&
                bdd_.both(moves_.possible(), moves_.taken_with(id, i)) == Bdd::k_no)
                dead.push_back({id, i});
    }

    void find_gaps(TransitionId id, std::vector<GuardGap>& gaps)
    {
        const auto& branches = workflow_.transitions[id.index].branches;
        const auto conditions = std::count_if(
            branches.begin(), branches.end(),
            [](const image::Branch& branch) { return branch.kind == BranchKind::if_condition; });
        const auto open = bdd_.both(moves_.possible(), moves_.not_taken_with(id));
        if (conditions < 2 || open == Bdd::k_no)
            return;
        for (std::size_t i = 0; i < facts_.features().size(); ++i) {
            const auto& feature = facts_.features()[i];
            if (feature.kind != FeatureKind::number || feature.origin == FeatureOrigin::today)
                continue;
            if (const auto value = gap_in(i, open))
                gaps.push_back({id, feature.field, in_words(*value)});
        }
    }

    // A run of neighboring pieces that is open while the pieces beside it are not, for the same
    // other facts.
    std::optional<image::Scalar> gap_in(std::size_t feature, Bdd::Ref open)
    {
        const auto pieces = facts_.pieces(feature);
        const auto cube = facts_.variables_of(feature);
        std::vector<Bdd::Ref> open_with;
        for (const auto& piece : pieces)
            open_with.push_back(bdd_.some(bdd_.both(open, piece.set), cube));
        for (std::size_t first = 1; first + 1 < pieces.size(); ++first) {
            auto run = bdd_.without(open_with[first], open_with[first - 1]);
            for (auto last = first; last + 1 < pieces.size() && run != Bdd::k_no; ++last) {
                run = bdd_.both(run, open_with[last]);
                if (bdd_.without(run, open_with[last + 1]) != Bdd::k_no)
                    return pieces[first].example;
            }
        }
        return std::nullopt;
    }

    const image::Workflow& workflow_;
    Bdd bdd_;
    FactSpace facts_;
    CaseMoves moves_;
};

}  // namespace

GuardFindings check_guards(const Image& image, const image::Workflow& workflow,
                           const StateGraph& graph)
{
    return Guards(image, workflow).run(graph);
}

}  // namespace gradus
