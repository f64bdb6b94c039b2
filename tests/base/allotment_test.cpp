// The allotment against trying everything: small random needs and candidates.
#include <random>

#include <catch2/catch.hpp>

#include "dsl/base/allotment.hpp"

using namespace gradus;

namespace {

// As many as any assignment serves: each candidate in turn serves a need that wants it, or none.
std::size_t most_served(const std::vector<Need>& needs, const std::vector<std::string>& candidates,
                        std::size_t next, std::vector<std::size_t>& open)
{
    if (next == candidates.size())
        return 0;
    auto best = most_served(needs, candidates, next + 1, open);
    for (std::size_t i = 0; i < needs.size(); ++i) {
        const auto& wants = needs[i].candidates;
        if (open[i] == 0 || std::find(wants.begin(), wants.end(), candidates[next]) == wants.end())
            continue;
        --open[i];
        best = std::max(best, 1 + most_served(needs, candidates, next + 1, open));
        ++open[i];
    }
    return best;
}

std::vector<Need> random_needs(std::mt19937& random, const std::vector<std::string>& candidates)
{
    std::vector<Need> needs(1 + random() % 4);
    for (auto& need : needs) {
        need.wanted = random() % 4;
        for (const auto& candidate : candidates)
            if (random() % 3 == 0)
                need.candidates.push_back(candidate);
    }
    return needs;
}

}  // namespace

TEST_CASE("an allotment serves as many as trying everything does, each candidate once")
{
    std::mt19937 random(20101001);
    std::size_t competing = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<std::string> candidates;
        for (std::size_t i = 0; i < random() % 7; ++i)
            candidates.push_back("e" + std::to_string(i));
        const auto needs = random_needs(random, candidates);
        std::vector<std::size_t> open;
        std::size_t alone = 0;
        for (const auto& need : needs) {
            open.push_back(need.wanted);
            alone += std::min(need.wanted, need.candidates.size());
        }
        const auto best = most_served(needs, candidates, 0, open);
        const auto allotted = allot(needs);
        std::vector<std::string> used;
        REQUIRE(allotted.size() == needs.size());
        for (std::size_t i = 0; i < needs.size(); ++i) {
            CHECK(allotted[i].size() <= needs[i].wanted);
            for (const auto& candidate : allotted[i]) {
                const auto& wants = needs[i].candidates;
                CHECK(std::find(wants.begin(), wants.end(), candidate) != wants.end());
                CHECK(std::find(used.begin(), used.end(), candidate) == used.end());
                used.push_back(candidate);
            }
        }
        CHECK(used.size() == best);
        competing += best < alone ? 1 : 0;
    }
    CHECK(competing > 300);  // else nothing of this was tried
}
