#include "dsl/compile/print_stages.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/graph/state_graph.hpp"
#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

// A text over several lines, or a long one, is told by its beginning.
std::string one_line(std::string_view text)
{
    static constexpr std::size_t k_shown_max = 60;
    std::string line;
    for (const char c : text)
        if (const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r'; !is_blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    return line.size() <= k_shown_max ? line : line.substr(0, k_shown_max) + "…";
}

class ProgramPrinter {
public:
    ProgramPrinter(const Program& program, const SourceSet& sources)
        : program_(program), sources_(sources)
    {}

    std::string print()
    {
        out_ = fmt::format("program {} \"{}\", time zone {}\n", program_.name, program_.title,
                           program_.zone.name);
        for (const auto& source : program_.sources)
            add(0, fmt::format("source {} \"{}\"", source.name, source.title));
        for (const auto& role : program_.roles)
            add(0, fmt::format("role {} \"{}\"", role.name, role.title));
        for (const auto& choice : program_.choices)
            add(0, choice_text(choice));
        for (const auto& parameter : program_.parameters)
            add(0, fmt::format("parameter {} : {}{}{}", parameter.image.name,
                               type_text(parameter.image.type), cites(parameter.image.cites),
                               place(parameter.span)));
        fields("record", program_.records);
        fields("subject", program_.subjects);
        fields("event", program_.events);
        for (const auto& service : program_.services) {
            fields("service", {service.question});
            for (const auto& answer : service.answers)
                add(1, "answers " + answer);
        }
        for (const auto& each : program_.rules)
            rule(each);
        for (const auto& each : program_.workflows)
            workflow(each);
        return std::move(out_);
    }

private:
    void add(std::size_t depth, const std::string& line)
    {
        out_ += std::string(depth * 2, ' ') + line + "\n";
    }

    std::string place(Span span) const
    {
        return fmt::format("  @ {}:{}", sources_.file(span.source).path,
                           sources_.position(span.source, span.begin).line);
    }

    std::string cites(const std::vector<image::CitationId>& ids) const
    {
        std::string text;
        for (const auto id : ids)
            text += fmt::format(" [{} {}]", program_.citations[id.index].source,
                                program_.citations[id.index].clause);
        return text;
    }

    static std::string choice_text(const image::Choice& choice)
    {
        std::string text = fmt::format("choice {} \"{}\":", choice.name, choice.title);
        for (const auto& value : choice.values)
            text += " " + value.name;
        return text;
    }

    std::string type_text(const image::Type& type) const
    {
        static constexpr std::string_view k_words[] = {
            "yes or no", "text",    "whole number", "date",    "period",  "choice",
            "choices",   "list of", "decimal",      "percent", "money in"};
        const auto kind = static_cast<std::size_t>(type.kind);
        ASSERT(kind < std::size(k_words));
        const std::string word(k_words[kind]);
        switch (type.kind) {
        case image::TypeKind::choice:
        case image::TypeKind::choices: return word + " " + program_.choices[type.of].name;
        case image::TypeKind::records: return word + " " + program_.records[type.of].name;
        case image::TypeKind::money: return word + " " + program_.currencies[type.of];
        default: return word;
        }
    }

    void fields(const char* what, const std::vector<image::FieldSet>& sets)
    {
        for (const auto& set : sets) {
            add(0, fmt::format("{} {} \"{}\"", what, set.name, set.title));
            for (const auto& field : set.fields)
                add(1, fmt::format("field {} : {}{}{}{}", field.name, type_text(field.type),
                                   field.is_mandatory ? ", mandatory" : "",
                                   field.is_personal ? ", personal" : "",
                                   field.is_key ? ", key" : ""));
        }
    }

    // Parts that the compiler added have the text of what they were added to.
    void expression(const program::Expr& expr, std::size_t depth)
    {
        add(depth, fmt::format("`{}` : {}{}", one_line(sources_.text(expr.span)),
                               type_text(expr.type), place(expr.span)));
        for (const auto& arg : expr.args)
            expression(arg, depth + 1);
    }

    void optional(const char* what, const std::optional<program::Expr>& expr, std::size_t depth)
    {
        if (!expr)
            return;
        add(depth, what);
        expression(*expr, depth + 1);
    }

    void clause(const program::Clause& clause, std::size_t depth)
    {
        static constexpr std::string_view k_kinds[] = {"needs",    "all of",    "any of", "none of",
                                                       "at least", "only when", "row"};
        const auto kind = static_cast<std::size_t>(clause.kind);
        ASSERT(kind < std::size(k_kinds));
        add(depth, fmt::format("{}: {}{}{}{}", clause.id, k_kinds[kind],
                               clause.kind == image::ClauseKind::at_least
                                   ? fmt::format(" {}", clause.count)
                                   : std::string(),
                               cites(clause.cites), place(clause.span)));
        optional("condition", clause.condition, depth + 1);
        optional("gives", clause.result, depth + 1);
        optional("from", clause.from, depth + 1);
        optional("through", clause.through, depth + 1);
        optional("before", clause.before, depth + 1);
        for (const auto& child : clause.clauses)
            this->clause(child, depth + 1);
    }

    void rule(const program::Rule& rule)
    {
        const auto& about = rule.head.is_about_record ? program_.records : program_.subjects;
        add(0, fmt::format("{} {} for {}{}{}",
                           rule.head.is_table      ? "table"
                           : rule.head.is_decision ? "decision"
                                                   : "rule",
                           rule.head.name, about[rule.head.about].name, cites(rule.head.cites),
                           place(rule.span)));
        for (const auto& given : rule.head.givens)
            add(1, fmt::format("given {} : {}", given.name, type_text(given.type)));
        for (const auto& each : rule.clauses)
            clause(each, 1);
    }

    void workflow(const program::Workflow& workflow)
    {
        std::string keys;
        for (const auto& key : workflow.keys)
            keys += " and " + program_.choices[key.choice.index].name;
        add(0, fmt::format("workflow {} for each {}{}, starts in {}{}{}", workflow.name,
                           program_.subjects[workflow.subject].name, keys,
                           workflow.states[workflow.initial.index].name, cites(workflow.cites),
                           place(workflow.span)));
        for (std::uint32_t i = 0; i < workflow.states.size(); ++i)
            state(workflow, i);
    }

    // A flat list, each with the state around it: that is what the analysis makes of nesting.
    void state(const program::Workflow& workflow, std::uint32_t index)
    {
        static constexpr std::string_view k_kinds[] = {"atomic", "compound", "parallel", "region",
                                                       "final"};
        const auto& state = workflow.states[index];
        const auto name_of = [&](image::StateId id) { return workflow.states[id.index].name; };
        add(1, fmt::format("{} state {}{}{}{}{}", k_kinds[static_cast<std::size_t>(state.kind)],
                           state.name, state.parent.is_set() ? " in " + name_of(state.parent) : "",
                           state.initial.is_set() ? ", starts in " + name_of(state.initial) : "",
                           cites(state.cites), place(workflow.state_spans[index])));
        for (const auto task : state.tasks)
            this->task(workflow.tasks[task.index]);
        for (const auto id : state.transitions)
            transition(workflow, workflow.transitions[id.index]);
    }

    void task(const program::Task& task)
    {
        add(2, fmt::format("task {} for {}{}", task.name, task.role, place(task.span)));
        optional("due", task.due, 3);
        for (const auto& reminder : task.reminders)
            optional("reminder", reminder, 3);
        for (const auto& rung : task.ladder) {
            add(3, "escalated to " + rung.role);
            expression(rung.after, 4);
        }
    }

    void transition(const program::Workflow& workflow, const program::Transition& transition)
    {
        std::string by;
        for (const auto& role : transition.roles)
            by += (by.empty() ? " by " : " or ") + role;
        add(2, fmt::format("{}{}{}", transition.id, by, place(transition.span)));
        optional("condition", transition.condition, 3);
        optional("period", transition.period, 3);
        optional("from", transition.anchor, 3);
        for (const auto& branch : transition.branches)
            this->branch(workflow, branch);
    }

    void branch(const program::Workflow& workflow, const program::Branch& branch)
    {
        std::string target = branch.is_back ? "go back" : "stay";
        if (branch.target.is_set())
            target = "go to " + workflow.states[branch.target.index].name;
        add(3, fmt::format("{}: {}{}", branch.id, target, cites(branch.cites)));
        optional("condition", branch.condition, 4);
        for (const auto& [field, value] : branch.sets) {
            add(4, "set " + field);
            expression(value, 5);
        }
        for (const auto& raise : branch.raises) {
            add(4, fmt::format("raise {}{}{}", raise.event, raise.workflow.empty() ? "" : " in ",
                               raise.workflow));
            for (const auto& key : raise.key)
                expression(key, 5);
            arguments(raise.fields);
        }
        for (const auto& call : branch.calls) {
            add(4, "call " + call.service);
            arguments(call.fields);
        }
    }

    void arguments(const program::FieldValues& fields)
    {
        for (const auto& [field, value] : fields) {
            add(5, "with " + field);
            expression(value, 6);
        }
    }

    const Program& program_;
    const SourceSet& sources_;
    std::string out_;
};

std::string names_of(const image::Workflow& workflow, const std::vector<image::StateId>& states)
{
    std::string names;
    for (const auto state : states)
        names += (names.empty() ? "" : ", ") + at(workflow, state).name;
    return names;
}

}  // namespace

std::string print_program(const Program& program, const SourceSet& sources)
{
    return ProgramPrinter(program, sources).print();
}

std::string print_graph(const Image& image)
{
    std::string out;
    for (const auto& workflow : image.workflows) {
        const auto graph = build(image, workflow);
        out += fmt::format("workflow {}: {} states, {} edges\n", workflow.name,
                           workflow.states.size(), graph.edges.size());
        for (std::uint32_t i = 0; i < workflow.states.size(); ++i) {
            const auto entered = entered_with(workflow, {i});
            out += fmt::format("  {}{}{}\n", workflow.states[i].name,
                               graph.is_reachable[i] ? "" : ", never entered",
                               entered.size() > 1 ? ", enters " + names_of(workflow, entered) : "");
            for (const auto& edge : graph.edges)
                if (edge.source.index == i)
                    out += fmt::format(
                        "    {} -> {}\n",
                        workflow.transitions[edge.transition.index].branches[edge.branch].id,
                        at(workflow, edge.target).name);
        }
    }
    return out;
}

}  // namespace gradus
