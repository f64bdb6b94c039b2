// Mermaid wants an arrow inside the innermost state that holds both of its ends.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/graph/diagram.hpp"
#include "dsl/graph/diagram_words.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using namespace image;

// Quotes, semicolons, colons and number signs have a meaning of their own: they go as entities.
std::string plain(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '"': out += "#quot;"; break;
        case ';': out += "#59;"; break;
        case '#': out += "#35;"; break;
        case ':': out += "#58;"; break;
        case '\n': out += ' '; break;
        default: out += c;
        }
    }
    return out;
}

// Names may hold `-`, which Mermaid reads as part of an arrow.
std::string identifier(const std::string& name)
{
    std::string out = name;
    std::replace(out.begin(), out.end(), '-', '_');
    return out == "end" || out == "state" ? out + "_" : out;
}

class Mermaid {
public:
    Mermaid(const Image& image, const Workflow& workflow)
        : image_(image), workflow_(workflow), edges_(build(image, workflow).edges)
    {}

    std::string run()
    {
        out_ = "stateDiagram-v2\n";
        out_ += fmt::format("  [*] --> {}\n", name(workflow_.initial));
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i)
            if (!workflow_.states[i].parent.is_set())
                add_state({i}, 1);
        add_edges({}, 1);
        return out_;
    }

private:
    static std::string indent(std::size_t depth) { return std::string(depth * 2, ' '); }
    [[nodiscard]] std::string name(StateId id) const { return identifier(at(workflow_, id).name); }

    void add_state(StateId id, std::size_t depth)
    {
        const auto& state = at(workflow_, id);
        out_ += fmt::format("{}state \"{}\" as {}\n", indent(depth), plain(state.title), name(id));
        if (!state.children.empty())
            add_nested(id, depth);
        for (const auto& line : state_lines(image_, workflow_, state))
            out_ += fmt::format("{}note right of {} : {}\n", indent(depth), name(id), plain(line));
        if (state.kind == StateKind::final)
            out_ += fmt::format("{}{} --> [*]\n", indent(depth), name(id));
    }

    void add_nested(StateId id, std::size_t depth)
    {
        out_ += fmt::format("{}state {} {{\n", indent(depth), name(id));
        if (at(workflow_, id).kind == StateKind::parallel)
            add_regions(at(workflow_, id), depth + 1);
        else
            add_inside(id, depth + 1);
        out_ += fmt::format("{}}}\n", indent(depth));
    }

    void add_inside(StateId id, std::size_t depth)
    {
        const auto& state = at(workflow_, id);
        if (state.initial.is_set())
            out_ += fmt::format("{}[*] --> {}\n", indent(depth), name(state.initial));
        for (const auto child : state.children)
            add_state(child, depth);
        add_edges(id, depth);
    }

    void add_regions(const State& state, std::size_t depth)
    {
        for (std::size_t i = 0; i < state.children.size(); ++i) {
            if (i > 0)
                out_ += indent(depth) + "--\n";
            add_inside(state.children[i], depth);
        }
    }

    // A region has no box of its own, so an arrow from or to one is an arrow of its parallel state.
    [[nodiscard]] StateId box(StateId id) const
    {
        const auto& state = at(workflow_, id);
        return state.kind == StateKind::region ? state.parent : id;
    }

    // The innermost state that holds both ends; unset: the outermost level.
    [[nodiscard]] StateId around(const StateEdge& edge) const
    {
        auto id = at(workflow_, box(edge.source)).parent;
        while (id.is_set() && !is_inside(workflow_, edge.target, id))
            id = at(workflow_, id).parent;
        return id;
    }

    void add_edges(StateId inside, std::size_t depth)
    {
        for (const auto& edge : edges_) {
            if (around(edge) != inside)
                continue;
            const auto& transition = workflow_.transitions[edge.transition.index];
            const auto words = branch_words(image_, transition, transition.branches[edge.branch]);
            out_ += fmt::format("{}{} --> {} : {}\n", indent(depth), name(box(edge.source)),
                                name(box(edge.target)), plain(words));
        }
    }

    const Image& image_;
    const Workflow& workflow_;
    std::vector<StateEdge> edges_;
    std::string out_;
};

}  // namespace

std::string to_mermaid(const Image& image, const Workflow& workflow)
{
    return Mermaid(image, workflow).run();
}

}  // namespace gradus
