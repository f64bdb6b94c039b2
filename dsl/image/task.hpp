// What people have to do, and what they are told; a part of the Image.
#pragma once

#include <string>
#include <vector>

#include "dsl/image/expression.hpp"

namespace gradus::image {

struct Notice {
    std::string role;
    std::string text;

    friend bool operator==(const Notice&, const Notice&) = default;
};

// A step of a task's ladder: who may do it, too, once it has been open for so long.
struct Rung {
    ExprId after;  // a period
    std::string role;
    std::vector<Notice> notices;

    friend bool operator==(const Rung&, const Rung&) = default;
};

struct Task {
    std::string name;
    std::string title;
    std::string role;
    std::vector<std::string> done_by;  // events
    ExprId due;                        // a period; unset: no due date
    std::vector<ExprId> reminders;     // periods
    std::vector<Notice> overdue;
    std::vector<Rung> ladder;

    friend bool operator==(const Task&, const Task&) = default;
};

}  // namespace gradus::image
