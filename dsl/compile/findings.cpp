#include "dsl/compile/findings.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"
#include "dsl/graph/check_graph.hpp"

namespace gradus {
namespace {

template <class Named> std::size_t place_of(const std::vector<Named>& list, const std::string& name)
{
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const Named& each) { return each.name == name; });
    ASSERT(found != list.end());
    return static_cast<std::size_t>(found - list.begin());
}

Span span_of(const Emitted& emitted, const Finding& finding)
{
    const auto place = place_of(emitted.image.workflows, finding.workflow);
    const auto& workflow = emitted.image.workflows[place];
    const auto& spans = emitted.spans.workflows[place];
    if (finding.transition.empty())
        return spans.states[place_of(workflow.states, finding.state)];
    const auto& transitions = workflow.transitions;
    const auto found = std::find_if(transitions.begin(), transitions.end(), [&](const auto& each) {
        return each.id == finding.transition;
    });
    ASSERT(found != transitions.end());
    return spans.transitions[static_cast<std::size_t>(found - transitions.begin())];
}

}  // namespace

void report_findings(const Emitted& emitted, Diagnostics& diagnostics)
{
    for (auto& finding : check_graph(emitted.image))
        diagnostics.add(
            {finding.code, span_of(emitted, finding), finding.message, finding.help, {}, {}});
}

}  // namespace gradus
