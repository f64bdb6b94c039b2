// The verdict of a rule is folded again from those of its clauses, with one of them turned around.
// Example: of `any of A B`, both met, neither decides; with B not met, A does.
#include "engine/plan/deciding.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using image::ClauseKind;

class Fold {
public:
    Fold(const Image& image, const RuleResult& result) : image_(image), result_(result) {}

    // With the verdict of `turned` (its id; may be empty) turned around.
    Verdict rule(const image::Rule& rule, const std::string& turned) const
    {
        return group(rule.clauses, ClauseKind::all_of, 0, turned);
    }

private:
    const ClauseResult& result_of(const image::Clause& clause) const
    {
        const auto found =
            std::find_if(result_.clauses.begin(), result_.clauses.end(),
                         [&](const ClauseResult& each) { return each.clause == clause.id; });
        ASSERT(found != result_.clauses.end());
        return *found;
    }

    Verdict clause(const image::Clause& clause, const std::string& turned) const
    {
        const Verdict recorded = result_of(clause).verdict;
        if (clause.id == turned)
            return negate(recorded);
        if (clause.clauses.empty())
            return recorded;
        if (clause.kind == ClauseKind::only_when)
            return only_when(clause, turned);
        if (clause.kind == ClauseKind::once)
            return once(clause, turned);
        return group(clause.clauses, clause.kind, clause.count, turned);
    }

    // "Excused, or all inside". Whether it was excused shows where what is inside was not met.
    Verdict only_when(const image::Clause& clause, const std::string& turned) const
    {
        const Verdict recorded = result_of(clause).verdict;
        const Verdict before = group(clause.clauses, ClauseKind::all_of, 0, {});
        const Verdict after = group(clause.clauses, ClauseKind::all_of, 0, turned);
        if (before != Verdict::not_met || after == before || recorded == Verdict::met)
            return recorded;
        return after == Verdict::met ? Verdict::met : Verdict::unknown;
    }

    // Without one of its counts it is not met; with one more the elements may still not suffice.
    Verdict once(const image::Clause& clause, const std::string& turned) const
    {
        const Verdict before = group(clause.clauses, ClauseKind::all_of, 0, {});
        const Verdict after = group(clause.clauses, ClauseKind::all_of, 0, turned);
        const Verdict recorded = result_of(clause).verdict;
        return after == before || after == Verdict::met ? recorded : after;
    }

    Verdict group(const std::vector<image::ClauseId>& ids, ClauseKind kind, std::uint32_t count,
                  const std::string& turned) const
    {
        std::size_t met = 0;
        std::size_t not_met = 0;
        std::size_t all = 0;
        for (const auto id : ids) {
            const auto& each = at(image_, id);
            if (!result_of(each).is_in_force)
                continue;
            const Verdict verdict = clause(each, turned);
            ++all;
            met += verdict == Verdict::met ? 1 : 0;
            not_met += verdict == Verdict::not_met ? 1 : 0;
        }
        switch (kind) {
        case ClauseKind::any_of: return at_least(1, met, all - not_met);
        case ClauseKind::none_of: return negate(at_least(1, met, all - not_met));
        case ClauseKind::at_least: return at_least(count, met, all - not_met);
        default: return at_least(all, met, all - not_met);
        }
    }

    static Verdict at_least(std::size_t wanted, std::size_t certain, std::size_t possible)
    {
        if (certain >= wanted)
            return Verdict::met;
        return possible < wanted ? Verdict::not_met : Verdict::unknown;
    }

    const Image& image_;
    const RuleResult& result_;
};

// A row decides where it is the one that gives the value.
std::set<std::string> deciding_rows(const image::Rule& table, const RuleResult& result)
{
    std::set<std::string> rows;
    if (result.verdict != Verdict::met)
        return rows;
    for (const auto& row : result.clauses) {
        if (!row.is_in_force || row.verdict != Verdict::met)
            continue;
        rows.insert(row.clause);
        if (table.takes == image::TakesRows::first)
            break;
    }
    return rows;
}

}  // namespace

std::set<std::string> deciding_clauses(const Image& image, const RuleResult& result)
{
    const auto id = find_rule(image, result.rule);
    ASSERT(id.is_set());
    const auto& rule = at(image, id);
    if (rule.is_table)
        return deciding_rows(rule, result);
    const Fold fold(image, result);
    ASSERT(fold.rule(rule, {}) == result.verdict);
    std::set<std::string> deciding;
    for (const auto& clause : result.clauses)
        if (clause.is_in_force && clause.verdict != Verdict::unknown &&
            fold.rule(rule, clause.clause) != result.verdict)
            deciding.insert(clause.clause);
    return deciding;
}

}  // namespace gradus
