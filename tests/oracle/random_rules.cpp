#include <algorithm>

#include <fmt/format.h>

#include "tests/oracle/random_program.hpp"

namespace gradus::oracle {
namespace {

const std::vector<std::string> k_tiers = {"bronze", "silver", "gold"};
const std::vector<std::string> k_kinds = {"van", "bus", "bike"};

std::string date_text(Dice& dice) { return to_string(random_date(dice)); }

std::string date_field(Dice& dice, About about)
{
    if (about == About::inspection && dice.chance(70))
        return "held_on";
    if (about != About::shop && dice.chance(60))
        return "bought_on";
    return dice.chance(50) ? "started_on" : "renewed_on";
}

// A term that gives a date; fields outside of a rule's record cannot be named in its rules.
std::string date_term(Dice& dice, About about, bool is_in_rule)
{
    const auto field = [&] {
        if (is_in_rule && about == About::vehicle)
            return std::string("bought_on");
        if (is_in_rule && about == About::inspection)
            return std::string("held_on");
        return date_field(dice, about);
    };
    std::string base;
    switch (dice.below(5)) {
    case 0: base = date_text(dice); break;
    case 1: base = dice.chance(60) ? "opening" : "closing"; break;
    case 2: base = "today"; break;
    default: base = field();
    }
    if (dice.chance(40) && base != "closing")
        base += (dice.chance(70) ? " plus " : " minus ") + random_period(dice);
    return base;
}

std::string date_test(Dice& dice, About about, bool is_in_rule)
{
    static const std::vector<std::string> orders = {"before", "after", "on or before",
                                                    "on or after"};
    const auto left = dice.chance(50) ? std::string("today") : date_term(dice, about, is_in_rule);
    const bool moves = left.find("today") != std::string::npos;
    // Of two sides only one may move with today.
    const auto other = [&] {
        for (;;)
            if (auto term = date_term(dice, about, is_in_rule);
                !moves || term.find("today") == std::string::npos)
                return term;
    };
    if (dice.chance(25)) {
        const auto first = other();
        return fmt::format("{} is from {} through {}", left, first, other());
    }
    if (dice.chance(12))
        return fmt::format("{} is {}{}", left, dice.chance(30) ? "not " : "", date_text(dice));
    const auto order = dice.one_of(orders);
    return fmt::format("{} is {} {}", left, order, other());
}

std::string number_test(Dice& dice, const std::string& field)
{
    static const std::vector<std::string> orders = {"at least",  "at most", "more than",
                                                    "less than", "",        "not"};
    const auto number = dice.chance(30) ? std::string("wanted") : std::to_string(dice.below(5));
    const auto order = dice.one_of(orders);
    return fmt::format("{} is {}{}{}", field, order, order.empty() ? "" : " ", number);
}

std::string quantity(Dice& dice)
{
    switch (dice.below(6)) {
    case 0: return fmt::format("at least {} of", 1 + dice.below(3));
    case 1: return fmt::format("at most {} of", dice.below(3));
    case 2: return fmt::format("exactly {} of", dice.below(3));
    case 3: return "each of";
    case 4: return "some of";
    default: return "none of";
    }
}

std::string shop_test(Dice& dice, bool has_kind)
{
    switch (dice.below(7)) {
    case 0: return "open is " + std::string(dice.chance(50) ? "yes" : "no");
    case 1: return fmt::format("tier is {}{}", dice.chance(30) ? "not " : "", dice.one_of(k_tiers));
    case 2: return fmt::format("tier is {}one of bronze, gold", dice.chance(30) ? "not " : "");
    case 3: return number_test(dice, "staff");
    case 4: return dice.chance(60) ? "staff is known" : "started_on is not known";
    case 5: return "kinds includes " + (has_kind ? "kind" : dice.one_of(k_kinds));
    default: return "kinds does not include " + dice.one_of(k_kinds);
    }
}

std::string vehicle_test(Dice& dice, bool is_in_rule)
{
    switch (dice.below(6)) {
    case 0: return "insured is " + std::string(dice.chance(50) ? "yes" : "no");
    case 1: return "kind is " + dice.one_of(k_kinds);
    case 2: return number_test(dice, "seats");
    case 3: return "seats is not known";
    case 4: return is_in_rule ? "bought_on is known" : "kind is one of kinds";
    default: return is_in_rule ? "insured is known" : "seats is at least staff";
    }
}

std::string test(Dice& dice, About about, int depth, std::size_t rules, bool is_in_rule);

std::string count_test(Dice& dice, About about, int depth, std::size_t rules, bool is_in_rule)
{
    if (about == About::vehicle)
        return quantity(dice) + " inspections " +
               (dice.chance(50) ? "inspection_ok"
                                : "where " + test(dice, About::inspection, depth, 0, is_in_rule));
    switch (dice.below(4)) {
    case 0: return quantity(dice) + " vehicles vehicle_ok " + dice.one_of(k_kinds);
    case 1: return quantity(dice) + " vehicles of_kinds van or bus";
    case 2: return quantity(dice) + " vehicles of_kinds " + dice.one_of(k_kinds);
    default:
        return quantity(dice) + " vehicles where (" +
               test(dice, About::vehicle, depth, rules, false) + ")";
    }
}

std::string group(Dice& dice, About about, int depth, std::size_t rules, bool is_in_rule);

std::string test(Dice& dice, About about, int depth, std::size_t rules, bool is_in_rule)
{
    if (depth > 0 && dice.chance(40))
        return group(dice, about, depth - 1, rules, is_in_rule);
    if (dice.chance(35))
        return date_test(dice, about, is_in_rule);
    if (about == About::inspection)
        return dice.chance(70) ? "passed is yes" : "held_on is known";
    if (about == About::vehicle)
        return dice.chance(25) ? count_test(dice, about, 0, 0, is_in_rule)
                               : vehicle_test(dice, is_in_rule);
    if (rules > 0 && dice.chance(20)) {
        const auto with = dice.chance(40) ? " with kind " + dice.one_of(k_kinds) : std::string();
        return fmt::format("shop_{}{} is {}met", 1 + dice.below(rules), with,
                           dice.chance(30) ? "not " : "");
    }
    // In brackets: `or` behind a rule's values would go on with these.
    return dice.chance(35)
               ? "(" + count_test(dice, about, depth > 0 ? 1 : 0, rules, is_in_rule) + ")"
               : shop_test(dice, true);
}

std::string group(Dice& dice, About about, int depth, std::size_t rules, bool is_in_rule)
{
    const auto part = [&] { return test(dice, about, depth, rules, is_in_rule); };
    switch (dice.below(3)) {
    case 0: return "not (" + part() + ")";
    case 1: return "(" + part() + " and " + part() + ")";
    default: return "(" + part() + " or " + part() + " or " + part() + ")";
    }
}

std::string modifiers(Dice& dice)
{
    if (dice.chance(60))
        return "";
    auto first = random_date(dice);
    auto last = random_date(dice);
    if (last < first)
        std::swap(first, last);
    switch (dice.below(6)) {
    case 0: return " from " + to_string(first);
    case 1: return " through " + to_string(first);
    case 2: return " before " + to_string(first);
    case 3: return " from opening";
    case 4: return dice.chance(50) ? " from closing" : " through closing";
    default: return fmt::format(" from {} through {}", to_string(first), to_string(last));
    }
}

std::string clause(Dice& dice, About about, int depth, std::size_t rules)
{
    if (depth == 0 || dice.chance(50))
        return "  needs " + test(dice, about, 1, rules, true) + modifiers(dice) + "\n";
    const auto children = [&] {
        std::string text;
        for (int i = 0; i < 2; ++i)
            text += clause(dice, about, depth - 1, rules);
        return text;
    };
    const auto modified = modifiers(dice);
    switch (dice.below(5)) {
    case 0: return "  all of" + modified + "\n" + children() + "  end all\n";
    case 1: return "  any of" + modified + "\n" + children() + "  end any\n";
    case 2: return "  none of" + modified + "\n" + children() + "  end none\n";
    case 3: return "  at least 1 of" + modified + "\n" + children() + "  end at\n";
    default: {
        const auto condition = test(dice, about, 1, rules, true);
        return "  only when " + condition + modified + "\n" + children() + "  end only\n";
    }
    }
}

}  // namespace

std::string vocabulary()
{
    return R"(program p
end program
role clerk
role owner
choice tier
  bronze silver gold
end choice
choice kind
  van bus bike
end choice
parameter grace is 30 days
parameter opening is 2010-07-01
parameter closing is a date, not set
parameter wanted is 2
record inspection
  field held_on date
  field passed yes or no
end record
record vehicle
  field plate text, key
  field kind one of kind
  field insured yes or no
  field seats whole number
  field bought_on date
  field inspections list of inspection
end record
subject shop
  field tier one of tier
  field open yes or no
  field started_on date
  field renewed_on date
  field staff whole number
  field kinds list of kind
  field vehicles list of vehicle
end subject
)";
}

