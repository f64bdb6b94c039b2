#include "dsl/sema/zones.hpp"

#include <stdexcept>

#include <date/tz.h>

namespace gradus {
namespace {

using Seconds = std::chrono::seconds;
using SysSeconds = date::sys_seconds;

const SysSeconds k_first{Seconds{0}};
const SysSeconds k_last = date::sys_days{date::year{2101} / 1 / 1};

Instant instant_of(SysSeconds time)
{
    return {std::chrono::microseconds{time.time_since_epoch()}.count()};
}

// A daylight-saving rule repeats for ever, so the walk ends at a fixed date. Neighbors that differ only in
// their abbreviation are one entry.
std::vector<ZoneOffset> offsets_of(const date::time_zone& zone)
{
    std::vector<ZoneOffset> offsets;
    for (SysSeconds time = k_first; time < k_last;) {
        const date::sys_info info = zone.get_info(time);
        const auto offset_s = static_cast<std::int32_t>(info.offset.count());
        if (offsets.empty() || offsets.back().offset_s != offset_s)
            offsets.push_back({instant_of(time), offset_s});
        time = info.end;
    }
    return offsets;
}

}  // namespace

std::optional<Zone> load_zone(const std::string& name)
{
    try {
        return Zone{name, offsets_of(*date::locate_zone(name))};
    } catch (const std::runtime_error&) {
        return std::nullopt;  // The library throws for a name that its database does not have.
    }
}

}  // namespace gradus
