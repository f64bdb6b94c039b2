// Files that the verbs write: whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "dsl/base/result.hpp"

namespace gradus {

// Written beside the file and moved into its place, so that a full disk leaves the old one. The
// file keeps its mode; a new one gets `mode`. A link stays one: what it leads to is replaced.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view text,
                                        unsigned mode = 0644);
// Refused (conflict) where the file exists already.
[[nodiscard]] Result<void> create_file(const std::string& path, std::string_view text,
                                       unsigned mode);

}  // namespace gradus
