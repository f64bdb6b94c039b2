// Random programs (as text), facts and events by seed. The vocabulary stays the same, so that a
// case that differs can be read; rules, dates in force and the chart are drawn.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/time.hpp"

namespace gradus::oracle {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    // 0 … n-1, the same on every machine.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
    bool chance(std::size_t percent) { return below(100) < percent; }
    template <class T> const T& one_of(const std::vector<T>& items)
    {
        return items[below(items.size())];
    }

private:
    std::mt19937_64 engine_;
};

// Kinds of records a condition can stand in.
enum class About { shop, vehicle, inspection };

[[nodiscard]] std::string vocabulary();
// Rules inspection_ok, vehicle_ok (given sought), of_kinds (given those), and shop_1 … shop_3
// (given kind).
[[nodiscard]] std::string random_rules(Dice& dice);
// A condition for the workflow or a shop's rule; rules up to `rules` of shop_1 … may be asked.
[[nodiscard]] std::string random_condition(Dice& dice, About about, int depth, std::size_t rules);
[[nodiscard]] Json random_facts(Dice& dice);
[[nodiscard]] Date random_date(Dice& dice);
[[nodiscard]] std::string random_period(Dice& dice);

// A workflow `permit` for each shop and kind with events e1 … e5.
[[nodiscard]] std::string random_workflow(Dice& dice);

}  // namespace gradus::oracle
