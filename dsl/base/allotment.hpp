// Which of several things serves which of several needs, when each thing serves one at most: an
// assignment of as many as possible, by a maximum flow.
//
// Pure; the same needs give the same allotment.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gradus {

struct Need {
    std::size_t wanted = 0;
    std::vector<std::string> candidates;  // each once
};

// For each need, in their order, the candidates that serve it: as many in total as there can be,
// and never more for one need than it wants.
[[nodiscard]] std::vector<std::vector<std::string>> allot(const std::vector<Need>& needs);

}  // namespace gradus
