// Local time against Python's zoneinfo, in zones with every kind of change. Where Gradus has a rule
// of its own, for local times that occur twice or never and for years beyond those compiled in,
// zone_cases.py says so and holds that rule.
#include <functional>

#include <catch2/catch.hpp>

#include "dsl/sema/zones.hpp"
#include "tests/dates/python_oracle.hpp"

namespace gradus::test {
namespace {

constexpr int k_seed = 20'100'328;
constexpr int k_cases = 45'000;

using AddInZone = std::function<std::optional<Instant>(Instant, const Period&, const Zone&)>;

// What is compared; a test that wants to be found out puts a fault in place of one.
struct Answers {
    std::function<std::optional<Zone>(const std::string&)> load = load_zone;
    std::function<Date(Instant, const Zone&)> date_of = gradus::date_of;
    std::function<Instant(Date, const Zone&)> start_of = gradus::start_of;
    AddInZone add = [](Instant instant, const Period& period, const Zone& zone) {
        return gradus::add(instant, period, zone);
    };
};

std::int64_t us(const Json& line, std::string_view key)
{
    return std::stoll(line.find(key)->as_string());
}

std::int32_t number(const Json& line, std::string_view key)
{
    return static_cast<std::int32_t>(line.find(key)->as_int());
}

std::int32_t offset_at(const Zone& zone, Instant instant)
{
    std::int32_t offset = zone.offsets.front().offset_s;
    for (const ZoneOffset& entry : zone.offsets)
        if (entry.from <= instant)
            offset = entry.offset_s;
    return offset;
}

bool agrees(const Answers& answers, const Zone& zone, const Json& line)
{
    const Instant instant{us(line, "us")};
    if (const Json* date = line.find("start_of"))
        return answers.start_of(*parse_date(date->as_string()), zone) == instant;
    if (const Json* date = line.find("date"))
        return to_string(answers.date_of(instant, zone)) == date->as_string() &&
               offset_at(zone, instant) == number(line, "offset");
    const Period period{number(line, "months"), number(line, "days"), us(line, "exact_us")};
    return answers.add(instant, period, zone) == Instant{us(line, "plus")};
}

Agreement compare(const std::vector<Json>& lines, const Answers& answers)
{
    Agreement agreement;
    std::optional<Zone> zone;
    for (const Json& line : lines) {
        if (const Json* name = line.find("zone"))
            zone = answers.load(name->as_string());
        else
            agreement.count(zone && agrees(answers, *zone, line), line);
    }
    return agreement;
}

// The later of two instants where the wall shows the same time twice.
std::optional<Instant> add_late(Instant instant, const Period& period, const Zone& zone)
{
    constexpr std::int64_t k_hour_us = 3'600'000'000;
    const auto early = add(instant, {period.months, period.days, 0}, zone);
    const bool is_moved = period.months != 0 || period.days != 0;
    if (!early || !is_moved)
        return add(instant, period, zone);
    const std::int32_t lost = offset_at(zone, *early) - offset_at(zone, {early->us + k_hour_us});
    return Instant{early->us + lost * 1'000'000LL + period.us};
}

}  // namespace

TEST_CASE("local time agrees with Python's in ninety zones")
{
    const auto agreement = compare(ask_python("zone_cases.py", k_seed, k_cases), {});
    INFO(in_words(agreement));
    CHECK(agreement.cases >= k_cases);
    CHECK(agreement.differing == 0);
}

TEST_CASE("a fault in local time is found")
{
    const auto lines = ask_python("zone_cases.py", k_seed + 1, 9'000);
    CHECK(compare(lines, {}).differing == 0);

    Answers faulty;
    faulty.load = [](const std::string& name) {
        auto zone = load_zone(name);
        if (zone && zone->offsets.size() > 1)
            zone->offsets.pop_back();  // the last change of 2100
        return zone;
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.date_of = [](Instant instant, const Zone& zone) {
        return date_of({instant.us - 1}, zone);  // midnight belongs to the day before
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.start_of = [](Date date, const Zone& zone) {
        return *add(start_of({date.days - 1}, zone), {0, 0, 86'400'000'000}, zone);
    };
    CHECK(compare(lines, faulty).differing > 0);

    faulty = {};
    faulty.add = add_late;
    CHECK(compare(lines, faulty).differing > 0);
}

}  // namespace gradus::test
