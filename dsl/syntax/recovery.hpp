// What is done about a fault of the form: the one token that would mend it is looked for, else text
// is skipped to where reading can go on. Either way it is told once. No PEGTL here; grammar.cpp
// hands in how to read an item again.
#pragma once

#include <functional>
#include <optional>

#include "dsl/syntax/parse_state.hpp"

namespace gradus {

// The item that cannot be read as it stands: a line, or the head of a block.
struct FaultyItem {
    std::uint32_t begin;
    std::uint32_t fault;       // the first token that does not fit
    bool is_complete = false;  // it is read, but what follows seems to belong to it
};

struct Trial {
    bool is_success = false;  // what follows can be read for a good while
    std::uint32_t reached = 0;
};

// Reads the item and some of what follows; nothing of it stays but, without a repair, the attempts.
using TryItem = std::function<Trial(const Repair* repair, std::uint32_t at)>;

// Reports the fault and remembers the repair, so that the item can be read anew. False when no
// single token would mend it.
bool mend(ParseState& state, const FaultyItem& item, const TryItem& try_item);
// Where a trial may stop.
[[nodiscard]] std::uint32_t trial_limit(const ParseState& state, std::uint32_t fault);

void report_failure(ParseState& state, const FaultyItem& item);
// How far to skip: to the next line that is indented no deeper, past the `end` of the block that
// the faulty item was to open.
[[nodiscard]] std::uint32_t end_of_skip(const ParseState& state, const FaultyItem& item);

// What follows an item that has been read seems to belong to it: it stands on the same line, or on
// one that is indented deeper.
[[nodiscard]] bool is_continued(const ParseState& state, std::uint32_t begin, std::uint32_t at);

// --- the ends of blocks ---

// Nothing more of the innermost block stands here: its `end`, another declaration or no text.
[[nodiscard]] bool is_block_over(const ParseState& state, std::uint32_t at);
[[nodiscard]] bool is_at_end(const ParseState& state, std::uint32_t at);
// `edn rule`, or `rule` alone on its line, where `end rule` is meant.
[[nodiscard]] std::optional<Repair> repair_of_end(const ParseState& state, std::uint32_t at);
void report_repaired_end(ParseState& state, std::uint32_t at, const Repair& repair);
// The end of a block whose head has been skipped.
[[nodiscard]] bool is_end_of_skipped(const ParseState& state, std::uint32_t at);

enum class EndFault { none, missing, no_word, wrong_word };
struct BlockEnd {
    EndFault fault;
    std::uint32_t word_at = 0;
    std::uint32_t word_length = 0;
};
// How the innermost block ends at this place, where it is over.
[[nodiscard]] BlockEnd end_of_block(const ParseState& state, std::uint32_t at);
void report_end(ParseState& state, std::uint32_t at, const BlockEnd& end);
void report_stray_end(ParseState& state, std::uint32_t at);

void report_too_deep(ParseState& state, std::uint32_t at);
void report_long_names(ParseState& state);

// What a repaired token reads as.
[[nodiscard]] std::string meant_text(const Repair& repair);

}  // namespace gradus
