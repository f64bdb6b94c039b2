// Graphviz draws arrows between boxes only. An arrow from or to a nested state is drawn between a
// box inside it and cut off at the cluster's frame (ltail, lhead).
#include <utility>

#include <fmt/format.h>

#include "dsl/graph/diagram.hpp"
#include "dsl/graph/diagram_words.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using namespace image;

constexpr std::size_t k_label_columns = 26;

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

std::string label(const std::string& text)
{
    std::vector<std::string> lines;
    for (const auto& line : wrap(text, k_label_columns))
        lines.push_back(escaped(line));
    return fmt::format("{}", fmt::join(lines, "\\n"));
}

class Dot {
public:
    Dot(const Image& image, const Workflow& workflow) : image_(image), workflow_(workflow) {}

    std::string run()
    {
        out_ = fmt::format("digraph \"{}\" {{\n", escaped(workflow_.name));
        out_ +=
            "  graph [compound=true, rankdir=TB, nodesep=0.4, ranksep=0.5, "
            "fontname=\"Helvetica\"]\n";
        out_ += "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11]\n";
        out_ += "  edge [fontname=\"Helvetica\", fontsize=9]\n";
        out_ += fmt::format("  label=\"{}\"\n", label(workflow_.title));
        start_dot("start", workflow_.initial, 1);
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i)
            if (!workflow_.states[i].parent.is_set())
                add_state({i}, 1);
        for (const auto& edge : build(image_, workflow_).edges)
            add_edge(edge);
        return out_ + "}\n";
    }

private:
    static std::string indent(std::size_t depth) { return std::string(depth * 2, ' '); }
    [[nodiscard]] std::string name(StateId id) const { return escaped(at(workflow_, id).name); }

    void start_dot(const std::string& id, StateId initial, std::size_t depth)
    {
        out_ += fmt::format("{}\"({})\" [shape=point, width=0.12]\n", indent(depth), id);
        starts_ +=
            fmt::format("  \"({})\" -> \"{}\"{}\n", id, name(box_inside(initial)),
                        has_children(initial) ? " [lhead=\"cluster_" + name(initial) + "\"]" : "");
        if (depth == 1)
            out_ += std::exchange(starts_, {});
    }

    [[nodiscard]] bool has_children(StateId id) const
    {
        return !at(workflow_, id).children.empty();
    }

    // The box that stands for a nested state: the first one it starts in.
    [[nodiscard]] StateId box_inside(StateId id) const
    {
        while (has_children(id)) {
            const auto& state = at(workflow_, id);
            id = state.initial.is_set() ? state.initial : state.children[0];
        }
        return id;
    }

    void add_state(StateId id, std::size_t depth)
    {
        const auto& state = at(workflow_, id);
        if (!state.children.empty())
            return add_cluster(id, depth);
        auto text = label(state.title);
        for (const auto& line : state_lines(image_, workflow_, state))
            text += "\\n" + label(line);
        const auto* frame = state.kind == StateKind::final ? ", peripheries=2" : "";
        out_ += fmt::format("{}\"{}\" [label=\"{}\"{}]\n", indent(depth), name(id), text, frame);
    }

    void add_cluster(StateId id, std::size_t depth)
    {
        const auto& state = at(workflow_, id);
        auto text = label(state.title);
        for (const auto& line : state_lines(image_, workflow_, state))
            text += "\\n" + label(line);
        out_ += fmt::format("{}subgraph \"cluster_{}\" {{\n", indent(depth), name(id));
        out_ += fmt::format("{}label=\"{}\"; style=\"{}\"; fontsize=11\n", indent(depth + 1), text,
                            state.kind == StateKind::region ? "rounded,dashed" : "rounded");
        if (state.initial.is_set())
            start_dot(state.name, state.initial, depth + 1);
        for (const auto child : state.children)
            add_state(child, depth + 1);
        out_ += fmt::format("{}}}\n", indent(depth));
        if (depth == 1)
            out_ += std::exchange(starts_, {});
    }

    void add_edge(const StateEdge& edge)
    {
        const auto& transition = workflow_.transitions[edge.transition.index];
        auto attributes =
            fmt::format("label=\"{}\"",
                        label(branch_words(image_, transition, transition.branches[edge.branch])));
        // An arrow cannot be cut off at a cluster that holds both of its ends.
        if (has_children(edge.source) && edge.target != edge.source &&
            !is_inside(workflow_, edge.target, edge.source))
            attributes += fmt::format(", ltail=\"cluster_{}\"", name(edge.source));
        if (has_children(edge.target) && edge.target != edge.source &&
            !is_inside(workflow_, edge.source, edge.target))
            attributes += fmt::format(", lhead=\"cluster_{}\"", name(edge.target));
        out_ += fmt::format("  \"{}\" -> \"{}\" [{}]\n", name(box_inside(edge.source)),
                            name(box_inside(edge.target)), attributes);
    }

    const Image& image_;
    const Workflow& workflow_;
    std::string out_;
    std::string starts_;  // arrows from the dots of starts, written outside of all clusters
};

}  // namespace

std::string to_dot(const Image& image, const Workflow& workflow)
{
    return Dot(image, workflow).run();
}

}  // namespace gradus
