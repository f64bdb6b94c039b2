// What the grammar knows while it reads one file: the nodes so far, the blocks that are open, and
// the repairs that let it read on after a fault.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/cst.hpp"

namespace gradus {

// A token that a rule asked for at a place, whether it stood there or not.
struct Attempt {
    std::uint32_t at;
    CstKind kind;
    std::string_view what;  // a keyword or mark itself; of other tokens what they are: "a name"

    friend bool operator==(const Attempt&, const Attempt&) = default;
};

// A token that the author is taken to have meant at a place: instead of the word there, or before
// it.
struct Repair {
    CstKind kind;
    std::string_view what;
    std::uint32_t length = 0;  // of the word that it stands for; 0: the token is missing
};

struct OpenBlock {
    std::string_view word;  // "state"
    std::uint32_t begin;
    bool has_skipped = false;  // its own `end` may have been skipped as well
};

enum class ParseMode : std::uint8_t {
    reading,  // faults are mended or skipped, and reported
    trial,    // a fault ends the attempt
    listing,  // a trial that keeps what was asked for
};

struct ParseState {
    std::string_view text;
    SourceId source;
    Diagnostics* diagnostics = nullptr;

    struct Mark {
        std::uint32_t begin;
        std::uint32_t last_end;
        std::size_t nodes;
        std::size_t blocks;
    };
    std::vector<Mark> marks;
    std::vector<CstNode> nodes;  // post-order while parsing: children before their phrase
    std::vector<OpenBlock> blocks;
    std::uint32_t last_end = 0;  // of the last token, before its trailing white space
    std::size_t depth = 0;       // blocks and brackets around
    std::size_t height = 0;      // of the tree of the phrase just read, as the syntax tree has it

    ParseMode mode = ParseMode::reading;
    std::uint32_t farthest = 0;                  // where a token was asked for, in this item
    std::uint32_t limit = 0xffff'ffffU;          // a trial has succeeded when it comes here
    std::size_t trial_blocks = 0;                // that were open when it began
    std::vector<Attempt> attempts;               // only when listing
    std::vector<std::string_view> declarations;  // the words that declarations begin with

    std::map<std::uint32_t, Repair> repairs;
    std::uint32_t last_fault = 0xffff'ffffU;
    bool has_skipped = false;  // outside of all blocks, since the last whole declaration
    bool is_whole = true;      // nothing was skipped or repaired
    bool is_sure = true;       // what was skipped or repaired hides no meaning
    std::size_t blocks_opened = 0;

    [[nodiscard]] std::string_view rest(std::uint32_t at) const { return text.substr(at); }

    void ask(std::uint32_t at, CstKind kind, std::string_view what)
    {
        if (at > farthest)
            farthest = at;
        if (mode == ParseMode::listing)
            attempts.push_back({at, kind, what});
    }

    // The repair that gives this token at a place, if there is one and it is not used up: a missing
    // token is there only once.
    [[nodiscard]] const Repair* repair(std::uint32_t at, CstKind kind, std::string_view what) const
    {
        if (repairs.empty())
            return nullptr;
        const auto found = repairs.find(at);
        if (found == repairs.end() || found->second.kind != kind || found->second.what != what)
            return nullptr;
        return found->second.length == 0 && is_inserted(at) ? nullptr : &found->second;
    }

    [[nodiscard]] bool is_inserted(std::uint32_t at) const
    {
        for (auto node = nodes.rbegin(); node != nodes.rend(); ++node)
            if (node->kind < CstKind::comment)
                return node->begin == at && node->end == at;
        return false;
    }
};

}  // namespace gradus
