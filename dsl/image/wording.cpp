#include "dsl/image/wording.hpp"

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using namespace image;

std::string join(const std::vector<std::string>& parts, std::string_view separator)
{
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : std::string(separator)) + part;
    return text;
}

class Wording {
public:
    explicit Wording(const Image& image) : image_(image) {}

    std::string expr(ExprId id) const
    {
        const auto& e = at(image_, id);
        switch (e.op) {
        case Op::literal: return in_words(e.literal);
        case Op::list: return list(e, ", ");
        case Op::parameter: return image_.parameters[e.ref].name;
        case Op::fact: return join(e.path, ".");
        case Op::given: return given(e);
        case Op::key: return at(image_, ChoiceId{e.type.of}).name;
        case Op::case_key: return at(image_, ChoiceId{e.type.of}).name;
        case Op::event_field: return e.path[0];
        case Op::case_in: return case_in(e, " is in ");
        case Op::count_cases: return counted_cases(e);
        case Op::today: return "today";
        case Op::now: return "now";
        case Op::date_part: return "date of " + expr(e.args[0]);
        case Op::plus: return expr(e.args[0]) + " plus " + expr(e.args[1]);
        case Op::minus: return expr(e.args[0]) + " minus " + expr(e.args[1]);
        case Op::times: return expr(e.args[0]) + " times " + expr(e.args[1]);
        case Op::divide: return quotient(e, " divided by ");
        case Op::percent_of: return quotient(e, " as percent of ");
        case Op::aggregate: return aggregate(e);
        case Op::table_value: return rule_name(e);
        case Op::negate: return negated(e.args[0]);
        case Op::all_of: return joined(e, " and ");
        case Op::any_of: return joined(e, " or ");
        case Op::count_met: return counted(e);
        case Op::rule_met: return rule_name(e) + " is met";
        case Op::equal:
        case Op::less:
        case Op::less_equal:
        case Op::between:
        case Op::member:
        case Op::known: return comparison(e, "is");
        }
        UNREACHABLE();
    }

private:
    std::string quotient(const Expr& e, const char* words) const
    {
        static constexpr const char* k_roundings[] = {"down", "up", "half up", "half even"};
        return fmt::format("{}{}{} rounded {} to {} place{}", expr(e.args[0]), words,
                           expr(e.args[1]), k_roundings[static_cast<std::size_t>(e.rounding)],
                           e.count, e.count == 1 ? "" : "s");
    }

    std::string aggregate(const Expr& e) const
    {
        static constexpr const char* k_words[] = {"sum",    "count",   "earliest",
                                                  "latest", "highest", "lowest"};
        const bool has_value = (e.ref & 1U) != 0;
        std::string text = std::string(k_words[static_cast<std::size_t>(e.aggregate)]) + " of " +
                           expr(e.args[0]) + (has_value ? "." + expr(e.args[1]) : "");
        if ((e.ref & 2U) != 0)
            text += " where (" + expr(e.args.back()) + ")";
        return text;
    }

    std::string given(const Expr& e) const
    {
        // A rule's givens have their names there; here the choice's name says as much.
        if (e.type.kind == TypeKind::choice || e.type.kind == TypeKind::choices)
            return "the given " + at(image_, ChoiceId{e.type.of}).name;
        return "what is given";
    }

    std::string list(const Expr& e, std::string_view separator) const
    {
        std::vector<std::string> parts;
        for (const auto arg : e.args)
            parts.push_back(expr(arg));
        return join(parts, separator);
    }

    bool is_date(ExprId id) const
    {
        const auto kind = at(image_, id).type.kind;
        return kind == TypeKind::date || kind == TypeKind::instant;
    }

