// The compiler answers any text with diagnostics or an Image, never with a crash; an Image that it
// gives is the one that its stored form gives back.

#include "dsl/base/assert.hpp"
#include "dsl/compile/compile.hpp"
#include "dsl/image/codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace gradus;
    std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto compilation = compile({{"fuzz.gradus", std::move(text)}});
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        ASSERT(!render(diagnostic, compilation.sources).empty());
    if (!compilation.image)
        return 0;
    const auto again = decode_image(encode(*compilation.image));
    ASSERT(again && *again == *compilation.image);
    return 0;
}
