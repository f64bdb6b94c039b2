// From where a goal can always still be reached: by people who want it, by facts that somebody can
// record at will, and by time that passes; inside dsl/graph.
//
// A step counts only when it surely can happen: with facts that can be chosen freely, whatever the
// free conditions, the day and the key of the case are. Proved is safe; what is stuck may be so
// only because that is not known.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "dsl/graph/search.hpp"

namespace gradus {

class CanCome {
public:
    using IsGoal = std::function<bool(const Node&)>;

    // Borrows all; the search is complete.
    CanCome(CaseMoves& moves, FactSpace& facts, Bdd& bdd, const Search& search, IsGoal is_goal);

    struct Result {
        std::optional<std::uint32_t> stuck;  // the first node from which the goal is not sure
        bool is_for_ever = false;            // no step at all leads from it to the goal
    };
    [[nodiscard]] Result run();

private:
    // When all of `targets` are good, so is the node.
    struct Reason {
        std::uint32_t node;
        std::uint32_t missing;  // targets that are not good yet
    };

    void note_steps(std::uint32_t node);
    void note_reason(std::uint32_t node, std::vector<std::uint32_t> targets);
    void note_time(std::uint32_t node, const std::vector<std::pair<Moved, std::uint32_t>>& steps);
    [[nodiscard]] bool can_be_chosen(Bdd::Ref where, Bdd::Ref rest);
    void spread(std::vector<std::uint32_t> good);
    [[nodiscard]] std::vector<bool> reach_somehow() const;

    CaseMoves& moves_;
    Bdd& bdd_;
    const Search& search_;
    IsGoal is_goal_;
    Bdd::Ref beyond_control_;
    Bdd::Ref controlled_;
    std::vector<Reason> reasons_;
    std::vector<std::vector<std::uint32_t>> waiting_;  // of each node: the reasons that want it
    std::vector<std::vector<std::uint32_t>> before_;   // of each node: where a step comes from
    std::vector<bool> is_good_;
};

}  // namespace gradus
