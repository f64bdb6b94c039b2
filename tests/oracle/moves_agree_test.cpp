// What the graph of configurations holds and what the engine does, on random workflows and random
// lives: every step of the engine must be among the graph's, and no promise that is proved may be
// seen broken. A case that differs prints its seed and its text.
#include <cstdlib>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "dsl/compile/compile.hpp"
#include "dsl/graph/prove.hpp"
#include "dsl/graph/search.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"
#include "tests/oracle/driven_engine.hpp"

namespace gradus::oracle {
namespace {

constexpr std::uint64_t k_programs = 50;
constexpr int k_lives = 12;
constexpr int k_steps = 20;
constexpr std::int64_t k_hour = 3'600'000'000;

// GRADUS_SEEDS=10000 draws more.
std::uint64_t programs()
{
    const char* wanted = std::getenv("GRADUS_SEEDS");
    return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : k_programs;
}

const std::vector<std::string> k_states = {"a",  "b",   "c",   "c1", "c2", "cf", "d", "z",
                                           "r1", "r21", "r22", "rf", "s1", "s2", "sf"};

std::string random_promise(Dice& dice)
{
    const auto& first = dice.one_of(k_states);
    auto second = dice.one_of(k_states);
    while (second == first)
        second = dice.one_of(k_states);
    const auto condition = random_condition(dice, About::shop, 1, 3);
    switch (dice.below(7)) {
    case 0: return fmt::format("never {} before {}\n", first, second);
    case 1: return fmt::format("never {} unless {}\n", first, condition);
    case 2: return fmt::format("never {} while {}\n", first, condition);
    case 3:
        return fmt::format("never {} except by {}\n", first, dice.chance(50) ? "clerk" : "owner");
    case 4: return fmt::format("never {} and {}\n", first, second);
    case 5: return fmt::format("after {} always {}\n", first, second);
    default: return "every case can end\n";
    }
}

// The workflow with branches that set facts and raise e5, which the engine takes here and there.
std::string with_actions(const std::string& workflow, Dice& dice)
{
    static const std::vector<std::string> actions = {" raise e5", " raise e5", " set open is yes",
                                                     " set open is no", " set started_on is today"};
    std::string text;
    for (std::size_t begin = 0; begin < workflow.size();) {
        const auto end = workflow.find('\n', begin);
        auto line = workflow.substr(begin, end - begin);
        const auto by = line.find("on e5 by ");
        if (by != std::string::npos && dice.chance(60)) {
            const auto rest = line.find(" go to", by);
            const auto stay = line.find(" stay", by);
            line = "on e5 by engine" + (rest != std::string::npos   ? line.substr(rest)
                                        : stay != std::string::npos ? line.substr(stay)
                                                                    : std::string());
        }
        const bool is_outcome =
            line.find(" go to ") != std::string::npos || line.find(" stay") != std::string::npos;
        text += line + (is_outcome && dice.chance(12) ? dice.one_of(actions) : "") + "\n";
        begin = end + 1;
    }
    return text;
}

std::string random_text(Dice& dice, bool acts)
{
    auto text = vocabulary() + random_rules(dice);
    const auto workflow = random_workflow(dice);
    text += acts ? with_actions(workflow, dice) : workflow;
    text += "promise p for permit\n";
    for (int i = 0; i < 6; ++i)
        text += random_promise(dice);
    return text + "end promise\n";
}

bool has_errors(const Compilation& compilation)
{
    return std::any_of(compilation.diagnostics.begin(), compilation.diagnostics.end(),
                       [](const Diagnostic& diagnostic) {
                           return severity_of(diagnostic.code) == Severity::error;
                       });
}

// With actions in every second one, as far as they make sense there.
std::pair<std::string, Compilation> random_program(std::uint64_t seed, Dice& dice)
{
    auto text = random_text(dice, seed % 2 == 0);
    auto compilation = compile({{"p.gradus", text}});
    if (seed % 2 == 0 && has_errors(compilation)) {
        text = random_text(dice, false);
        compilation = compile({{"p.gradus", text}});
    }
    return {std::move(text), std::move(compilation)};
}

// One life, and what it shows against promises.
class Life {
public:
    Life(const Image& image, Dice& dice, const Search& search, CaseMoves& moves)
        : image_(image),
          workflow_(image.workflows[0]),
          dice_(dice),
          search_(search),
          moves_(moves),
          engine_(image),
          facts_(random_facts(dice))
    {
        now_ = {start_of({parse_date("2010-01-10")->days}, Zone{}).us + 12 * k_hour};
        REQUIRE(engine_.create(facts_, now_));
    }

    void live(const std::vector<PromiseFinding>& findings)
    {
        for (int i = 0; i < k_steps && is_going_; ++i) {
            const Instant next{now_.us + static_cast<std::int64_t>(dice_.below(150 * 24)) * k_hour};
            while (is_going_ && engine_.has_due(next)) {
                is_going_ = engine_.fire_next(next);
                look(findings, {});
            }
            now_ = next;
            act(findings);
        }
    }

private:
    void act(const std::vector<PromiseFinding>& findings)
    {
        if (!is_going_)
            return;
        if (dice_.chance(40)) {
            auto facts = facts_;
            Json change;
            change_one(dice_, facts, change);
            if (change.as_object().empty() || !engine_.change(change, now_))
                return;
            facts_ = facts;
            return look(findings, {});
        }
        const auto event = fmt::format("e{}", 1 + dice_.below(5));
        const std::string role = dice_.chance(60) ? "clerk" : "owner";
        if (engine_.report(event, role, now_))
            look(findings, role);
    }

