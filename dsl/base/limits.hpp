// Everything has a limit. Each stands here once, with its unit in its name, and has a test in
// tests/limit and a diagnostic or an Error of kind `limit` that names it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gradus {

// A program's text.
inline constexpr std::size_t k_limit_source_bytes = 1U << 20U;  // one file
inline constexpr std::size_t k_limit_files = 256;               // files of one program
inline constexpr std::size_t k_limit_nesting = 128;             // blocks and brackets
inline constexpr std::size_t k_limit_diagnostics = 200;         // reported in one run
inline constexpr std::size_t k_limit_states = 4096;             // of one workflow
inline constexpr std::size_t k_limit_fragment_nesting = 16;     // fragments inside each other
inline constexpr std::size_t k_limit_included_parts = 65'536;   // states, clauses, …, by includes
inline constexpr std::size_t k_limit_name_bytes = 128;
inline constexpr std::int64_t k_limit_period_units = 120'000;   // ten thousand years of months
inline constexpr std::size_t k_limit_image_bytes = 64U << 20U;  // a compiled program

inline constexpr std::size_t k_limit_holidays = 200;        // rules of one calendar
inline constexpr std::size_t k_limit_table_boxes = 20'000;  // of the check of one table's rows

// One step.
inline constexpr std::uint64_t k_limit_step_operations = 10'000'000;
inline constexpr std::size_t k_limit_microsteps = 1000;
inline constexpr std::size_t k_limit_raised_events = 1000;  // from case to case, in one step
inline constexpr std::size_t k_limit_horizon_days = 400;    // looked at for the exact horizon
inline constexpr std::size_t k_limit_case_rounds = 100;     // cases of a subject moving each other

// Input.
inline constexpr std::size_t k_limit_json_bytes = 1U << 20U;  // a request body
inline constexpr std::size_t k_limit_json_depth = 64;
inline constexpr std::size_t k_limit_list_elements = 10'000;  // of one list of facts
inline constexpr std::size_t k_limit_text_bytes = 16'384;     // of one text fact
inline constexpr std::int64_t k_limit_integer =
    9'007'199'254'740'991;  // 2^53 - 1, JSON's safe range

// The record.
inline constexpr std::size_t k_limit_leaf_bytes = 65'535;   // C2SP tlog-tiles, entry bundles
inline constexpr std::size_t k_limit_inline_bytes = 8'192;  // larger data goes to a blob
inline constexpr std::size_t k_limit_idempotency_key_bytes = 255;

// The daemon.
inline constexpr std::size_t k_limit_batch =
    512;  // requests, and timers, decided in one transaction

}  // namespace gradus
