// Conditions that ask the cases of the subject. Of each key the latest run counts, whether it is
// finished or not; a key that never began has no case and is in no state.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "engine/core/evaluator.hpp"
#include "engine/core/subject.hpp"

namespace gradus {
namespace {

bool is_in(const Case& one, const std::vector<std::string>& states)
{
    return std::any_of(
        one.configuration.begin(), one.configuration.end(), [&](const ActiveState& active) {
            return std::find(states.begin(), states.end(), active.name) != states.end();
        });
}

std::string states_of(const Case& one)
{
    std::string text;
    for (const auto& active : one.configuration)
        text += (text.empty() ? "" : ", ") + active.name;
    return text;
}

}  // namespace

std::vector<const Case*> Evaluator::latest_runs(const std::string& workflow) const
{
    std::vector<const Case*> runs;
    if (scope_.cases == nullptr)
        return runs;
    for (const auto& one : *scope_.cases) {
        if (one.workflow != workflow)
            continue;
        const auto same = std::find_if(runs.begin(), runs.end(),
                                       [&](const Case* other) { return other->key == one.key; });
        if (same == runs.end())
            runs.push_back(&one);
        else if ((*same)->run < one.run)
            *same = &one;
    }
    return runs;
}

Part Evaluator::case_in(const image::Expr& expr, Why* why)
{
    Part part;
    std::vector<std::string> key;
    for (const auto arg : expr.args) {
        const auto looked = value(arg, scope_.today, nullptr);
        if (looked.knowledge != Knowledge::known) {
            part.verdict = Verdict::unknown;
            add_missing(part.missing, looked.missing);
            continue;
        }
        key.push_back(std::get<std::string>(looked.value.data));
    }
    if (part.verdict == Verdict::unknown)
        return part;
    const auto runs = latest_runs(scope_.image->workflows[expr.ref].name);
    const auto run = std::find_if(runs.begin(), runs.end(), [&](const Case* one) {
        return std::equal(
            one->key.begin(), one->key.end(), key.begin(), key.end(),
            [](const auto& named, const auto& wanted) { return named.second == wanted; });
    });
    part.verdict = run != runs.end() && is_in(**run, expr.path) ? Verdict::met : Verdict::not_met;
    if (why != nullptr && run != runs.end())
        why->facts.push_back({(*run)->id, states_of(**run)});
    return part;
}

Part Evaluator::count_cases(const image::Expr& expr, Why* why)
{
    Part part;
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    std::int64_t all = 0;
    std::vector<std::string> missing;
    for (const auto* one : latest_runs(scope_.image->workflows[expr.ref].name)) {
        ++all;
        if (!is_in(*one, expr.path) || !spend())
            continue;
        Part where;
        if (!expr.args.empty()) {
            std::vector<Value> keys;
            for (const auto& [name, value] : one->key)
                keys.push_back({value});
            const auto outer = std::exchange(case_keys_, std::move(keys));
            where = condition(expr.args[0], nullptr);
            case_keys_ = outer;
        }
        keep_earlier(part.horizon, where.horizon);
        if (where.verdict == Verdict::met) {
            ++certain;
            part.elements.push_back(one->id);
        } else if (where.verdict == Verdict::unknown) {
            add_missing(missing, where.missing);
        }
        possible += where.verdict != Verdict::not_met ? 1 : 0;
        if (why != nullptr)
            why->facts.push_back({one->id, states_of(*one)});
    }
    part.wanted = expr.count;
    part.counted = certain;
    part.possible = possible;
    part.verdict = count_verdict(expr.quantity, expr.count, certain, possible, all);
    if (part.verdict == Verdict::unknown)
        part.missing = std::move(missing);
    return part;
}

}  // namespace gradus
