#include "dsl/syntax/walk.hpp"

namespace gradus {
namespace {

using namespace ast;

class Walk {
public:
    explicit Walk(AstVisitor& visitor) : visitor_(visitor) {}

    void operator()(ProgramHeader&) const {}
    void operator()(ModuleHeader&) const {}
    void operator()(Use&) const {}
    void operator()(ast::Role&) const {}
    void operator()(CalendarDeclaration&) const {}
    void operator()(Choice&) const {}
    // Scenarios and what they start from say nothing that a module could export to them alone.
    void operator()(Profile&) const {}
    void operator()(Scenario&) const {}
    void operator()(Sample&) const {}

    void operator()(Setting& setting) const
    {
        auto& [parameter, span] = setting;
        visitor_.visit(parameter.name, NameUse::other);
        (*this)(parameter);
    }

    void operator()(Parameter& parameter) const
    {
        auto& [name, value, our_choice, cites] = parameter;
        expr(value);
        each(cites);
    }

    void operator()(Fields& fields) const
    {
        auto& [kind, name, title, list, includes, answers, answers_span] = fields;
        each(list);
        each(includes);
        visitor_.visit(answers, NameUse::event);
    }

    void operator()(Field& field) const
    {
        auto& [name, title, type, is_mandatory, is_personal, is_key] = field;
        text(title);
        (*this)(type);
    }

    void operator()(Type& type) const
    {
        auto& [kind, names, span] = type;
        if (kind == TypeKind::money)
            return;
        const bool is_inline = kind == TypeKind::one_of && names.size() > 1;
        for (Name& name : names)
            visitor_.visit(name, is_inline ? NameUse::value : NameUse::type);
    }

    void operator()(Rule& rule) const
    {
        auto& [is_decision, name, title, about, givens, cites, notes, clauses, table, includes,
               span] = rule;
        visitor_.visit(about, NameUse::type);
        for (Given& given : givens)
            (*this)(given.type);
        each(cites);
        each(clauses);
        if (table)
            (*this)(*table);
        each(includes);
    }

    void operator()(TableHead& table) const
    {
        auto& [gives, takes, columns] = table;
        if (gives)
            (*this)(*gives);
        exprs(columns);
    }

    void operator()(Clause& clause) const
    {
        auto& [kind, condition, list, count, clauses, cells, result, includes, from, through,
               before, except, cites, span] = clause;
        expr(condition);
        if (list)
            visitor_.visit(*list);
        each(clauses);
        for (Cell& cell : cells)
            exprs(cell.values);
        expr(result);
        each(includes);
        expr(from);
        expr(through);
        expr(before);
        expr(except);
        each(cites);
    }

    void operator()(Fragment& fragment) const
    {
        auto& [name, title, givens, body, clauses, fields, span] = fragment;
        for (FragmentGiven& given : givens)
            exprs(given.values);
        (*this)(body);
        each(clauses);
        each(fields);
    }

    void operator()(Workflow& workflow) const
    {
        auto& [name, title, subject, keys, start, states, includes, cites, notes, span] = workflow;
        visitor_.visit(subject, NameUse::type);
        visitor_.visit(keys, NameUse::type);
        if (start)
            visitor_.visit(*start, NameUse::state);
        each(states);
        each(includes);
        each(cites);
    }

    void operator()(Promise& promise) const
    {
        auto& [name, title, workflow, lines, cites, notes] = promise;
        visitor_.visit(workflow, NameUse::other);
        for (auto& [kind, state, names, condition, span] : lines) {
            visitor_.visit(state,
                           kind == PromiseKind::nobody_does ? NameUse::event : NameUse::state);
            visitor_.visit(names, use_in(kind));
            expr(condition);
        }
        each(cites);
    }

    static NameUse use_in(PromiseKind kind)
    {
        if (kind == PromiseKind::nobody_does)
            return NameUse::event;
        return kind == PromiseKind::never_except ? NameUse::role : NameUse::state;
    }

