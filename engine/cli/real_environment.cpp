#include "engine/cli/real_environment.hpp"

#include <ctime>

#include <sys/random.h>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

std::int64_t read_clock(clockid_t clock)
{
    timespec time{};
    const int code = clock_gettime(clock, &time);
    ASSERT(code == 0);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

}  // namespace

ClockReading RealEnvironment::now()
{
    return {{read_clock(CLOCK_REALTIME)}, read_clock(CLOCK_BOOTTIME), "system"};
}

Hash RealEnvironment::random()
{
    Hash hash;
    const auto size = getrandom(hash.bytes.data(), hash.bytes.size(), 0);
    ASSERT(size == static_cast<ssize_t>(hash.bytes.size()));
    return hash;
}

}  // namespace gradus
