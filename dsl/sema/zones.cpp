#include "dsl/sema/zones.hpp"

#include <fstream>
#include <stdexcept>

#include <date/tz.h>

#include "dsl/sema/yearly_changes.hpp"

namespace gradus {
namespace {

using SysSeconds = date::sys_seconds;

constexpr int k_year_last = 2100;
constexpr SysSeconds k_first{std::chrono::seconds{0}};
constexpr SysSeconds k_end = date::sys_days{date::year{k_year_last + 1} / 1 / 1};
constexpr std::string_view k_database = "/usr/share/zoneinfo/";

Instant instant_of(SysSeconds time)
{
    return {std::chrono::microseconds{time.time_since_epoch()}.count()};
}

// Neighbors that differ only in their abbreviation are one entry.
void append(std::vector<ZoneOffset>& offsets, ZoneOffset offset)
{
    if (offsets.empty() || offsets.back().offset_s != offset.offset_s)
        offsets.push_back(offset);
}

// The changes that the database lists one by one; it stops doing so in 2037 at the latest.
std::vector<ZoneOffset> listed_offsets(const date::time_zone& zone)
{
    std::vector<ZoneOffset> offsets;
    for (SysSeconds time = k_first; time < k_end;) {
        const date::sys_info info = zone.get_info(time);
        append(offsets, {instant_of(time), static_cast<std::int32_t>(info.offset.count())});
        time = info.end;
    }
    return offsets;
}

// The last line of the zone's file. Empty when there is no such file: some zones are known by other
// means.
std::string yearly_rule(const std::string& name)
{
    std::ifstream file(std::string(k_database) + name, std::ios::binary);
    std::string last;
    for (std::string line; std::getline(file, line);)
        last = std::move(line);
    return last;
}

void append_yearly(std::vector<ZoneOffset>& offsets, const std::string& rule)
{
    const Instant listed_until = offsets.back().from;
    const int year = civil(date_of(listed_until, Zone{})).year;
    const auto changes = yearly_changes(rule, {year, k_year_last});
    if (!changes)
        return;
    for (const ZoneOffset& change : *changes)
        if (change.from > listed_until)
            append(offsets, change);
}

}  // namespace

std::optional<Zone> load_zone(const std::string& name)
{
    try {
        const date::time_zone& zone = *date::locate_zone(name);
        Zone result{name, listed_offsets(zone)};
        append_yearly(result.offsets, yearly_rule(zone.name()));
        return result;
    } catch (const std::runtime_error&) {
        return std::nullopt;  // The library throws for a name that its database does not have.
    }
}

}  // namespace gradus
