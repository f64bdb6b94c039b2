#include "engine/plan/coverage.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/plan/deciding.hpp"

namespace gradus {
namespace {

constexpr const char* k_in_force = " in force";
constexpr const char* k_not_in_force = " not in force";

std::string source_name(const std::string& source, const std::string& clause)
{
    return source + " " + clause;
}

// A date that is not set never comes.
bool is_never(const Image& image, image::ExprId id)
{
    const auto& expr = at(image, id);
    if (expr.op == image::Op::parameter)
        return std::holds_alternative<std::monostate>(image.parameters[expr.ref].value);
    return std::any_of(expr.args.begin(), expr.args.end(),
                       [&](const auto arg) { return is_never(image, arg); });
}

// Both sides of each date that comes.
void add_dates(const Image& image, const image::Clause& clause, std::set<std::string>& names)
{
    const auto is_dated = [&](image::ExprId id) { return id.is_set() && !is_never(image, id); };
    const bool begins = is_dated(clause.from);
    const bool ends = is_dated(clause.through) || is_dated(clause.before);
    const bool is_ever = !clause.from.is_set() || begins;
    if (is_ever && (begins || ends)) {
        names.insert(clause.id + k_in_force);
        names.insert(clause.id + k_not_in_force);
    }
}

template <class Visit> void each_clause(const Image& image, Visit visit)
{
    const auto walk = [&](const auto& self, const std::vector<image::ClauseId>& ids) -> void {
        for (const auto id : ids) {
            visit(id);
            self(self, at(image, id).clauses);
        }
    };
    for (const auto& rule : image.rules)
        if (!rule.is_about_record)
            walk(walk, rule.clauses);
}

Verdict verdict_of(const Json& json) { return *parse_verdict(json.find("verdict")->as_string()); }

RuleResult read_rule(const Json& json)
{
    RuleResult result;
    result.rule = json.find("rule")->as_string();
    result.verdict = verdict_of(json);
    if (const Json* clauses = json.find("clauses"))
        for (const auto& each : clauses->as_array()) {
            ClauseResult clause;
            clause.clause = each.find("clause")->as_string();
            clause.is_in_force = each.find("in_force") == nullptr;
            if (clause.is_in_force)
                clause.verdict = verdict_of(each);
            result.clauses.push_back(std::move(clause));
        }
    return result;
}

// Who takes a branch was in the state that it leaves, even where no step came to rest there.
void add_sources_of_branches(const Image& image, Coverage& reached)
{
    for (const auto& workflow : image.workflows)
        for (const auto& transition : workflow.transitions)
            for (const auto& branch : transition.branches) {
                if (reached.branches.count(workflow.name + "." + branch.id) == 0)
                    continue;
                for (auto id = transition.source; id.is_set(); id = at(workflow, id).parent)
                    reached.states.insert(workflow.name + "." + at(workflow, id).name);
            }
}

bool both_ways(const std::set<Verdict>& seen)
{
    return seen.count(Verdict::met) != 0 && seen.count(Verdict::not_met) != 0;
}

}  // namespace

std::span<const CoveragePart> coverage_parts()
{
    static constexpr CoveragePart k_parts[] = {
        {"states", "states entered", &Coverage::states},
        {"branches", "branches taken", &Coverage::branches},
        {"guards", "guards seen met and not met", &Coverage::guards},
        {"clauses", "clauses looked at", &Coverage::clauses},
        {"deciding_clauses", "clauses seen met and not met", &Coverage::deciding},
        {"mattering_clauses", "clauses shown to matter", &Coverage::mattering},
        {"dated_clauses", "sides of the dates of clauses", &Coverage::dated},
        {"sources", "clauses of the sources", &Coverage::sources},
    };
    return k_parts;
}

Coverage everything(const Compilation& compilation)
{
    const Image& image = *compilation.image;
    Coverage all;
    for (const auto& workflow : image.workflows) {
        for (const auto& state : workflow.states)
            all.states.insert(workflow.name + "." + state.name);
        for (const auto& transition : workflow.transitions)
            for (const auto& branch : transition.branches) {
                all.branches.insert(workflow.name + "." + branch.id);
                if (branch.kind == image::BranchKind::if_condition)
                    all.guards.insert(workflow.name + "." + branch.id);
            }
    }
    each_clause(image, [&](image::ClauseId id) {
        all.clauses.insert(at(image, id).id);
        add_dates(image, at(image, id), all.dated);
    });
    all.deciding = all.mattering = all.clauses;
    for (const auto& reg : compilation.registers)
        for (const auto& clause : reg.clauses)
            all.sources.insert(source_name(reg.name.text, clause.id.text));
    return all;
}

std::map<std::string, Span> coverage_places(const Compilation& compilation)
{
    const Image& image = *compilation.image;
    const SpanTable& spans = compilation.spans;
    std::map<std::string, Span> places;
    for (std::size_t w = 0; w < image.workflows.size(); ++w) {
        const auto& workflow = image.workflows[w];
        for (std::size_t i = 0; i < workflow.states.size(); ++i)
            places[workflow.name + "." + workflow.states[i].name] = spans.workflows[w].states[i];
        for (std::size_t i = 0; i < workflow.transitions.size(); ++i)
            for (std::size_t b = 0; b < workflow.transitions[i].branches.size(); ++b)
                places[workflow.name + "." + workflow.transitions[i].branches[b].id] =
                    spans.workflows[w].branches[i][b];
    }
    for (std::size_t i = 0; i < image.clauses.size(); ++i)
        for (const char* side : {"", k_in_force, k_not_in_force})
            places[image.clauses[i].id + side] = spans.clauses[i];
    for (const auto& reg : compilation.registers)
        for (const auto& clause : reg.clauses)
            places[source_name(reg.name.text, clause.id.text)] = clause.id.span;
    return places;
}

void CoverageRecorder::note_case(const Json& decision, const Json* spilled_rules)
{
    const auto& id = decision.find("case")->as_string();
    const auto workflow = id.substr(0, id.find('/'));
    workflows_.insert(workflow);
    const auto note = [&](const char* member, std::set<std::string>& into) {
        if (const Json* list = decision.find(member))
            for (const auto& item : list->as_array())
                into.insert(workflow + "." + item.as_string());
    };
    note("configuration", reached_.states);
    note("taken", reached_.branches);
    if (const Json* guards = decision.find("guards"))
        for (const auto& guard : guards->as_array())
            note_guard(workflow, guard);
    const Json* rules = spilled_rules != nullptr ? spilled_rules : decision.find("rules");
    if (rules != nullptr)
        for (const auto& rule : rules->as_array())
            note_rule(read_rule(rule));
}

// The first guard that is met takes its branch: whatever was seen of a guard decided. One that was
// not reached has no verdict.
void CoverageRecorder::note_guard(const std::string& workflow, const Json& guard)
{
    if (const auto verdict = parse_verdict(guard.find("verdict")->as_string()))
        guards_[workflow + "." + guard.find("branch")->as_string()].insert(*verdict);
}

void CoverageRecorder::note_rule(const RuleResult& result)
{
    rules_.insert(result.rule);
    for (const auto& clause : result.clauses) {
        reached_.dated.insert(clause.clause + (clause.is_in_force ? k_in_force : k_not_in_force));
        if (clause.is_in_force)
            clauses_[clause.clause].insert(clause.verdict);
    }
    decided_.merge(deciding_clauses(*compilation_.image, result));
}

std::set<image::CitationId> CoverageRecorder::citations_reached(const Coverage& reached) const
{
    const Image& image = *compilation_.image;
    std::set<image::CitationId> cited;
    std::set<std::uint32_t> parameters;
    const auto cite = [&](const std::vector<image::CitationId>& ids) {
        cited.insert(ids.begin(), ids.end());
    };
    const auto read = [&](const auto& self, image::ExprId id) -> void {
        if (!id.is_set())
            return;
        const auto& expr = at(image, id);
        if (expr.op == image::Op::parameter)
            cite(image.parameters[expr.ref].cites);
        for (const auto arg : expr.args)
            self(self, arg);
    };
    for (const auto& rule : image.rules)
        if (rules_.count(rule.name) != 0)
            cite(rule.cites);
    for (const auto& clause : image.clauses)
        if (clauses_.count(clause.id) != 0) {
            cite(clause.cites);
            for (const auto expr :
                 {clause.condition, clause.result, clause.from, clause.through, clause.before})
                read(read, expr);
        }
    for (const auto& workflow : image.workflows) {
        if (workflows_.count(workflow.name) != 0)
            cite(workflow.cites);
        for (const auto& state : workflow.states)
            if (reached.states.count(workflow.name + "." + state.name) != 0)
                cite(state.cites);
        for (const auto& transition : workflow.transitions)
            for (const auto& branch : transition.branches)
                if (reached.branches.count(workflow.name + "." + branch.id) != 0) {
                    cite(branch.cites);
                    read(read, branch.condition);
                    read(read, transition.condition);
                    read(read, transition.period);
                }
    }
    return cited;
}

Coverage CoverageRecorder::coverage() const
{
    Coverage reached = reached_;
    add_sources_of_branches(*compilation_.image, reached);
    for (const auto& [guard, seen] : guards_)
        if (both_ways(seen))
            reached.guards.insert(guard);
    for (const auto& [clause, seen] : clauses_) {
        reached.clauses.insert(clause);
        if (both_ways(seen))
            reached.deciding.insert(clause);
    }
    std::set_intersection(reached.deciding.begin(), reached.deciding.end(), decided_.begin(),
                          decided_.end(),
                          std::inserter(reached.mattering, reached.mattering.end()));
    for (const auto id : citations_reached(reached)) {
        const auto& citation = compilation_.image->citations[id.index];
        reached.sources.insert(source_name(citation.source, citation.clause));
    }
    return reached;
}

}  // namespace gradus
