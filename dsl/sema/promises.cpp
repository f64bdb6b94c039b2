// Promises: their workflow, the states, roles and events that they name, and their conditions.
// Whether they are kept is for dsl/graph to say.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/sema/report.hpp"
#include "dsl/sema/workflow_parts.hpp"

namespace gradus::sema {
namespace {

using image::PromiseKind;

class PromiseLines {
public:
    PromiseLines(Analysis& analysis, const program::Workflow& workflow)
        : analysis_(analysis), workflow_(workflow)
    {}

    void resolve(const ast::PromiseLine& written, program::Promise& promise)
    {
        image::PromiseLine line;
        line.kind = static_cast<PromiseKind>(written.kind);
        std::optional<program::Expr> condition;
        if (written.condition)
            condition = type_condition(analysis_, scope_of(workflow_), *written.condition);
        names(written, line);
        check_repeated(written);
        promise.head.lines.push_back(std::move(line));
        promise.conditions.push_back(std::move(condition));
        promise.lines.push_back(written.span);
    }

private:
    void names(const ast::PromiseLine& written, image::PromiseLine& line)
    {
        switch (line.kind) {
        case PromiseKind::can_end: return;
        case PromiseKind::nobody_does:
            event(written.first, line);
            for (const ast::Name& each : written.others)
                event(each, line);
            return;
        case PromiseKind::never_except:
            line.first = state(written.first);
            for (const ast::Name& each : written.others)
                role(each, line);
            return;
        case PromiseKind::never_before:
        case PromiseKind::never_unless:
        case PromiseKind::never_while:
        case PromiseKind::never_both:
        case PromiseKind::after_always:
            line.first = state(written.first);
            for (const ast::Name& each : written.others)
                line.others.push_back(state(each));
            return;
        }
    }

    image::StateId state(const ast::Name& name)
    {
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < workflow_.states.size(); ++i) {
            if (workflow_.states[i].name == name.text)
                return {i};
            names.push_back(workflow_.states[i].name);
        }
        report_unknown(analysis_.diagnostics, name,
                       {DiagnosticCode::unknown_name,
                        fmt::format("state of `{}` named", workflow_.name), std::move(names)});
        return {};
    }

    void role(const ast::Name& name, image::PromiseLine& line)
    {
        if (!analysis_.symbols.roles.find(name.text))
            report_unknown(analysis_.diagnostics, name,
                           {DiagnosticCode::unknown_role, "role", analysis_.symbols.roles.names()});
        line.names.push_back(name.text);
    }

    void event(const ast::Name& name, image::PromiseLine& line)
    {
        std::vector<std::string> names;
        for (const auto& transition : workflow_.transitions)
            if (transition.trigger == image::TriggerKind::on_event)
                names.push_back(transition.event);
        if (std::find(names.begin(), names.end(), name.text) == names.end())
            report_unknown(analysis_.diagnostics, name,
                           {DiagnosticCode::unknown_event,
                            fmt::format("event of `{}` named", workflow_.name), std::move(names)});
        line.names.push_back(name.text);
    }

    void check_repeated(const ast::PromiseLine& written)
    {
        std::vector<const ast::Name*> seen{&written.first};
        for (const ast::Name& each : written.others) {
            const bool is_new = std::none_of(seen.begin(), seen.end(), [&](const ast::Name* name) {
                return name->text == each.text;
            });
            if (!is_new)
                report(analysis_.diagnostics,
                       {DiagnosticCode::empty_promise, each.span,
                        fmt::format("`{}` stands here twice", each.text),
                        "name two different ones: of one alone this says nothing"});
            seen.push_back(&each);
        }
    }

    Analysis& analysis_;
    const program::Workflow& workflow_;
};

void resolve_promise(Analysis& analysis, const ast::Promise& written)
{
    const auto& workflows = analysis.symbols.workflows;
    const auto workflow = workflows.find(written.workflow.text);
    if (!workflow) {
        report_unknown(analysis.diagnostics, written.workflow,
                       {DiagnosticCode::unknown_name, "workflow", workflows.names()});
        return;
    }
    if (analysis.faulty.contains(written.workflow.text))
        return;
    if (written.lines.empty())
        report(analysis.diagnostics, {DiagnosticCode::empty_promise, written.name.span,
                                      fmt::format("`{}` promises nothing", written.name.text),
                                      "write what holds, such as `every case can end`"});
    program::Promise promise;
    promise.head.name = written.name.text;
    promise.head.title = title_of(written.name, written.title);
    promise.head.workflow = *workflow;
    promise.head.cites = resolve_cites(analysis, written.cites);
    promise.head.notes = notes_of(written.notes);
    PromiseLines lines(analysis, analysis.program.workflows[*workflow]);
    for (const ast::PromiseLine& line : written.lines)
        lines.resolve(line, promise);
    analysis.program.promises.push_back(std::move(promise));
}

}  // namespace

void resolve_promises(Analysis& analysis)
{
    for (const ast::Promise* promise : analysis.symbols.promises.items())
        resolve_promise(analysis, *promise);
}

}  // namespace gradus::sema
