// The second evaluator: rules and conditions straight over the AST and facts in JSON, written from
// the language reference alone. It is slow, it knows no Image, no types but the declared ones and
// no horizon; it shares no code with dsl/sema or engine/core. Where it differs from the engine one
// of them is wrong.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus::oracle {

enum class Truth { no, unknown, yes };  // in this order `and` is the least, `or` the greatest

struct Answer {
    Truth truth = Truth::yes;
    std::set<std::string> missing;  // fact paths that keep it unknown
};

// What is asked about: a subject's facts on a day, with the values of givens or keys.
struct Question {
    const Json* facts = nullptr;
    std::map<std::string, Json> names;
    Date today;
};

class RuleOracle {
public:
    RuleOracle(const ast::Module& module, const std::string& subject);

    [[nodiscard]] Answer rule(const std::string& name, const Question& question) const;
    [[nodiscard]] Answer condition(const ast::Expr& expr, const Question& question) const;
    // A literal or a parameter.
    [[nodiscard]] Period period(const ast::Expr& expr) const;

private:
    struct Place {
        const ast::Fields* type;
        const Json* facts;
        std::string path;
    };
    struct Where {
        std::vector<Place> places;  // the innermost record last
        std::map<std::string, Json> names;
        Date today;
    };
    struct Never {};
    struct Missing {
        std::string path;
    };
    using Term = std::variant<Missing, Never, Json, Date, Period>;

    [[nodiscard]] Where outermost(const Question& question) const;
    [[nodiscard]] Term term(const ast::Expr& expr, const Where& where) const;
    [[nodiscard]] Term named(const std::string& name, const Where& where) const;
    [[nodiscard]] Term shifted(const ast::Sum& shift, const Where& where) const;
    [[nodiscard]] Answer ask(const ast::Expr& expr, const Where& where) const;
    [[nodiscard]] Answer compare(const ast::Comparison& comparison, const Where& where) const;
    [[nodiscard]] static Answer in_order(const Term& first, const Term& second, bool or_equal);
    [[nodiscard]] Answer in_list(const Term& value, const std::vector<Term>& options) const;
    [[nodiscard]] Answer ask_rule(const ast::Rule& rule,
                                  const std::vector<ast::Argument>& arguments,
                                  const Where& where) const;
    [[nodiscard]] Answer count(const ast::Quantified& quantified, const Where& where) const;
    [[nodiscard]] Answer element(const ast::Quantified& quantified, const Where& where) const;
    [[nodiscard]] bool is_in_force(const ast::Clause& clause, const Where& where) const;
    [[nodiscard]] std::vector<Answer> in_force(const std::vector<ast::Clause>& clauses,
                                               const Where& where) const;
    [[nodiscard]] Answer clause(const ast::Clause& clause, const Where& where) const;

    std::map<std::string, const ast::Fields*> fields_;
    std::map<std::string, const ast::Rule*> rules_;
    std::map<std::string, const ast::Parameter*> parameters_;
    const ast::Fields* subject_ = nullptr;
};

[[nodiscard]] Answer negated(Answer answer);

}  // namespace gradus::oracle
