// The checker of a folder after a crash: what was acknowledged is in the record exactly once.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace gradus::test {

// Faults in words; none when all is well. `is_deep` verifies the whole log and replays it as well.
[[nodiscard]] std::vector<std::string> faults_after_crash(
    const std::string& folder, const std::set<std::int64_t>& acknowledged, bool is_deep);

}  // namespace gradus::test
