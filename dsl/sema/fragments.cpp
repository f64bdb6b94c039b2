// A fragment is made whole before it is used: the includes in its own lines are expanded first,
// once, whoever uses it. A use then copies it, fills the copy in and puts it where the line stands.
// So a fault inside is found once, and a circle shows itself as a fragment that is not whole yet.

#include "dsl/sema/fragments.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/sema/fragment_values.hpp"
#include "dsl/sema/report.hpp"

namespace gradus::sema {
namespace {

// A fault in a fragment that many include is mended in the fragment.
constexpr std::size_t k_uses_told_max = 3;

// What an include can stand among; the lines that its fragment may have follow from it.
enum class Owner { workflow, state, rule, fields, fragment };

// The parts that lines are counted by: states, tasks, transitions, clauses, fields.
std::size_t size_of(const std::vector<ast::Clause>& clauses)
{
    std::size_t size = clauses.size();
    for (const ast::Clause& clause : clauses)
        size += size_of(clause.clauses);
    return size;
}

std::size_t size_of(const ast::State& state)
{
    std::size_t size =
        1 + state.tasks.size() + state.transitions.size() + state.entry.size() + state.exit.size();
    for (const ast::State& child : state.states)
        size += size_of(child);
    return size;
}

std::size_t size_of(const ast::Fragment& fragment)
{
    return size_of(fragment.body) + size_of(fragment.clauses) + fragment.fields.size();
}

template <class Part> void insert(std::vector<Part>& into, std::size_t at, std::vector<Part>& parts)
{
    into.insert(into.begin() + static_cast<std::ptrdiff_t>(at),
                std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
}

// INVARIANT: takes the lines apart by all of their members, so that none is lost (walk.cpp).
void insert_lines(ast::State& owner, const ast::IncludePlace& place, ast::State& lines)
{
    auto& [kind, name, title, start, states, tasks, transitions, includes, entry, exit, cites,
           notes, span] = lines;
    insert(owner.states, place.states, states);
    insert(owner.tasks, place.tasks, tasks);
    insert(owner.transitions, place.transitions, transitions);
    insert(owner.entry, place.entry, entry);
    insert(owner.exit, owner.exit.size(), exit);
    insert(owner.cites, owner.cites.size(), cites);
    insert(owner.notes, owner.notes.size(), notes);
    if (start && !owner.start)
        owner.start = std::move(start);
}

bool has_state_parts(const ast::State& lines)
{
    return !lines.tasks.empty() || !lines.transitions.empty() || !lines.entry.empty() ||
           !lines.exit.empty();
}

bool has_states(const ast::Fragment& fragment)
{
    return !fragment.body.states.empty() || fragment.body.start || has_state_parts(fragment.body);
}

class Expander {
public:
    Expander(const FragmentTable& table, Diagnostics& diagnostics)
        : table_(table), diagnostics_(diagnostics)
    {}

    void operator()(ast::Workflow& workflow);
    void operator()(ast::Rule& rule) { expand_clauses(rule, Owner::rule); }
    void operator()(ast::Fields& fields);
    void operator()(ast::Fragment& fragment) { static_cast<void>(whole(fragment)); }
    template <class Other> void operator()(Other&) {}

    std::vector<FragmentUse> uses;

private:
    struct Whole {
        ast::Fragment fragment;
        std::set<std::string> single_givens;
        std::size_t size = 0;
        std::size_t depth = 1;  // fragments inside each other
        bool is_ready = false;
        bool is_faulty = false;  // its givens are, so that no use can fill them in
    };

    const Whole* whole(const ast::Fragment& written);
    void expand_includes(Whole& whole);
    const Whole* find(const ast::Include& include);
    void report_too_deep(const ast::Include& include);
    void add_all(const Diagnostics& faults);
    bool is_within_limits(const ast::Include& include, const Whole& whole);
    bool can_stand(const ast::Include& include, const ast::Fragment& fragment, Owner owner);
    std::optional<ast::Fragment> filled(const ast::Include& include, Owner owner);
    void expand_state(ast::State& state, Owner owner);
    void expand_clause(ast::Clause& clause) { expand_clauses(clause, Owner::rule); }
    template <class Clauses> void expand_clauses(Clauses& owner, Owner kind);
    void check_aliases(const ast::State& state, std::map<std::string, Span>& seen);

    const FragmentTable& table_;
    Diagnostics& diagnostics_;
    std::map<std::string, Whole> whole_;
    std::size_t size_ = 0;            // of all that has been included in the program
    std::size_t depth_inside_ = 0;    // of the deepest fragment that the current one includes
    std::size_t fragments_open_ = 0;  // that are being made whole
};

ast::Name alias_of(const ast::Include& include)
{
    return include.alias ? *include.alias : include.fragment;
}

// A state's citations name what its cases do; those of a clause, why it is asked.
void cite(ast::Fragment& fragment, const std::vector<ast::Cite>& cites, const ast::Name& alias)
{
    const auto add = [&cites](std::vector<ast::Cite>& to) {
        to.insert(to.end(), cites.begin(), cites.end());
    };
    for (ast::State& state : fragment.body.states)
        if (state.name.text == alias.text)
            return add(state.cites);
    for (ast::State& state : fragment.body.states)
        add(state.cites);
    for (ast::Transition& transition : fragment.body.transitions)
        for (ast::Branch& branch : transition.branches)
            add(branch.cites);
    for (ast::Clause& clause : fragment.clauses)
        add(clause.cites);
}

// A copy of the fragment's lines with its givens filled in.
ast::Fragment fill(const ast::Fragment& written, const FragmentValues& values,
                   const ast::Name& alias)
{
    ast::Fragment fragment = written;
    Substitution substitution(written, values, alias);
    walk(substitution, fragment.body);
    for (ast::Clause& clause : fragment.clauses)
        walk(substitution, clause);
    for (ast::Field& field : fragment.fields)
        walk(substitution, field);
    return fragment;
}

const Expander::Whole* Expander::find(const ast::Include& include)
{
    const auto found = table_.fragments.find(include.fragment.text);
    if (found != table_.fragments.end()) {
        // Refused before the stack pays for it.
        if (fragments_open_ < k_limit_fragment_nesting || whole_.contains(found->first))
            return whole(*found->second);
        report_too_deep(include);
        return nullptr;
    }
    report_unknown(diagnostics_, include.fragment,
                   {DiagnosticCode::unknown_fragment, "fragment", table_.names});
    return nullptr;
}

const Expander::Whole* Expander::whole(const ast::Fragment& written)
{
    const auto [place, is_new] = whole_.try_emplace(written.name.text);
    Whole& result = place->second;
    if (!is_new)
        return &result;
    Diagnostics faults;
    result.single_givens = check_givens(written, faults);
    result.is_faulty = faults.has_errors();
    add_all(faults);
    result.fragment = written;
    std::map<std::string, Span> aliases;
    check_aliases(written.body, aliases);
    ++fragments_open_;
    expand_includes(result);
    --fragments_open_;
    result.size = size_of(result.fragment);
    result.is_ready = true;
    return &result;
}

void Expander::add_all(const Diagnostics& faults)
{
    for (Diagnostic& fault : faults.sorted())
        diagnostics_.add(std::move(fault));
}

void Expander::expand_includes(Whole& whole)
{
    const std::size_t around = std::exchange(depth_inside_, 0);
    ast::Fragment& fragment = whole.fragment;
    auto includes = std::move(fragment.body.includes);
    fragment.body.includes.clear();
    expand_state(fragment.body, Owner::fragment);
    for (ast::Clause& clause : fragment.clauses)
        expand_clause(clause);
    for (auto include = includes.rbegin(); include != includes.rend(); ++include)
        if (auto lines = filled(*include, Owner::fragment)) {
            insert_lines(fragment.body, include->place, lines->body);
            insert(fragment.clauses, include->place.clauses, lines->clauses);
            insert(fragment.fields, include->place.fields, lines->fields);
        }
    whole.depth = depth_inside_ + 1;
    depth_inside_ = std::max(around, whole.depth);
}

bool Expander::is_within_limits(const ast::Include& include, const Whole& whole)
{
    if (!whole.is_ready) {
        report(diagnostics_, {DiagnosticCode::recursive_fragment,
                              include.fragment.span,
                              fmt::format("`{}` would include itself", include.fragment.text),
                              "leave this line out",
                              {{whole.fragment.name.span, "the fragment stands here"}}});
        return false;
    }
    size_ += whole.size;
    if (whole.depth <= k_limit_fragment_nesting && size_ <= k_limit_included_parts)
        return true;
    if (size_ <= k_limit_included_parts)
        report_too_deep(include);
    else
        report(diagnostics_,
               {DiagnosticCode::included_too_much, include.fragment.span,
                fmt::format("more than {} states, tasks, transitions, clauses and fields are "
                            "included",
                            k_limit_included_parts),
                "include smaller fragments, or divide the program"});
    return false;
}

void Expander::report_too_deep(const ast::Include& include)
{
    report(diagnostics_,
           {DiagnosticCode::included_too_much, include.fragment.span,
            fmt::format("more than {} fragments stand inside each other", k_limit_fragment_nesting),
            "write some of the lines where they are included"});
}

bool Expander::can_stand(const ast::Include& include, const ast::Fragment& fragment, Owner owner)
{
    std::string_view wrong;
    const bool takes_states =
        owner == Owner::workflow || owner == Owner::state || owner == Owner::fragment;
    if (!takes_states && has_states(fragment))
        wrong = "lines of a state";
    else if (owner == Owner::workflow && has_state_parts(fragment.body))
        wrong = "tasks or transitions, which need a state around them";
    else if (owner != Owner::rule && owner != Owner::fragment && !fragment.clauses.empty())
        wrong = "clauses of a rule";
    else if (owner != Owner::fields && owner != Owner::fragment && !fragment.fields.empty())
        wrong = "fields";
    if (wrong.empty())
        return true;
    report(diagnostics_,
           {DiagnosticCode::misplaced_include,
            include.fragment.span,
            fmt::format("`{}` has {}, and they cannot stand here", fragment.name.text, wrong),
            "include it where such lines stand",
            {{fragment.name.span, "the fragment stands here"}}});
    return false;
}

std::optional<ast::Fragment> Expander::filled(const ast::Include& include, Owner owner)
{
    const Whole* found = find(include);
    if (found == nullptr || !is_within_limits(include, *found) ||
        !can_stand(include, found->fragment, owner))
        return std::nullopt;
    depth_inside_ = std::max(depth_inside_, found->depth);
    uses.push_back({found->fragment.span, include.fragment.span});
    Diagnostics faults;
    const FragmentValues values = values_of(include, found->fragment, found->single_givens, faults);
    if (fragments_open_ == 0)
        refuse_names_as_texts(include, found->fragment, faults);
    add_all(faults);
    if (faults.has_errors() || found->is_faulty)
        return std::nullopt;
    const ast::Name alias = alias_of(include);
    ast::Fragment fragment = fill(found->fragment, values, alias);
    cite(fragment, include.cites, alias);
    return fragment;
}

// From the last line to the first, so that the places before it stay.
void Expander::expand_state(ast::State& state, Owner owner)
{
    for (ast::State& child : state.states)
        expand_state(child, Owner::state);
    auto includes = std::move(state.includes);
    state.includes.clear();
    for (auto include = includes.rbegin(); include != includes.rend(); ++include)
        if (auto lines = filled(*include, owner))
            insert_lines(state, include->place, lines->body);
}

template <class Clauses> void Expander::expand_clauses(Clauses& owner, Owner kind)
{
    for (ast::Clause& clause : owner.clauses)
        expand_clause(clause);
    auto includes = std::move(owner.includes);
    owner.includes.clear();
    for (auto include = includes.rbegin(); include != includes.rend(); ++include)
        if (auto lines = filled(*include, kind))
            insert(owner.clauses, include->place.clauses, lines->clauses);
}

// Two uses of one name would give two states of one name, told at a line that is right.
void Expander::check_aliases(const ast::State& state, std::map<std::string, Span>& seen)
{
    for (const ast::Include& include : state.includes) {
        const ast::Name alias = alias_of(include);
        const auto [first, is_new] = seen.try_emplace(alias.text, alias.span);
        if (!is_new)
            report_duplicate(diagnostics_, alias, first->second);
    }
    for (const ast::State& child : state.states)
        check_aliases(child, seen);
}

void Expander::operator()(ast::Workflow& workflow)
{
    ast::State lines;
    lines.start = std::move(workflow.start);
    lines.states = std::move(workflow.states);
    lines.includes = std::move(workflow.includes);
    lines.cites = std::move(workflow.cites);
    lines.notes = std::move(workflow.notes);
    std::map<std::string, Span> seen;
    check_aliases(lines, seen);
    expand_state(lines, Owner::workflow);
    workflow.start = std::move(lines.start);
    workflow.states = std::move(lines.states);
    workflow.includes.clear();
    workflow.cites = std::move(lines.cites);
    workflow.notes = std::move(lines.notes);
}

void Expander::operator()(ast::Fields& fields)
{
    auto includes = std::move(fields.includes);
    fields.includes.clear();
    for (auto include = includes.rbegin(); include != includes.rend(); ++include)
        if (auto lines = filled(*include, Owner::fields))
            insert(fields.fields, include->place.fields, lines->fields);
}

bool is_inside(Span span, Span fragment)
{
    return span.source == fragment.source && span.begin >= fragment.begin &&
           span.end <= fragment.end;
}

}  // namespace

void tell_uses(std::vector<Diagnostic>& diagnostics, const std::vector<FragmentUse>& uses)
{
    for (Diagnostic& diagnostic : diagnostics) {
        std::size_t told = 0;
        for (const FragmentUse& use : uses)
            if (is_inside(diagnostic.span, use.fragment) && told < k_uses_told_max) {
                diagnostic.related.push_back({use.include, "the fragment is included here"});
                ++told;
            }
    }
}

std::vector<FragmentUse> expand_fragments(std::vector<ast::Module>& modules,
                                          const FragmentTable& table, Diagnostics& diagnostics)
{
    Expander expander(table, diagnostics);
    for (ast::Module& module : modules)
        for (ast::Declaration& declaration : module.declarations)
            std::visit(expander, declaration);
    std::sort(expander.uses.begin(), expander.uses.end(), [](const auto& a, const auto& b) {
        return std::tie(a.include.source.index, a.include.begin) <
               std::tie(b.include.source.index, b.include.begin);
    });
    return std::move(expander.uses);
}

}  // namespace gradus::sema
