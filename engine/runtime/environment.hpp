// What the kernel does not have itself: clocks and randomness. The real one stands in engine/cli,
// the simulated one in simulation.hpp; tests use the simulated one.
#pragma once

#include <cstdint>
#include <string>

#include "dsl/base/hash.hpp"
#include "dsl/base/time.hpp"

namespace gradus {

struct ClockReading {
    Instant wall;
    std::int64_t boot_us = 0;  // monotonic, counts suspension too
    std::string source;        // "system", "simulated"
};

class Environment {
public:
    virtual ~Environment() = default;
    [[nodiscard]] virtual ClockReading now() = 0;
    [[nodiscard]] virtual Hash random() = 0;  // 256 fresh bits
};

}  // namespace gradus
