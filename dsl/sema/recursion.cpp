#include "dsl/sema/recursion.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

void collect_asked(const program::Expr& expr, std::vector<std::uint32_t>& asked)
{
    if (expr.op == image::Op::rule_met || expr.op == image::Op::table_value)
        asked.push_back(expr.ref);
    for (const program::Expr& arg : expr.args)
        collect_asked(arg, asked);
}

void collect_asked(const program::Clause& clause, std::vector<std::uint32_t>& asked)
{
    if (clause.condition)
        collect_asked(*clause.condition, asked);
    if (clause.result)
        collect_asked(*clause.result, asked);
    for (const program::Clause& child : clause.clauses)
        collect_asked(child, asked);
}

std::vector<std::uint32_t> asked_by(const program::Rule& rule)
{
    std::vector<std::uint32_t> asked;
    for (const program::Clause& clause : rule.clauses)
        collect_asked(clause, asked);
    return asked;
}

// Depth first; a rule that is met again while it is still open closes a circle. A rule's depth is
// how many rules the longest chain that it begins consists of.
class RuleSearch {
public:
    RuleSearch(const Program& program, Diagnostics& diagnostics)
        : program_(program), diagnostics_(diagnostics), depths_(program.rules.size(), k_fresh)
    {}

    std::size_t visit(std::uint32_t rule)
    {
        if (depths_[rule] != k_fresh)
            return depths_[rule];
        depths_[rule] = k_open;
        way_.push_back(rule);
        std::size_t depth = 0;
        for (const std::uint32_t next : asked_by(program_.rules[rule]))
            depth = std::max(depth, follow(next));
        way_.pop_back();
        depths_[rule] = depth + 1;
        return depth + 1;
    }

private:
    static constexpr std::size_t k_fresh = 0;
    static constexpr std::size_t k_open = static_cast<std::size_t>(-1);

    std::size_t follow(std::uint32_t next)
    {
        if (depths_[next] == k_open) {
            report_circle(next);
            return 0;
        }
        // Both ways of getting too deep: by this chain, and by one that was known before.
        const bool is_too_deep = way_.size() >= k_limit_nesting;
        const std::size_t depth = is_too_deep ? k_limit_nesting : visit(next);
        if (depth < k_limit_nesting)
            return depth;
        report_depth(next);
        return 0;
    }

    void report_circle(std::uint32_t first)
    {
        const auto begin = std::find(way_.begin(), way_.end(), first);
        const program::Rule& rule = program_.rules[first];
        std::string circle = fmt::format("`{}` asks", rule.head.name);
        for (auto next = begin + 1; next != way_.end(); ++next)
            circle += fmt::format(" `{}`, which asks", program_.rules[*next].head.name);
        report(diagnostics_, {DiagnosticCode::recursive_rule, rule.span,
                              fmt::format("{} `{}` again", circle, rule.head.name),
                              "let one of them ask the facts instead"});
    }

    void report_depth(std::uint32_t rule)
    {
        report(diagnostics_,
               {DiagnosticCode::nested_too_deep, program_.rules[rule].span,
                fmt::format("more than {} rules ask each other in a row", k_limit_nesting),
                "let one of the rules ask the facts instead"});
    }

    const Program& program_;
    Diagnostics& diagnostics_;
    std::vector<std::size_t> depths_;  // by RuleId
    std::vector<std::uint32_t> way_;
};

}  // namespace

void refuse_recursion(const Program& program, Diagnostics& diagnostics)
{
    RuleSearch search(program, diagnostics);
    for (std::uint32_t rule = 0; rule < program.rules.size(); ++rule)
        search.visit(rule);
}

// First the rules that read facts themselves, then from each to those that ask it.
Uncertainty::Uncertainty(const Program& program) : rules_(program.rules.size(), false)
{
    std::vector<std::vector<std::uint32_t>> askers(rules_.size());
    std::vector<std::uint32_t> found;
    for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
        for (const std::uint32_t asked : asked_by(program.rules[rule]))
            askers[asked].push_back(rule);
        const auto& clauses = program.rules[rule].clauses;
        if (std::any_of(clauses.begin(), clauses.end(),
                        [this](const program::Clause& clause) { return may_be_unknown(clause); }))
            found.push_back(rule);
    }
    while (!found.empty()) {
        const std::uint32_t rule = found.back();
        found.pop_back();
        if (rules_[rule])
            continue;
        rules_[rule] = true;
        found.insert(found.end(), askers[rule].begin(), askers[rule].end());
    }
}

bool Uncertainty::may_be_unknown(const program::Clause& clause) const
{
    return (clause.condition && may_be_unknown(*clause.condition)) ||
           (clause.result && may_be_unknown(*clause.result)) ||
           std::any_of(clause.clauses.begin(), clause.clauses.end(),
                       [this](const program::Clause& child) { return may_be_unknown(child); });
}

bool Uncertainty::may_be_unknown(const program::Expr& expr) const
{
    if (expr.op == image::Op::known)
        return false;
    if (expr.op == image::Op::fact || expr.op == image::Op::event_field)
        return !expr.is_always_present;
    // A divisor that is not written out may be zero.
    const bool is_quotient = expr.op == image::Op::divide || expr.op == image::Op::percent_of;
    if (is_quotient && expr.args.back().op != image::Op::literal)
        return true;
    const bool asks_rule = expr.op == image::Op::rule_met || expr.op == image::Op::table_value;
    if (asks_rule && rules_[expr.ref])
        return true;
    return std::any_of(expr.args.begin(), expr.args.end(),
                       [this](const program::Expr& arg) { return may_be_unknown(arg); });
}

}  // namespace gradus::sema
