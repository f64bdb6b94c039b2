// The search goes over edges, not states: edge B can follow edge A when A's target brings B's
// source with it. A circle counts only when all of its conditions could hold together. That is
// decided by the look of the conditions, since `when open … / when not open …` between two states
// is what a finding opened and resolved looks like:
//   no circle:  granted -- when ready is not met --> suspended -- when ready is met --> granted
//   a circle:   granted -- when ready is not met --> suspended -- when open is yes --> granted
// Strong components keep the search away from what cannot come round; a count of steps bounds the
// rest.
#include "dsl/graph/engine_loops.hpp"

#include <algorithm>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using namespace image;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

constexpr std::size_t k_limit_search_steps = 20'000;

// A condition or, negated, its opposite.
struct Requirement {
    ExprId condition;
    bool is_negated = false;
};

class Logic {
public:
    explicit Logic(const Image& image) : image_(image) {}

    // The parts of a condition that must all hold.
    void add(Requirement whole, std::vector<Requirement>& parts) const
    {
        const auto& expr = at(image_, whole.condition);
        if (expr.op == Op::negate)
            return add({expr.args[0], !whole.is_negated}, parts);
        if (expr.op == (whole.is_negated ? Op::any_of : Op::all_of)) {
            for (const auto arg : expr.args)
                add({arg, whole.is_negated}, parts);
            return;
        }
        parts.push_back(whole);
    }

    [[nodiscard]] bool exclude(const Requirement& a, const Requirement& b) const
    {
        if (a.is_negated != b.is_negated)
            return same(a.condition, b.condition);
        return !a.is_negated &&
               (differ(a.condition, b.condition) || in_opposite_order(a.condition, b.condition) ||
                in_opposite_order(b.condition, a.condition));
    }

private:
    [[nodiscard]] bool same(ExprId left, ExprId right) const
    {
        const auto& a = at(image_, left);
        const auto& b = at(image_, right);
        auto without_args = a;
        without_args.args = b.args;
        return without_args == b && a.args.size() == b.args.size() &&
               std::equal(a.args.begin(), a.args.end(), b.args.begin(),
                          [this](ExprId x, ExprId y) { return same(x, y); });
    }

    // `tier is gold`, `tier is silver`
    [[nodiscard]] bool differ(ExprId left, ExprId right) const
    {
        const auto& a = at(image_, left);
        const auto& b = at(image_, right);
        if (a.op != Op::equal || b.op != Op::equal || !same(a.args[0], b.args[0]))
            return false;
        const auto& x = at(image_, a.args[1]);
        const auto& y = at(image_, b.args[1]);
        return x.op == Op::literal && y.op == Op::literal && x.literal != y.literal;
    }

    // `a is before b`, `a is on or after b`
    [[nodiscard]] bool in_opposite_order(ExprId less, ExprId other) const
    {
        const auto& a = at(image_, less);
        const auto& b = at(image_, other);
        return a.op == Op::less && (b.op == Op::less_equal || b.op == Op::less) &&
               same(a.args[0], b.args[1]) && same(a.args[1], b.args[0]);
    }

    const Image& image_;
};

class Search {
public:
    Search(const Image& image, const Workflow& workflow, const StateGraph& graph)
        : logic_(image), workflow_(workflow)
    {
        for (const auto& edge : graph.edges)
            if (needs_nobody(edge) && graph.is_reachable[edge.source.index])
                edges_.push_back(edge);
        connect();
    }

    std::vector<std::vector<StateEdge>> run(const StateGraph& graph)
    {
        auto loops = stays(graph);
        for (std::size_t start = 0; start < edges_.size(); ++start) {
            start_ = start;
            path_.clear();
            if (comes_round(start)) {
                auto& loop = loops.emplace_back();
                for (const auto i : path_)
                    loop.push_back(edges_[i]);
            }
        }
        return loops;
    }

private:
    [[nodiscard]] const Transition& transition(const StateEdge& edge) const
    {
        return workflow_.transitions[edge.transition.index];
    }

