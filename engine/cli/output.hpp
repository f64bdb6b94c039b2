// What the verbs have in common: data on standard output, talk on standard error, exit codes of the
// contract.
#pragma once

#include <string>
#include <string_view>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "dsl/compile/compile.hpp"
#include "engine/cli/arguments.hpp"

namespace gradus {

inline constexpr int k_done = 0;
inline constexpr int k_failed = 1;
inline constexpr int k_usage = 2;
inline constexpr int k_problems = 3;
inline constexpr int k_not_found = 4;
inline constexpr int k_conflict = 5;
inline constexpr int k_unreachable = 6;
inline constexpr int k_unverified = 7;
inline constexpr int k_store_fault = 74;  // EX_IOERR

// Data. A closed pipe ends the program quietly.
void print(std::string_view text);
// Talk.
void say(std::string_view text);
// Says an error with its place and the way out; gives the exit code of its kind.
[[nodiscard]] int fail(const Error& error);

[[nodiscard]] Result<std::string> read_file(const std::string& path);

// A list of objects in the format asked for: a table of the named members, JSON, JSON lines or CSV.
void print_list(const Json& list, const std::vector<std::string>& columns,
                const Arguments& arguments);
// A program's compilation; says its diagnostics when it has errors.
struct Compiled {
    std::vector<SourceFile> files;
    Compilation compilation;
};
[[nodiscard]] Result<Compiled> compile_program(const std::string& path);
// Prints the diagnostics for people; true when there are errors.
bool say_diagnostics(const Compilation& compilation);

}  // namespace gradus