std::string random_condition(Dice& dice, About about, int depth, std::size_t rules)
{
    return test(dice, about, depth, rules, about == About::shop);
}

std::string random_rules(Dice& dice)
{
    const auto clauses = [&](About about, std::size_t rules) {
        std::string text;
        for (std::size_t i = 0; i < 1 + dice.below(3); ++i)
            text += clause(dice, about, about == About::shop ? 2 : 1, rules);
        return text;
    };
    std::string text = "rule inspection_ok for inspection\n" + clauses(About::inspection, 0) +
                       "end rule\nrule vehicle_ok for vehicle\n  given sought one of kind\n"
                       "  needs kind is sought\n" +
                       clauses(About::vehicle, 0) +
                       "end rule\nrule of_kinds for vehicle\n  given those list of kind\n"
                       "  needs kind is one of those\nend rule\n";
    for (std::size_t i = 0; i < 3; ++i)
        text += fmt::format("rule shop_{} for shop\n  given kind one of kind\n{}end rule\n", i + 1,
                            clauses(About::shop, i));
    return text;
}

Date random_date(Dice& dice)
{
    static const std::vector<std::string> turns = {"2012-02-29", "2011-02-28", "2010-12-31",
                                                   "2010-07-01", "2011-01-31"};
    if (dice.chance(25))
        return *parse_date(dice.one_of(turns));
    return {parse_date("2009-06-01")->days + static_cast<std::int32_t>(dice.below(1200))};
}

