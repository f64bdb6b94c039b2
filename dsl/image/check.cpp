#include "dsl/image/lookup.hpp"
#include "dsl/image/check.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace gradus {
namespace {

using namespace image;

class Checker {
public:
    explicit Checker(const Image& image) : image_(image) {}

    std::optional<std::string> run()
    {
        for (std::size_t i = 0; i < image_.code.size(); ++i)
            check_expr(image_.code[i], i);
        for (const auto& clause : image_.clauses)
            check_clause(clause);
        for (const auto& rule : image_.rules)
            check_rule(rule);
        for (const auto& parameter : image_.parameters) {
            check_cites(parameter.cites, parameter.name);
            check_period(parameter.value, parameter.name);
        }
        for (const auto* sets : {&image_.records, &image_.subjects, &image_.events})
            for (const auto& set : *sets)
                check_fields(set);
        for (const auto& service : image_.services)
            check_fields(service.question);
        for (const auto& workflow : image_.workflows)
            check_workflow(workflow);
        for (const auto& promise : image_.promises)
            check_promise(promise);
        check_clauses_stand_once();
        if (!fault_)
            check_rules_end();
        if (image_.zone.offsets.empty())
            fail("zone");
        return fault_;
    }

private:
    void fail(const std::string& place)
    {
        if (!fault_)
            fault_ = place;
    }
    void need(bool holds, const std::string& place)
    {
        if (!holds)
            fail(place);
    }

    void check_type(const Type& type, const std::string& place)
    {
        if (type.kind == TypeKind::choice || type.kind == TypeKind::choices)
            need(type.of < image_.choices.size(), place);
        if (type.kind == TypeKind::money)
            need(type.of < image_.currencies.size(), place);
        if (type.kind == TypeKind::records)
            need(type.of < image_.records.size(), place);
    }

    // How many arguments an operation takes; -1: as many as there are.
    static int arity(Op op)
    {
        switch (op) {
        case Op::literal:
        case Op::parameter:
        case Op::fact:
        case Op::given:
        case Op::key:
        case Op::case_key:
        case Op::event_field:
        case Op::now:
        case Op::today: return 0;
        case Op::date_part:
        case Op::known:
        case Op::negate: return 1;
        case Op::plus:
        case Op::minus:
        case Op::times:
        case Op::divide:
        case Op::percent_of:
        case Op::equal:
        case Op::less:
        case Op::less_equal:
        case Op::member: return 2;
        case Op::between: return 3;
        case Op::count_met:
        case Op::case_in:
        case Op::count_cases:
        case Op::aggregate:
        case Op::list:
        case Op::table_value:
        case Op::rule_met:
        case Op::all_of:
        case Op::any_of: return -1;
        }
        return -1;
    }

    void check_expr(const Expr& expr, std::size_t index)
    {
        const auto place = fmt::format("code[{}]", index);
        check_type(expr.type, place);
        check_period(expr.literal, place);
        const int count = arity(expr.op);
        need(count < 0 || expr.args.size() == static_cast<std::size_t>(count), place);
        for (const auto arg : expr.args)
            need(arg.index < index, place);
        if (expr.op == Op::parameter)
            need(expr.ref < image_.parameters.size(), place);
        if (expr.op == Op::count_met)
            need(expr.args.size() == (expr.ref == 0 ? 2U : 3U), place);
        if (expr.op == Op::case_in || expr.op == Op::count_cases)
            check_cases(expr, place);
        if (expr.op == Op::aggregate)
            need(expr.ref <= 3 && expr.args.size() == 1U + (expr.ref & 1U) + (expr.ref >> 1U),
                 place);
        if (expr.op == Op::divide || expr.op == Op::percent_of)
            need(expr.count <= static_cast<std::uint32_t>(k_decimal_digits), place);
        if (expr.op == Op::rule_met || expr.op == Op::table_value)
            need(expr.ref < image_.rules.size() &&
                     image_.rules[expr.ref].is_table == (expr.op == Op::table_value) &&
                     expr.args.size() == image_.rules[expr.ref].givens.size(),
                 place);
        if (expr.op == Op::fact || expr.op == Op::event_field)
            need(!expr.path.empty(), place);
    }

    void check_fields(const FieldSet& set)
    {
        for (const auto& field : set.fields)
            check_type(field.type, set.name + "." + field.name);
    }

    void check_period(const Scalar& scalar, const std::string& place)
    {
        if (const auto* period = std::get_if<Period>(&scalar))
            need(period->business_days == 0 || period->calendar < image_.calendars.size(), place);
    }

