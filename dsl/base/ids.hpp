// Strong ids: an index into one table of one owner. Two ids of different tables never mix.
#pragma once

#include <compare>
#include <cstdint>

namespace gradus {

template <class Tag> struct Id {
    static constexpr std::uint32_t k_none = 0xffff'ffffU;
    std::uint32_t index = k_none;

    [[nodiscard]] constexpr bool is_set() const { return index != k_none; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace gradus
