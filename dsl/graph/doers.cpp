// The states that may be active after an event, taken rather too many than too few: from where the
// event leads to, along all branches. With a state those around it; when the event is done, the
// regions beside it may stand anywhere. A transition outside of them never has the event before it.
//
//   asked -apply-> checked -check-> granted     `check` comes after `apply`, `apply` not after it
#include "dsl/graph/doers.hpp"

#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using namespace image;

class After {
public:
    After(const Workflow& workflow, const StateGraph& graph)
        : workflow_(workflow), graph_(graph), is_marked_(workflow.states.size(), false)
    {}

    std::vector<bool> run(const std::string& event)
    {
        for (const auto& transition : workflow_.transitions)
            if (transition.trigger == TriggerKind::on_event && transition.event == event &&
                graph_.is_reachable[transition.source.index])
                for (const auto& branch : transition.branches)
                    take(transition.source, branch, true);
        for (std::size_t i = 0; i < open_.size(); ++i)
            spread(open_[i]);
        return std::move(is_marked_);
    }

private:
    void mark(StateId state)
    {
        if (is_marked_[state.index])
            return;
        is_marked_[state.index] = true;
        open_.push_back(state);
    }

    void mark_all_in(StateId state)
    {
        mark(state);
        for (const auto child : at(workflow_, state).children)
            mark_all_in(child);
    }

    void start_all(const std::vector<StateId>& states)
    {
        for (const auto state : states)
            mark(state);
    }

    void take(StateId source, const Branch& branch, bool is_first)
    {
        if (!branch.target.is_set())
            return is_first ? stay(source) : void();
        if (branch.is_back)
            mark_all_in(branch.target);
        start_all(entered_with(workflow_, branch.target));
        for_regions_beside(branch.target, [&](StateId parallel, StateId region) {
            if (!is_inside(workflow_, source, parallel))
                start_all(entered_with(workflow_, region));
            else if (is_first)
                mark_all_in(region);
        });
    }

    void stay(StateId source)
    {
        mark_all_in(source);
        for_regions_beside(source, [&](StateId, StateId region) { mark_all_in(region); });
    }

    template <class F> void for_regions_beside(StateId state, F visit)
    {
        for (auto parent = at(workflow_, state).parent; parent.is_set();
             state = parent, parent = at(workflow_, state).parent)
            if (at(workflow_, parent).kind == StateKind::parallel)
                for (const auto region : at(workflow_, parent).children)
                    if (region != state)
                        visit(parent, region);
    }

    void spread(StateId state)
    {
        if (at(workflow_, state).parent.is_set())
            mark(at(workflow_, state).parent);
        for (const auto& edge : graph_.edges)
            if (edge.source == state)
                take(state, workflow_.transitions[edge.transition.index].branches[edge.branch],
                     false);
    }

    const Workflow& workflow_;
    const StateGraph& graph_;
    std::vector<bool> is_marked_;
    std::vector<StateId> open_;
};

}  // namespace

std::vector<IdleDoer> find_idle_doers(const Workflow& workflow, const StateGraph& graph)
{
    std::vector<IdleDoer> idle;
    for (std::uint32_t i = 0; i < workflow.transitions.size(); ++i) {
        const auto& transition = workflow.transitions[i];
        if (!graph.is_reachable[transition.source.index])
            continue;
        for (const auto& event : transition.other_than)
            if (!After(workflow, graph).run(event)[transition.source.index])
                idle.push_back({{i}, event});
    }
    return idle;
}

}  // namespace gradus
