// RFC 6962 section 2.1: a leaf is hashed with 0x00 before it, a node with 0x01, so that no leaf can
// be taken for a node. The frontier keeps one root for each 1 bit of the size: what a binary
// counter keeps.
#include "engine/journal/tree.hpp"

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

using namespace std::string_view_literals;

std::string_view bytes_of(const Hash& hash)
{
    return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

Hash hash_range(const std::vector<Hash>& leaves, std::size_t begin, std::size_t end)
{
    if (end - begin == 1)
        return leaves[begin];
    std::size_t split = 1;
    while (split * 2 < end - begin)
        split *= 2;
    return node_hash(hash_range(leaves, begin, begin + split),
                     hash_range(leaves, begin + split, end));
}

}  // namespace

Hash leaf_hash(std::string_view bytes) { return sha256("\x00"sv, bytes); }

Hash node_hash(const Hash& left, const Hash& right)
{
    std::string both = "\x01";
    both.append(bytes_of(left)).append(bytes_of(right));
    return sha256(both);
}

Hash tree_hash(const std::vector<Hash>& leaves)
{
    return leaves.empty() ? sha256("") : hash_range(leaves, 0, leaves.size());
}

Frontier::Frontier(std::int64_t size, std::vector<Hash> roots)
    : size_(size), roots_(std::move(roots))
{
    ASSERT(size >= 0);
    ASSERT(roots_.size() ==
           static_cast<std::size_t>(__builtin_popcountll(static_cast<std::uint64_t>(size))));
}

void Frontier::append(const Hash& leaf)
{
    Hash root = leaf;
    for (auto bits = static_cast<std::uint64_t>(size_); (bits & 1U) != 0; bits >>= 1U) {
        root = node_hash(roots_.back(), root);
        roots_.pop_back();
    }
    roots_.push_back(root);
    ++size_;
}

Hash Frontier::root() const
{
    if (roots_.empty())
        return sha256("");
    Hash root = roots_.back();
    for (auto left = roots_.rbegin() + 1; left != roots_.rend(); ++left)
        root = node_hash(*left, root);
    return root;
}

}  // namespace gradus
