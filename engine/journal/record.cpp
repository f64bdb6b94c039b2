#include "engine/journal/record.hpp"

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "engine/journal/tree.hpp"

namespace gradus {
namespace {

void set_text(Json& json, const char* name, const std::string& text)
{
    if (!text.empty())
        json.set(name, text);
}

Json actor_json(const Actor& actor)
{
    Json json = Json::object({{"id", actor.id}});
    set_text(json, "via", actor.via);
    set_text(json, "on_behalf_of", actor.on_behalf_of);
    set_text(json, "authn", actor.authn);
    if (!actor.roles.empty()) {
        Json roles = Json::array();
        for (const auto& role : actor.roles)
            roles.push(role);
        json.set("roles", std::move(roles));
    }
    return json;
}

Json envelope_json(const Envelope& envelope)
{
    Json clk = Json::object({{"source", envelope.clk.source}});
    if (envelope.clk.offset_us != 0)
        clk.set("offset_us", envelope.clk.offset_us);
    Json json = Json::object({{"v", k_record_version},
                              {"seq", envelope.seq},
                              {"rec", to_string(envelope.rec)},
                              {"clk", std::move(clk)},
                              {"build", envelope.build}});
    set_text(json, "corr", envelope.corr);
    set_text(json, "idem", envelope.idem);
    if (envelope.cause)
        json.set("cause", *envelope.cause);
    return json;
}

// Data that is too large for a leaf goes to a blob, named by its hash.
Json inline_or_blob(const Json& data, std::vector<Blob>& blobs)
{
    auto bytes = canonical(data);
    if (bytes.size() <= k_limit_inline_bytes)
        return data;
    Blob blob{sha256(bytes), std::move(bytes)};
    Json reference = Json::object({{"blob", to_hex(blob.id)}, {"size", blob.bytes.size()}});
    blobs.push_back(std::move(blob));
    return reference;
}

Result<EncodedRecord> finish(const Json& json, std::vector<Blob> blobs, const Envelope& envelope,
                             const char* type)
{
    ASSERT(fits_record_profile(json));
    EncodedRecord record;
    record.leaf.bytes = canonical(json);
    if (record.leaf.bytes.size() > k_limit_leaf_bytes)
        return refuse(ErrorKind::limit,
                      fmt::format("a record of more than {} bytes", k_limit_leaf_bytes));
    record.leaf.seq = envelope.seq;
    record.leaf.hash = leaf_hash(record.leaf.bytes);
    record.leaf.subject = envelope.subject;
    record.leaf.sseq = envelope.sseq;
    record.leaf.type = type;
    record.blobs = std::move(blobs);
    return record;
}

// --- reading ------------------------------------------------------------------------------------

struct Broken {};  // stays within this file

const Json& member(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    if (found == nullptr)
        throw Broken{};
    return *found;
}

std::string text(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    if (found != nullptr && !found->is_string())
        throw Broken{};
    return found == nullptr ? std::string() : found->as_string();
}

std::int64_t number(const Json& json, const char* name)
{
    const Json* found = json.find(name);
    if (found != nullptr && !found->is_int())
        throw Broken{};
    return found == nullptr ? 0 : found->as_int();
}

Instant instant(const Json& json, const char* name)
{
    const auto value = parse_instant(text(json, name));
    if (!value)
        throw Broken{};
    return *value;
}

std::string needed_text(const Json& json, const char* name)
{
    member(json, name);
    return text(json, name);
}

std::vector<std::string> read_roles(const Json& json)
{
    if (!json.is_array())
        throw Broken{};
    std::vector<std::string> roles;
    for (const auto& role : json.as_array()) {
        if (!role.is_string())
            throw Broken{};
        roles.push_back(role.as_string());
    }
    return roles;
}

Actor read_actor(const Json& json)
{
    Actor actor;
    actor.id = needed_text(json, "id");
    actor.via = text(json, "via");
    actor.on_behalf_of = text(json, "on_behalf_of");
    actor.authn = text(json, "authn");
    if (const Json* roles = json.find("roles"))
        actor.roles = read_roles(*roles);
    return actor;
}

Envelope read_envelope(const Json& json)
{
    Envelope envelope;
    envelope.seq = number(json, "seq");
    envelope.rec = instant(json, "rec");
    envelope.clk = {needed_text(member(json, "clk"), "source"),
                    number(member(json, "clk"), "offset_us")};
    envelope.build = text(json, "build");
    envelope.corr = text(json, "corr");
    envelope.idem = text(json, "idem");
    if (json.find("cause") != nullptr)
        envelope.cause = number(json, "cause");
    envelope.subject = text(json, "subject");
    envelope.sseq = number(json, "sseq");
    if (const auto sprev = text(json, "sprev"); !sprev.empty()) {
        const auto hash = parse_hash(sprev);
        if (!hash)
            throw Broken{};
        envelope.sprev = *hash;
    }
    return envelope;
}

Event read_event(const Json& record)
{
    const Json& json = member(record, "event");
    const auto type = parse_event_type(text(json, "type"));
    if (!type)
        throw Broken{};
    Event event;
    event.type = *type;
    event.name = text(json, "name");
    event.case_id = text(json, "case");
    if (const Json* data = json.find("data"))
        event.data = *data;
    event.effective_at = instant(json, "effective_at");
    event.reason = text(json, "reason");
    event.actor = read_actor(member(record, "actor"));
    return event;
}

template <class F> auto read_record(const Leaf& leaf, F read) -> Result<decltype(read(Json()))>
{
    const auto json = parse_json(leaf.bytes, {k_limit_leaf_bytes, k_limit_json_depth});
    if (!json)
        return refuse(ErrorKind::corrupt, fmt::format("record {} is not JSON", leaf.seq));
    try {
        return read(*json);
    } catch (const Broken&) {
        return refuse(ErrorKind::corrupt, fmt::format("record {} is not in its form", leaf.seq));
    }
}

}  // namespace

Result<EncodedRecord> encode(const SubjectRecord& record)
{
    std::vector<Blob> blobs;
    Json json = envelope_json(record.envelope);
    json.set("subject", record.envelope.subject).set("sseq", record.envelope.sseq);
    if (record.envelope.sseq > 1)
        json.set("sprev", to_hex(record.envelope.sprev));
    Json event = Json::object({{"type", to_string(record.event.type)},
                               {"effective_at", to_string(record.event.effective_at)}});
    set_text(event, "name", record.event.name);
    set_text(event, "case", record.event.case_id);
    set_text(event, "reason", record.event.reason);
    if (!record.event.data.as_object().empty())
        event.set("data", inline_or_blob(record.event.data, blobs));
    json.set("event", std::move(event))
        .set("actor", actor_json(record.event.actor))
        .set("dec", record.dec);
    return finish(json, std::move(blobs), record.envelope, to_string(record.event.type));
}

Result<EncodedRecord> encode(const SystemRecord& record)
{
    std::vector<Blob> blobs;
    Json json = envelope_json(record.envelope);
    json.set("type", record.type)
        .set("data", inline_or_blob(record.data, blobs))
        .set("actor", actor_json(record.actor));
    return finish(json, std::move(blobs), record.envelope, record.type.c_str());
}

Result<Leaf> read_leaf(std::int64_t seq, std::string bytes)
{
    Leaf leaf;
    leaf.seq = seq;
    leaf.bytes = std::move(bytes);
    leaf.hash = leaf_hash(leaf.bytes);
    const auto parts = read_record(leaf, [](const Json& json) {
        const Json* event = json.find("event");
        return std::tuple{text(json, "subject"), number(json, "sseq"),
                          event != nullptr ? text(*event, "type") : text(json, "type")};
    });
    if (!parts)
        return tl::unexpected<Error>(parts.error());
    std::tie(leaf.subject, leaf.sseq, leaf.type) = *parts;
    return leaf;
}

Result<SubjectRecord> decode_subject_record(const Leaf& leaf)
{
    return read_record(leaf, [](const Json& json) {
        return SubjectRecord{read_envelope(json), read_event(json), member(json, "dec")};
    });
}

Result<SystemRecord> decode_system_record(const Leaf& leaf)
{
    return read_record(leaf, [](const Json& json) {
        return SystemRecord{read_envelope(json), text(json, "type"), member(json, "data"),
                            read_actor(member(json, "actor"))};
    });
}

}  // namespace gradus
