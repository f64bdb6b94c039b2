// What a register says about a text and a program: which pieces nobody has read, which clauses the
// program leaves out, and whether a text at hand is the one that was read. `gradus sources` prints
// it.
//
// Way: text -> cut_source_text -> [register] <- citations of the Image
// Tested by tests/sources/register_report_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/image/image.hpp"
#include "dsl/syntax/register.hpp"

namespace gradus {

// The register of `text`, in its written form. Clauses and summaries come from `previous`, and so
// do the clauses or the reason of every piece whose fingerprint it knows; the other pieces come out
// open.
[[nodiscard]] std::string make_register(std::string_view name, std::string_view text,
                                        const std::optional<ast::Register>& previous);

struct ClauseCoverage {
    std::string clause;
    std::string summary;
    std::vector<std::string> places;  // where the text states it
    bool is_cited = false;  // by a rule, a state, … of the program; scenarios do not count
};

struct SourceCoverage {
    std::string source;
    std::size_t piece_count = 0;
    std::size_t without_rule_count = 0;    // pieces with a reason
    std::vector<std::string> open_places;  // pieces with neither a clause nor a reason
    std::vector<ClauseCoverage> clauses;   // in the register's order

    [[nodiscard]] std::vector<std::string> uncited() const;
};

[[nodiscard]] SourceCoverage cover_source(const ast::Register& reg, const Image& image);

// A text held against its register. Places are those of the register, except in `added`.
struct TextCheck {
    std::size_t matching_count = 0;
    std::vector<std::string> changed;  // another fingerprint at the same place
    std::vector<std::string> missing;  // the text has no such place
    std::vector<std::string> added;    // the register has no such place

    [[nodiscard]] bool is_same_text() const
    {
        return changed.empty() && missing.empty() && added.empty();
    }
};

[[nodiscard]] TextCheck check_text(const ast::Register& reg, std::string_view text);

// {"source","pieces","without_rule","open":[…],"clauses":[{"clause","summary","places","cited"}…]},
// with "text":{"same","matching","changed","missing","added"} where a text was checked.
[[nodiscard]] Json to_json(const SourceCoverage& coverage, const std::optional<TextCheck>& check);

}  // namespace gradus
