// Decides the promises of an Image on the graph of its configurations: proved, or contradicted by a
// way that the engine still has to confirm, or not decided and why.
//
// Proved is safe: the graph holds every step of the engine, and more. A way against a promise may
// use a step too many, so nobody calls a promise broken before the way was played
// (engine/plan/prove.hpp).
//
// Way: Image -> [prove] -> engine/plan (replay), engine/cli (report)
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/graph/fact_space.hpp"
#include "dsl/image/image.hpp"

namespace gradus {

// What one feature is at one step of a way. Of a number or a date one example.
struct WantedFact {
    Feature feature;
    bool is_unknown = false;
    image::Scalar value;                 // choice, yes_no, number, today
    std::vector<std::string> items;      // list: in it …
    std::vector<std::string> items_out;  // … and not in it
    bool is_met = false;                 // free
    std::optional<Date> not_before;      // today
    std::optional<Date> not_after;       // today
};

enum class WayKind { begin, event, timer, world, raised };

struct WayStep {
    WayKind kind = WayKind::world;
    std::string event;
    std::vector<std::string> roles;
    image::TransitionId timer;
    bool is_by_watched = false;  // all such steps are one person's
    std::vector<WantedFact> facts;
    std::vector<image::StateId> entered;
    std::vector<std::string> taken;     // ids of branches
    std::vector<image::StateId> after;  // active states
};

enum class Proof { proved, contradicted, undecided };

struct PromiseFinding {
    std::uint32_t promise = 0;
    std::uint32_t line = 0;
    Proof proof = Proof::undecided;
    std::vector<WayStep> way;        // contradicted, or the nearest to it
    std::string reason;              // undecided
    std::vector<std::string> free;   // what was left free, in words
    std::size_t configurations = 0;  // that were looked at
};

struct ProofBudget {
    std::size_t configurations = 4'000'000;
    std::size_t diagram_nodes = 4'000'000;
};

[[nodiscard]] std::vector<PromiseFinding> prove(const Image& image, const ProofBudget& budget);

}  // namespace gradus
