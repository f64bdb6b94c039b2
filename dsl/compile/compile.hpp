// compile ties the stages: sources -> modules -> Program -> Image, with the scenarios and samples
// beside it. It is the one entry for the command line, the daemon and the tests.
//
// Way: text -> parse -> analyze -> emit -> graph checks -> [Compilation]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/result.hpp"
#include "dsl/base/source.hpp"
#include "dsl/image/image.hpp"
#include "dsl/sema/emit.hpp"
#include "dsl/sema/scenario.hpp"
#include "dsl/syntax/register.hpp"

namespace gradus {

struct Compilation {
    SourceSet sources;
    std::vector<Diagnostic> diagnostics;  // sorted
    std::optional<Image> image;           // only without errors
    SpanTable spans;                      // where its parts stand
    Hash source_hash;  // of all files, names and bytes, with the modules of the standard library
    std::vector<Scenario> scenarios;
    std::vector<Sample> samples;
    std::vector<ast::Register> registers;
};

// The files of one program: *.gradus and its registers, with paths relative to its folder.
[[nodiscard]] Compilation compile(std::vector<SourceFile> files);

// What compile() makes on its way to the Image: the checked Program, and all else but the image.
// The Program is fit for use only where there are no errors.
struct Analyzed {
    Compilation compilation;
    Program program;
};
[[nodiscard]] Analyzed analyze_files(std::vector<SourceFile> files);

// Reads a folder (or the one file given), sorted by path. Errors: not_found, io, limit.
[[nodiscard]] Result<std::vector<SourceFile>> read_program(const std::string& path);

}  // namespace gradus
