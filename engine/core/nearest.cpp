// The nearest change: the fewest things that would have to be otherwise for a condition or a rule
// to be met, told in words beside the explanation. A view, never part of the record: where two
// ways are equally near, the one that stands first is told.
#include <algorithm>

#include <fmt/format.h>

#include "engine/core/evaluator.hpp"

namespace gradus {
namespace {

void add(std::vector<std::string>& changes, const std::vector<std::string>& more)
{
    for (const auto& change : more)
        if (std::find(changes.begin(), changes.end(), change) == changes.end())
            changes.push_back(change);
}

std::vector<const Why*> open_children(const Why& why)
{
    std::vector<const Why*> open;
    for (const auto& child : why.children)
        if (child.is_in_force && child.verdict != Verdict::met)
            open.push_back(&child);
    return open;
}

}  // namespace

// Of what has no parts: what it asks for, or the facts that nobody has recorded.
void tell_nearest_of_leaf(const Part& part, Why& why)
{
    if (part.verdict == Verdict::met || !why.nearest.empty())
        return;
    if (part.verdict == Verdict::not_met)
        why.nearest = {why.mend.empty() ? why.text : why.mend};
    for (const auto& path : part.missing)
        add(why.nearest, {"record " + path});
}

// `wanted` of the parts have to be met; those that cost least are chosen.
void tell_nearest(Why& why, std::size_t wanted)
{
    if (why.verdict == Verdict::met)
        return;
    auto open = open_children(why);
    std::stable_sort(open.begin(), open.end(), [](const Why* a, const Why* b) {
        return a->nearest.size() < b->nearest.size();
    });
    const auto met = static_cast<std::size_t>(std::count_if(
        why.children.begin(), why.children.end(),
        [](const Why& child) { return child.is_in_force && child.verdict == Verdict::met; }));
    open.resize(std::min(open.size(), wanted > met ? wanted - met : 0));
    for (const auto& child : why.children)  // in the order of the text
        if (std::find(open.begin(), open.end(), &child) != open.end())
            add(why.nearest, child.nearest);
}

// None of the parts may be met.
void tell_nearest_of_none(Why& why)
{
    for (const auto& child : why.children) {
        if (!child.is_in_force || child.verdict == Verdict::not_met)
            continue;
        if (child.verdict == Verdict::met)
            add(why.nearest, {fmt::format("no longer: {}", child.text)});
        else
            add(why.nearest, child.nearest);
    }
}

}  // namespace gradus
