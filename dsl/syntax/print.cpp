#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/syntax/cst.hpp"
#include "dsl/syntax/parse.hpp"

namespace gradus {
namespace {

constexpr const char* k_kind_words[] = {"keyword",
                                        "name",
                                        "text",
                                        "number",
                                        "decimal",
                                        "date",
                                        "time",
                                        "hash",
                                        "mark",
                                        "comment",
                                        "file",
                                        "program",
                                        "source_line",
                                        "zone_line",
                                        "role",
                                        "calendar",
                                        "weekend",
                                        "holiday",
                                        "fixed_day",
                                        "nth_day",
                                        "easter_day",
                                        "observed",
                                        "from_year",
                                        "through_year",
                                        "choice",
                                        "choice_value",
                                        "parameter",
                                        "not_set",
                                        "our_choice",
                                        "record",
                                        "subject",
                                        "event",
                                        "service",
                                        "answers",
                                        "field",
                                        "flag",
                                        "type_yes_no",
                                        "type_text",
                                        "type_number",
                                        "type_decimal",
                                        "type_percent",
                                        "type_money",
                                        "type_date",
                                        "type_instant",
                                        "type_one_of",
                                        "type_list_of",
                                        "rule",
                                        "given",
                                        "cites",
                                        "note",
                                        "clause_needs",
                                        "clause_all",
                                        "clause_any",
                                        "clause_none",
                                        "clause_once",
                                        "clause_at_least",
                                        "clause_only",
                                        "clause_unless",
                                        "except",
                                        "from",
                                        "through",
                                        "before",
                                        "or_condition",
                                        "and_condition",
                                        "not_condition",
                                        "group",
                                        "quantified",
                                        "quantity",
                                        "where",
                                        "rule_predicate",
                                        "last",
                                        "ordered_by",
                                        "case_count",
                                        "case_test",
                                        "rule_test",
                                        "comparison",
                                        "argument",
                                        "known",
                                        "one_of",
                                        "more_less",
                                        "date_relation",
                                        "between",
                                        "is",
                                        "includes",
                                        "path",
                                        "table_value",
                                        "term",
                                        "factor",
                                        "shift",
                                        "times",
                                        "share",
                                        "divided",
                                        "percent_of",
                                        "rounding",
                                        "aggregate",
                                        "today",
                                        "now",
                                        "instant",
                                        "date_part",
                                        "yes_no",
                                        "period",
                                        "percent",
                                        "money",
                                        "table",
                                        "gives",
                                        "takes",
                                        "columns",
                                        "row",
                                        "cell",
                                        "workflow",
                                        "start",
                                        "state",
                                        "region",
                                        "transition",
                                        "on_event",
                                        "when_done",
                                        "when_condition",
                                        "after",
                                        "not_counting",
                                        "every",
                                        "counted_from",
                                        "branch",
                                        "if_unknown",
                                        "if_condition",
                                        "otherwise",
                                        "outcome",
                                        "notify",
                                        "entry",
                                        "on_exit",
                                        "set_fact",
                                        "raise",
                                        "raise_place",
                                        "call",
                                        "back",
                                        "different",
                                        "other_than",
                                        "task",
                                        "done_by",
                                        "due",
                                        "remind",
                                        "overdue",
                                        "rung",
                                        "promise",
                                        "never_before",
                                        "never_unless",
                                        "never_while",
                                        "never_except",
                                        "never_both",
                                        "after_always",
                                        "nobody_does",
                                        "can_end",
                                        "profile",
                                        "fact",
                                        "fact_path",
                                        "path_step",
                                        "value",
                                        "empty",
                                        "relative",
                                        "named_value",
                                        "scenario",
                                        "sample",
                                        "given_step",
                                        "does",
                                        "stands_for",
                                        "stand_in",
                                        "task_step",
                                        "fact_step",
                                        "wait",
                                        "expect_rule",
                                        "expect_state",
                                        "expect_task",
                                        "expect_notice",
                                        "expect_call",
                                        "moment",
                                        "module_header",
                                        "use",
                                        "setting",
                                        "fragment",
                                        "fragment_given",
                                        "given_kind",
                                        "given_default",
                                        "include",
                                        "include_argument",
                                        "register_file",
                                        "register_clause",
                                        "place",
                                        "no_rule"};
static_assert(std::size(k_kind_words) == static_cast<std::size_t>(CstKind::no_rule) + 1);

void print_includes(const std::vector<ast::Include>& includes, std::size_t depth, std::string& out)
{
    for (const auto& include : includes)
        out += fmt::format("{}include {}: {} arguments\n", std::string(depth * 2, ' '),
                           include.fragment.text, include.arguments.size());
}

void print_states(const std::vector<ast::State>& states, std::size_t depth, std::string& out)
{
    static constexpr const char* k_words[] = {"state", "parallel", "region", "final"};
    for (const auto& state : states) {
        out += fmt::format("{}{} {}: {} transitions, {} tasks\n", std::string(depth * 2, ' '),
                           k_words[static_cast<std::size_t>(state.kind)], state.name.text,
                           state.transitions.size(), state.tasks.size());
        print_states(state.states, depth + 1, out);
        print_includes(state.includes, depth + 1, out);
    }
}

std::string words_of(const ast::Path& path)
{
    std::string words;
    for (const auto& name : path.names)
        words += (words.empty() ? "" : ".") + name.text;
    return words;
}

struct Printer {
    std::string& out;

