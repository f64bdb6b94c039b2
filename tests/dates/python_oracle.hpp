// Answers of an independent implementation: Python's datetime, zoneinfo and dateutil, asked at test
// time. A script writes random questions with its answers, and the tests hold our answers to the
// same questions against them.
#pragma once

#include <string>
#include <vector>

#include "dsl/base/json.hpp"

namespace gradus::test {

// The lines of tests/dates/SCRIPT SEED COUNT, each a JSON object. Fails the test, and says what is
// missing, when Python or one of its packages is not there: never an empty answer.
[[nodiscard]] std::vector<Json> ask_python(const std::string& script, int seed, int count);

// What came of a comparison: how much was compared, and the first lines that differ.
struct Agreement {
    std::size_t cases = 0;
    std::size_t differing = 0;
    std::vector<std::string> examples;

    void count(bool is_equal, const Json& line);
};

// "2 of 1000 cases differ" and, below it, examples.
[[nodiscard]] std::string in_words(const Agreement& agreement);

}  // namespace gradus::test