    // After a step: is it one of the graph's, and does it keep what is proved?
    void look(const std::vector<PromiseFinding>& findings, const std::string& role)
    {
        const auto& cases = engine_.subject().cases;
        if (!is_going_ || cases.empty())
            return;
        if (cases.size() != runs_) {  // a new run
            runs_ = cases.size();
            before_.clear();
            entered_.assign(workflow_.states.size(), false);
            entered_[workflow_.initial.index] = true;
        }
        Configuration now(moves_.words(), 0);
        for (const auto& active : cases.back().configuration)
            put(now, find_state(workflow_, active.name).index, true);
        CHECK(search_.find({now, 0}) != Search::k_none);
        if (!before_.empty() && now != before_)
            CHECK(is_step(now));
        const auto& decided = engine_.decision().cases;
        const bool is_plain = decided.empty() || decided.back().taken.size() < 2;
        for (const auto& finding : findings)
            if (finding.proof == Proof::proved)
                check(finding, now, role, is_plain);
        for (std::size_t i = 0; i < entered_.size(); ++i)
            entered_[i] = entered_[i] || has(now, i) || !is_plain;
        before_ = now;
    }

    bool is_step(const Configuration& now)
    {
        bool is_found = false;
        moves_.from(before_, {},
                    [&](const Moved& outcome) { is_found = is_found || outcome.after == now; });
        return is_found;
    }

    // Only what is certain: with more than one transition in a step, states may have been passed.
    void check(const PromiseFinding& finding, const Configuration& now, const std::string& role,
               bool is_plain)
    {
        const auto& line = image_.promises[0].lines[finding.line];
        INFO(in_words(image_, workflow_, line));
        const auto is_in = [&](image::StateId state) { return has(now, state.index); };
        const bool was_in =
            line.first.is_set() && !before_.empty() && has(before_, line.first.index);
        const bool is_entered = line.first.is_set() && is_in(line.first) && !was_in;
        switch (line.kind) {
        case image::PromiseKind::never_before:
            if (is_entered)
                CHECK((entered_[line.others[0].index] || is_in(line.others[0]) || !is_plain));
            return;
        case image::PromiseKind::never_unless:
            if (is_entered && is_plain)
                CHECK(verdict(line.condition) == Verdict::met);
            return;
        case image::PromiseKind::never_while:
            if (is_in(line.first))
                CHECK(verdict(line.condition) != Verdict::met);
            return;
        case image::PromiseKind::never_except:
            if (is_entered)
                CHECK(role == line.names[0]);
            return;
        case image::PromiseKind::never_both:
            CHECK_FALSE((is_in(line.first) && is_in(line.others[0])));
            return;
        case image::PromiseKind::after_always:
            if (engine_.subject().cases.back().is_finished && was_in && is_plain)
                CHECK(is_in(line.others[0]));
            return;
        case image::PromiseKind::nobody_does:
        case image::PromiseKind::can_end: return;
        }
    }

    Verdict verdict(image::ExprId condition) const
    {
        const std::vector<Value> keys{{std::string("van")}};
        Scope scope;
        scope.image = &image_;
        scope.facts = &engine_.subject().facts;
        scope.keys = &keys;
        scope.cases = &engine_.subject().cases;
        scope.today = date_of(engine_.subject().now, image_.zone);
        Budget budget{1'000'000};
        return evaluate(scope, condition, Explain::no, budget)->verdict;
    }

    const Image& image_;
    const image::Workflow& workflow_;
    Dice& dice_;
    const Search& search_;
    CaseMoves& moves_;
    Engine engine_;
    Json facts_;
    Instant now_;
    bool is_going_ = true;
    std::size_t runs_ = 0;
    Configuration before_;
    std::vector<bool> entered_;
};

TEST_CASE("every step of the engine is one of the graph's, and what is proved holds")
{
    std::size_t proved = 0;
    std::size_t acting = 0;
    for (std::uint64_t seed = 1; seed <= programs(); ++seed) {
        Dice dice(seed);
        const auto [text, compilation] = random_program(seed, dice);
        for (const auto& diagnostic : compilation.diagnostics)
            if (severity_of(diagnostic.code) == Severity::error)
                FAIL("seed " << seed << "\n" << render(diagnostic, compilation.sources) << text);
        REQUIRE(compilation.image);
        const Image& image = *compilation.image;
        if (text.find("raise e5") != std::string::npos)
            ++acting;
        const auto findings = prove(image, {});
        proved += static_cast<std::size_t>(std::count_if(
            findings.begin(), findings.end(),
            [](const PromiseFinding& finding) { return finding.proof == Proof::proved; }));
        Bdd bdd(4'000'000);
        FactSpace facts(image, image.workflows[0], bdd);
        CaseMoves moves(image, image.workflows[0], facts, bdd);
        moves.close();
        SearchPlan plan;
        plan.watch = [](std::uint32_t) { return Watch{}; };
        plan.judge = [](const Moved&, std::uint32_t&) { return Judgment::follow; };
        Search search(moves, plan, 1'000'000);
        REQUIRE(search.run() == Search::End::complete);
        if (moves.is_too_large())
            continue;  // and nothing was proved
        INFO("seed " << seed << "\n" << text);
        for (int life = 0; life < k_lives; ++life)
            Life(image, dice, search, moves).live(findings);
    }
    // The test has something to say.
    CHECK(proved > programs());
    CHECK(acting > programs() / 5);
}

}  // namespace
}  // namespace gradus::oracle