    void operator()(const ast::ProgramHeader& x) const
    {
        line("program", x.name.text, fmt::format("{} sources", x.sources.size()));
    }
    void operator()(const ast::Role& x) const { line("role", x.name.text, {}); }
    void operator()(const ast::CalendarDeclaration& x) const
    {
        line("calendar", x.name.text, fmt::format("{} holidays", x.holidays.size()));
    }
    void operator()(const ast::Choice& x) const
    {
        line("choice", x.name.text, fmt::format("{} values", x.values.size()));
    }
    void operator()(const ast::Parameter& x) const
    {
        line("parameter", x.name.text, x.value ? "" : "not set");
    }
    void operator()(const ast::Fields& x) const
    {
        static constexpr const char* k_words[] = {"record", "subject", "event", "service"};
        line(k_words[static_cast<std::size_t>(x.kind)], x.name.text,
             fmt::format("{} fields", x.fields.size()));
    }
    void operator()(const ast::Rule& x) const
    {
        line(x.table         ? "table"
             : x.is_decision ? "decision"
                             : "rule",
             x.name.text,
             fmt::format("for {}, {} givens, {} clauses", x.about.text, x.givens.size(),
                         x.clauses.size()));
    }
    void operator()(const ast::Workflow& x) const
    {
        line("workflow", x.name.text,
             fmt::format("for {}, {} keys", x.subject.text, x.keys.size()));
        print_states(x.states, 1, out);
        print_includes(x.includes, 1, out);
    }
    void operator()(const ast::Promise& x) const
    {
        line("promise", x.name.text,
             fmt::format("for {}, {} lines", x.workflow.text, x.lines.size()));
    }
    void operator()(const ast::Profile& x) const
    {
        line("profile", x.name.text, fmt::format("{} facts", x.facts.size()));
    }
    void operator()(const ast::Scenario& x) const
    {
        line("scenario", x.title.text, fmt::format("{} steps", x.steps.size()));
    }
    void operator()(const ast::Sample& x) const
    {
        line("sample", x.name.text, fmt::format("{} steps", x.steps.size()));
    }

    void operator()(const ast::ModuleHeader& x) const { line("module", words_of(x.name), {}); }
    void operator()(const ast::Use& x) const
    {
        line("use", words_of(x.module),
             x.only.empty() ? "" : fmt::format("{} names", x.only.size()));
    }
    void operator()(const ast::Setting& x) const { line("set", x.parameter.name.text, {}); }
    void operator()(const ast::Fragment& x) const
    {
        line("fragment", x.name.text,
             fmt::format("{} givens, {} clauses, {} fields", x.givens.size(), x.clauses.size(),
                         x.fields.size()));
        print_states(x.body.states, 1, out);
        print_includes(x.body.includes, 1, out);
    }

    void line(std::string_view kind, std::string_view name, const std::string& rest) const
    {
        out += fmt::format("{} {}{}{}\n", kind, name, rest.empty() ? "" : ": ", rest);
    }
};

}  // namespace

const char* to_string(CstKind kind) { return k_kind_words[static_cast<std::size_t>(kind)]; }

std::string print_cst(const SourceSet& sources, SourceId source)
{
    Diagnostics ignored;
    const auto cst = parse_cst(sources, source, CstStart::program_file, ignored);
    std::string out;
    std::vector<std::size_t> open;  // where the subtrees around end
    for (std::size_t i = 0; i < cst.nodes.size(); ++i) {
        while (!open.empty() && open.back() == i)
            open.pop_back();
        const auto& node = cst.nodes[i];
        const auto at = sources.position(source, node.begin);
        out += fmt::format("{}{} {}:{}", std::string(open.size() * 2, ' '), to_string(node.kind),
                           at.line, at.column);
        if (node.kind <= CstKind::comment)
            out += fmt::format(" {}", sources.text({source, node.begin, node.end}));
        out += '\n';
        open.push_back(i + 1 + node.below);
    }
    return out;
}

std::string print_ast(const ast::Module& module)
{
    std::string out;
    for (const auto& declaration : module.declarations)
        std::visit(Printer{out}, declaration);
    return out;
}

}  // namespace gradus
