// How a time zone goes on after the last change that its database lists one by one: the same
// changes each year, written as POSIX writes them, `CET-1CEST,M3.5.0,M10.5.0/3`: winter time is one
// hour east of UTC; summer time begins on the last (5) Sunday (0) of March (3) at 02:00, and ends
// on the last of October at 03:00 summer time. The database keeps this rule as the last line of
// each zone's file (RFC 8536).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dsl/base/time.hpp"

namespace gradus {

struct YearRange {
    int first;
    int last;
};

// The changes of these years, ascending; none for a zone without summer time. Nothing for a rule
// that is written in another way (by day of the year, as no present zone is).
[[nodiscard]] std::optional<std::vector<ZoneOffset>> yearly_changes(std::string_view rule,
                                                                    YearRange years);

}  // namespace gradus
