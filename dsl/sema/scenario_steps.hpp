// Reads the steps of one scenario or sample, in order. A step is about the subject that was given
// last; where it leaves a case's key out, it means the one that an earlier step named. A step that
// has been reported is left out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/sema/analysis.hpp"

namespace gradus::sema {

[[nodiscard]] ScenarioMoment moment_of(const ast::Moment& moment);

class StepReader {
public:
    explicit StepReader(Analysis& analysis) : analysis_(analysis) {}

    std::vector<ScenarioStep> read(const std::vector<ast::Step>& steps);

private:
    using Key = std::vector<NamedText>;
    using Action = std::optional<decltype(ScenarioStep::action)>;

    Action step(const ast::GivenStep& given);
    Action step(const ast::DoStep& act);
    Action step(const ast::FactStep& change);
    Action step(const ast::TaskStep& work);
    Action step(const ast::StandInStep& stand_in);
    Action step(const ast::WaitStep& wait);
    Action step(const ast::ExpectVerdict& expect);
    Action step(const ast::ExpectState& expect);
    Action step(const ast::ExpectTask& expect);
    Action step(const ast::ExpectNotice& expect);
    Action step(const ast::ExpectCall& expect);

    bool has_subject();
    void add_profile(const ast::Name& name, std::vector<ScenarioFact>& facts);
    void check_role(const ast::Name& role);
    const program::Workflow* workflow_with(const ast::TaskStep& work);
    void read_draft(const ast::TaskStep& work, const program::Task& task, WorkOnTask& result);
    const program::Workflow* workflow_taking(const ast::DoStep& act);
    void report_unknown_event(const ast::Name& event);
    std::optional<Key> complete_key(const program::Workflow& workflow,
                                    const std::vector<ast::Value>& values);
    using Fields = std::vector<std::pair<std::string, ScenarioValue>>;
    // False when a field is not one of the set's.
    bool read_fields(const image::FieldSet& set, const std::vector<ast::NamedValue>& written,
                     Fields& fields);
    bool knows_doer(const ast::Name& role);
    void check_mandatory(const ast::DoStep& act, const image::FieldSet& set);
    bool read_value(const ast::ExpectVerdict& expect, const image::Rule& rule, ExpectRule& result);
    bool read_givens(const ast::ExpectVerdict& expect, const image::Rule& rule, ExpectRule& result);

    Analysis& analysis_;
    std::optional<std::uint32_t> subject_;
    bool is_subject_faulty_ = false;
    std::map<std::string, std::string> last_key_;  // by the key's name
    bool is_key_lost_ = false;                     // an earlier step named one, but has a fault
    Span span_;
};

}  // namespace gradus::sema
