#include "tests/simulation/script.hpp"

#include <array>
#include <random>

#include <fmt/format.h>

namespace gradus::test {
namespace {

constexpr std::int64_t k_years = 100;
constexpr std::int64_t k_actions = 260;

constexpr std::array k_names = {"pass",    "sleep",        "ask",         "ask_together", "repeat",
                                "misuse",  "crash_before", "crash_after", "restart",      "jump",
                                "confirm", "deploy",       "deliver",     "lose_receipt"};

class Author {
public:
    explicit Author(std::uint64_t seed) : random_(seed)
    {
        shops_ = 2 + draw(6);
        for (const auto fault : {Act::crash_before, Act::crash_after, Act::restart, Act::jump,
                                 Act::repeat, Act::misuse, Act::deploy, Act::lose_receipt})
            if (draw(2) == 0)
                faults_.push_back(fault);
        rate_ = 5 + draw(40);
    }

    Script write()
    {
        Script script;
        for (std::int64_t n = 0; n < k_actions; ++n) {
            script.push_back(passing());
            if (!faults_.empty() && draw(100) < rate_)
                script.push_back(fault());
            const auto together = draw(4) == 0 ? draw(4) : 0;
            for (std::int64_t i = 0; i < together; ++i)
                script.push_back(asking(Act::ask_together));
            script.push_back(asking(Act::ask));
            if (draw(3) == 0)
                script.push_back({Act::deliver, 1 + draw(9)});
        }
        return script;
    }

private:
    // Below `bound`; the distributions of the library differ from one to the next, this does not.
    std::int64_t draw(std::int64_t bound)
    {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
    }

    // On average a share of the hundred years.
    Action passing()
    {
        const auto days = draw(2 * k_years * 366 / k_actions);
        return {draw(20) == 0 ? Act::sleep : Act::pass, days, draw(86'400)};
    }
    Action asking(Act act) { return {act, draw(shops_), draw(10), draw(3)}; }

    Action fault()
    {
        const auto act = faults_[static_cast<std::size_t>(draw(std::ssize(faults_)))];
        switch (act) {
        case Act::jump: return draw(3) == 0 ? Action{Act::confirm} : jumping();
        case Act::repeat:
        case Act::misuse: return {act, draw(1'000)};
        case Act::deploy: return {act, draw(4)};
        default: return {act};
        }
    }
    // From a second to a year, either way.
    Action jumping()
    {
        static constexpr std::array<std::int64_t, 5> k_sizes = {1, 59, 61, 86'400, 31'536'000};
        const auto size = k_sizes[static_cast<std::size_t>(draw(k_sizes.size()))];
        return {Act::jump, draw(2) == 0 ? size : -size};
    }

    std::mt19937_64 random_;
    std::int64_t shops_;
    std::int64_t rate_;  // faults in a hundred actions
    std::vector<Act> faults_;
};

}  // namespace

Script make_script(std::uint64_t seed) { return Author(seed).write(); }

Script shrink(Script script, const std::function<bool(const Script&)>& fails)
{
    for (auto size = script.size() / 2; size > 0;) {
        bool has_dropped = false;
        for (std::size_t at = 0; at < script.size();) {
            auto shorter = script;
            const auto from = shorter.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = std::min(size, script.size() - at);
            shorter.erase(from, from + static_cast<std::ptrdiff_t>(count));
            if (fails(shorter)) {
                script = std::move(shorter);
                has_dropped = true;
            } else {
                at += size;
            }
        }
        if (size > 1)
            size /= 2;
        else if (!has_dropped)
            break;
    }
    return script;
}

std::string to_source(const Script& script, const std::string& name)
{
    std::string text = fmt::format("TEST_CASE(\"{}\")\n{{\n    const Script script = {{\n", name);
    for (const auto& one : script)
        text += fmt::format("        {{Act::{}, {}, {}, {}}},\n",
                            k_names[static_cast<std::size_t>(one.act)], one.a, one.b, one.c);
    return text + "    };\n    CHECK(run(script).faults == std::vector<std::string>());\n}\n";
}

}  // namespace gradus::test