    void check_cases(const Expr& expr, const std::string& place)
    {
        need(expr.ref < image_.workflows.size() && !expr.path.empty(), place);
        if (fault_)
            return;
        const auto& workflow = image_.workflows[expr.ref];
        for (const auto& name : expr.path)
            need(std::any_of(workflow.states.begin(), workflow.states.end(),
                             [&](const State& state) { return state.name == name; }),
                 place);
        need(expr.op == Op::case_in ? expr.args.size() == workflow.keys.size()
                                    : expr.args.size() <= 1,
             place);
    }

    void check_promise(const Promise& promise)
    {
        need(promise.workflow < image_.workflows.size(), promise.name);
        check_cites(promise.cites, promise.name);
        if (fault_)
            return;
        const auto states = image_.workflows[promise.workflow].states.size();
        for (const auto& line : promise.lines) {
            const bool asks =
                line.kind == PromiseKind::never_unless || line.kind == PromiseKind::never_while;
            const bool has_state =
                line.kind != PromiseKind::nobody_does && line.kind != PromiseKind::can_end;
            need(asks == line.condition.is_set() && has_state == line.first.is_set(), promise.name);
            need(!has_state || line.first.index < states, promise.name);
            for (const auto other : line.others)
                need(other.index < states, promise.name);
            check_code_if(line.condition, promise.name);
            need(line.kind != PromiseKind::nobody_does || line.names.size() == 2, promise.name);
        }
    }

    void check_code(ExprId id, const std::string& place)
    {
        need(id.index < image_.code.size(), place);
    }
    void check_code_if(ExprId id, const std::string& place)
    {
        if (id.is_set())
            check_code(id, place);
    }

    void check_actions(const Branch& branch)
    {
        const auto check_fields = [&](const std::vector<FieldValue>& fields) {
            for (const auto& field : fields)
                check_code(field.value, branch.id);
        };
        check_fields(branch.sets);
        for (const auto& call : branch.calls) {
            check_fields(call.fields);
            need(find_service(image_, call.service) != nullptr, branch.id);
        }
        for (const auto& raise : branch.raises) {
            check_fields(raise.fields);
            for (const auto key : raise.key)
                check_code(key, branch.id);
            const auto* workflow = find_workflow(image_, raise.workflow);
            need(raise.workflow.empty()
                     ? raise.key.empty()
                     : workflow != nullptr && workflow->keys.size() == raise.key.size(),
                 branch.id);
        }
    }

    void check_cites(const std::vector<CitationId>& cites, const std::string& place)
    {
        for (const auto cite : cites)
            need(cite.index < image_.citations.size(), place);
    }

    void check_clause(const Clause& clause)
    {
        if (clause.kind == ClauseKind::needs || clause.kind == ClauseKind::only_when)
            check_code(clause.condition, clause.id);
        if (clause.kind == ClauseKind::row)
            check_code(clause.result, clause.id);
        for (const auto id : {clause.from, clause.through, clause.before})
            check_code_if(id, clause.id);
        for (const auto child : clause.clauses)
            need(child.index < image_.clauses.size(), clause.id);
        check_cites(clause.cites, clause.id);
    }

    void check_rule(const Rule& rule)
    {
        need(rule.about < (rule.is_about_record ? image_.records.size() : image_.subjects.size()),
             rule.name);
        for (const auto& given : rule.givens)
            check_type(given.type, rule.name);
        for (const auto clause : rule.clauses) {
            need(clause.index < image_.clauses.size(), rule.name);
            if (fault_)
                return;
            const bool is_row = image_.clauses[clause.index].kind == ClauseKind::row;
            need(is_row == rule.is_table, rule.name);
        }
        check_type(rule.gives, rule.name);
        check_cites(rule.cites, rule.name);
    }

    // With one place for each clause none can hold itself.
    void check_clauses_stand_once()
    {
        std::vector<bool> is_placed(image_.clauses.size());
        const auto place = [&](const std::vector<ClauseId>& children) {
            for (const auto child : children) {
                if (child.index >= is_placed.size())
                    return;  // reported where it stands
                need(!is_placed[child.index], image_.clauses[child.index].id);
                is_placed[child.index] = true;
            }
        };
        for (const auto& clause : image_.clauses)
            place(clause.clauses);
        for (const auto& rule : image_.rules)
            place(rule.clauses);
    }