    // `is` or `is not`, with the order words that read well for dates and numbers.
    std::string comparison(const Expr& e, const std::string& is) const
    {
        const auto left = [&] { return expr(e.args[0]) + " "; };
        switch (e.op) {
        case Op::equal: return left() + is + " " + expr(e.args[1]);
        case Op::less:
            return left() + is + (is_date(e.args[0]) ? " before " : " less than ") +
                   expr(e.args[1]);
        case Op::less_equal:
            return left() + is + (is_date(e.args[0]) ? " on or before " : " at most ") +
                   expr(e.args[1]);
        case Op::between:
            return left() + is + " from " + expr(e.args[1]) + " through " + expr(e.args[2]);
        case Op::known: return left() + is + " known";
        case Op::member: {
            const auto& options = at(image_, e.args[1]);
            if (options.op == Op::list || options.op == Op::given)
                return left() + is + " one of " + expr(e.args[1]);
            return expr(e.args[1]) + (is == "is" ? " includes " : " does not include ") +
                   expr(e.args[0]);
        }
        default: UNREACHABLE();
        }
    }

    std::string negated(ExprId id) const
    {
        const auto& e = at(image_, id);
        switch (e.op) {
        case Op::equal:
        case Op::between:
        case Op::member:
        case Op::known: return comparison(e, "is not");
        case Op::less:
            return expr(e.args[0]) + (is_date(e.args[0]) ? " is on or after " : " is at least ") +
                   expr(e.args[1]);
        case Op::less_equal:
            return expr(e.args[0]) + (is_date(e.args[0]) ? " is after " : " is more than ") +
                   expr(e.args[1]);
        case Op::rule_met: return rule_name(e) + " is not met";
        case Op::case_in: return case_in(e, " is not in ");
        default: return "not (" + expr(id) + ")";
        }
    }

    std::string joined(const Expr& e, std::string_view word) const
    {
        std::vector<std::string> parts;
        for (const auto arg : e.args) {
            const auto op = at(image_, arg).op;
            const bool is_group = op == Op::all_of || op == Op::any_of;
            parts.push_back(is_group ? "(" + expr(arg) + ")" : expr(arg));
        }
        return join(parts, word);
    }

    // "lab", "lab with product heart"; what is passed on under its own name is not said.
    std::string rule_name(const Expr& e) const
    {
        const auto& rule = image_.rules[e.ref];
        std::vector<std::string> with;
        for (std::size_t i = 0; i < e.args.size(); ++i) {
            const auto op = at(image_, e.args[i]).op;
            if (op != Op::given && op != Op::key && op != Op::case_key)
                with.push_back(rule.givens[i].name + " " + expr(e.args[i]));
        }
        return rule.name + (with.empty() ? "" : " with " + join(with, ", "));
    }

    static std::string quantity(const Expr& e)
    {
        switch (e.quantity) {
        case Quantity::at_least: return fmt::format("at least {} ", e.count);
        case Quantity::at_most: return fmt::format("at most {} ", e.count);
        case Quantity::exactly: return fmt::format("exactly {} ", e.count);
        case Quantity::each: return "each of ";
        case Quantity::some: return "some of ";
        case Quantity::none: return "none of ";
        }
        UNREACHABLE();
    }

    std::string case_in(const Expr& e, const char* is_in) const
    {
        const auto key = list(e, ", ");
        return image_.workflows[e.ref].name + (key.empty() ? "" : " for " + key) + is_in +
               join(e.path, " or ");
    }

    std::string counted_cases(const Expr& e) const
    {
        std::string text =
            quantity(e) + image_.workflows[e.ref].name + " cases in " + join(e.path, " or ");
        return e.args.empty() ? text : text + " where (" + expr(e.args[0]) + ")";
    }

    std::string counted(const Expr& e) const
    {
        const auto head = quantity(e) + (e.ref == 0 ? "" : fmt::format("last {} ", e.ref)) +
                          expr(e.args[0]) + (e.ref == 0 ? "" : " by " + expr(e.args[2])) + " ";
        const auto& predicate = at(image_, e.args[1]);
        if (predicate.op != Op::rule_met)
            return head + "where " + expr(e.args[1]);
        std::vector<std::string> arguments;
        for (const auto arg : predicate.args) {
            const auto& a = at(image_, arg);
            arguments.push_back(a.op == Op::list ? list(a, " or ") : expr(arg));
        }
        const auto& name = image_.rules[predicate.ref].name;
        return head + name + (arguments.empty() ? "" : " " + join(arguments, ", "));
    }

    const Image& image_;
};

