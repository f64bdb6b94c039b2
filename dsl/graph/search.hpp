// Breadth-first search over the configurations of a case: every one that can be reached is met
// once, on a shortest way.
//
// Way: CaseMoves -> [Search] -> prove.hpp
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "dsl/graph/case_moves.hpp"

namespace gradus {

// A configuration, and what the search remembers beside it.
struct Node {
    Configuration at;
    std::uint32_t memory = 0;

    friend bool operator==(const Node&, const Node&) = default;
};

enum class Judgment { follow, prune, stop };

// Looks at a step and changes `memory`, which is that before it, into that after it.
using Judge = std::function<Judgment(const Moved& outcome, std::uint32_t& memory)>;
// What to watch at a node.
using WatchAt = std::function<Watch(std::uint32_t memory)>;

struct SearchPlan {
    std::uint32_t first_memory = 0;
    WatchAt watch;
    Judge judge;
};

class Search {
public:
    static constexpr std::uint32_t k_none = 0xffff'ffffU;

    Search(CaseMoves& moves, SearchPlan plan, std::size_t nodes_max);

    enum class End { complete, stopped, over_budget };
    End run();

    [[nodiscard]] std::size_t size() const { return parents_.size(); }
    [[nodiscard]] Node node(std::uint32_t index) const;
    // The steps of a shortest way to a node; then, where `last` is given, the one that stopped.
    [[nodiscard]] std::vector<Moved> way_to(std::uint32_t index) const;
    [[nodiscard]] const std::optional<Moved>& last() const { return last_; }
    [[nodiscard]] std::uint32_t stopped_at() const { return stopped_at_; }  // k_none: at the start
    [[nodiscard]] std::uint32_t find(const Node& node) const;
    // The steps from a node, with the memory after each, those that are pruned left out.
    void steps_from(std::uint32_t index,
                    const std::function<void(const Moved&, std::uint32_t memory)>& sink) const;

private:
    [[nodiscard]] std::uint64_t hash_of(const std::uint64_t* words) const;
    [[nodiscard]] std::size_t place_of(const std::uint64_t* words, std::uint64_t hash) const;
    void add(const std::uint64_t* words, std::uint64_t hash, std::uint32_t parent);
    void add_found(std::uint32_t parent);
    void grow();
    // True when the search is over.
    bool look(const Moved& outcome, std::uint32_t memory, std::uint32_t parent);

    CaseMoves& moves_;
    SearchPlan plan_;
    std::size_t nodes_max_;
    std::size_t stride_;
    std::vector<std::uint64_t> words_;  // of all nodes in a row: the configuration, the memory
    std::vector<std::uint32_t> parents_;
    std::vector<std::uint32_t> table_;  // open addressing; k_none: free
    // What the node at hand leads to: looked up together, so that memory answers side by side.
    std::vector<std::uint64_t> found_;
    std::vector<std::uint64_t> hashes_;
    std::optional<Moved> last_;
    std::uint32_t stopped_at_ = k_none;
    bool is_over_ = false;
    bool is_over_budget_ = false;
};

}  // namespace gradus
