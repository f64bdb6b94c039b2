#include <catch2/catch.hpp>

#include "dsl/sema/yearly_changes.hpp"
#include "dsl/sema/zones.hpp"

namespace gradus {
namespace {

TEST_CASE("a zone has its offsets from 1970 through 2100, ascending and without repetitions")
{
    const auto zone = load_zone("Europe/Berlin");
    REQUIRE(zone);
    CHECK(zone->name == "Europe/Berlin");
    const auto& offsets = zone->offsets;
    CHECK(offsets.front() == ZoneOffset{{0}, 3600});
    for (std::size_t i = 1; i < offsets.size(); ++i) {
        CHECK(offsets[i - 1].from < offsets[i].from);
        CHECK(offsets[i - 1].offset_s != offsets[i].offset_s);
    }
    // Two changes a year, the last one in October 2100 back to winter time.
    CHECK(to_string(offsets.back().from) == "2100-10-31T01:00:00.000000Z");
    CHECK(offsets.back().offset_s == 3600);
}

TEST_CASE("a summer day in Berlin begins two hours before it begins in UTC")
{
    const auto zone = load_zone("Europe/Berlin");
    REQUIRE(zone);
    const Date day = *parse_date("2010-07-01");
    CHECK(to_string(start_of(day, *zone)) == "2010-06-30T22:00:00.000000Z");
}

TEST_CASE("a zone without daylight saving has one offset")
{
    const auto zone = load_zone("Etc/UTC");
    REQUIRE(zone);
    CHECK(zone->offsets == std::vector<ZoneOffset>{{{0}, 0}});
}

TEST_CASE("a name that the time zone database does not have gives no zone")
{
    CHECK_FALSE(load_zone("Europe/Berln"));
    CHECK_FALSE(load_zone(""));
}

std::string changes_of(std::string_view rule, int year)
{
    const auto changes = yearly_changes(rule, {year, year});
    REQUIRE(changes);
    std::string text;
    for (const ZoneOffset& change : *changes)
        text += to_string(change.from).substr(0, 16) + " " + std::to_string(change.offset_s / 60) +
                "; ";
    return text;
}

TEST_CASE("a yearly rule gives the changes of any year")
{
    CHECK(changes_of("CET-1CEST,M3.5.0,M10.5.0/3", 2026) ==
          "2026-03-29T01:00 120; 2026-10-25T01:00 60; ");
    CHECK(changes_of("PST8PDT,M3.2.0,M11.1.0", 2026) ==
          "2026-03-08T10:00 -420; 2026-11-01T09:00 -480; ");
}

TEST_CASE(
    "a yearly rule may count hours beyond its day, name zones in brackets or have a negative "
    "summer")
{
    CHECK(changes_of("IST-2IDT,M3.4.4/26,M10.5.0", 2026) ==
          "2026-03-27T00:00 180; 2026-10-24T23:00 120; ");
    CHECK(changes_of("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026) ==
          "2026-03-29T01:00 -60; 2026-10-25T01:00 -120; ");
    CHECK(changes_of("IST-1GMT0,M10.5.0,M3.5.0/1", 2026) ==
          "2026-03-29T01:00 60; 2026-10-25T01:00 0; ");
    CHECK(changes_of("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2026) ==
          "2026-04-04T15:00 630; 2026-10-03T15:30 660; ");
}

TEST_CASE(
    "a zone without summer time has no yearly changes, and a rule that cannot be read gives "
    "nothing")
{
    CHECK(changes_of("IST-5:30", 2026).empty());
    for (const std::string rule :
         {"", "CET", "CET-1CEST", "CET-1CEST,J60,J300", "CET-1CEST,M13.5.0,M10.5.0",
          "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "<+03-3"}) {
        INFO(rule);
        CHECK_FALSE(yearly_changes(rule, {2026, 2026}));
    }
}

TEST_CASE("the yearly rule of a zone agrees with the changes that its database lists")
{
    for (const auto& [name, rule] : {std::pair{"Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"},
                                     std::pair{"America/Los_Angeles", "PST8PDT,M3.2.0,M11.1.0"}}) {
        const auto zone = load_zone(name);
        REQUIRE(zone);
        const auto changes = yearly_changes(rule, {2010, 2100});
        REQUIRE(changes);
        const Instant first = changes->front().from;
        std::vector<ZoneOffset> known;
        for (const ZoneOffset& offset : zone->offsets)
            if (offset.from >= first)
                known.push_back(offset);
        CHECK(known == *changes);
    }
}

}  // namespace
}  // namespace gradus
