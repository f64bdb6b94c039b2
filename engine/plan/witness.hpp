// Facts with which a condition comes out as wanted, built from the condition itself: "at least 2 of
// engineers holding A" becomes two engineers with what `holding` asks. A good guess and no more:
// whoever uses it lets the engine decide.
//
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/graph/prove.hpp"

namespace gradus {

// A fact in the words of a scenario: "tier" is "gold"; of an element "engineers[x1]", "name" …
struct FactLine {
    std::string base;  // the element's path; empty: the subject
    std::string field;
    std::string value;

    friend bool operator==(const FactLine&, const FactLine&) = default;
};

class Witness {
public:
    Witness(const Image& image, const image::FieldSet& subject) : image_(image), subject_(subject)
    {}

    // Adds to the facts, or changes them. False where it knows no way.
    bool make(const WantedFact& wanted, Date today,
              const std::vector<std::pair<std::string, std::string>>& keys);
    [[nodiscard]] const std::vector<FactLine>& facts() const { return facts_; }

    // As it is written in a scenario.
    [[nodiscard]] static std::string text_of(const image::Scalar& value);
    // Some value of the type, for a field that must have one.
    [[nodiscard]] std::string any_value(const image::Type& type, Date today) const;

private:
    // What an expression is about.
    struct Place {
        const image::FieldSet* fields = nullptr;
        std::string base;
        std::vector<FeatureGiven> givens;
    };

    bool make(image::ExprId id, bool wanted, const Place& place);
    bool make_rule(const image::Expr& expr, bool wanted, const Place& place);
    bool make_clause(const image::Clause& clause, bool wanted, const Place& place);
    bool make_clauses(const std::vector<image::ClauseId>& ids, image::ClauseKind kind,
                      std::size_t count, bool wanted, const Place& place);
    bool make_equal(const image::Expr& expr, bool wanted, const Place& place);
    bool make_ordered(const image::Expr& expr, bool wanted, const Place& place);
    bool make_order(image::ExprId left, image::ExprId right, bool or_equal, const Place& place);
    bool make_member(const image::Expr& expr, bool wanted, const Place& place);
    bool make_count(const image::Expr& expr, bool wanted, const Place& place);
    bool make_known(const image::Expr& expr, bool wanted, const Place& place);
    [[nodiscard]] bool is_in_force(const image::Clause& clause) const;
    [[nodiscard]] std::optional<image::Scalar> value(image::ExprId id, const Place& place) const;
    [[nodiscard]] std::vector<std::string> list(image::ExprId id, const Place& place) const;
    [[nodiscard]] std::optional<image::Scalar> key_value(const std::string& name) const;
    [[nodiscard]] const image::Expr* fact_in(image::ExprId id) const;
    void set(const Place& place, const std::string& field, const std::string& value);
    [[nodiscard]] const std::string* find(const std::string& base, const std::string& field) const;

    const Image& image_;
    const image::FieldSet& subject_;
    Date today_;
    std::vector<std::pair<std::string, std::string>> keys_;
    std::vector<FactLine> facts_;
    std::vector<std::pair<std::string, image::Scalar>> set_;  // "base.field", of single values
    std::map<std::string, bool> made_;  // free features as they were wanted last
    int elements_ = 0;
};

}  // namespace gradus
