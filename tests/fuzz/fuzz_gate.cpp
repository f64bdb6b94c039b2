// The gate ends on any bytes, and never lets a head through that declares its body in two ways.

#include "dsl/base/assert.hpp"
#include "engine/net/request_gate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace gradus;
    static const GatePolicy k_policy = {{"127.0.0.1:8410"}, 1'048'576};
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const std::size_t length = head_length(text);
    ASSERT(length <= size);
    if (length == 0)
        return 0;
    const auto head = pass_gate(text.substr(0, length), k_policy);
    ASSERT(!head || !head->is_chunked || head->content_length == 0);
    ASSERT(!head || head->content_length <= k_policy.body_bytes_max);
    return 0;
}
