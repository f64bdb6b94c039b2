// The Merkle tree of RFC 6962 section 2.1 over the leaves of the journal, grown one leaf at a time.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/base/hash.hpp"

namespace gradus {

[[nodiscard]] Hash leaf_hash(std::string_view bytes);
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);
// The tree hash of a whole list, by the definition of the RFC; for verification and tests.
[[nodiscard]] Hash tree_hash(const std::vector<Hash>& leaves);

// The roots of the complete subtrees: all that is needed to append and to give the root.
class Frontier {
public:
    Frontier() = default;
    Frontier(std::int64_t size, std::vector<Hash> roots);  // ASSERTs that they fit together

    void append(const Hash& leaf);
    [[nodiscard]] Hash root() const;  // of the empty tree: SHA-256 of nothing
    [[nodiscard]] std::int64_t size() const { return size_; }
    [[nodiscard]] const std::vector<Hash>& roots() const { return roots_; }

private:
    std::int64_t size_ = 0;
    std::vector<Hash> roots_;  // largest first
};

}  // namespace gradus
