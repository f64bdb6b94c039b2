// One shape with everything in it (a nested state, two regions, a state nested in a region), random
// transitions and tasks.
#include <algorithm>

#include <fmt/format.h>

#include "tests/oracle/random_program.hpp"

namespace gradus::oracle {
namespace {

const std::vector<std::string> k_everywhere = {"a", "b", "c", "c1", "c2", "cf", "d", "z"};
const std::vector<std::string> k_in_r = {"r1", "r2", "r21", "r22", "rf"};
const std::vector<std::string> k_in_s = {"s1", "s2", "sf"};

class Chart {
public:
    explicit Chart(Dice& dice) : dice_(dice) {}

    std::string text()
    {
        return "workflow permit for each shop and kind\n  starts in a\n" + state("a", "", true) +
               state("b", "") +
               state("c", "starts in c1\n" + done() + state("c1", "") + state("c2", "") +
                              "final state cf\nend state\n") +
               parallel() + "final state z\nend state\nend workflow\n";
    }

private:
    std::string parallel()
    {
        auto text = "state d in parallel\n" + done() + lines("d", false);
        where_ = &k_in_r;
        text += "region r\nstarts in r1\n" + state("r1", "") +
                state("r2", "starts in r21\n" + state("r21", "") + state("r22", "")) +
                "final state rf\nend state\nend region\n";
        where_ = &k_in_s;
        text += "region s\nstarts in s1\n" + done() + state("s1", "") + state("s2", "") +
                "final state sf\nend state\nend region\n";
        where_ = nullptr;
        return text + "end state\n";
    }

    // Not into another region.
    std::string target()
    {
        if (where_ == nullptr)
            return dice_.one_of(dice_.chance(25) ? (dice_.chance(50) ? k_in_r : k_in_s)
                                                 : k_everywhere);
        return dice_.one_of(dice_.chance(70) ? *where_ : k_everywhere);
    }

    std::string outcome() { return dice_.chance(25) ? "stay" : "go to " + target(); }

    std::string condition() { return random_condition(dice_, About::shop, 1, 3); }

    std::string outcomes(const std::string& word)
    {
        if (dice_.chance(60))
            return " " + outcome() + "\n";
        auto text = fmt::format("\n  if ({} and open is yes) {}\n", condition(), outcome());
        if (dice_.chance(40))
            text += fmt::format("  if ({} or staff is 1) {}\n", condition(), outcome());
        text += "  if unknown " + outcome() + "\n";
        if (dice_.chance(50))
            text += "  otherwise " + outcome() + "\n";
        return text + "end " + word + "\n";
    }

    std::string done() { return dice_.chance(60) ? "when done go to " + target() + "\n" : ""; }

    std::string lines(const std::string& name, bool is_initial)
    {
        static const std::vector<std::string> roles = {"clerk", "owner", "clerk or owner"};
        std::string text;
        std::string first_event;
        for (int event = 1; event <= 5; ++event) {
            if (!dice_.chance(is_initial ? 80 : 45))
                continue;
            first_event = fmt::format("e{}", event);
            text += fmt::format("on {} by {}{}", first_event, dice_.one_of(roles), outcomes("on"));
        }
        if (dice_.chance(20))
            text += "when " + condition() + " go to " + target() + "\n";
        if (dice_.chance(25))
            text += "after " + random_period(dice_) + outcomes("after");
        if (dice_.chance(30))
            text += "every " + (dice_.chance(50) ? std::string("1 month") : random_period(dice_)) +
                    outcomes("every");
        if (!first_event.empty() && dice_.chance(40))
            text += fmt::format(
                "task do_{} for clerk\ndone by {}\ndue in {}\nremind after {}\nend task\n", name,
                first_event, random_period(dice_), random_period(dice_));
        return text;
    }

    std::string state(const std::string& name, const std::string& inside, bool is_initial = false)
    {
        auto text = "state " + name + "\n" + lines(name, is_initial);
        return text + inside + "end state\n";
    }

    Dice& dice_;
    const std::vector<std::string>* where_ = nullptr;  // the region at hand
};

}  // namespace

std::string random_workflow(Dice& dice) { return Chart(dice).text(); }

}  // namespace gradus::oracle
