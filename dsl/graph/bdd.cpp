// The textbook construction (Bryant): one table makes nodes unique, one operation, if-then-else,
// makes all others, and a lossy cache remembers its results.
#include "dsl/graph/bdd.hpp"

#include <algorithm>
#include <limits>

namespace gradus {
namespace {

constexpr std::uint32_t k_leaf = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t k_cache = std::size_t{1} << 16U;

std::size_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c)
{
    std::uint64_t h = a * 0x9e3779b97f4a7c15U ^ (b + 0x7f4a7c15U) * 0xbf58476d1ce4e5b9U ^
                      (c + 0x1ce4e5b9U) * 0x94d049bb133111ebU;
    h ^= h >> 31U;
    return static_cast<std::size_t>(h * 0xd6e8feb86659fd93U >> 16U);
}

}  // namespace

Bdd::Bdd(std::size_t nodes_max)
    : nodes_max_(nodes_max), table_(1U << 12U), chosen_(k_cache), quantified_(k_cache)
{
    nodes_.push_back({k_leaf, k_no, k_no});
    nodes_.push_back({k_leaf, k_yes, k_yes});
}

Bdd::Ref Bdd::variable(std::uint32_t index) { return node(index, k_no, k_yes); }

void Bdd::grow()
{
    std::vector<Ref> larger(table_.size() * 2);
    const auto mask = larger.size() - 1;
    for (Ref each = 2; each < nodes_.size(); ++each) {
        const Node& here = nodes_[each];
        auto place = mix(here.variable, here.low, here.high) & mask;
        while (larger[place] != 0)
            place = (place + 1) & mask;
        larger[place] = each;
    }
    table_ = std::move(larger);
}

Bdd::Ref Bdd::node(std::uint32_t variable, Ref low, Ref high)
{
    if (low == high)
        return low;
    const auto mask = table_.size() - 1;
    auto place = mix(variable, low, high) & mask;
    for (; table_[place] != 0; place = (place + 1) & mask) {
        const Node& known = nodes_[table_[place]];
        if (known.variable == variable && known.low == low && known.high == high)
            return table_[place];
    }
    if (nodes_.size() >= nodes_max_) {
        is_full_ = true;
        return k_no;
    }
    const auto made = static_cast<Ref>(nodes_.size());
    nodes_.push_back({variable, low, high});
    table_[place] = made;
    if (nodes_.size() * 2 > table_.size())
        grow();
    return made;
}

Bdd::Ref Bdd::part(Ref a, std::uint32_t variable, bool is_high) const
{
    const Node& here = nodes_[a];
    if (here.variable != variable)
        return a;
    return is_high ? here.high : here.low;
}

Bdd::Ref Bdd::choose(Ref a, Ref then, Ref otherwise)
{
    if (a == k_yes || then == otherwise)
        return then;
    if (a == k_no)
        return otherwise;
    if (then == k_yes && otherwise == k_no)
        return a;
    const auto place = mix(a, then, otherwise) & (k_cache - 1);
    const auto& known = chosen_[place];
    if (known.a == a && known.b == then && known.c == otherwise)
        return known.result;
    const auto top = std::min({variable_of(a), variable_of(then), variable_of(otherwise)});
    const Ref low =
        choose(part(a, top, false), part(then, top, false), part(otherwise, top, false));
    const Ref high = choose(part(a, top, true), part(then, top, true), part(otherwise, top, true));
    const Ref result = node(top, low, high);
    chosen_[place] = {a, then, otherwise, result};
    return result;
}

Bdd::Ref Bdd::some(Ref a, Ref cube)
{
    if (a <= k_yes || cube == k_yes)
        return a;
    while (variable_of(cube) < variable_of(a))
        cube = nodes_[cube].high;
    if (cube == k_yes)
        return a;
    const auto place = mix(a, cube, 7) & (k_cache - 1);
    const auto& known = quantified_[place];
    if (known.a == a && known.b == cube && known.c == 7)
        return known.result;
    const Node here = nodes_[a];
    const bool is_free = variable_of(cube) == here.variable;
    const Ref rest = is_free ? nodes_[cube].high : cube;
    const Ref low = some(here.low, rest);
    const Ref high = some(here.high, rest);
    const Ref result = is_free ? either(low, high) : node(here.variable, low, high);
    quantified_[place] = {a, cube, 7, result};
    return result;
}

std::vector<std::pair<std::uint32_t, bool>> Bdd::pick(Ref a) const
{
    std::vector<std::pair<std::uint32_t, bool>> assignment;
    while (a > k_yes) {
        const Node& here = nodes_[a];
        const bool is_high = here.low == k_no;
        assignment.emplace_back(here.variable, is_high);
        a = is_high ? here.high : here.low;
    }
    return assignment;
}

}  // namespace gradus
