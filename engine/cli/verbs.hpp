// The verbs, one file each (or one for a few that belong together). Each gives the exit code of the
// contract.
#pragma once

#include "engine/cli/arguments.hpp"

namespace gradus {

[[nodiscard]] int run_check(const Arguments& arguments);
[[nodiscard]] int run_new(const Arguments& arguments);
[[nodiscard]] int run_fmt(const Arguments& arguments);
[[nodiscard]] int run_explain(const Arguments& arguments);
[[nodiscard]] int run_print(const Arguments& arguments);
[[nodiscard]] int run_diagram(const Arguments& arguments);
[[nodiscard]] int run_test(const Arguments& arguments);
[[nodiscard]] int run_prove(const Arguments& arguments);
[[nodiscard]] int run_evaluate(const Arguments& arguments);
[[nodiscard]] int run_sources(const Arguments& arguments);
[[nodiscard]] int run_samples(const Arguments& arguments);
[[nodiscard]] int run_tokens(const Arguments& arguments);
[[nodiscard]] int run_serve(const Arguments& arguments);
[[nodiscard]] int run_client(
    const Arguments& arguments);  // deploy, subjects, cases, send, tasks, why, history
[[nodiscard]] int run_replay(const Arguments& arguments);
[[nodiscard]] int run_verify(const Arguments& arguments);
[[nodiscard]] int run_backup(const Arguments& arguments);
[[nodiscard]] int run_restore(const Arguments& arguments);

}  // namespace gradus
