// The engine and the second evaluator on random programs and facts. A case that differs prints its
// seed, its text and its facts.
#include <cstdlib>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/compile/compile.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/syntax/parse.hpp"
#include "engine/core/admit.hpp"
#include "engine/core/evaluate.hpp"
#include "tests/oracle/random_program.hpp"
#include "tests/oracle/rule_oracle.hpp"

namespace gradus::oracle {
namespace {

constexpr std::uint64_t k_programs = 120;
constexpr int k_dossiers = 4;
constexpr int k_days = 3;

// GRADUS_SEEDS=2000 draws more.
std::uint64_t programs()
{
    const char* wanted = std::getenv("GRADUS_SEEDS");
    return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : k_programs;
}

Verdict verdict_of(Truth truth)
{
    return truth == Truth::yes  ? Verdict::met
           : truth == Truth::no ? Verdict::not_met
                                : Verdict::unknown;
}

// One random program, read by both.
class Both {
public:
    explicit Both(const std::string& text)
        : text_(text), compilation_(compile({{"p.gradus", text}}))
    {
        for (const auto& diagnostic : compilation_.diagnostics)
            if (severity_of(diagnostic.code) == Severity::error)
                FAIL(render(diagnostic, compilation_.sources) << "\n" << text);
        REQUIRE(compilation_.image);
        SourceSet sources;
        Diagnostics diagnostics;
        const auto source = sources.add({"p.gradus", text});
        module_ = parse(sources, source, diagnostics);
        oracle_.emplace(module_, "shop");
    }

    void check(std::size_t number, const Json& facts, const std::string& kind, Date today) const
    {
        const auto rule = fmt::format("shop_{}", number);
        const auto engine = ask_engine(rule, facts, kind, today);
        const auto oracle = ask_oracle(rule, facts, kind, today);
        INFO(text_ << "\nrule " << rule << " for " << kind << " on " << to_string(today) << "\n"
                   << pretty(facts));
        CHECK(engine.verdict == verdict_of(oracle.truth));
        CHECK(engine.missing ==
              std::vector<std::string>(oracle.missing.begin(), oracle.missing.end()));
        if (engine.horizon) {
            CHECK(*engine.horizon > today);
            // Exact: on that very day the verdict is another one.
            INFO("horizon " << to_string(*engine.horizon));
            CHECK(ask_oracle(rule, facts, kind, *engine.horizon).truth != oracle.truth);
        }
        check_nothing_changes_before(engine.horizon, rule, facts, kind, today, oracle.truth);
    }

private:
    Evaluation ask_engine(const std::string& rule, const Json& facts, const std::string& kind,
                          Date today) const
    {
        const auto& image = *compilation_.image;
        const auto dossier = read_dossier(image, *find_subject(image, "shop"), facts);
        REQUIRE(dossier);
        Scope scope;
        scope.image = &image;
        scope.facts = &*dossier;
        scope.today = today;
        Budget budget{10'000'000};
        const auto found =
            evaluate(scope, find_rule(image, rule), {Value{kind}}, Explain::no, budget);
        REQUIRE(found);
        return *found;
    }

    Answer ask_oracle(const std::string& rule, const Json& facts, const std::string& kind,
                      Date today) const
    {
        return oracle_->rule(rule, {&facts, {{"kind", kind}}, today});
    }

    // Each day of two months, then every tenth of thirty years.
    void check_nothing_changes_before(std::optional<Date> horizon, const std::string& rule,
                                      const Json& facts, const std::string& kind, Date today,
                                      Truth truth) const
    {
        for (std::int32_t ahead = 1; ahead < 30 * 365; ahead += ahead < 60 ? 1 : 10) {
            const Date day{today.days + ahead};
            if (horizon && day >= *horizon)
                return;
            if (ask_oracle(rule, facts, kind, day).truth == truth)
                continue;
            FAIL_CHECK("the verdict changes on " << to_string(day) << ", before the horizon "
                                                 << (horizon ? to_string(*horizon) : "(none)"));
            return;
        }
    }

    std::string text_;
    Compilation compilation_;
    ast::Module module_;
    std::optional<RuleOracle> oracle_;
};

TEST_CASE("engine and oracle give the same verdicts, missing facts and horizons")
{
    for (std::uint64_t seed = 1; seed <= programs(); ++seed) {
        INFO("seed " << seed);
        Dice dice(seed);
        const Both both(vocabulary() + random_rules(dice));
        for (int i = 0; i < k_dossiers; ++i) {
            const auto facts = random_facts(dice);
            for (int day = 0; day < k_days; ++day)
                both.check(1 + dice.below(3), facts, dice.chance(50) ? "van" : "bus",
                           random_date(dice));
        }
    }
}

}  // namespace
}  // namespace gradus::oracle
