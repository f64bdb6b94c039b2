// What the parts of a workflow's analysis share while one workflow is read.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/recursion.hpp"

namespace gradus::sema {

struct WorkflowParts {
    Analysis& analysis;
    const Uncertainty& uncertainty;
    const ast::Workflow& written;
    program::Workflow& workflow;
    Scope scope;                                  // of its conditions, without an event
    std::vector<const ast::State*> states;        // by StateId
    std::map<std::string, image::StateId> names;  // the first of each name
};

// What conditions of a workflow can name.
[[nodiscard]] Scope scope_of(const program::Workflow& workflow);

// states.cpp: the tree of states, their kinds and where they start.
void resolve_states(WorkflowParts& parts);
// transitions.cpp: of one state.
void resolve_transitions(WorkflowParts& parts, image::StateId state);
// tasks.cpp: of one state; then who is told what.
void resolve_tasks(WorkflowParts& parts, image::StateId state);
[[nodiscard]] std::vector<image::Notice> resolve_notices(WorkflowParts& parts,
                                                         const std::vector<ast::Notify>& notifies);
[[nodiscard]] std::vector<std::string> resolve_roles(WorkflowParts& parts,
                                                     const std::vector<ast::Name>& roles);

// actions.cpp: what a branch sets, raises and calls; then, once all workflows are read, whether
// somebody takes it.
void resolve_actions(WorkflowParts& parts, const ast::Branch& written, const Scope& scope,
                     program::Branch& branch);
void check_actions(Analysis& analysis);

// late_timers.cpp: times that never come, once all states are read.
void warn_of_late_timers(WorkflowParts& parts);

[[nodiscard]] image::StateId find_target(WorkflowParts& parts, const ast::Name& name);
// True for a state inside `ancestor` (not for itself).
[[nodiscard]] bool is_inside(const program::Workflow& workflow, image::StateId state,
                             image::StateId ancestor);

}  // namespace gradus::sema
