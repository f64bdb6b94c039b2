// A leaf's bytes are read or refused as corrupt, and what was read has its place in the record's
// shape: reading the leaf once more gives the same.

#include "dsl/base/assert.hpp"
#include "engine/journal/record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace gradus;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto leaf = read_leaf(0, text);
    ASSERT(leaf || leaf.error().kind == ErrorKind::corrupt);
    if (!leaf)
        return 0;
    ASSERT(leaf->bytes == text);
    if (const auto record = decode_subject_record(*leaf))
        ASSERT(record->envelope.subject == leaf->subject && record->envelope.sseq == leaf->sseq);
    if (const auto record = decode_system_record(*leaf))
        ASSERT(leaf->subject.empty() || record->envelope.subject == leaf->subject);
    return 0;
}
