// The Image as canonical JSON, and its identity. Reading checks every id against its table, so that
// an Image from a stored blob can be used without further checks.
#pragma once

#include <string>
#include <string_view>

#include "dsl/base/json.hpp"
#include "dsl/image/image.hpp"

namespace gradus {

[[nodiscard]] Json to_json(const Image& image);
// Canonical bytes; sha256 of them is the identity of the definition.
[[nodiscard]] std::string encode(const Image& image);
// Errors of kind corrupt, with the place.
[[nodiscard]] Result<Image> decode_image(std::string_view bytes);
[[nodiscard]] Hash identity(const Image& image);

// A readable listing: rules with their clauses and code, workflows with their states: `gradus print
// image`.
[[nodiscard]] std::string disassemble(const Image& image);

}  // namespace gradus
