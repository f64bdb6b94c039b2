#include "engine/core/event.hpp"

namespace gradus {
namespace {

constexpr const char* k_words[] = {
    "subject_created", "facts_changed",  "role_assigned",   "role_released", "reported",
    "timer_fired",     "case_adopted",   "case_intervened", "case_migrated", "task_claimed",
    "task_released",   "task_delegated", "task_drafted",    "task_commented"};

}  // namespace

const char* to_string(EventType type) { return k_words[static_cast<std::size_t>(type)]; }

bool is_task_work(EventType type)
{
    return type == EventType::task_claimed || type == EventType::task_released ||
           type == EventType::task_delegated || type == EventType::task_drafted ||
           type == EventType::task_commented;
}

std::optional<EventType> parse_event_type(std::string_view word)
{
    for (std::size_t i = 0; i < std::size(k_words); ++i)
        if (word == k_words[i])
            return static_cast<EventType>(i);
    return std::nullopt;
}

}  // namespace gradus
