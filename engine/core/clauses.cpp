// Rules: their clauses, the dates on which these are in force, and the results that enter the
// record.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/allotment.hpp"
#include "dsl/base/assert.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluator.hpp"

namespace gradus {
namespace {

using image::ClauseKind;

std::vector<image::Citation> citations(const Image& image,
                                       const std::vector<image::CitationId>& ids)
{
    std::vector<image::Citation> cites;
    for (const auto id : ids)
        cites.push_back(image.citations[id.index]);
    return cites;
}

// "1 of 2 (e3)", and how much more would mend it.
void tell_count(const Part& part, Why& why)
{
    if (!part.counted)
        return;
    std::string who;
    for (const auto& key : part.elements)
        who += (who.empty() ? " (" : ", ") + key;
    why.detail =
        part.wanted == 0
            ? fmt::format("{}{}", *part.counted, who + (who.empty() ? "" : ")"))
            : fmt::format("{} of {}{}", *part.counted, part.wanted, who + (who.empty() ? "" : ")"));
    if (part.possible && *part.possible != *part.counted)
        why.detail += fmt::format(", {} more not known", *part.possible - *part.counted);
    const auto at_least = why.text.find("at least ");
    if (part.verdict == Verdict::not_met && part.wanted > *part.counted && at_least == 0) {
        const auto space = why.text.find(' ', 9);
        why.mend =
            fmt::format("{} more: {}", part.wanted - *part.counted, why.text.substr(space + 1));
    }
}

// Under each part what counts for it: "counted: e1, e3", and how many are wanting in all.
void tell_allotment(const std::vector<std::vector<std::string>>& served, std::size_t wanted,
                    Verdict verdict, Why& why)
{
    std::size_t all = 0;
    auto part = served.begin();
    for (auto& child : why.children) {
        if (!child.is_in_force)
            continue;
        all += part->size();
        child.detail +=
            fmt::format("; counted here: {}",
                        part->empty() ? "none" : fmt::format("{}", fmt::join(*part, ", ")));
        ++part;
    }
    why.detail = fmt::format("{} of {}", all, wanted);
    if (verdict == Verdict::not_met)
        why.mend = fmt::format("{} more that no other of these needs", wanted - all);
}

// What a failing comparison wants, with what the fact says now: "tier is gold (now tier silver)".
void tell_mend(const Part& part, Why& why)
{
    if (part.verdict != Verdict::not_met || !why.mend.empty() || !why.children.empty())
        return;
    std::string now;
    for (const auto& fact : why.facts)
        if (fact.value.find(" element") == std::string::npos)
            now += (now.empty() ? "" : ", ") + fact.path + " " + fact.value;
    if (!now.empty())
        why.mend = fmt::format("{} (now {})", why.text, now);
}

}  // namespace

void tell_leaf(const Part& part, Why& why)
{
    tell_count(part, why);
    tell_mend(part, why);
    tell_nearest_of_leaf(part, why);
}

// Whether the clause is in force today: met or not met, and until when.
Part Evaluator::in_force(const image::Clause& clause, Why* why)
{
    std::vector<Part> parts;
    const auto date_of_limit = [&](image::ExprId limit) {
        return value(limit, scope_.today, nullptr);
    };
    const auto add = [&](image::ExprId limit, std::int32_t shift, bool begins) {
        if (!limit.is_set())
            return;
        const auto looked = date_of_limit(limit);
        Part part;
        if (looked.knowledge == Knowledge::never) {
            part.verdict = begins ? Verdict::not_met : Verdict::met;
        } else {
            // The first day on which it is (begins) or is no longer in force.
            const Date turn{std::get<Date>(looked.value.data).days + shift};
            const bool has_turned = scope_.today >= turn;
            part.verdict = has_turned == begins ? Verdict::met : Verdict::not_met;
            if (!has_turned && turn <= k_last_date)
                part.horizon = turn;
        }
        parts.push_back(std::move(part));
    };
    add(clause.from, 0, true);
    add(clause.through, 1, false);
    add(clause.before, 0, false);
    auto joined = join(parts, Junction::all);
    if (why != nullptr && joined.verdict == Verdict::not_met)
        why->detail = "not in force on " + to_string(scope_.today);
    return joined;
}

Part Evaluator::only_when(const image::Clause& clause, std::vector<ClauseResult>& results, Why* why)
{
    Why asked;
    auto condition_part = condition(clause.condition, why != nullptr ? &asked : nullptr);
    auto inner = clauses(clause.clauses, ClauseKind::all_of, 0, results, why);
    const bool does_not_apply = condition_part.verdict == Verdict::not_met;
    if (why != nullptr) {
        why->facts = std::move(asked.facts);
        if (does_not_apply) {
            why->detail = "does not apply";
            why->children.clear();
            why->nearest.clear();
        }
    }
    auto excused = condition_part;
    excused.verdict = negate(excused.verdict);
    return join({excused, inner}, Junction::any);
}

Part Evaluator::needed(const image::Clause& clause, std::vector<ClauseResult>& results, Why* why)
{
    switch (clause.kind) {
    case ClauseKind::needs: {
        const auto part = condition(clause.condition, why);
        if (why != nullptr)
            why->text = in_words(*scope_.image, clause);
        return part;
    }
    case ClauseKind::only_when: return only_when(clause, results, why);
    case ClauseKind::row: return clause.condition.is_set() ? row_condition(clause, why) : Part{};
    default: return clauses(clause.clauses, clause.kind, clause.count, results, why);
    }
}

// The row's own words stay; of its condition only what was read is told.
Part Evaluator::row_condition(const image::Clause& row, Why* why)
{
    Why inner;
    auto part = condition(row.condition, why != nullptr ? &inner : nullptr);
    if (why != nullptr) {
        why->facts = std::move(inner.facts);
        for (auto& child : inner.children)
            why->facts.insert(why->facts.end(), child.facts.begin(), child.facts.end());
    }
    return part;
}

Part Evaluator::clause(image::ClauseId id, std::vector<ClauseResult>& results, Why* why)
{
    const auto& clause = at(*scope_.image, id);
    const auto place = results.size();
    results.push_back({});
    if (why != nullptr)
        why->text = in_words(*scope_.image, clause);
    const auto force = in_force(clause, why);
    Part part;
    const bool is_in_force = force.verdict == Verdict::met;
    if (is_in_force)
        part = needed(clause, results, why);
    keep_earlier(part.horizon, force.horizon);
    ClauseResult& result = results[place];
    result.clause = clause.id;
    result.is_in_force = is_in_force;
    result.verdict = part.verdict;
    result.counted = part.counted;
    result.possible = part.possible;
    result.elements = part.elements;
    result.horizon = part.horizon;
    if (why != nullptr) {
        why->clause = clause.id;
        why->is_in_force = is_in_force;
        why->verdict = part.verdict;
        auto cites = citations(*scope_.image, clause.cites);
        why->cites.insert(why->cites.begin(), cites.begin(), cites.end());
    }
    return part;
}

// Each element counts for one of the parts only: as many as the best allotment gives. Only what is
// allotted is told; it need not be unique, so it is no part of the decision.
Part Evaluator::once(const std::vector<Part>& parts, Why* why)
{
    std::vector<Need> certain;
    std::size_t wanted = 0;
    for (const auto& part : parts) {
        if (!part.counted)
            return part;  // the list itself is not known
        certain.push_back({static_cast<std::size_t>(part.wanted), part.elements});
        wanted += certain.back().wanted;
    }
    auto possible = certain;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& more = parts[i].maybe_elements;
        possible[i].candidates.insert(possible[i].candidates.end(), more.begin(), more.end());
        for (std::size_t n = possible[i].candidates.size(); n > 0; --n)
            spend();
    }
    const auto served = allot(certain);
    const auto count = [](const auto& allotted) {
        std::size_t all = 0;
        for (const auto& some : allotted)
            all += some.size();
        return all;
    };
    Part whole;
    whole.verdict = count(served) == wanted            ? Verdict::met
                    : count(allot(possible)) == wanted ? Verdict::unknown
                                                       : Verdict::not_met;
    if (whole.verdict == Verdict::unknown)
        for (const auto& part : parts)
            add_missing(whole.missing, part.maybe_missing);
    if (why != nullptr)
        tell_allotment(served, wanted, whole.verdict, *why);
    return whole;
}

