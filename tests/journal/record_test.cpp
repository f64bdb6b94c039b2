// Version 1 of the record is fixed here: what stands in golden/ must be readable, and be written
// the same way, for as long as there is a version 1.

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "dsl/base/limits.hpp"
#include "engine/journal/record.hpp"
#include "engine/journal/tree.hpp"

namespace gradus {
namespace {

const std::string k_root = GRADUS_SOURCE_DIR;

std::string read_file(const std::string& path)
{
    std::ifstream file(k_root + "/" + path, std::ios::binary);
    REQUIRE(file.is_open());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Instant at(const char* text) { return *parse_instant(text); }

Decision full_decision()
{
    Decision decision;
    decision.semantics = 1;  // the goldens are older than the engine
    decision.now = at("2027-03-01T09:00:00Z");
    decision.facts_at = 2;
    decision.read = {"is_open"};
    CaseDecision one;
    one.case_id = "permit/corner/van/1";
    one.definition = sha256("a definition");
    one.guards = {{"permit.asked.apply.1", BranchVerdict::met}};
    one.taken = {"permit.asked.apply.1"};
    one.configuration = {"checked"};
    one.timers = {{true, "permit/corner/van/1#grace", at("2027-03-31T09:00:00Z")}};
    one.tasks = {{TaskOperationKind::opened, "3.1", "check_papers", "clerk",
                  at("2027-03-11T09:00:00Z"), "", ""}};
    one.effects = {{"3.e1", "notify", "owner", "We look at your papers"}};
    decision.cases = {one};
    decision.state = sha256("a state");
    return decision;
}

// All fields have a value.
SubjectRecord full_record()
{
    SubjectRecord record;
    record.envelope.seq = 7;
    record.envelope.rec = at("2027-03-01T09:00:00.000001Z");
    record.envelope.clk = {"simulated", 1};
    record.envelope.build = "gradus test";
    record.envelope.subject = "permits/shop/corner";
    record.envelope.sseq = 3;
    record.envelope.sprev = sha256("the leaf before");
    record.envelope.cause = 6;
    record.envelope.corr = "moving-day";
    record.envelope.idem = "key-1";
    record.event.type = EventType::reported;
    record.event.name = "apply";
    record.event.case_id = "permit/corner/van/1";
    record.event.data = Json::object({{"wanted_on", "2027-04-01"}});
    record.event.effective_at = at("2027-02-28T12:00:00Z");
    record.event.reason = "told by letter";
    record.event.actor = {"ada", "http", "bob", "token", {"owner"}};
    record.dec = encode(full_decision()).dec;
    return record;
}

// All that may be absent is.
SubjectRecord lean_record()
{
    SubjectRecord record;
    record.envelope.seq = 2;
    record.envelope.rec = at("2027-03-01T09:00:00Z");
    record.envelope.clk = {"system", 0};
    record.envelope.build = "gradus test";
    record.envelope.subject = "permits/shop/corner";
    record.envelope.sseq = 1;
    record.event.type = EventType::subject_created;
    record.event.effective_at = at("2027-03-01T09:00:00Z");
    record.event.actor = {"ada", "", "", "", {}};
    Decision decision;
    decision.semantics = 1;  // the goldens are older than the engine
    decision.now = at("2027-03-01T09:00:00Z");
    record.dec = encode(decision).dec;
    return record;
}

SystemRecord system_record()
{
    SystemRecord record;
    record.envelope.rec = at("2027-03-01T08:00:00Z");
    record.envelope.clk = {"system", 0};
    record.envelope.build = "gradus test";
    record.type = "log_created";
    record.data = Json::object({{"origin", "00"}, {"record_version", 1}, {"semantics", 1}});
    record.actor = {"gradus", "", "", "engine", {}};
    return record;
}

void check_golden(const std::string& name, const Result<EncodedRecord>& encoded)
{
    REQUIRE(encoded);
    INFO(name << " is written as " << encoded->leaf.bytes);
    CHECK(encoded->leaf.bytes + "\n" == read_file("tests/journal/golden/" + name));
}

// The first block of JSON in a page of the documentation.
Json example_of(const std::string& page)
{
    const auto text = read_file(page);
    const std::string open = "```json\n";
    const auto begin = text.find(open);
    REQUIRE(begin != std::string::npos);
    const auto end = text.find("```", begin + open.size());
    const auto json = parse_json(text.substr(begin + open.size(), end - begin - open.size()));
    REQUIRE(json);
    return *json;
}

}  // namespace

TEST_CASE("records of version 1 are written byte for byte as the golden leaves")
{
    check_golden("full.json", encode(full_record()));
    check_golden("lean.json", encode(lean_record()));
    check_golden("system.json", encode(system_record()));
}

TEST_CASE("the example of the format's page is what the program writes")
{
    CHECK(canonical(example_of("docs/audit/journal-format.md")) ==
          encode(full_record())->leaf.bytes);
}

TEST_CASE("a record that is read and written again has the same bytes")
{
    for (const auto& record : {full_record(), lean_record()}) {
        const auto leaf = encode(record)->leaf;
        const auto read = decode_subject_record(leaf);
        REQUIRE(read);
        CHECK(read->event == record.event);
        CHECK(encode(*read)->leaf == leaf);
    }
    const auto leaf = encode(system_record())->leaf;
    CHECK(encode(*decode_system_record(leaf))->leaf == leaf);
}

TEST_CASE("a leaf tells its subject, place and type without its decision being read")
{
    const auto encoded = encode(full_record());
    const auto leaf = read_leaf(7, encoded->leaf.bytes);
    REQUIRE(leaf);
    CHECK(*leaf == encoded->leaf);
    CHECK(leaf->hash == leaf_hash(encoded->leaf.bytes));
    CHECK(leaf->subject == "permits/shop/corner");
    CHECK(leaf->type == "reported");
}

TEST_CASE("data too large for a leaf goes to a blob that is named by its hash")
{
    auto record = full_record();
    record.event.data = Json::object({{"text", std::string(k_limit_inline_bytes, 'x')}});
    const auto encoded = encode(record);
    REQUIRE(encoded);
    REQUIRE(encoded->blobs.size() == 1);
    const auto& blob = encoded->blobs[0];
    CHECK(blob.bytes == canonical(record.event.data));
    CHECK(blob.id == sha256(blob.bytes));
    const auto read = decode_subject_record(encoded->leaf);
    CHECK(canonical(read->event.data) ==
          canonical(Json::object({{"blob", to_hex(blob.id)}, {"size", blob.bytes.size()}})));
}

TEST_CASE("data of exactly the limit stays in the leaf")
{
    auto record = full_record();
    const auto frame = canonical(Json::object({{"text", ""}})).size();
    record.event.data = Json::object({{"text", std::string(k_limit_inline_bytes - frame, 'x')}});
    CHECK(encode(record)->blobs.empty());
}

TEST_CASE("a record over the limit of a leaf is refused by name")
{
    auto record = full_record();
    record.event.reason = std::string(k_limit_leaf_bytes, 'x');
    const auto encoded = encode(record);
    REQUIRE(!encoded);
    CHECK(encoded.error().kind == ErrorKind::limit);
}

TEST_CASE("bytes that are no record are corrupt, and never crash the reader")
{
    const auto whole = encode(full_record())->leaf;
    for (std::size_t size = 0; size < whole.bytes.size(); size += 7) {
        auto torn = whole;
        torn.bytes.resize(size);
        const auto read = decode_subject_record(torn);
        REQUIRE(!read);
        REQUIRE(read.error().kind == ErrorKind::corrupt);
    }
    for (const auto* text : {"{}", "[]", "1", R"({"event":1})", R"({"actor":{"roles":"x"}})"})
        CHECK(!decode_subject_record({0, text, {}, {}, 0, {}}));
}

TEST_CASE("a field of the wrong kind is corrupt wherever it stands")
{
    const auto whole = *parse_json(encode(full_record())->leaf.bytes);
    for (const auto* name : {"seq", "rec", "clk", "subject", "sseq", "sprev", "cause", "event",
                             "actor", "build", "corr", "idem"}) {
        auto broken = whole;
        broken.set(name, Json::array({true}));
        INFO(name);
        CHECK(!decode_subject_record({7, canonical(broken), {}, {}, 3, {}}));
    }
    auto broken = whole;
    Json actor = *whole.find("actor");
    broken.set("actor", actor.set("roles", Json::array({1})));
    CHECK(!decode_subject_record({7, canonical(broken), {}, {}, 3, {}}));
    broken.set("actor", actor.set("roles", "owner"));
    CHECK(!decode_subject_record({7, canonical(broken), {}, {}, 3, {}}));
}

}  // namespace gradus
