// The environment of tests, scenarios and samples: a clock that stands until it is set, and seeded
// randomness.
#pragma once

#include "engine/runtime/environment.hpp"

namespace gradus {

class SimulatedEnvironment final : public Environment {
public:
    SimulatedEnvironment(std::uint64_t seed, Instant start) : seed_(seed), now_(start) {}

    [[nodiscard]] ClockReading now() override;
    [[nodiscard]] Hash random() override;
    // Time only goes on; an earlier instant leaves the clock where it is.
    void advance_to(Instant instant);
    // The wall clock jumps while the boot clock does not.
    void jump_wall(std::int64_t us) { now_.us += us, jumped_us_ += us; }

private:
    std::uint64_t seed_;
    std::uint64_t drawn_ = 0;
    Instant now_;
    std::int64_t jumped_us_ = 0;
};

}  // namespace gradus
