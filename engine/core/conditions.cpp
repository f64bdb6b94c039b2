// Conditions: every part is looked at, always; the verdict is strong Kleene's.
//
// "at least 2 of engineers holding A" with certain 1, possible 3 is unknown: the two that are not
// known may or may not count. With possible 1 it is not met, whatever becomes known.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluator.hpp"

namespace gradus {

void keep_earlier(std::optional<Date>& horizon, const std::optional<Date>& other)
{
    if (other && (!horizon || *other < *horizon))
        horizon = other;
}

void add_missing(std::vector<std::string>& missing, const std::vector<std::string>& more)
{
    for (const auto& path : more)
        if (std::find(missing.begin(), missing.end(), path) == missing.end())
            missing.push_back(path);
}

Part join(const std::vector<Part>& parts, Junction junction)
{
    const Verdict deciding = junction == Junction::all ? Verdict::not_met : Verdict::met;
    Part joined;
    joined.verdict = negate(deciding);
    for (const auto& part : parts) {
        keep_earlier(joined.horizon, part.horizon);
        if (part.verdict == deciding ||
            (part.verdict == Verdict::unknown && joined.verdict != deciding))
            joined.verdict = part.verdict;
    }
    if (joined.verdict == Verdict::unknown)
        for (const auto& part : parts)
            add_missing(joined.missing, part.missing);
    return joined;
}

Verdict count_verdict(image::Quantity quantity, std::int64_t wanted, std::int64_t certain,
                      std::int64_t possible, std::int64_t all)
{
    const auto at_least = [&](std::int64_t n) {
        return certain >= n ? Verdict::met : possible < n ? Verdict::not_met : Verdict::unknown;
    };
    const auto at_most = [&](std::int64_t n) { return negate(at_least(n + 1)); };
    switch (quantity) {
    case image::Quantity::at_least: return at_least(wanted);
    case image::Quantity::at_most: return at_most(wanted);
    case image::Quantity::exactly: {
        if (certain == possible)
            return certain == wanted ? Verdict::met : Verdict::not_met;
        return wanted < certain || wanted > possible ? Verdict::not_met : Verdict::unknown;
    }
    case image::Quantity::each: return at_least(all);
    case image::Quantity::some: return at_least(1);
    case image::Quantity::none: return at_most(0);
    }
    UNREACHABLE();
}

bool Evaluator::spend()
{
    if (budget_.operations_left == 0) {
        if (!fault_)
            fault_ =
                Error{ErrorKind::limit, "this takes more operations than one step may use", {}, {}};
        return false;
    }
    --budget_.operations_left;
    return true;
}

Part Evaluator::condition(image::ExprId id, Why* why)
{
    Part part;
    if (!spend()) {
        part.verdict = Verdict::unknown;
        return part;
    }
    const auto& expr = at(*scope_.image, id);
    if (why != nullptr)
        why->text = in_words(*scope_.image, id);
    switch (expr.op) {
    case image::Op::all_of:
    case image::Op::any_of: part = combined(expr, why); break;
    case image::Op::negate: {
        // What is told is the part itself: "lab is not met" is explained by lab.
        Why inner;
        part = condition(expr.args[0], why != nullptr ? &inner : nullptr);
        part.verdict = negate(part.verdict);
        if (why != nullptr) {
            why->facts = std::move(inner.facts);
            why->children = std::move(inner.children);
            if (part.verdict == Verdict::not_met)
                why->nearest = {why->text};
        }
        break;
    }
    case image::Op::count_met: part = count(expr, why); break;
    case image::Op::case_in: part = case_in(expr, why); break;
    case image::Op::count_cases: part = count_cases(expr, why); break;
    case image::Op::rule_met: part = rule_met(expr, why); break;
    default: part = comparison(expr, why); break;
    }
    if (why != nullptr) {
        why->verdict = part.verdict;
        if (expr.op == image::Op::all_of || expr.op == image::Op::any_of)
            tell_nearest(*why, expr.op == image::Op::all_of ? expr.args.size() : 1);
        else
            tell_leaf(part, *why);
    }
    return part;
}

Part Evaluator::combined(const image::Expr& expr, Why* why)
{
    std::vector<Part> parts;
    for (const auto arg : expr.args) {
        Why child;
        parts.push_back(condition(arg, why != nullptr ? &child : nullptr));
        if (why != nullptr)
            why->children.push_back(std::move(child));
    }
    return join(parts, expr.op == image::Op::all_of ? Junction::all : Junction::any);
}

// All elements, or the last ones in their declared order; unknown where that is not known.
std::vector<const Element*> Evaluator::last_elements(const image::Expr& expr,
                                                     const std::vector<Element>& all,
                                                     const std::string& base, Part& part)
{
    std::vector<const Element*> elements;
    for (const auto& element : all)
        elements.push_back(&element);
    if (expr.ref == 0)
        return elements;
    const auto& field = at(*scope_.image, expr.args[2]).path[0];
    std::vector<std::pair<Looked, const Element*>> ordered;
    for (const auto* element : elements) {
        const Frame frame{&element->facts, base + "[" + element->key + "]"};
        note_read(frame, field, frame.path + "." + field);
        const Value* value = find(element->facts, field);
        if (value == nullptr) {
            part.verdict = Verdict::unknown;
            add_missing(part.missing, {frame.path + "." + field});
            continue;
        }
        ordered.push_back({{Knowledge::known, *value, {}, {}}, element});
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return compare(a.first, b.first) < 0; });
    const auto first = ordered.size() - std::min<std::size_t>(ordered.size(), expr.ref);
    elements.clear();
    for (std::size_t i = first; i < ordered.size(); ++i)
        elements.push_back(ordered[i].second);
    return elements;
}

