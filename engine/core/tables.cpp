// Decision tables: rows are clauses, each with a verdict of its own, and the table says which of
// those that are met give its value. A table gives no value while a row is unknown that could give
// another; never by trying out cases.
#include "dsl/base/assert.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluator.hpp"

namespace gradus {

Looked Evaluator::table_value(const image::Expr& expr, Why* why)
{
    Why inner;
    auto part = asked_rule(expr, why != nullptr ? &inner : nullptr);
    if (why != nullptr)
        why->children.push_back(std::move(inner));
    Looked looked;
    looked.horizon = part.horizon;
    if (!part.value) {
        looked.knowledge = Knowledge::unknown;
        looked.missing = std::move(part.missing);
        return looked;
    }
    looked.value = std::move(*part.value);
    return looked;
}

// The rows that are met, in order, or nothing while one that comes before a decision is unknown.
Part Evaluator::rows(const image::Rule& table, std::vector<ClauseResult>& results, Why* why)
{
    Part part;
    std::vector<image::ExprId> taken;
    std::vector<std::string> missing;
    const bool takes_first = table.takes == image::TakesRows::first;
    bool is_decided = false;
    for (const auto id : table.clauses) {
        const auto& row = at(*scope_.image, id);
        const auto place = results.size();
        Why child;
        const auto one = clause(id, results, why != nullptr ? &child : nullptr);
        keep_earlier(part.horizon, one.horizon);
        const bool is_otherwise = !row.condition.is_set();
        if (is_otherwise) {  // fits when nothing else does
            const bool fits = taken.empty() && missing.empty();
            results[place].verdict = fits ? Verdict::met : Verdict::not_met;
            child.verdict = results[place].verdict;
            if (fits)
                taken.push_back(row.result);
        } else if (results[place].is_in_force && !is_decided) {
            if (one.verdict == Verdict::unknown)
                add_missing(missing, one.missing);
            if (one.verdict == Verdict::met)
                taken.push_back(row.result);
            is_decided = takes_first && one.verdict == Verdict::met;
        }
        if (why != nullptr)
            why->children.push_back(std::move(child));
    }
    const bool is_all = table.takes == image::TakesRows::all;
    const bool is_ambiguous = table.takes == image::TakesRows::only && taken.size() > 1;
    if (!missing.empty() || is_ambiguous || (taken.empty() && !is_all)) {
        part.verdict = Verdict::unknown;
        part.missing = missing.empty() ? std::vector<std::string>{table.name} : std::move(missing);
        return part;
    }
    if (is_all) {
        std::vector<std::string> values;
        for (const auto result : taken) {
            auto name = std::get<std::string>(value(result, scope_.today, nullptr).value.data);
            if (std::find(values.begin(), values.end(), name) == values.end())
                values.push_back(std::move(name));
        }
        part.value = Value{std::move(values)};
        return part;
    }
    auto given = value(taken.front(), scope_.today, why);
    keep_earlier(part.horizon, given.horizon);
    if (given.knowledge == Knowledge::known) {
        part.value = std::move(given.value);
    } else {
        part.verdict = Verdict::unknown;
        part.missing = std::move(given.missing);
    }
    return part;
}

}  // namespace gradus