// A group: what is not in force is as if it were not written, but its dates count for the horizon.
Part Evaluator::clauses(const std::vector<image::ClauseId>& ids, ClauseKind kind,
                        std::uint32_t count, std::vector<ClauseResult>& results, Why* why)
{
    std::vector<Part> parts;
    std::optional<Date> horizon;
    for (const auto id : ids) {
        Why child;
        const auto place = results.size();
        auto part = clause(id, results, why != nullptr ? &child : nullptr);
        keep_earlier(horizon, part.horizon);
        if (results[place].is_in_force)
            parts.push_back(std::move(part));
        if (why != nullptr)
            why->children.push_back(std::move(child));
    }
    Part group;
    if (kind == ClauseKind::once) {
        group = once(parts, why);
    } else if (kind == ClauseKind::at_least) {
        std::int64_t certain = 0;
        std::int64_t possible = 0;
        for (const auto& part : parts) {
            certain += part.verdict == Verdict::met ? 1 : 0;
            possible += part.verdict != Verdict::not_met ? 1 : 0;
            add_missing(group.missing, part.missing);
        }
        group.verdict = count_verdict(image::Quantity::at_least, count, certain, possible, 0);
        if (group.verdict != Verdict::unknown)
            group.missing.clear();
    } else {
        group = join(parts, kind == ClauseKind::all_of ? Junction::all : Junction::any);
        if (kind == ClauseKind::none_of)
            group.verdict = negate(group.verdict);
    }
    group.horizon = horizon;
    if (why != nullptr) {
        why->verdict = group.verdict;
        if (kind == ClauseKind::none_of && group.verdict != Verdict::met)
            tell_nearest_of_none(*why);
        else if (kind != ClauseKind::none_of)
            tell_nearest(*why, kind == ClauseKind::any_of     ? 1
                               : kind == ClauseKind::at_least ? count
                                                              : parts.size());
        if (kind == ClauseKind::once && group.verdict == Verdict::not_met && why->nearest.empty())
            why->nearest = {why->mend};
    }
    return group;
}

