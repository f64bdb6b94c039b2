// A copy of a log in which one record was altered. By the clumsy: bytes only. By the skilled: all
// hashes, chains, roots and the head are made anew, so that only deciding again can tell.
#pragma once

#include <functional>

#include "engine/store/memory_store.hpp"

namespace gradus::test {

// The whole log again, record by record; `change` may alter the JSON of the one at `seq`.
void copy_skilfully(Store& from, MemoryStore& to, std::int64_t seq,
                    const std::function<void(Json&)>& change);

}  // namespace gradus::test
