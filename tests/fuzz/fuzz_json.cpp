// What the strict reader accepts, the canonical writer writes, and reading that gives the same
// again.

#include "dsl/base/assert.hpp"
#include "dsl/base/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace gradus;
    const auto json = parse_json(std::string_view(reinterpret_cast<const char*>(bytes), size));
    if (!json)
        return 0;
    const auto again = parse_json(canonical(*json));
    ASSERT(again && canonical(*again) == canonical(*json));
    return 0;
}
