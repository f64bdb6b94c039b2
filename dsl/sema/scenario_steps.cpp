// Who is given, what they do, and how time passes.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "dsl/sema/expressions.hpp"
#include "dsl/sema/fact_values.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/scenario_steps.hpp"

namespace gradus::sema {

ScenarioMoment moment_of(const ast::Moment& moment)
{
    if (moment.date)
        return {*moment.date, moment.minute_of_day};
    return {relative_date(moment.offsets), moment.minute_of_day};
}

namespace {

using image::TypeKind;

bool takes_event(const program::Workflow& workflow, const std::string& event)
{
    return std::any_of(workflow.transitions.begin(), workflow.transitions.end(),
                       [&event](const program::Transition& transition) {
                           return transition.trigger == image::TriggerKind::on_event &&
                                  transition.event == event;
                       });
}

}  // namespace

std::vector<ScenarioStep> StepReader::read(const std::vector<ast::Step>& steps)
{
    std::vector<ScenarioStep> result;
    for (const ast::Step& each : steps) {
        span_ = each.span;
        auto action = std::visit([this](const auto& node) { return step(node); }, each.node);
        if (action)
            result.push_back({std::move(*action), each.span});
    }
    return result;
}

bool StepReader::has_subject()
{
    if (!subject_ && !is_subject_faulty_)
        report(analysis_.diagnostics,
               {DiagnosticCode::no_subject_yet, span_,
                "nobody is given yet whom this step is about", "begin with `given TYPE NAME`"});
    // Once is enough for one scenario.
    is_subject_faulty_ = !subject_;
    return subject_.has_value();
}

StepReader::Action StepReader::step(const ast::GivenStep& given)
{
    const auto& subjects = analysis_.symbols.subjects;
    subject_ = subjects.find(given.type.text);
    is_subject_faulty_ = !subject_;
    if (!subject_) {
        report_unknown(analysis_.diagnostics, given.type,
                       {DiagnosticCode::unknown_type, "subject", subjects.names()});
        return std::nullopt;
    }
    GivenSubject result{given.type.text, given.subject.text, {}};
    for (const ast::Name& profile : given.profiles)
        add_profile(profile, result.facts);
    check_repeated_facts(analysis_, given.facts);
    for (const ast::Fact& fact : given.facts)
        for (ScenarioFact& each :
             type_fact(analysis_, analysis_.program.subjects.at(*subject_), fact))
            result.facts.push_back(std::move(each));
    return result;
}

void StepReader::add_profile(const ast::Name& name, std::vector<ScenarioFact>& facts)
{
    const auto& profiles = analysis_.symbols.profiles;
    const auto index = profiles.find(name.text);
    if (!index) {
        report_unknown(analysis_.diagnostics, name,
                       {DiagnosticCode::unknown_name, "profile", profiles.names()});
        return;
    }
    const ast::Profile& profile = profiles.at(*index);
    const image::FieldSet& set = analysis_.program.subjects.at(*subject_);
    if (profile.type.text != set.name) {
        report(analysis_.diagnostics, {DiagnosticCode::wrong_value,
                                       name.span,
                                       fmt::format("`{}` is a profile for `{}`, not for `{}`",
                                                   name.text, profile.type.text, set.name),
                                       {},
                                       {{profile.type.span, "it says so here"}}});
        return;
    }
    // The profile's own faults are reported where it stands, not at each use.
    Diagnostics unheard;
    Analysis quiet{analysis_.symbols, analysis_.registers, analysis_.program, unheard,
                   analysis_.faulty};
    for (const ast::Fact& fact : profile.facts)
        for (ScenarioFact& each : type_fact(quiet, set, fact))
            facts.push_back(std::move(each));
}

// The workflows of the subject that take the event; of several the one that has as many keys as are
// written.
const program::Workflow* StepReader::workflow_taking(const ast::DoStep& act)
{
    std::vector<const program::Workflow*> found;
    for (const program::Workflow& workflow : analysis_.program.workflows)
        if (workflow.subject == *subject_ && takes_event(workflow, act.event.text))
            found.push_back(&workflow);
    if (found.empty()) {
        report_unknown_event(act.event);
        return nullptr;
    }
    const auto fits = [&act](const program::Workflow* workflow) {
        return workflow->keys.size() == act.key.size();
    };
    if (found.size() > 1 && std::count_if(found.begin(), found.end(), fits) == 1)
        return *std::find_if(found.begin(), found.end(), fits);
    if (found.size() == 1)
        return found.front();
    report(analysis_.diagnostics, {DiagnosticCode::ambiguous_event, act.event.span,
                                   fmt::format("`{}` and `{}` both take `{}`", found[0]->name,
                                               found[1]->name, act.event.text),
                                   "give the events of the two workflows different names"});
    return nullptr;
}

void StepReader::report_unknown_event(const ast::Name& event)
{
    std::set<std::string> events;
    for (const program::Workflow& workflow : analysis_.program.workflows) {
        if (analysis_.faulty.contains(workflow.name))
            return;  // Its events are not known, so nothing can be said.
        if (workflow.subject == *subject_)
            for (const program::Transition& transition : workflow.transitions)
                if (transition.trigger == image::TriggerKind::on_event)
                    events.insert(transition.event);
    }
    report_unknown(
        analysis_.diagnostics, event,
        {DiagnosticCode::unknown_event, "transition on the event", {events.begin(), events.end()}});
}

std::optional<StepReader::Key> StepReader::complete_key(const program::Workflow& workflow,
                                                        const std::vector<ast::Value>& values)
{
    Key key;
    if (values.size() > workflow.keys.size()) {
        report(analysis_.diagnostics,
               {DiagnosticCode::wrong_value, values[workflow.keys.size()].span,
                fmt::format("`{}` has no further key", workflow.name)});
        return std::nullopt;
    }
    for (std::size_t i = 0; i < workflow.keys.size(); ++i) {
        const image::Key& part = workflow.keys[i];
        if (i < values.size()) {
            const auto value =
                type_value(analysis_, values[i], {TypeKind::choice, part.choice.index});
            if (!value)
                return std::nullopt;
            last_key_[part.name] = std::get<Json>(*value).as_string();
        }
        const auto last = last_key_.find(part.name);
        if (last == last_key_.end() && is_key_lost_)
            return std::nullopt;
        if (last == last_key_.end()) {
            report(analysis_.diagnostics,
                   {DiagnosticCode::missing_key, span_,
                    fmt::format("it is not clear which case of `{}` is meant", workflow.name),
                    fmt::format("say it: `for {}`", part.name)});
            return std::nullopt;
        }
        key.emplace_back(part.name, last->second);
    }
    return key;
}

void StepReader::check_mandatory(const ast::DoStep& act, const image::FieldSet& set)
{
    for (const image::Field& field : set.fields) {
        const bool is_there = std::any_of(
            act.fields.begin(), act.fields.end(),
            [&field](const ast::NamedValue& each) { return each.name.text == field.name; });
        // A refusal may well be what the scenario is about.
        if (field.is_mandatory && !is_there && !act.is_refused)
            report(analysis_.diagnostics,
                   {DiagnosticCode::missing_field, act.event.span,
                    fmt::format("`{}` needs its field `{}`", set.name, field.name),
                    fmt::format("add `with {} …`", field.name)});
    }
}

bool StepReader::read_fields(const image::FieldSet& set,
                             const std::vector<ast::NamedValue>& written, Fields& fields)
{
    bool is_whole = true;
    check_repeated_fields(analysis_, written);
    for (const ast::NamedValue& each : written) {
        const image::Field* field = field_named(set, each.name.text);
        is_whole = is_whole && field != nullptr;
        if (field == nullptr)
            report_unknown_field(analysis_, set, each.name);
        else if (analysis_.faulty.contains(set.name + "." + field->name))
            continue;
        else if (auto value = type_values(analysis_, {each.value}, field->type, each.value.span))
            fields.emplace_back(field->name, std::move(*value));
    }
    return is_whole;
}

bool StepReader::knows_doer(const ast::Name& role)
{
    const auto& symbols = analysis_.symbols;
    if (symbols.roles.find(role.text) || symbols.services.find(role.text))
        return true;
    report_unknown(analysis_.diagnostics, role,
                   {DiagnosticCode::unknown_role, "role", symbols.roles.names()});
    return false;
}

StepReader::Action StepReader::step(const ast::DoStep& act)
{
    knows_doer(act.role);
    const auto* workflow = has_subject() ? workflow_taking(act) : nullptr;
    is_key_lost_ = is_key_lost_ || workflow == nullptr;
    if (workflow == nullptr)
        return std::nullopt;
    auto key = complete_key(*workflow, act.key);
    if (!key)
        return std::nullopt;
    DoEvent event{moment_of(act.when),
                  act.role.text,
                  act.person ? act.person->text : act.role.text,
                  act.stands_for ? act.stands_for->text : "",
                  workflow->name,
                  std::move(*key),
                  act.event.text,
                  {},
                  act.is_refused};
    const auto index = analysis_.symbols.events.find(act.event.text);
    const image::FieldSet none{act.event.text, {}, {}};
    const image::FieldSet& set = index ? analysis_.program.events.at(*index) : none;
    if (read_fields(set, act.fields, event.fields))
        check_mandatory(act, set);  // else a field that seems to be missing is misspelt
    return event;
}

StepReader::Action StepReader::step(const ast::FactStep& change)
{
    if (!has_subject())
        return std::nullopt;
    const image::FieldSet& set = analysis_.program.subjects.at(*subject_);
    check_repeated_facts(analysis_, {&change.fact, 1});
    return ChangeFacts{moment_of(change.when), type_fact(analysis_, set, change.fact)};
}

StepReader::Action StepReader::step(const ast::WaitStep& wait)
{
    if (wait.period) {
        const auto period = resolve_period(analysis_, *wait.period, wait.span);
        return period ? Action(WaitFor{*period}) : std::nullopt;
    }
    if (wait.until)
        return WaitUntil{moment_of(*wait.until)};
    return std::nullopt;  // A fault that the parser has told.
}

}  // namespace gradus::sema
