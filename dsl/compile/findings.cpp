#include "dsl/compile/findings.hpp"

namespace gradus {

void report_findings(const Emitted&, Diagnostics&) {}

}  // namespace gradus