Part Evaluator::count(const image::Expr& expr, Why* why)
{
    Part part;
    const auto& list = at(*scope_.image, expr.args[0]);
    ASSERT(list.op == image::Op::fact && list.path.size() == 1);
    const Frame frame = frames_[list.up];
    const std::string base = frame.path.empty() ? list.path[0] : frame.path + "." + list.path[0];
    note_read(frame, list.path[0], base);
    const Value* found = find(*frame.facts, list.path[0]);
    if (why != nullptr)
        why->facts.push_back({base, found != nullptr ? value_in_words(*found) : "unknown"});
    if (found == nullptr) {
        part.verdict = Verdict::unknown;
        part.missing = {base};
        return part;
    }
    const auto elements =
        last_elements(expr, std::get<std::vector<Element>>(found->data), base, part);
    if (part.verdict == Verdict::unknown)
        return part;
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    std::vector<std::string> missing;
    for (const auto* element : elements) {
        frames_.insert(frames_.begin(), Frame{&element->facts, base + "[" + element->key + "]"});
        const auto one = condition(expr.args[1], nullptr);
        frames_.erase(frames_.begin());
        keep_earlier(part.horizon, one.horizon);
        if (one.verdict == Verdict::met) {
            ++certain;
            part.elements.push_back(element->key);
        }
        if (one.verdict != Verdict::not_met)
            ++possible;
        if (one.verdict == Verdict::unknown) {
            part.maybe_elements.push_back(element->key);
            add_missing(missing, one.missing);
        }
    }
    part.wanted = expr.count;
    part.counted = certain;
    part.possible = possible;
    part.verdict = count_verdict(expr.quantity, expr.count, certain, possible,
                                 static_cast<std::int64_t>(elements.size()));
    if (part.verdict == Verdict::unknown)
        part.missing = missing;
    part.maybe_missing = std::move(missing);
    return part;
}

// Asks a rule or a table about the record in its frame; unknown where an argument is.
Part Evaluator::asked_rule(const image::Expr& expr, Why* why)
{
    Part part;
    std::vector<Value> arguments;
    for (const auto arg : expr.args) {
        auto looked = value(arg, scope_.today, nullptr);
        if (looked.knowledge != Knowledge::known) {
            part.verdict = Verdict::unknown;
            part.missing = std::move(looked.missing);
            return part;
        }
        arguments.push_back(std::move(looked.value));
    }
    const auto frames = std::exchange(frames_, {frames_[expr.up]});
    part = rule({expr.ref}, arguments, why);
    frames_ = frames;
    return part;
}

Part Evaluator::rule_met(const image::Expr& expr, Why* why)
{
    Why inner;
    auto part = asked_rule(expr, why != nullptr ? &inner : nullptr);
    if (why != nullptr) {
        why->cites = std::move(inner.cites);
        why->children = std::move(inner.children);
        why->nearest = std::move(inner.nearest);
    }
    // Elements are the business of the rule asked, not of the clause that asks it.
    part.counted.reset();
    part.possible.reset();
    part.elements.clear();
    return part;
}

}  // namespace gradus