    void operator()(State& state) const
    {
        auto& [kind, name, title, start, states, tasks, transitions, includes, entry, exit, cites,
               notes, span] = state;
        if (!name.text.empty())  // that of a fragment's lines is
            visitor_.visit(name, NameUse::new_state);
        text(title);
        if (start)
            visitor_.visit(*start, NameUse::state);
        each(states);
        each(tasks);
        each(transitions);
        each(includes);
        each(entry);
        each(exit);
        each(cites);
    }

    void operator()(Task& task) const
    {
        auto& [name, title, role, done_by, due, reminders, overdue, ladder, span] = task;
        visitor_.visit(name, NameUse::new_task);
        text(title);
        visitor_.visit(role, NameUse::role);
        visitor_.visit(done_by, NameUse::event);
        expr(due);
        exprs(reminders);
        each(overdue);
        each(ladder);
    }

    void operator()(Rung& rung) const
    {
        auto& [after, role, notifies] = rung;
        expr(after);
        visitor_.visit(role, NameUse::role);
        each(notifies);
    }

    void operator()(Notify& notify) const
    {
        auto& [role, words] = notify;
        visitor_.visit(role, NameUse::role);
        visitor_.visit(words);
    }

    void operator()(Transition& transition) const
    {
        auto& [trigger, branches, span] = transition;
        std::visit([this](auto& each_kind) { (*this)(each_kind); }, trigger);
        each(branches);
    }

    void operator()(OnEvent& on) const
    {
        auto& [event, roles, people, other_than, span] = on;
        visitor_.visit(event, NameUse::event);
        visitor_.visit(roles, NameUse::role);
        visitor_.visit(other_than, NameUse::event);
    }
    void operator()(WhenDone&) const {}
    void operator()(WhenCondition& when) const { expr(when.condition); }
    void operator()(AfterPeriod& after) const
    {
        auto& [period, not_counting] = after;
        expr(period);
        visitor_.visit(not_counting, NameUse::state);
    }
    void operator()(EveryPeriod& every) const
    {
        auto& [period, from] = every;
        expr(period);
        expr(from);
    }

    void operator()(Branch& branch) const
    {
        auto& [kind, condition, target, is_back, notifies, sets, raises, calls, cites, span] =
            branch;
        expr(condition);
        if (target)
            visitor_.visit(*target, NameUse::state);
        each(notifies);
        each(sets);
        each(raises);
        each(calls);
        each(cites);
    }

    void operator()(SetFact& set) const
    {
        auto& [field, value, span] = set;
        visitor_.visit(field, NameUse::field);
        expr(value);
    }

    void operator()(Raise& raise) const
    {
        auto& [event, workflow, key, arguments, span] = raise;
        visitor_.visit(event, NameUse::event);
        for (auto& value : key)
            expr(value);
        this->arguments(arguments);
    }
    void operator()(Call& call) const
    {
        auto& [service, arguments, span] = call;
        visitor_.visit(service, NameUse::role);
        this->arguments(arguments);
    }

    void operator()(Cite& cite) const { visitor_.visit(cite.source, NameUse::other); }
    void operator()(Include& include) const { visitor_.visit(include); }

