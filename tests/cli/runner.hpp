// Runs the built program as a person would, in a folder of its own.
#pragma once

#include <string>

#include "dsl/base/json.hpp"

namespace gradus {

struct Outcome {
    int exit_code = 0;
    std::string output;
    std::string talk;  // what went to standard error

    Json json() const;
};

class Runner {
public:
    Runner();
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    // `settings` go to env(1): "-u NAME", "NAME=VALUE".
    Outcome gradus(const std::string& arguments, const std::string& settings = "") const;
    int shell(const std::string& command) const;  // in the folder; the exit code
    void write(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;

private:
    std::string folder_;
};

}  // namespace gradus
