// The promises of an Image (image.hpp): what its owner says of all runs of a workflow.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/image/expression.hpp"
#include "dsl/image/rule.hpp"

namespace gradus::image {

// In the order of ast::PromiseKind, whose words they are.
enum class PromiseKind {
    never_before,  // `first` is never entered before one of `others` has been, in the same run
    never_unless,  // `first` is never entered unless the condition is met
    never_while,   // never at rest in `first` while the condition is met
    never_except,  // `first` is never entered but by an event of one of the roles `names`
    never_both,    // never in `first` and all `others` at once
    after_always,  // once in `first`, one of `others` can always still come, and no end before it
    nobody_does,   // no person reports both events `names` in one run
    can_end        // a case can always still come to its end
};

struct PromiseLine {
    PromiseKind kind = PromiseKind::never_before;
    StateId first;
    std::vector<StateId> others;
    std::vector<std::string> names;
    ExprId condition;

    friend bool operator==(const PromiseLine&, const PromiseLine&) = default;
};

// What the program's owner promises of all runs of a workflow.
struct Promise {
    std::string name;
    std::string title;
    std::uint32_t workflow = 0;  // index into `workflows`
    std::vector<PromiseLine> lines;
    std::vector<CitationId> cites;
    std::vector<Note> notes;

    friend bool operator==(const Promise&, const Promise&) = default;
};

}  // namespace gradus::image