    void operator()(Expr& whole) const
    {
        if (!visitor_.visit(whole))
            std::visit([this](auto& node) { (*this)(node); }, whole.node);
    }
    void operator()(YesNo&) const {}
    void operator()(Number&) const {}
    void operator()(DecimalLiteral&) const {}
    void operator()(PercentLiteral&) const {}
    void operator()(MoneyLiteral&) const {}
    void operator()(DateLiteral&) const {}
    void operator()(TextLiteral&) const {}
    void operator()(PeriodLiteral& period) const
    {
        auto& [value, calendar] = period;
        if (calendar)
            visitor_.visit(*calendar, NameUse::other);
    }
    void operator()(InstantLiteral&) const {}
    void operator()(Today&) const {}
    void operator()(Now&) const {}
    void operator()(DatePart& part) const { expr(part.instant); }
    void operator()(PathExpr& path) const { visitor_.visit(path.path); }
    void operator()(Sum& sum) const
    {
        auto& [base, amount, is_minus] = sum;
        expr(base);
        expr(amount);
    }
    void operator()(Product& product) const
    {
        auto& [left, right] = product;
        expr(left);
        expr(right);
    }
    void operator()(Quotient& quotient) const
    {
        auto& [left, right, is_percent, rounding, places] = quotient;
        expr(left);
        expr(right);
    }
    void operator()(Aggregate& aggregate) const
    {
        auto& [kind, path, where] = aggregate;
        visitor_.visit(path);
        expr(where);
    }
    void operator()(Comparison& comparison) const
    {
        auto& [relation, left, right] = comparison;
        expr(left);
        expr(right);
    }
    void operator()(Between& between) const
    {
        auto& [value, first, last] = between;
        expr(value);
        expr(first);
        expr(last);
    }
    void operator()(OneOf& one_of) const
    {
        auto& [value, options, is_negated] = one_of;
        expr(value);
        exprs(options);
    }
    void operator()(Includes& includes) const
    {
        auto& [list, value, is_negated] = includes;
        expr(list);
        expr(value);
    }
    void operator()(Known& known) const { expr(known.value); }
    void operator()(TableValue& value) const
    {
        auto& [table, arguments] = value;
        visitor_.visit(table, NameUse::rule);
        this->arguments(arguments);
    }
    void operator()(RuleTest& test) const
    {
        auto& [rule, arguments, is_negated] = test;
        visitor_.visit(rule, NameUse::rule);
        this->arguments(arguments);
    }
    void operator()(Quantified& quantified) const
    {
        auto& [quantity, count, count_given, list, last, ordered_by, where, rule, arguments] =
            quantified;
        visitor_.visit(list);
        if (ordered_by)
            visitor_.visit(*ordered_by, NameUse::field);
        expr(where);
        if (rule)
            visitor_.visit(*rule, NameUse::rule);
        exprs(arguments);
    }
    void operator()(CaseTest& test) const
    {
        auto& [workflow, key, states, is_negated] = test;
        visitor_.visit(workflow, NameUse::other);
        exprs(key);
        visitor_.visit(states, NameUse::state);
    }
    void operator()(CaseCount& cases) const
    {
        auto& [quantity, count, count_given, workflow, states, where] = cases;
        visitor_.visit(workflow, NameUse::other);
        visitor_.visit(states, NameUse::state);
        expr(where);
    }
    void operator()(And& conjunction) const { exprs(conjunction.parts); }
    void operator()(Or& disjunction) const { exprs(disjunction.parts); }
    void operator()(Not& negation) const { expr(negation.part); }

private:
    template <class Part> void each(std::vector<Part>& parts) const
    {
        for (Part& part : parts)
            (*this)(part);
    }
    void exprs(std::vector<ExprPtr>& list) const
    {
        for (ExprPtr& each_expr : list)
            expr(each_expr);
    }
    void arguments(std::vector<Argument>& list) const
    {
        for (Argument& argument : list)
            expr(argument.value);
    }
    void expr(ExprPtr& maybe) const
    {
        if (maybe)
            (*this)(*maybe);
    }
    void text(std::optional<Text>& maybe) const
    {
        if (maybe)
            visitor_.visit(*maybe);
    }

    AstVisitor& visitor_;
};

}  // namespace

void AstVisitor::visit(std::vector<ast::Name>& names, NameUse use)
{
    for (ast::Name& name : names)
        visit(name, use);
}

void walk(AstVisitor& visitor, Declaration& declaration) { std::visit(Walk(visitor), declaration); }
void walk(AstVisitor& visitor, Expr& expr) { Walk{visitor}(expr); }
void walk(AstVisitor& visitor, Clause& clause) { Walk{visitor}(clause); }
void walk(AstVisitor& visitor, Field& field) { Walk{visitor}(field); }
void walk(AstVisitor& visitor, State& state) { Walk{visitor}(state); }

}  // namespace gradus
