#include <fmt/format.h>

#include "dsl/image/codec.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"

namespace gradus {
namespace {

using namespace image;

std::string cites(const Image& image, const std::vector<CitationId>& ids)
{
    std::string text;
    for (const auto id : ids)
        text += fmt::format(" [{} {}]", image.citations[id.index].source,
                            image.citations[id.index].clause);
    return text;
}

void list_clause(const Image& image, ClauseId id, std::size_t depth, std::string& out)
{
    const auto& clause = at(image, id);
    out += fmt::format("{}{}: {}{}\n", std::string(depth * 2, ' '), clause.id,
                       in_words(image, clause), cites(image, clause.cites));
    for (const auto child : clause.clauses)
        list_clause(image, child, depth + 1, out);
}

std::string branch_line(const Image& image, const Workflow& workflow, const Branch& branch)
{
    std::string guard;
    if (branch.kind == BranchKind::if_condition)
        guard = "if " + in_words(image, branch.condition) + ": ";
    else if (branch.kind == BranchKind::if_unknown)
        guard = "if unknown: ";
    else if (branch.kind == BranchKind::otherwise)
        guard = "otherwise: ";
    const auto target =
        branch.target.is_set() ? "go to " + at(workflow, branch.target).name : std::string("stay");
    return guard + target + cites(image, branch.cites);
}

void list_state(const Image& image, const Workflow& workflow, StateId id, std::size_t depth,
                std::string& out)
{
    static constexpr const char* k_kinds[] = {"state", "state", "parallel state", "region",
                                              "final state"};
    const auto& state = at(workflow, id);
    const std::string indent(depth * 2, ' ');
    out += fmt::format("{}{} {}{}\n", indent, k_kinds[static_cast<std::size_t>(state.kind)],
                       state.name, cites(image, state.cites));
    for (const auto place : state.tasks) {
        const auto& task = workflow.tasks[place.index];
        out += fmt::format("{}  task {} for {}\n", indent, task.name, task.role);
        for (const auto& rung : task.ladder)
            out += fmt::format("{}    after {}: for {}, too\n", indent, in_words(image, rung.after),
                               rung.role);
    }
    for (const auto transition : state.transitions) {
        const auto& t = workflow.transitions[transition.index];
        for (const auto& branch : t.branches)
            out += fmt::format("{}  {}: {}: {}\n", indent, branch.id, in_words(image, t),
                               branch_line(image, workflow, branch));
    }
    for (const auto child : state.children)
        list_state(image, workflow, child, depth + 1, out);
}

}  // namespace

std::string disassemble(const Image& image)
{
    std::string out = fmt::format("program {} {}\n", image.program, to_hex(identity(image)));
    for (const auto& rule : image.rules) {
        out += fmt::format("\nrule {}{}\n", rule.name, cites(image, rule.cites));
        for (const auto clause : rule.clauses)
            list_clause(image, clause, 1, out);
    }
    for (const auto& workflow : image.workflows) {
        out += fmt::format("\nworkflow {}, starts in {}\n", workflow.name,
                           at(workflow, workflow.initial).name);
        for (std::uint32_t i = 0; i < workflow.states.size(); ++i)
            if (!workflow.states[i].parent.is_set())
                list_state(image, workflow, {i}, 1, out);
    }
    for (const auto& promise : image.promises) {
        const auto& workflow = image.workflows[promise.workflow];
        out += fmt::format("\npromise {} for {}{}\n", promise.name, workflow.name,
                           cites(image, promise.cites));
        for (const auto& line : promise.lines)
            out += "  " + in_words(image, workflow, line) + "\n";
    }
    return out;
}

}  // namespace gradus
