#include "dsl/graph/bdd.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace gradus {
namespace {

constexpr std::uint32_t k_variables = 5;
constexpr std::uint32_t k_assignments = 1U << k_variables;

// The same set twice: as a diagram, and as a bit for each assignment.
struct Both {
    Bdd::Ref diagram;
    std::uint32_t table;
};

bool holds(Bdd& bdd, Bdd::Ref set, std::uint32_t assignment)
{
    for (std::uint32_t i = 0; i < k_variables; ++i) {
        const auto bit = bdd.variable(i);
        set = bdd.both(set, (assignment >> i & 1U) != 0 ? bit : bdd.negation(bit));
    }
    return set != Bdd::k_no;
}

std::uint32_t table_of(Bdd& bdd, Bdd::Ref set)
{
    std::uint32_t table = 0;
    for (std::uint32_t i = 0; i < k_assignments; ++i)
        table |= holds(bdd, set, i) ? 1U << i : 0;
    return table;
}

// Of each assignment the other value of the variable, too.
std::uint32_t forget(std::uint32_t table, std::uint32_t variable)
{
    std::uint32_t forgotten = table;
    for (std::uint32_t i = 0; i < k_assignments; ++i)
        if ((table >> i & 1U) != 0)
            forgotten |= 1U << (i ^ (1U << variable));
    return forgotten;
}

TEST_CASE("diagrams of random sets are the sets that a truth table gives")
{
    std::mt19937 random(7);
    Bdd bdd(100'000);
    std::vector<Both> sets{{Bdd::k_no, 0}, {Bdd::k_yes, 0xffff'ffffU}};
    for (std::uint32_t i = 0; i < k_variables; ++i)
        sets.push_back({bdd.variable(i), table_of(bdd, bdd.variable(i))});
    for (int round = 0; round < 500; ++round) {
        const auto a = sets[random() % sets.size()];
        const auto b = sets[random() % sets.size()];
        const auto c = sets[random() % sets.size()];
        const auto variable = static_cast<std::uint32_t>(random() % k_variables);
        switch (random() % 5) {
        case 0: sets.push_back({bdd.both(a.diagram, b.diagram), a.table & b.table}); break;
        case 1: sets.push_back({bdd.either(a.diagram, b.diagram), a.table | b.table}); break;
        case 2: sets.push_back({bdd.without(a.diagram, b.diagram), a.table & ~b.table}); break;
        case 3:
            sets.push_back({bdd.choose(a.diagram, b.diagram, c.diagram),
                            (a.table & b.table) | (~a.table & c.table)});
            break;
        default:
            sets.push_back(
                {bdd.some(a.diagram, bdd.variable(variable)), forget(a.table, variable)});
        }
        CHECK(table_of(bdd, sets.back().diagram) == sets.back().table);
    }
    for (const auto& one : sets)
        for (const auto& other : sets)
            if ((one.table == other.table) != (one.diagram == other.diagram))
                FAIL("equal sets have different diagrams, or different sets the same");
}

TEST_CASE("what is picked from a set lies in it")
{
    Bdd bdd(1000);
    const auto set = bdd.both(bdd.variable(1), bdd.negation(bdd.variable(3)));
    const auto picked = bdd.pick(set);
    REQUIRE(picked.size() == 2);
    CHECK(picked[0] == std::pair<std::uint32_t, bool>{1, true});
    CHECK(picked[1] == std::pair<std::uint32_t, bool>{3, false});
}

TEST_CASE("a diagram past its limit says so")
{
    Bdd bdd(4);
    CHECK_FALSE(bdd.is_full());
    (void)bdd.both(bdd.both(bdd.variable(0), bdd.variable(1)), bdd.variable(2));
    CHECK(bdd.is_full());
}

}  // namespace
}  // namespace gradus