    // `when … stay` is taken again at once: nothing has changed.
    [[nodiscard]] std::vector<std::vector<StateEdge>> stays(const StateGraph& graph) const
    {
        std::vector<std::vector<StateEdge>> loops;
        for (std::uint32_t i = 0; i < workflow_.transitions.size(); ++i) {
            const auto& whole = workflow_.transitions[i];
            for (std::uint32_t b = 0; b < whole.branches.size(); ++b) {
                const StateEdge stay{whole.source, whole.source, {i}, b};
                if (!whole.branches[b].target.is_set() && needs_nobody(stay) &&
                    graph.is_reachable[whole.source.index] && can_hold(requirements(stay)))
                    loops.push_back({stay});
            }
        }
        return loops;
    }

    [[nodiscard]] bool needs_nobody(const StateEdge& edge) const
    {
        const auto trigger = transition(edge).trigger;
        return trigger == TriggerKind::when_condition || trigger == TriggerKind::when_done;
    }

    // Whether `next` can be taken right after `edge`.
    [[nodiscard]] bool follows(const StateEdge& edge, const StateEdge& next) const
    {
        if (transition(next).trigger == TriggerKind::when_done)
            return at(workflow_, edge.target).kind == StateKind::final &&
                   is_inside(workflow_, edge.target, next.source);
        if (is_inside(workflow_, edge.target, next.source))
            return true;
        const auto entered = entered_with(workflow_, edge.target);
        return std::find(entered.begin(), entered.end(), next.source) != entered.end();
    }

    void connect()
    {
        next_.resize(edges_.size());
        Graph graph(edges_.size());
        for (std::size_t a = 0; a < edges_.size(); ++a)
            for (std::size_t b = 0; b < edges_.size(); ++b)
                if (follows(edges_[a], edges_[b])) {
                    boost::add_edge(a, b, graph);
                    next_[a].push_back(b);
                }
        component_.resize(edges_.size());
        if (!edges_.empty())
            boost::strong_components(
                graph, boost::make_iterator_property_map(component_.begin(),
                                                         boost::get(boost::vertex_index, graph)));
    }

    [[nodiscard]] std::vector<Requirement> requirements(const StateEdge& edge) const
    {
        std::vector<Requirement> parts;
        const auto& whole = transition(edge);
        if (whole.trigger == TriggerKind::when_condition)
            logic_.add({whole.condition}, parts);
        // A branch is taken when none before it was met.
        for (std::uint32_t i = 0; i < edge.branch; ++i)
            if (whole.branches[i].kind == BranchKind::if_condition)
                logic_.add({whole.branches[i].condition, true}, parts);
        if (whole.branches[edge.branch].kind == BranchKind::if_condition)
            logic_.add({whole.branches[edge.branch].condition}, parts);
        return parts;
    }

    [[nodiscard]] bool can_hold(const std::vector<Requirement>& parts) const
    {
        for (std::size_t i = 0; i < parts.size(); ++i)
            for (std::size_t j = i + 1; j < parts.size(); ++j)
                if (logic_.exclude(parts[i], parts[j]))
                    return false;
        return true;
    }

    // Depth first, through edges that stand after the start, so that each circle is found once.
    bool comes_round(std::size_t edge)
    {
        if (++steps_ > k_limit_search_steps)
            return false;
        const auto held_before = held_.size();
        const auto own = requirements(edges_[edge]);
        held_.insert(held_.end(), own.begin(), own.end());
        path_.push_back(edge);
        const bool found = can_hold(held_) && goes_on_to_start(edge);
        held_.resize(held_before);
        if (!found)
            path_.pop_back();
        return found;
    }

    bool goes_on_to_start(std::size_t edge)
    {
        for (const auto next : next_[edge]) {
            if (next == start_)
                return true;
            const bool is_new = std::find(path_.begin(), path_.end(), next) == path_.end();
            if (next > start_ && is_new && component_[next] == component_[start_] &&
                comes_round(next))
                return true;
        }
        return false;
    }

    Logic logic_;
    const Workflow& workflow_;
    std::vector<StateEdge> edges_;
    std::vector<std::vector<std::size_t>> next_;
    std::vector<std::size_t> component_;
    std::size_t start_ = 0;
    std::size_t steps_ = 0;
    std::vector<std::size_t> path_;
    std::vector<Requirement> held_;
};

}  // namespace

std::vector<std::vector<StateEdge>> engine_loops(const Image& image, const Workflow& workflow,
                                                 const StateGraph& graph)
{
    return Search(image, workflow, graph).run(graph);
}

}  // namespace gradus
