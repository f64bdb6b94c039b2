// A Record is one leaf of the journal: the canonical JSON bytes that are hashed, stored and
// exported, and never written anew. Version 1 of the format is told in docs/audit/journal-format.md
// and fixed by tests/journal/golden.
//
// Way: Step -> encode -> [Record] -> engine/store
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "engine/core/event.hpp"
#include "engine/core/step.hpp"

namespace gradus {

inline constexpr std::int64_t k_record_version = 1;

struct RecordClock {
    std::string source;  // "system", "simulated"
    std::int64_t offset_us =
        0;  // logical time minus wall time, where the log is ahead of the clock
};

// What stands around event and decision; not `step`'s.
struct Envelope {
    std::int64_t seq = 0;  // the leaf's index, from 0
    Instant rec;           // recorded at; never earlier than the leaf before
    RecordClock clk;
    std::string build;
    // Of subjects' records only:
    std::string subject;
    std::int64_t sseq = 0;
    Hash sprev;  // leaf hash of the subject's record before; zero for its first
    std::optional<std::int64_t> cause;  // seq of the record that led to this one
    std::string corr;                   // groups what belongs together; may be empty
    std::string idem;                   // the idempotency key; may be empty
};

struct SubjectRecord {
    Envelope envelope;
    Event event;
    Json dec;
};

// System records: log_created, definition_deployed, and later kinds; they have no subject and no
// decision.
struct SystemRecord {
    Envelope envelope;
    std::string type;
    Json data;
    Actor actor;
};

struct Leaf {
    std::int64_t seq = 0;
    std::string bytes;    // canonical JSON, at most k_limit_leaf_bytes
    Hash hash;            // RFC 6962: SHA-256(0x00 || bytes)
    std::string subject;  // empty for system records
    std::int64_t sseq = 0;
    std::string type;  // the event's or the system record's type

    friend bool operator==(const Leaf&, const Leaf&) = default;
};

struct EncodedRecord {
    Leaf leaf;
    std::vector<Blob> blobs;  // what was too large to stand in the leaf
};

[[nodiscard]] Result<EncodedRecord> encode(const SubjectRecord& record);
[[nodiscard]] Result<EncodedRecord> encode(const SystemRecord& record);

// Errors of kind corrupt. The event's data is fetched from its blob by the caller where it is one.
[[nodiscard]] Result<Leaf> read_leaf(std::int64_t seq, std::string bytes);
[[nodiscard]] Result<SubjectRecord> decode_subject_record(const Leaf& leaf);
[[nodiscard]] Result<SystemRecord> decode_system_record(const Leaf& leaf);

}  // namespace gradus
