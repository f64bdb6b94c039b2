// The tree, held against the definition of RFC 6962 section 2.1 as the RFC writes it: by splitting,
// not by growing. The reference here shares no code with the tree but SHA-256.

#include <catch2/catch.hpp>

#include "engine/journal/tree.hpp"

namespace gradus {
namespace {

std::string bytes_of(const Hash& hash) { return {hash.bytes.begin(), hash.bytes.end()}; }

// MTH of the RFC over the entries themselves.
Hash reference(const std::vector<std::string>& entries)
{
    if (entries.empty())
        return sha256("");
    if (entries.size() == 1)
        return sha256(std::string(1, '\0') + entries[0]);
    std::size_t k = 1;
    while (2 * k < entries.size())
        k *= 2;
    const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(k);
    return sha256("\x01" + bytes_of(reference({entries.begin(), middle})) +
                  bytes_of(reference({middle, entries.end()})));
}

std::vector<std::string> entries_up_to(std::size_t count)
{
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.push_back("entry " + std::to_string(i));
    return entries;
}

}  // namespace

TEST_CASE("the empty tree has the hash of nothing")
{
    const auto* known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    CHECK(to_hex(Frontier().root()) == known);
    CHECK(to_hex(tree_hash({})) == known);
}

TEST_CASE("a leaf of no bytes has the published hash")
{
    CHECK(to_hex(leaf_hash("")) ==
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST_CASE("a tree grown leaf by leaf is the one of the definition, for all sizes to 130")
{
    Frontier frontier;
    std::vector<Hash> leaves;
    const auto all = entries_up_to(130);
    for (std::size_t size = 1; size <= all.size(); ++size) {
        leaves.push_back(leaf_hash(all[size - 1]));
        frontier.append(leaves.back());
        const std::vector<std::string> entries(all.begin(),
                                               all.begin() + static_cast<std::ptrdiff_t>(size));
        INFO("size " << size);
        REQUIRE(frontier.root() == reference(entries));
        REQUIRE(tree_hash(leaves) == reference(entries));
        REQUIRE(frontier.size() == static_cast<std::int64_t>(size));
    }
}

TEST_CASE("a frontier that was stored and read grows on as if it had never stopped")
{
    for (std::size_t stop = 0; stop <= 40; ++stop) {
        Frontier whole;
        Frontier resumed;
        const auto entries = entries_up_to(40);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (i == stop)
                resumed = Frontier(whole.size(), whole.roots());
            whole.append(leaf_hash(entries[i]));
            if (i >= stop)
                resumed.append(leaf_hash(entries[i]));
        }
        if (stop < entries.size())
            REQUIRE(resumed.root() == whole.root());
    }
}

TEST_CASE("a node is never taken for a leaf of the same bytes")
{
    const Hash left = leaf_hash("left");
    const Hash right = leaf_hash("right");
    CHECK(node_hash(left, right) != leaf_hash(bytes_of(left) + bytes_of(right)));
    CHECK(node_hash(left, right) != node_hash(right, left));
}

}  // namespace gradus
