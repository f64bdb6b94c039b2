#include "dsl/sema/recursion.hpp"

#include <fmt/format.h>

#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

void collect_asked(const program::Expr& expr, std::vector<std::uint32_t>& asked)
{
    if (expr.op == image::Op::rule_met)
        asked.push_back(expr.ref);
    for (const program::Expr& arg : expr.args)
        collect_asked(arg, asked);
}

void collect_asked(const program::Clause& clause, std::vector<std::uint32_t>& asked)
{
    if (clause.condition)
        collect_asked(*clause.condition, asked);
    for (const program::Clause& child : clause.clauses)
        collect_asked(child, asked);
}

// Depth first; a rule that is met again while it is still open closes a circle.
class CircleSearch {
public:
    CircleSearch(const Program& program, Diagnostics& diagnostics)
        : program_(program), diagnostics_(diagnostics), marks_(program.rules.size(), Mark::fresh)
    {
    }

    void visit(std::uint32_t rule)
    {
        marks_[rule] = Mark::open;
        way_.push_back(rule);
        std::vector<std::uint32_t> asked;
        for (const program::Clause& clause : program_.rules[rule].clauses)
            collect_asked(clause, asked);
        for (const std::uint32_t next : asked) {
            if (marks_[next] == Mark::open)
                report_circle(next);
            else if (marks_[next] == Mark::fresh)
                visit(next);
        }
        way_.pop_back();
        marks_[rule] = Mark::closed;
    }

    [[nodiscard]] bool is_fresh(std::uint32_t rule) const { return marks_[rule] == Mark::fresh; }

private:
    enum class Mark { fresh, open, closed };

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

    const Program& program_;
    Diagnostics& diagnostics_;
    std::vector<Mark> marks_;
    std::vector<std::uint32_t> way_;
};

}  // namespace

void refuse_recursion(const Program& program, Diagnostics& diagnostics)
{
    CircleSearch search(program, diagnostics);
    for (std::uint32_t rule = 0; rule < program.rules.size(); ++rule)
        if (search.is_fresh(rule))
            search.visit(rule);
}

// Grows from "nothing may be unknown" until a round changes nothing; each round but the last adds a
// rule.
Uncertainty::Uncertainty(const Program& program) : rules_(program.rules.size(), false)
{
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            if (rules_[i])
                continue;
            const auto& clauses = program.rules[i].clauses;
            rules_[i] = std::any_of(
                clauses.begin(), clauses.end(),
                [this](const program::Clause& clause) { return may_be_unknown(clause); });
            has_changed = has_changed || rules_[i];
        }
    }
}

bool Uncertainty::may_be_unknown(const program::Clause& clause) const
{
    return (clause.condition && may_be_unknown(*clause.condition)) ||
           std::any_of(clause.clauses.begin(), clause.clauses.end(),
                       [this](const program::Clause& child) { return may_be_unknown(child); });
}

bool Uncertainty::may_be_unknown(const program::Expr& expr) const
{
    if (expr.op == image::Op::known)
        return false;
    if (expr.op == image::Op::fact || expr.op == image::Op::event_field)
        return !expr.is_always_present;
    if (expr.op == image::Op::rule_met && rules_[expr.ref])
        return true;
    return std::any_of(expr.args.begin(), expr.args.end(),
                       [this](const program::Expr& arg) { return may_be_unknown(arg); });
}

}  // namespace gradus::sema