std::string random_period(Dice& dice)
{
    static const std::vector<std::string> periods = {
        "30 days", "1 month", "1 year", "2 years", "10 days", "1 year 6 months", "1 week", "grace"};
    return dice.one_of(periods);
}

namespace {

void maybe(Dice& dice, Json& facts, const char* name, Json value)
{
    if (dice.chance(75))
        facts.set(name, std::move(value));
}

Json random_vehicle(Dice& dice, std::size_t number)
{
    auto vehicle = Json::object({{"plate", fmt::format("p{}", number)}});
    maybe(dice, vehicle, "kind", dice.one_of(k_kinds));
    maybe(dice, vehicle, "insured", dice.chance(60));
    maybe(dice, vehicle, "seats", static_cast<std::int64_t>(dice.below(5)));
    maybe(dice, vehicle, "bought_on", date_text(dice));
    Json inspections = Json::array();
    for (std::size_t i = 0; i < dice.below(3); ++i) {
        auto inspection = Json::object();
        maybe(dice, inspection, "held_on", date_text(dice));
        maybe(dice, inspection, "passed", dice.chance(60));
        inspections.push(std::move(inspection));
    }
    maybe(dice, vehicle, "inspections", std::move(inspections));
    return vehicle;
}

}  // namespace

Json random_facts(Dice& dice)
{
    auto facts = Json::object();
    maybe(dice, facts, "tier", dice.one_of(k_tiers));
    maybe(dice, facts, "open", dice.chance(60));
    maybe(dice, facts, "started_on", date_text(dice));
    maybe(dice, facts, "renewed_on", date_text(dice));
    maybe(dice, facts, "staff", static_cast<std::int64_t>(dice.below(5)));
    Json kinds = Json::array();
    for (const auto& kind : k_kinds)
        if (dice.chance(50))
            kinds.push(kind);
    maybe(dice, facts, "kinds", std::move(kinds));
    Json vehicles = Json::array();
    for (std::size_t i = 0; i < dice.below(4); ++i)
        vehicles.push(random_vehicle(dice, i + 1));
    maybe(dice, facts, "vehicles", std::move(vehicles));
    return facts;
}

}  // namespace gradus::oracle
