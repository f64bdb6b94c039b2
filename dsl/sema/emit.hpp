// emit lays a checked Program out as an Image: expression trees become code in which children stand
// before their parents, clauses and transitions get their ids. The places in the text go to a table
// beside it.
//
// Way: Program -> [emit] -> Image
#pragma once

#include <vector>

#include "dsl/sema/program.hpp"

namespace gradus {

// Where things of the Image stand in the text, by their ids.
struct WorkflowSpans {
    Span workflow;
    std::vector<Span> states;
    std::vector<Span> transitions;
    std::vector<std::vector<Span>> branches;  // of each transition
};

struct SpanTable {
    std::vector<Span> rules;
    std::vector<Span> clauses;
    std::vector<WorkflowSpans> workflows;
    std::vector<std::vector<Span>> promises;  // of each line
};

struct Emitted {
    Image image;
    SpanTable spans;
};

[[nodiscard]] Emitted emit(const Program& program);

}  // namespace gradus
