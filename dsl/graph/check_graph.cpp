#include "dsl/graph/check_graph.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/graph/doers.hpp"
#include "dsl/graph/engine_loops.hpp"
#include "dsl/graph/state_graph.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"

namespace gradus {
namespace {

using namespace image;

// One finding for a group of unreachable states: the outermost one.
void find_unreachable(const Workflow& workflow, const StateGraph& graph,
                      std::vector<Finding>& found)
{
    for (std::uint32_t i = 0; i < workflow.states.size(); ++i) {
        const auto& state = workflow.states[i];
        const bool is_outermost = !state.parent.is_set() || graph.is_reachable[state.parent.index];
        if (graph.is_reachable[i] || !is_outermost)
            continue;
        found.push_back({DiagnosticCode::unreachable_state,
                         workflow.name,
                         state.name,
                         "",
                         fmt::format("no case of `{}` can come to `{}`", workflow.name, state.name),
                         "let a transition go to it, or leave it out",
                         {}});
    }
}

bool waits_for_something(const Workflow& workflow, const State& state)
{
    return !state.transitions.empty() ||
           std::any_of(state.tasks.begin(), state.tasks.end(),
                       [&](TaskId task) { return !workflow.tasks[task.index].done_by.empty(); });
}

// A transition of a region beside it may leave the parallel state around them.
bool is_left_from_beside(const Workflow& workflow, const StateGraph& graph, StateId parallel)
{
    return std::any_of(graph.edges.begin(), graph.edges.end(), [&](const StateEdge& edge) {
        return graph.is_reachable[edge.source.index] &&
               is_inside(workflow, edge.source, parallel) &&
               !is_inside(workflow, edge.target, parallel);
    });
}

// `when done` of a state around it does not help: it waits for a final state inside.
bool is_left_from_around(const Workflow& workflow, const StateGraph& graph, const State& state)
{
    for (auto id = state.parent; id.is_set(); id = at(workflow, id).parent) {
        if (at(workflow, id).kind == StateKind::parallel &&
            is_left_from_beside(workflow, graph, id))
            return true;
        for (const auto transition : at(workflow, id).transitions)
            if (workflow.transitions[transition.index].trigger != TriggerKind::when_done)
                return true;
    }
    return false;
}

void find_dead_ends(const Workflow& workflow, const StateGraph& graph, std::vector<Finding>& found)
{
    for (std::uint32_t i = 0; i < workflow.states.size(); ++i) {
        const auto& state = workflow.states[i];
        if (state.kind != StateKind::atomic || !graph.is_reachable[i])
            continue;
        if (waits_for_something(workflow, state) || is_left_from_around(workflow, graph, state))
            continue;
        found.push_back(
            {DiagnosticCode::dead_end,
             workflow.name,
             state.name,
             "",
             fmt::format("a case that has come to `{}` stays there for ever", state.name),
             fmt::format("write `final state {}` if that is the end, or a transition "
                         "out of it",
                         state.name),
             {}});
    }
}

void find_idle(const Workflow& workflow, const StateGraph& graph, std::vector<Finding>& found)
{
    for (const auto& idle : find_idle_doers(workflow, graph)) {
        const auto& transition = workflow.transitions[idle.transition.index];
        found.push_back({DiagnosticCode::idle_doer,
                         workflow.name,
                         at(workflow, transition.source).name,
                         transition.id,
                         fmt::format("nobody can have done `{}` before this", idle.event),
                         "name an event that comes before on some way, or leave it out",
                         {}});
    }
}

Finding circle(const Image& image, const Workflow& workflow, const std::vector<StateEdge>& edges)
{
    const auto& first = workflow.transitions[edges.front().transition.index];
    Finding finding{
        DiagnosticCode::engine_loop,
        workflow.name,
        at(workflow, first.source).name,
        first.id,
        "",
        "let the conditions exclude each other, or let an event or a time stand between "
        "them",
        {}};
    std::string conditions;
    for (const auto& edge : edges) {
        finding.path.push_back(at(workflow, edge.source).name);
        conditions += fmt::format("{}`{}`", conditions.empty() ? "" : ", ",
                                  in_words(image, workflow.transitions[edge.transition.index]));
    }
    finding.path.push_back(finding.path.front());
    finding.message = fmt::format("nothing stops a case that goes {}: {}",
                                  fmt::join(finding.path, " → "), conditions);
    return finding;
}

}  // namespace

std::vector<Finding> check_graph(const Image& image)
{
    std::vector<Finding> found;
    for (const auto& workflow : image.workflows) {
        const auto graph = build(image, workflow);
        find_unreachable(workflow, graph, found);
        find_dead_ends(workflow, graph, found);
        find_idle(workflow, graph, found);
        for (const auto& edges : engine_loops(image, workflow, graph))
            found.push_back(circle(image, workflow, edges));
    }
    return found;
}

}  // namespace gradus
