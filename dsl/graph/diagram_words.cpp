#include "dsl/graph/diagram_words.hpp"

#include <algorithm>

#include "dsl/image/wording.hpp"

namespace gradus {

using namespace image;

std::string branch_words(const Image& image, const Transition& transition, const Branch& branch)
{
    const auto trigger = in_words(image, transition);
    switch (branch.kind) {
    case BranchKind::plain: return trigger;
    case BranchKind::if_condition: return trigger + ", if " + in_words(image, branch.condition);
    case BranchKind::if_unknown: return trigger + ", if unknown";
    case BranchKind::otherwise: return trigger + ", otherwise";
    }
    return trigger;
}

std::vector<std::string> state_lines(const Image& image, const Workflow& workflow,
                                     const State& state)
{
    std::vector<std::string> lines;
    for (const auto task : state.tasks)
        lines.push_back("task: " + workflow.tasks[task.index].title);
    for (const auto id : state.transitions) {
        const auto& transition = workflow.transitions[id.index];
        for (const auto& branch : transition.branches) {
            if (branch.target.is_set())
                continue;
            auto line = branch_words(image, transition, branch) + ": ";
            for (const auto& notice : branch.notices)
                line += "notify " + notice.role + ", ";
            lines.push_back(line + "stay");
        }
    }
    return lines;
}

std::vector<std::string> wrap(const std::string& text, std::size_t columns)
{
    std::vector<std::string> lines(1);
    std::size_t from = 0;
    while (from <= text.size()) {
        const auto blank = std::min(text.find(' ', from), text.size());
        const auto word = text.substr(from, blank - from);
        if (!lines.back().empty() && lines.back().size() + word.size() >= columns)
            lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + word;
        from = blank + 1;
    }
    return lines;
}

}  // namespace gradus
