// What was typed, as plain data. CLI11 stands behind arguments.cpp; the verbs never see it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gradus {

struct Arguments {
    std::string verb;
    std::string action;              // of verbs that have some: "create", "assign", …
    std::vector<std::string> names;  // paths, codes, subjects, in the order typed
    bool is_json = false;
    std::string format = "table";  // table, json, jsonl, csv
    bool is_check = false;         // fmt --check
    bool is_fix = false;           // check --fix
    bool is_dry_run = false;
    bool with_coverage = false;
    bool is_all = false;
    std::string junit;
    std::string output;
    std::string subject_file;  // evaluate
    std::string subjects_file;
    std::string at;
    std::vector<std::pair<std::string, std::string>> with;  // NAME=VALUE, also a case's key
    std::vector<std::pair<std::string, std::string>> parameters;
    std::vector<std::pair<std::string, std::string>> data;     // fields of an event or a role
    std::vector<std::pair<std::string, std::string>> sources;  // NAME=FILE
    std::vector<std::pair<std::string, std::string>> make;
    std::string folder;  // new --dir
    std::string data_folder;
    std::string listen = "127.0.0.1:8410";
    std::string server;
    std::string as;  // whose token
    std::string token_file;
    std::vector<std::string> roles;  // tokens add
    std::string facts_file;
    std::string role;
    std::string state;
    std::string to;            // tasks delegate
    std::string text;          // tasks comment
    std::string on_behalf_of;  // who is away
    std::string reason;
    std::string idempotency_key;
};

// Nothing when the program is to end at once, with `exit_code`: wrong usage (2), or help was asked
// (0).
struct Parsed {
    std::optional<Arguments> arguments;
    int exit_code = 0;
};

[[nodiscard]] Parsed parse_arguments(int argc, const char* const* argv);

}  // namespace gradus
