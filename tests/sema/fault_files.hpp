// Programs with faults, one file a code: tests/<area>/faults/NAME.gradus. Each is compiled together
// with the faultless tests/sema/faults/base.gradus, unless its first line says `# alone`. Where a
// line has a fault it ends with `# error: G0201` or `# warning: G0612`; NAME.expected holds all
// that is said. The modules that they use stand in tests/<area>/faults/modules.
#pragma once

#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"

namespace gradus::test {

// "fault.gradus:3: error G0201"
using FaultLines = std::vector<std::string>;

struct FaultFile {
    std::string path;  // of the file, relative to the folder of the tests
    std::vector<SourceFile> files;
};

[[nodiscard]] std::string read_text(const std::string& path);
// The faults of one area, sorted by name.
[[nodiscard]] std::vector<FaultFile> fault_files(const std::string& area);
[[nodiscard]] FaultLines expected_lines(const FaultFile& fault);
[[nodiscard]] FaultLines reported_lines(const Compilation& compilation);
[[nodiscard]] std::string render_all(const Compilation& compilation);

}  // namespace gradus::test
