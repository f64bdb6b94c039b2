// Any bytes give an Image whose every id names something, or an error with its place. The Image
// that was read is the one that its own bytes give back.

#include "dsl/base/assert.hpp"
#include "dsl/image/check.hpp"
#include "dsl/image/codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace gradus;
    const auto image = decode_image({reinterpret_cast<const char*>(bytes), size});
    ASSERT(image || image.error().kind == ErrorKind::corrupt);
    if (!image)
        return 0;
    ASSERT(!find_broken_id(*image));
    const auto again = decode_image(encode(*image));
    ASSERT(again && *again == *image);
    return 0;
}
