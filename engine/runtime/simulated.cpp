#include "engine/runtime/simulated.hpp"

#include <fmt/format.h>

namespace gradus {

ClockReading SimulatedEnvironment::now() { return {now_, now_.us - jumped_us_, "simulated"}; }

Hash SimulatedEnvironment::random() { return sha256(fmt::format("{}:{}", seed_, drawn_++)); }

void SimulatedEnvironment::advance_to(Instant instant)
{
    if (instant > now_)
        now_ = instant;
}

}  // namespace gradus
