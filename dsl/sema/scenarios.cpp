// Scenarios, samples and the profiles that they begin with.

#include "dsl/sema/fact_values.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/scenario_steps.hpp"

namespace gradus::sema {
namespace {

void check_profiles(Analysis& analysis)
{
    const auto& subjects = analysis.symbols.subjects;
    for (const ast::Profile* profile : analysis.symbols.profiles.items()) {
        const auto subject = subjects.find(profile->type.text);
        if (!subject) {
            report_unknown(analysis.diagnostics, profile->type,
                           {DiagnosticCode::unknown_type, "subject", subjects.names()});
            continue;
        }
        check_repeated_facts(analysis, profile->facts);
        for (const ast::Fact& fact : profile->facts)
            static_cast<void>(type_fact(analysis, analysis.program.subjects.at(*subject), fact));
    }
}

}  // namespace

void resolve_scenarios(Analysis& analysis)
{
    check_profiles(analysis);
    for (const ast::Scenario* scenario : analysis.symbols.scenarios) {
        std::vector<NamedText> cites;
        for (const image::Citation& citation : check_cites(analysis, scenario->cites))
            cites.emplace_back(citation.source, citation.clause);
        analysis.program.scenarios.push_back({scenario->title.text, std::move(cites),
                                              StepReader(analysis).read(scenario->steps),
                                              scenario->span});
    }
    for (const ast::Sample* sample : analysis.symbols.samples.items())
        analysis.program.samples.push_back(
            {sample->name.text, title_of(sample->name, sample->title),
             StepReader(analysis).read(sample->steps), sample->span});
}

}  // namespace gradus::sema
