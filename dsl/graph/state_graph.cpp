// Reachability has two vertices for each state: "entered" (by its start: then so are the states it
// starts in) and "active" (somehow: then so are those around it, and its transitions can be taken).
// One vertex would be too coarse: a state that is entered by going straight to one inside does not
// start in its own initial state.
#include "dsl/graph/state_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>

#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using namespace image;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

class Reachability {
public:
    Reachability(const Workflow& workflow, const std::vector<StateEdge>& edges)
        : workflow_(workflow), graph_(2 * workflow.states.size())
    {
        for (std::uint32_t i = 0; i < workflow.states.size(); ++i)
            connect_state({i});
        for (const auto& edge : edges)
            connect_edge(edge);
    }

    [[nodiscard]] std::vector<bool> run() const
    {
        std::vector<boost::default_color_type> colors(2 * workflow_.states.size());
        auto color_map = boost::make_iterator_property_map(colors.begin(),
                                                           boost::get(boost::vertex_index, graph_));
        boost::breadth_first_visit(graph_, entered(workflow_.initial), boost::color_map(color_map));
        std::vector<bool> is_reachable;
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i)
            is_reachable.push_back(colors[active({i})] == boost::black_color);
        return is_reachable;
    }

private:
    static std::size_t entered(StateId state) { return std::size_t{state.index} * 2; }
    static std::size_t active(StateId state) { return entered(state) + 1; }

    void connect_state(StateId id)
    {
        const auto& state = at(workflow_, id);
        boost::add_edge(entered(id), active(id), graph_);
        if (state.initial.is_set())
            boost::add_edge(entered(id), entered(state.initial), graph_);
        if (state.kind == StateKind::parallel)
            for (const auto region : state.children)
                boost::add_edge(entered(id), entered(region), graph_);
        if (state.parent.is_set())
            boost::add_edge(active(id), active(state.parent), graph_);
    }

    void connect_edge(const StateEdge& edge)
    {
        boost::add_edge(active(edge.source), entered(edge.target), graph_);
        // Parallel states that are entered on the way start all of their other regions.
        auto child = edge.target;
        for (auto around = at(workflow_, child).parent; around.is_set();
             child = around, around = at(workflow_, child).parent) {
            if (around == edge.source || is_inside(workflow_, edge.source, around))
                return;
            if (at(workflow_, around).kind != StateKind::parallel)
                continue;
            for (const auto region : at(workflow_, around).children)
                if (region != child)
                    boost::add_edge(active(edge.source), entered(region), graph_);
        }
    }

    const Workflow& workflow_;
    Graph graph_;
};

std::vector<StateEdge> edges_of(const Workflow& workflow)
{
    std::vector<StateEdge> edges;
    for (std::uint32_t s = 0; s < workflow.states.size(); ++s)
        for (const auto transition : workflow.states[s].transitions) {
            const auto& branches = workflow.transitions[transition.index].branches;
            for (std::uint32_t b = 0; b < branches.size(); ++b)
                if (branches[b].target.is_set())
                    edges.push_back({{s}, branches[b].target, transition, b});
        }
    return edges;
}

}  // namespace

StateGraph build(const Image&, const Workflow& workflow)
{
    StateGraph graph{edges_of(workflow), {}};
    graph.is_reachable = Reachability(workflow, graph.edges).run();
    return graph;
}

std::vector<StateId> entered_with(const Workflow& workflow, StateId state)
{
    std::vector<StateId> entered{state};
    for (std::size_t i = 0; i < entered.size(); ++i) {
        const auto& each = at(workflow, entered[i]);
        if (each.initial.is_set())
            entered.push_back(each.initial);
        if (each.kind == StateKind::parallel)
            entered.insert(entered.end(), each.children.begin(), each.children.end());
    }
    return entered;
}

}  // namespace gradus
