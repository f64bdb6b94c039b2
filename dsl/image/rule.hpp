// The rules of an Image (image.hpp): clauses with their dates in force, tables with their rows, and
// where the text that they rest on stands.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/image/expression.hpp"

namespace gradus::image {

struct Citation {
    std::string source;   // the program's name for it: "faq"
    std::string clause;   // "R7"
    std::string summary;  // from the register, in the owner's words

    friend bool operator==(const Citation&, const Citation&) = default;
};

struct Note {
    bool is_question = false;
    std::string id;
    std::string text;

    friend bool operator==(const Note&, const Note&) = default;
};

struct Given {
    std::string name;
    Type type;

    friend bool operator==(const Given&, const Given&) = default;
};

// `once`: all of its counts, of one list, of which each element counts for one of them only.
enum class ClauseKind { needs, all_of, any_of, none_of, once, at_least, only_when, row };

// Which rows of a table give its value: the first that fits, the only one, or all of them.
enum class TakesRows { first, only, all };

struct Clause {
    ClauseKind kind = ClauseKind::needs;
    std::string id;                 // "premium.1", "routing.2.3": the rule and the ordinals
    ExprId condition;               // needs, only_when, row; unset in the row for all else
    ExprId result;                  // row: the value it gives
    std::vector<ClauseId> clauses;  // the others, and only_when
    std::uint32_t count = 0;        // at_least
    ExprId from;                    // dates in force; unset where not written
    ExprId through;
    ExprId before;
    std::vector<CitationId> cites;

    friend bool operator==(const Clause&, const Clause&) = default;
};

struct Rule {
    std::string name;
    std::string title;
    bool is_decision = false;  // there to be asked from outside
    bool is_about_record = false;
    std::uint32_t about = 0;  // index into `subjects`, or RecordId
    std::vector<Given> givens;
    std::vector<CitationId> cites;
    std::vector<Note> notes;
    std::vector<ClauseId> clauses;  // all of them; of a table its rows
    bool is_table = false;
    Type gives;                          // of a table
    TakesRows takes = TakesRows::first;  // of a table

    friend bool operator==(const Rule&, const Rule&) = default;
};

}  // namespace gradus::image