    void rules_asked_by(const Clause& clause, std::set<std::uint32_t>& asked) const
    {
        std::set<std::uint32_t> seen;
        std::vector<ExprId> open;
        for (const auto id :
             {clause.condition, clause.result, clause.from, clause.through, clause.before})
            if (id.is_set())
                open.push_back(id);
        while (!open.empty()) {
            const auto id = open.back();
            open.pop_back();
            if (!seen.insert(id.index).second)
                continue;
            const auto& expr = image_.code[id.index];
            if (expr.op == Op::rule_met || expr.op == Op::table_value)
                asked.insert(expr.ref);
            open.insert(open.end(), expr.args.begin(), expr.args.end());
        }
        for (const auto child : clause.clauses)
            rules_asked_by(image_.clauses[child.index], asked);
    }

    // No rule asks itself, not by way of others either: rules are taken away once all they ask are.
    void check_rules_end()
    {
        std::vector<std::set<std::uint32_t>> asked(image_.rules.size());
        for (std::size_t i = 0; i < image_.rules.size(); ++i)
            for (const auto clause : image_.rules[i].clauses)
                rules_asked_by(image_.clauses[clause.index], asked[i]);
        std::set<std::uint32_t> ending;
        for (bool has_grown = true; has_grown;) {
            const auto before = ending.size();
            for (std::uint32_t i = 0; i < asked.size(); ++i)
                if (std::includes(ending.begin(), ending.end(), asked[i].begin(), asked[i].end()))
                    ending.insert(i);
            has_grown = ending.size() > before;
        }
        for (std::uint32_t i = 0; i < asked.size(); ++i)
            need(ending.contains(i), image_.rules[i].name);
    }

    void check_state(const Workflow& workflow, const State& state, std::size_t index)
    {
        const auto place = workflow.name + "." + state.name;
        need(!state.parent.is_set() || state.parent.index < index, place);
        need(!state.initial.is_set() || state.initial.index < workflow.states.size(), place);
        const bool needs_initial =
            state.kind == StateKind::compound || state.kind == StateKind::region;
        need(!needs_initial || state.initial.is_set(), place);
        for (const auto child : state.children)
            need(child.index > index && child.index < workflow.states.size() &&
                     workflow.states[child.index].parent.index == index,
                 place);
        for (const auto transition : state.transitions)
            need(transition.index < workflow.transitions.size() &&
                     workflow.transitions[transition.index].source.index == index,
                 place);
        for (const auto task : state.tasks)
            need(task.index < workflow.tasks.size(), place);
        check_cites(state.cites, place);
    }

    void check_transition(const Workflow& workflow, const Transition& transition)
    {
        const auto place = workflow.name + "." + transition.id;
        need(transition.source.index < workflow.states.size(), place);
        need(!transition.branches.empty(), place);
        for (const auto state : transition.not_counting)
            need(state.index < workflow.states.size(), place);
        if (transition.trigger == TriggerKind::when_condition)
            check_code(transition.condition, place);
        if (transition.trigger == TriggerKind::after || transition.trigger == TriggerKind::every)
            check_code(transition.period, place);
        check_code_if(transition.anchor, place);
        for (const auto& branch : transition.branches) {
            if (branch.kind == BranchKind::if_condition)
                check_code(branch.condition, place);
            need(!branch.target.is_set() || branch.target.index < workflow.states.size(), place);
            check_cites(branch.cites, place);
            check_actions(branch);
        }
    }

    void check_workflow(const Workflow& workflow)
    {
        need(workflow.subject < image_.subjects.size(), workflow.name);
        need(workflow.initial.index < workflow.states.size(), workflow.name);
        for (const auto& key : workflow.keys)
            need(key.choice.index < image_.choices.size(), workflow.name);
        for (std::size_t i = 0; i < workflow.states.size(); ++i)
            check_state(workflow, workflow.states[i], i);
        for (const auto& transition : workflow.transitions)
            check_transition(workflow, transition);
        for (const auto& task : workflow.tasks) {
            check_code_if(task.due, workflow.name + "." + task.name);
            for (const auto reminder : task.reminders)
                check_code(reminder, workflow.name + "." + task.name);
            for (const auto& rung : task.ladder)
                check_code(rung.after, workflow.name + "." + task.name);
        }
        check_cites(workflow.cites, workflow.name);
    }

    const Image& image_;
    std::optional<std::string> fault_;
};

}  // namespace

std::optional<std::string> find_broken_id(const Image& image) { return Checker(image).run(); }

}  // namespace gradus
