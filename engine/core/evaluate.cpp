#include "engine/core/evaluate.hpp"

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "engine/core/evaluator.hpp"

namespace gradus {
namespace {

// `ask` answers once more with an Evaluator of another day.
template <class Ask>
std::optional<Date> next_other_answer(const Scope& scope, Budget& budget, const Part& part, Ask ask)
{
    auto day = part.horizon;
    for (std::size_t tried = 0; day && tried < k_limit_horizon_days; ++tried) {
        Scope moved = scope;
        moved.today = *day;
        Evaluator evaluator(moved, budget);
        evaluator.begin(*scope.facts);
        const Part then = ask(evaluator);
        if (evaluator.fault() || then.verdict != part.verdict || then.value != part.value)
            return day;
        day = then.horizon;
    }
    return day;
}

Result<Evaluation> finish(Evaluator& evaluator, Part part, std::optional<Why> why)
{
    if (evaluator.fault())
        return tl::unexpected<Error>(*evaluator.fault());
    Evaluation evaluation;
    evaluation.verdict = part.verdict;
    evaluation.value = part.value;
    evaluation.horizon = part.horizon;
    evaluation.read = evaluator.read();
    evaluation.missing = std::move(part.missing);
    std::sort(evaluation.missing.begin(), evaluation.missing.end());
    evaluation.rules = evaluator.rules();
    evaluation.why = std::move(why);
    return evaluation;
}

void write_words(const Why& why, bool all, std::size_t depth, std::string& out)
{
    const char* mark = !why.is_in_force                  ? "  "
                       : why.verdict == Verdict::met     ? "✓ "
                       : why.verdict == Verdict::not_met ? "✗ "
                                                         : "? ";
    out += std::string(depth * 2, ' ') + mark + why.text;
    for (const auto& cite : why.cites)
        out += fmt::format(" [{} {}]", cite.source, cite.clause);
    if (!why.detail.empty())
        out += " — " + why.detail;
    for (const auto& fact : why.facts)
        if (fact.path != why.text && fact.value.find(" element") == std::string::npos)
            out += fmt::format(" — {}: {}", fact.path, fact.value);
    out += '\n';
    if (!why.mend.empty())
        out += std::string(depth * 2 + 4, ' ') + "to mend: " + why.mend + '\n';
    const bool is_whole = depth == 0 && !why.children.empty();
    if (is_whole && !why.nearest.empty())
        out += fmt::format("    nearest change: {}\n", fmt::join(why.nearest, "; "));
    if (!all && (why.verdict == Verdict::met || !why.is_in_force))
        return;
    for (const auto& child : why.children)
        write_words(child, all, depth + 1, out);
}

}  // namespace

const char* to_string(Verdict verdict)
{
    switch (verdict) {
    case Verdict::met: return "met";
    case Verdict::not_met: return "not met";
    case Verdict::unknown: return "unknown";
    }
    UNREACHABLE();
}

std::optional<Verdict> parse_verdict(std::string_view word)
{
    for (const auto verdict : {Verdict::met, Verdict::not_met, Verdict::unknown})
        if (word == to_string(verdict))
            return verdict;
    return std::nullopt;
}

Verdict negate(Verdict verdict)
{
    switch (verdict) {
    case Verdict::met: return Verdict::not_met;
    case Verdict::not_met: return Verdict::met;
    case Verdict::unknown: return Verdict::unknown;
    }
    UNREACHABLE();
}

Json to_json(const Why& why)
{
    Json json = Json::object({{"text", why.text}, {"verdict", to_string(why.verdict)}});
    if (!why.is_in_force)
        json.set("in_force", false);
    if (!why.clause.empty())
        json.set("clause", why.clause);
    const auto add_list = [&json](const char* name, Json list) {
        if (!list.as_array().empty())
            json.set(name, std::move(list));
    };
    Json cites = Json::array();
    for (const auto& cite : why.cites)
        cites.push(Json::object(
            {{"source", cite.source}, {"clause", cite.clause}, {"summary", cite.summary}}));
    add_list("cites", std::move(cites));
    if (!why.detail.empty())
        json.set("detail", why.detail);
    if (!why.mend.empty())
        json.set("mend", why.mend);
    Json nearest = Json::array();
    for (const auto& change : why.nearest)
        nearest.push(change);
    if (!why.children.empty())
        add_list("nearest", std::move(nearest));
    Json facts = Json::array();
    for (const auto& fact : why.facts)
        facts.push(Json::object({{"path", fact.path}, {"value", fact.value}}));
    add_list("facts", std::move(facts));
    Json children = Json::array();
    for (const auto& child : why.children)
        children.push(to_json(child));
    add_list("children", std::move(children));
    return json;
}

std::string in_words(const Why& why, bool all)
{
    std::string out;
    write_words(why, all, 0, out);
    return out;
}

Result<Evaluation> evaluate(const Scope& scope, image::RuleId rule,
                            const std::vector<Value>& givens, Explain explain, Budget& budget)
{
    ASSERT(at(*scope.image, rule).givens.size() == givens.size());
    Evaluator evaluator(scope, budget);
    evaluator.begin(*scope.facts);
    Why why;
    auto part = evaluator.rule(rule, givens, explain == Explain::yes ? &why : nullptr);
    part.horizon = next_other_answer(
        scope, budget, part, [&](Evaluator& then) { return then.rule(rule, givens, nullptr); });
    return finish(evaluator, std::move(part),
                  explain == Explain::yes ? std::optional(std::move(why)) : std::nullopt);
}

Result<Evaluation> evaluate(const Scope& scope, image::ExprId condition, Explain explain,
                            Budget& budget)
{
    Evaluator evaluator(scope, budget);
    evaluator.begin(*scope.facts);
    Why why;
    auto part = evaluator.condition(condition, explain == Explain::yes ? &why : nullptr);
    part.horizon = first_change(scope, budget, condition, part);
    return finish(evaluator, std::move(part),
                  explain == Explain::yes ? std::optional(std::move(why)) : std::nullopt);
}

std::optional<Date> first_change(const Scope& scope, Budget& budget, image::ExprId condition,
                                 const Part& part)
{
    return next_other_answer(scope, budget, part,
                             [&](Evaluator& then) { return then.condition(condition, nullptr); });
}

Period period_of(const Image& image, image::ExprId expr)
{
    const auto& e = at(image, expr);
    const auto& scalar = e.op == image::Op::parameter ? image.parameters[e.ref].value : e.literal;
    ASSERT(std::holds_alternative<Period>(scalar));
    return std::get<Period>(scalar);
}

}  // namespace gradus
