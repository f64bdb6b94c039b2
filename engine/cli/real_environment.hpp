// The clocks and the randomness of the machine.
#pragma once

#include "engine/runtime/environment.hpp"

namespace gradus {

class RealEnvironment final : public Environment {
public:
    [[nodiscard]] ClockReading now() override;
    [[nodiscard]] Hash random() override;
};

}  // namespace gradus
