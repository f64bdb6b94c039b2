#include "dsl/sema/emit.hpp"

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

template <class IdType> IdType next_id(std::size_t size)
{
    return IdType{static_cast<std::uint32_t>(size)};
}

class Emitter {
public:
    explicit Emitter(const Program& program) : program_(program) {}

    Emitted emit();

private:
    image::ExprId code(const program::Expr& expr);
    image::ExprId code(const std::optional<program::Expr>& expr);
    image::ClauseId clause(const program::Clause& clause);
    void rule(const program::Rule& rule);
    void workflow(const program::Workflow& workflow);
    void promise(const program::Promise& promise);
    image::Transition transition(const program::Transition& transition);
    image::Branch branch(const program::Branch& branch);
    std::vector<image::FieldValue> fields(const program::FieldValues& values);
    image::Task task(const program::Task& task);

    const Program& program_;
    Emitted result_;
};

Emitted Emitter::emit()
{
    Image& image = result_.image;
    image.program = program_.name;
    image.title = program_.title;
    image.zone = program_.zone;
    image.sources = program_.sources;
    image.citations = program_.citations;
    image.calendars = program_.calendars;
    image.roles = program_.roles;
    image.choices = program_.choices;
    image.currencies = program_.currencies;
    for (const program::Parameter& parameter : program_.parameters)
        image.parameters.push_back(parameter.image);
    image.records = program_.records;
    image.subjects = program_.subjects;
    image.events = program_.events;
    image.services = program_.services;
    for (const program::Rule& each : program_.rules)
        rule(each);
    for (const program::Workflow& each : program_.workflows)
        workflow(each);
    for (const program::Promise& each : program_.promises)
        promise(each);
    return std::move(result_);
}

image::ExprId Emitter::code(const program::Expr& expr)
{
    image::Expr emitted;
    emitted.op = expr.op;
    emitted.type = expr.type;
    for (const program::Expr& arg : expr.args)
        emitted.args.push_back(code(arg));
    emitted.literal = expr.literal;
    emitted.ref = expr.ref;
    emitted.up = expr.up;
    emitted.path = expr.path;
    emitted.quantity = expr.quantity;
    emitted.count = expr.count;
    emitted.aggregate = expr.aggregate;
    emitted.rounding = expr.rounding;
    auto& table = result_.image.code;
    table.push_back(std::move(emitted));
    return next_id<image::ExprId>(table.size() - 1);
}

image::ExprId Emitter::code(const std::optional<program::Expr>& expr)
{
    return expr ? code(*expr) : image::ExprId{};
}

image::ClauseId Emitter::clause(const program::Clause& clause)
{
    image::Clause emitted;
    emitted.kind = clause.kind;
    emitted.id = clause.id;
    emitted.condition = code(clause.condition);
    emitted.result = code(clause.result);
    emitted.count = clause.count;
    emitted.from = code(clause.from);
    emitted.through = code(clause.through);
    emitted.before = code(clause.before);
    emitted.cites = clause.cites;
    // The place is taken before the children's, so that the table keeps the order of the text.
    const auto id = next_id<image::ClauseId>(result_.image.clauses.size());
    result_.image.clauses.push_back(std::move(emitted));
    result_.spans.clauses.push_back(clause.span);
    std::vector<image::ClauseId> children;
    for (const program::Clause& child : clause.clauses)
        children.push_back(this->clause(child));
    result_.image.clauses[id.index].clauses = std::move(children);
    return id;
}

void Emitter::rule(const program::Rule& rule)
{
    image::Rule emitted = rule.head;
    for (const program::Clause& each : rule.clauses)
        emitted.clauses.push_back(clause(each));
    result_.image.rules.push_back(std::move(emitted));
    result_.spans.rules.push_back(rule.span);
}

void Emitter::workflow(const program::Workflow& workflow)
{
    image::Workflow emitted;
    WorkflowSpans spans{workflow.span, workflow.state_spans, {}, {}};
    emitted.name = workflow.name;
    emitted.title = workflow.title;
    emitted.subject = workflow.subject;
    emitted.keys = workflow.keys;
    emitted.initial = workflow.initial;
    emitted.states = workflow.states;
    for (const program::Transition& each : workflow.transitions) {
        emitted.transitions.push_back(transition(each));
        spans.transitions.push_back(each.span);
        auto& branches = spans.branches.emplace_back();
        for (const program::Branch& branch : each.branches)
            branches.push_back(branch.span);
    }
    for (const program::Task& each : workflow.tasks)
        emitted.tasks.push_back(task(each));
    emitted.cites = workflow.cites;
    emitted.notes = workflow.notes;
    ASSERT(spans.states.size() == emitted.states.size());
    result_.image.workflows.push_back(std::move(emitted));
    result_.spans.workflows.push_back(std::move(spans));
}

void Emitter::promise(const program::Promise& promise)
{
    image::Promise emitted = promise.head;
    for (std::size_t i = 0; i < emitted.lines.size(); ++i)
        emitted.lines[i].condition = code(promise.conditions[i]);
    result_.image.promises.push_back(std::move(emitted));
    result_.spans.promises.push_back(promise.lines);
}

image::Transition Emitter::transition(const program::Transition& transition)
{
    image::Transition emitted;
    emitted.id = transition.id;
    emitted.source = transition.source;
    emitted.trigger = transition.trigger;
    emitted.event = transition.event;
    emitted.roles = transition.roles;
    emitted.people = transition.people;
    emitted.other_than = transition.other_than;
    emitted.not_counting = transition.not_counting;
    emitted.condition = code(transition.condition);
    emitted.period = code(transition.period);
    emitted.anchor = code(transition.anchor);
    for (const program::Branch& each : transition.branches)
        emitted.branches.push_back(branch(each));
    ASSERT(!emitted.branches.empty());
    return emitted;
}

std::vector<image::FieldValue> Emitter::fields(const program::FieldValues& values)
{
    std::vector<image::FieldValue> emitted;
    for (const auto& [field, value] : values)
        emitted.push_back({field, code(value)});
    return emitted;
}

image::Branch Emitter::branch(const program::Branch& branch)
{
    image::Branch emitted;
    emitted.id = branch.id;
    emitted.kind = branch.kind;
    emitted.condition = code(branch.condition);
    emitted.target = branch.target;
    emitted.is_back = branch.is_back;
    emitted.sets = fields(branch.sets);
    for (const program::Raise& raise : branch.raises) {
        emitted.raises.push_back({raise.event, raise.workflow, {}, fields(raise.fields)});
        for (const program::Expr& key : raise.key)
            emitted.raises.back().key.push_back(code(key));
    }
    for (const program::Call& call : branch.calls)
        emitted.calls.push_back({call.service, fields(call.fields)});
    emitted.notices = branch.notices;
    emitted.cites = branch.cites;
    return emitted;
}

image::Task Emitter::task(const program::Task& task)
{
    image::Task emitted{task.name,      task.title, task.role,    task.done_by,
                        code(task.due), {},         task.overdue, {}};
    for (const program::Expr& reminder : task.reminders)
        emitted.reminders.push_back(code(reminder));
    for (const program::Rung& rung : task.ladder)
        emitted.ladder.push_back({code(rung.after), rung.role, rung.notices});
    return emitted;
}

}  // namespace

Emitted emit(const Program& program) { return Emitter(program).emit(); }

}  // namespace gradus
