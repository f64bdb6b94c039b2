// The engine and the second interpreter on random workflows and random lives of a subject. A case
// that differs prints its seed, its text and what has happened.
#include <cstdlib>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/compile/compile.hpp"
#include "dsl/syntax/parse.hpp"
#include "tests/oracle/chart_oracle.hpp"
#include "tests/oracle/driven_engine.hpp"
#include "tests/oracle/random_program.hpp"

namespace gradus::oracle {
namespace {

constexpr std::uint64_t k_lives = 300;
constexpr int k_steps = 14;
constexpr std::int64_t k_hour = 3'600'000'000;

// GRADUS_SEEDS=2000 draws more.
std::uint64_t lives()
{
    const char* wanted = std::getenv("GRADUS_SEEDS");
    return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : k_lives;
}

class Life {
public:
    Life(std::uint64_t seed, const Image& image, const ast::Module& module, Dice& dice)
        : dice_(dice),
          facts_(random_facts(dice)),
          now_(start_of({parse_date("2010-01-10")->days}, Zone{})),
          rules_(module, "shop"),
          oracle_(module, rules_, facts_, {{"kind", "van"}}),
          engine_(image),
          told_(fmt::format("seed {}", seed))
    {
        now_.us += 12 * k_hour;
        REQUIRE(engine_.create(facts_, now_));
    }

    // False when the two no longer agree, or a circle of `when` has stopped both.
    bool live()
    {
        const auto next = later();
        if (!agree(oracle_.advance(now_, next), engine_.advance(next),
                   "wait until " + to_string(next)))
            return false;
        now_ = next;
        if (dice_.chance(25)) {
            auto facts = facts_;
            Json change;
            change_one(dice_, facts, change);
            if (change.as_object().empty())
                return true;
            const bool is_taken = oracle_.change_facts(facts, now_);
            if (!agree(is_taken, engine_.change(change, now_), "change " + canonical(change)))
                return false;
            facts_ = is_taken ? facts : facts_;
            return true;
        }
        const auto event = fmt::format("e{}", 1 + dice_.below(5));
        const auto* role = dice_.chance(70) ? "clerk" : "owner";
        const bool is_taken = oracle_.report(event, role, now_);
        agree(is_taken, engine_.report(event, role, now_), fmt::format("{} by {}", event, role));
        return is_same_;
    }

private:
    // Within five months; or a day that not every month has, which tells anchors from last times.
    Instant later()
    {
        if (dice_.chance(80))
            return {now_.us + static_cast<std::int64_t>(dice_.below(150 * 24)) * k_hour};
        auto day = civil(date_of(now_, Zone{}));
        day.month = 12;
        day.day = 31;
        const auto noon = start_of(*make_date(day), Zone{}).us + 12 * k_hour;
        return {std::max(noon, now_.us)};
    }

    bool agree(bool oracle, bool engine, const std::string& what)
    {
        told_ += "\n" + what + (oracle ? "" : " (refused)");
        const auto expected = oracle_.standing();
        const auto found = engine_.standing();
        is_same_ = oracle == engine && (!oracle || expected == found);
        INFO(told_ << "\nfacts " << canonical(facts_) << "\noracle " << oracle << ": "
                   << to_string(expected) << "\nengine " << engine << ": " << to_string(found));
        CHECK(is_same_);
        return is_same_ && oracle;
    }

    Dice& dice_;
    Json facts_;
    Instant now_;
    RuleOracle rules_;
    ChartOracle oracle_;
    Engine engine_;
    std::string told_;
    bool is_same_ = true;
};

TEST_CASE("engine and oracle lead a case the same way, with the same tasks and timers")
{
    for (std::uint64_t seed = 1; seed <= lives(); ++seed) {
        Dice dice(seed);
        const auto text = vocabulary() + random_rules(dice) + random_workflow(dice);
        const auto compilation = compile({{"p.gradus", text}});
        for (const auto& diagnostic : compilation.diagnostics)
            if (severity_of(diagnostic.code) == Severity::error)
                FAIL("seed " << seed << "\n" << render(diagnostic, compilation.sources) << text);
        REQUIRE(compilation.image);
        SourceSet sources;
        Diagnostics diagnostics;
        const auto source = sources.add({"p.gradus", text});
        const auto module = parse(sources, source, diagnostics);
        Life life(seed, *compilation.image, module, dice);
        INFO(text);
        for (int i = 0; i < k_steps; ++i)
            if (!life.live())
                break;
    }
}

}  // namespace
}  // namespace gradus::oracle
