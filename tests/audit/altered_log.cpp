#include "tests/audit/altered_log.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "engine/journal/tree.hpp"

namespace gradus::test {
namespace {

// All blobs that records name, and the images among them.
void copy_blobs(Store& from, const Json& json, Batch& batch)
{
    if (json.is_object()) {
        for (const auto& [name, value] : json.as_object())
            copy_blobs(from, value, batch);
    } else if (json.is_array()) {
        for (const auto& item : json.as_array())
            copy_blobs(from, item, batch);
    } else if (json.is_string()) {
        const auto id = parse_hash(json.as_string());
        if (!id)
            return;
        const auto bytes = from.blob(*id).value();
        if (bytes)
            batch.blobs.push_back({*id, *bytes});
    }
}

}  // namespace

void copy_skilfully(Store& from, MemoryStore& to, std::int64_t seq,
                    const std::function<void(Json&)>& change)
{
    const auto leaves = from.leaves(0, 100'000).value();
    Frontier frontier;
    std::map<std::string, Hash> last_leaf;
    Batch batch;
    for (const auto& leaf : leaves) {
        auto json = parse_json(leaf.bytes).value();
        if (leaf.seq == seq)
            change(json);
        copy_blobs(from, json, batch);
        if (leaf.sseq > 1)
            json.set("sprev", to_hex(last_leaf.at(leaf.subject)));
        batch.leaves.push_back(read_leaf(leaf.seq, canonical(json)).value());
        last_leaf[leaf.subject] = batch.leaves.back().hash;
        frontier.append(batch.leaves.back().hash);
        batch.last_recorded = *parse_instant(json.find("rec")->as_string());
    }
    const auto ids = from.subjects({"", 1000}).value();
    for (const auto& id : ids)
        batch.subjects.push_back({from.subject(id).value().value().subject, last_leaf.at(id)});
    batch.size = frontier.size();
    batch.root = frontier.root();
    batch.frontier = frontier.roots();
    REQUIRE(to.commit(batch));
}

}  // namespace gradus::test
