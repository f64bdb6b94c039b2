// The tree of a workflow's states. Ids are given in the order of the text, a parent before its
// children.

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

using image::StateId;
using image::StateKind;

StateKind kind_of(const ast::State& state)
{
    switch (state.kind) {
    case ast::StateKind::final: return StateKind::final;
    case ast::StateKind::region: return StateKind::region;
    case ast::StateKind::parallel: return StateKind::parallel;
    case ast::StateKind::state: break;
    }
    return state.states.empty() ? StateKind::atomic : StateKind::compound;
}

StateId add_state(WorkflowParts& parts, const ast::State& written, StateId parent)
{
    program::Workflow& workflow = parts.workflow;
    const StateId id{static_cast<std::uint32_t>(workflow.states.size())};
    image::State state;
    state.name = written.name.text;
    state.title = title_of(written.name, written.title);
    state.kind = kind_of(written);
    state.parent = parent;
    state.cites = resolve_cites(parts.analysis, written.cites);
    state.notes = notes_of(written.notes);
    workflow.states.push_back(std::move(state));
    workflow.state_spans.push_back(written.name.span);
    parts.states.push_back(&written);
    const auto [first, is_new] = parts.names.try_emplace(written.name.text, id);
    if (!is_new)
        report_duplicate(parts.analysis.diagnostics, written.name,
                         workflow.state_spans[first->second.index]);
    return id;
}

void collect(WorkflowParts& parts, const ast::State& written, StateId parent)
{
    const StateId id = add_state(parts, written, parent);
    if (parent.is_set())
        parts.workflow.states[parent.index].children.push_back(id);
    for (const ast::State& child : written.states)
        collect(parts, child, id);
}

void report_region(WorkflowParts& parts, const ast::Name& name, std::string message,
                   std::string help)
{
    report(parts.analysis.diagnostics,
           {DiagnosticCode::misplaced_region, name.span, std::move(message), std::move(help)});
}

void check_place(WorkflowParts& parts, const ast::State& state, const ast::State* parent)
{
    const bool is_in_parallel = parent != nullptr && parent->kind == ast::StateKind::parallel;
    if (state.kind == ast::StateKind::region && !is_in_parallel)
        report_region(
            parts, state.name,
            fmt::format("`{}` is a region, but not of a state in parallel", state.name.text),
            "write `in parallel` behind the name of the state around it");
    else if (state.kind != ast::StateKind::region && is_in_parallel)
        report_region(parts, state.name,
                      fmt::format("`{}` stands between regions", state.name.text),
                      "put it into one of the regions");
    if (state.kind == ast::StateKind::parallel && state.states.size() < 2)
        report_region(parts, state.name,
                      fmt::format("`{}` is in parallel with nothing", state.name.text),
                      "give it two regions or more, or leave out `in parallel`");
}

void check_final(WorkflowParts& parts, const ast::State& state)
{
    const bool has_content =
        state.start || !state.states.empty() || !state.tasks.empty() || !state.transitions.empty();
    if (state.kind == ast::StateKind::final && has_content)
        report(parts.analysis.diagnostics,
               {DiagnosticCode::final_with_content, state.name.span,
                fmt::format("nothing can happen any more in the final state `{}`", state.name.text),
                "leave out what stands in it, or the word `final`"});
}

void report_start(WorkflowParts& parts, Span span, std::string message, std::string help)
{
    report(parts.analysis.diagnostics,
           {DiagnosticCode::bad_start, span, std::move(message), std::move(help)});
}

struct Start {
    const std::optional<ast::Name>& written;
    const ast::Name& owner;
    StateId parent;  // unset: the workflow itself
};

StateId resolve_start(WorkflowParts& parts, const Start& start)
{
    if (!start.written) {
        report(parts.analysis.diagnostics,
               {DiagnosticCode::missing_start, start.owner.span,
                fmt::format("`{}` does not say where it starts", start.owner.text),
                "add a line `starts in STATE`"});
        return {};
    }
    const StateId id = find_target(parts, *start.written);
    if (!id.is_set())
        return {};
    const image::State& state = parts.workflow.states[id.index];
    if (state.parent != start.parent)
        report_start(
            parts, start.written->span,
            fmt::format("`{}` does not stand directly in `{}`", state.name, start.owner.text),
            "name one of the states directly inside");
    else if (state.kind == StateKind::final)
        report_start(parts, start.written->span,
                     fmt::format("`{}` starts where it ends", start.owner.text),
                     "name a state that is not final");
    return id;
}

void resolve_initial(WorkflowParts& parts, StateId id)
{
    const ast::State& written = *parts.states[id.index];
    image::State& state = parts.workflow.states[id.index];
    if (state.kind == StateKind::compound || state.kind == StateKind::region)
        state.initial = resolve_start(parts, {written.start, written.name, id});
    else if (written.start && state.kind != StateKind::final)
        report_start(parts, written.start->span,
                     state.kind == StateKind::parallel
                         ? fmt::format("`{}` starts in all of its regions", state.name)
                         : fmt::format("`{}` has no states inside", state.name),
                     "leave this line out");
}

void check_size(WorkflowParts& parts)
{
    if (parts.states.size() > k_limit_states)
        report(parts.analysis.diagnostics,
               {DiagnosticCode::too_many_states, parts.written.name.span,
                fmt::format("`{}` has {} states, but {} is the limit", parts.written.name.text,
                            parts.states.size(), k_limit_states),
                "divide it into several workflows"});
}

}  // namespace

void resolve_states(WorkflowParts& parts)
{
    for (const ast::State& state : parts.written.states)
        collect(parts, state, {});
    check_size(parts);
    for (std::uint32_t i = 0; i < parts.states.size(); ++i) {
        const StateId parent = parts.workflow.states[i].parent;
        check_place(parts, *parts.states[i],
                    parent.is_set() ? parts.states[parent.index] : nullptr);
        check_final(parts, *parts.states[i]);
        resolve_initial(parts, {i});
    }
    parts.workflow.initial = resolve_start(parts, {parts.written.start, parts.written.name, {}});
}

StateId find_target(WorkflowParts& parts, const ast::Name& name)
{
    const auto found = parts.names.find(name.text);
    if (found != parts.names.end())
        return found->second;
    std::vector<std::string> names;
    for (const auto& [known, id] : parts.names)
        names.push_back(known);
    report_unknown(parts.analysis.diagnostics, name,
                   {DiagnosticCode::unknown_state,
                    fmt::format("state of `{}` named", parts.written.name.text), std::move(names)});
    return {};
}

}  // namespace gradus::sema