std::string or_list(const std::vector<std::string>& names) { return join(names, " or "); }

}  // namespace

std::string in_words(const Image& image, ExprId expr) { return Wording(image).expr(expr); }

std::string in_words(const Image& image, const Clause& clause)
{
    std::string text;
    switch (clause.kind) {
    case ClauseKind::needs: text = in_words(image, clause.condition); break;
    case ClauseKind::all_of: text = "all of these"; break;
    case ClauseKind::any_of: text = "any of these"; break;
    case ClauseKind::none_of: text = "none of these"; break;
    case ClauseKind::once: text = "all of these, each counted once"; break;
    case ClauseKind::at_least: text = fmt::format("at least {} of these", clause.count); break;
    case ClauseKind::only_when: text = "only when " + in_words(image, clause.condition); break;
    case ClauseKind::row:
        text = in_words(image, clause.result) + (clause.condition.is_set()
                                                     ? " when " + in_words(image, clause.condition)
                                                     : std::string(" otherwise"));
        break;
    }
    if (clause.from.is_set())
        text += ", from " + in_words(image, clause.from);
    if (clause.through.is_set())
        text += ", through " + in_words(image, clause.through);
    if (clause.before.is_set())
        text += ", before " + in_words(image, clause.before);
    return text;
}

std::string in_words(const Image& image, const Transition& transition)
{
    switch (transition.trigger) {
    case TriggerKind::on_event:
        return "on " + transition.event + " by " +
               (transition.people > 1 ? fmt::format("{} different ", transition.people)
                                      : std::string()) +
               or_list(transition.roles) +
               (transition.other_than.empty()
                    ? std::string()
                    : " other than who did " + or_list(transition.other_than));
    case TriggerKind::when_done: return "when done";
    case TriggerKind::when_condition: return "when " + in_words(image, transition.condition);
    case TriggerKind::after:
        return "after " + in_words(image, transition.period) +
               (transition.not_counting.empty() ? "" : ", while the clock runs");
    case TriggerKind::every:
        return "every " + in_words(image, transition.period) +
               (transition.anchor.is_set() ? " from " + in_words(image, transition.anchor) : "");
    }
    UNREACHABLE();
}

std::string in_words(const Scalar& scalar)
{
    if (const auto* flag = std::get_if<bool>(&scalar))
        return *flag ? "yes" : "no";
    if (const auto* number = std::get_if<std::int64_t>(&scalar))
        return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&scalar))
        return *text;
    if (const auto* date = std::get_if<Date>(&scalar))
        return to_string(*date);
    if (const auto* period = std::get_if<Period>(&scalar))
        return in_words(*period);
    if (const auto* number = std::get_if<Decimal>(&scalar))
        return to_string(*number);
    if (const auto* percent = std::get_if<Percent>(&scalar))
        return to_string(percent->value) + " %";
    if (const auto* money = std::get_if<Money>(&scalar))
        return to_string(money->amount) + " " + money->currency;
    if (const auto* instant = std::get_if<Instant>(&scalar))
        return in_words(*instant);
    return "never";
}

std::string in_words(const Image& image, const Workflow& workflow, const PromiseLine& line)
{
    const auto states = [&](std::string_view separator) {
        std::vector<std::string> names;
        for (const auto state : line.others)
            names.push_back(at(workflow, state).name);
        return join(names, separator);
    };
    const auto first = line.first.is_set() ? at(workflow, line.first).name : std::string();
    switch (line.kind) {
    case PromiseKind::never_before: return "never " + first + " before " + states(" or ");
    case PromiseKind::never_unless:
        return "never " + first + " unless " + in_words(image, line.condition);
    case PromiseKind::never_while:
        return "never " + first + " while " + in_words(image, line.condition);
    case PromiseKind::never_except:
        return "never " + first + " except by " + join(line.names, " or ");
    case PromiseKind::never_both: return "never " + first + " and " + states(" and ");
    case PromiseKind::after_always: return "after " + first + " always " + states(" or ");
    case PromiseKind::nobody_does: return "nobody does " + join(line.names, " and ");
    case PromiseKind::can_end: return "every case can end";
    }
    UNREACHABLE();
}

}  // namespace gradus
