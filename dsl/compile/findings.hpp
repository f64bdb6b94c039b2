// What the analyses of the state graph find in an Image, told where it stands in the text.
#pragma once

#include "dsl/base/diagnostic.hpp"
#include "dsl/sema/emit.hpp"

namespace gradus {

void report_findings(const Emitted& emitted, Diagnostics& diagnostics);

}  // namespace gradus