Part Evaluator::rule_clauses(image::RuleId id, std::vector<ClauseResult>& results, Why* why)
{
    const auto& rule = at(*scope_.image, id);
    if (why != nullptr) {
        why->text = rule.title;
        why->cites = citations(*scope_.image, rule.cites);
    }
    auto part = rule.is_table ? rows(rule, results, why)
                              : clauses(rule.clauses, ClauseKind::all_of, 0, results, why);
    if (why != nullptr) {
        why->verdict = part.verdict;
        if (part.value)
            why->detail = value_in_words(*part.value);
    }
    return part;
}

void Evaluator::note_rule(image::RuleId id, const Part& part, std::vector<ClauseResult> results)
{
    const auto& rule = at(*scope_.image, id);
    RuleResult result;
    result.rule = rule.name;
    for (std::size_t i = 0; i < rule.givens.size(); ++i)
        result.givens.emplace_back(rule.givens[i].name, value_in_words((*givens_)[i]));
    result.verdict = part.verdict;
    if (part.value)
        result.value = value_in_words(*part.value);
    result.horizon = part.horizon;
    result.clauses = std::move(results);
    // Asked again after something changed: the last answer stands in the record.
    const auto before = std::find_if(rules_.begin(), rules_.end(), [&](const RuleResult& other) {
        return other.rule == result.rule && other.givens == result.givens;
    });
    if (before != rules_.end())
        *before = std::move(result);
    else
        rules_.push_back(std::move(result));
}

Part Evaluator::rule(image::RuleId id, const std::vector<Value>& givens, Why* why)
{
    const bool is_about_subject = !at(*scope_.image, id).is_about_record;
    const auto known = std::find_if(
        answered_.begin(), answered_.end(),
        [&](const Answered& answered) { return answered.rule == id && answered.givens == givens; });
    const bool is_answered = known != answered_.end();
    if (is_about_subject && is_answered && why == nullptr)
        return known->part;
    const auto* outer = std::exchange(givens_, &givens);
    std::vector<ClauseResult> results;
    auto part = rule_clauses(id, results, why);
    // The rules that this one asks were added to `answered_`: `known` is no place in it any more.
    if (is_about_subject && !is_answered) {
        note_rule(id, part, std::move(results));
        answered_.push_back({id, givens, part});
    }
    givens_ = outer;
    return part;
}

}  // namespace gradus
