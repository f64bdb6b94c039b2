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

    Outcome gradus(const std::string& arguments) const;
    void write(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;

private:
    std::string folder_;
};

}  // namespace gradus
