// Puts the samples of a program into a store: their steps in the order of time, on one virtual
// clock that ends now. Their records say so (`clk.source` is `simulated`); the real clock goes on
// from there.
#pragma once

#include "dsl/compile/compile.hpp"
#include "engine/store/store.hpp"

namespace gradus {

struct LoadedSamples {
    std::size_t samples = 0;
    std::int64_t records = 0;
};

// Deploys the program, too. Refused (conflict) when the store has subjects already.
[[nodiscard]] Result<LoadedSamples> load_samples(const Compilation& compilation,
                                                 const std::vector<SourceFile>& files, Store& store,
                                                 Instant now, std::uint64_t seed);

}  // namespace gradus
