// What conditions can be together: every condition becomes the set of fact assignments that make it
// met, and the set that make it not met; in what is left it is unknown.
//
// Exact: choices and yes/no (each value), lists of a choice (each value in or out), numbers and
// dates against fixed values (cut there), today against fixed dates, dates in force, rules about
// the subject (clause by clause). Free: everything else - what is counted over records or cases,
// gathered, computed, read from a table - may be met, not met or unknown, whatever else holds.
// So the sets are never too small: what they exclude cannot happen.
//
// Way: Image -> [FactSpace] -> case_moves.hpp, prove.hpp
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dsl/graph/bdd.hpp"
#include "dsl/image/image.hpp"

namespace gradus {

// The sets in which a condition is met and in which it is not; elsewhere it is unknown.
struct Truth {
    Bdd::Ref met = Bdd::k_no;
    Bdd::Ref not_met = Bdd::k_no;

    friend bool operator==(const Truth&, const Truth&) = default;
};

enum class FeatureKind { choice, yes_no, number, list, presence, free };
enum class FeatureOrigin { fact, key, event, today, free };

// What stands for a given: a value, the values of a list, or the case's key of that name.
struct FeatureGiven {
    image::Scalar value;
    std::vector<std::string> items;
    std::string key;
};

// Something that a condition reads: a field, a key of the case, today, or what is free.
struct Feature {
    std::string name;  // unique: "fact tier", "key region", "event review.outcome", "today"
    FeatureKind kind = FeatureKind::free;
    FeatureOrigin origin = FeatureOrigin::free;
    std::string field;  // of the subject or the event; of a key its name
    image::Type type;
    image::ExprId expr;                // free: the condition itself, or …
    image::ExprId left;                // … that this is less than …
    image::ExprId right;               // … this, …
    std::vector<FeatureGiven> givens;  // … and the givens of the rule around it
    std::set<std::string> fields;      // of the subject, that it depends on
    bool moves_by_itself = false;      // by time or by other cases, without a fact being recorded
    bool is_always_known = false;
    bool is_composed = false;           // of other features; `expr` is only one of its parts
    std::set<std::uint32_t> variables;  // of the diagrams
};

// is_value: the value, unless that of an atom before it is; of a choice the last value has no atom
// and is what is left.
enum class AtomKind { is_unknown, is_value, is_less, is_equal, includes, is_met };

// One variable of the diagrams. Unless `is_unknown`, it counts only where the feature is known.
struct Atom {
    std::size_t feature = 0;
    AtomKind kind = AtomKind::is_unknown;
    image::Scalar value;  // is_value, is_less, is_equal, includes
};

class FactSpace {
public:
    // Borrows both.
    FactSpace(const Image& image, const image::Workflow& workflow, Bdd& bdd);

    // A condition of the workflow; `event` is the event at hand, or empty.
    [[nodiscard]] Truth condition(image::ExprId id, const std::string& event);
    // The set in which `field` has the value of the term; everything where that is not known here.
    [[nodiscard]] Bdd::Ref has_value(const std::string& field, image::ExprId value);

    // What assignments are possible at all. Complete once every condition has been asked.
    [[nodiscard]] Bdd::Ref possible();
    // Conjunctions of variables, for quantifying.
    [[nodiscard]] Bdd::Ref moved_by_itself();
    [[nodiscard]] Bdd::Ref depending_on(const std::string& field);
    [[nodiscard]] Bdd::Ref of_event(const std::string& event);
    [[nodiscard]] Bdd::Ref beyond_control();  // free, today, keys: nobody can choose them at will
    [[nodiscard]] Bdd::Ref controlled();      // all others
    [[nodiscard]] Bdd::Ref all_but_keys();
    // Of a choice: the value that has no atom.
    [[nodiscard]] image::Scalar last_value(const Feature& feature) const
    {
        return values_of(feature).back();
    }

    // A number or a date, where it is known, in the pieces into which the values cut it that it is
    // compared with: less than the first, the first itself, between it and the next, …
    struct Piece {
        Bdd::Ref set = Bdd::k_no;
        image::Scalar example;
    };
    [[nodiscard]] std::vector<Piece> pieces(std::size_t feature);
    [[nodiscard]] Bdd::Ref variables_of(std::size_t feature);

    [[nodiscard]] const std::vector<Feature>& features() const { return features_; }
    [[nodiscard]] const std::vector<Atom>& atoms() const { return atoms_; }  // by variable

private:
    // A value that a condition compares.
    struct Term {
        enum class Kind { constant, list, feature, other };
        Kind kind = Kind::other;
        image::Scalar value;
        std::vector<std::string> items;
        std::size_t feature = 0;
        std::string name;
        bool is_never = false;  // a date parameter that is not set
    };
    // Where an expression stands.
    struct Place {
        const std::vector<Term>* givens = nullptr;
        const image::Rule* rule = nullptr;
        std::string event;
    };

    // fact_space.cpp
    [[nodiscard]] Truth asked(image::ExprId id, const Place& place);
    [[nodiscard]] Truth combined(const image::Expr& expr, const Place& place);
    [[nodiscard]] Truth comparison(image::ExprId id, const Place& place);
    [[nodiscard]] Truth equal(image::ExprId id, const Place& place);
    [[nodiscard]] Truth member(image::ExprId id, const Place& place);
    [[nodiscard]] Truth known(image::ExprId id, const Place& place);
    [[nodiscard]] Truth ordered(image::ExprId id, const Place& place, image::ExprId left,
                                image::ExprId right, bool or_equal);
    [[nodiscard]] Truth less(image::ExprId id, const Place& place, image::ExprId left,
                             image::ExprId right);
    [[nodiscard]] Truth rule_met(image::ExprId id, const Place& place);
    [[nodiscard]] Truth free_condition(image::ExprId id, const Place& place);
    [[nodiscard]] Truth free_truth(Feature made, const Place& place);
    [[nodiscard]] static Truth certain(bool holds)
    {
        return holds ? Truth{Bdd::k_yes, Bdd::k_no} : Truth{Bdd::k_no, Bdd::k_yes};
    }
    // Holds where `holds` does, of what is known there.
    [[nodiscard]] Truth where_known(Bdd::Ref holds, Bdd::Ref known)
    {
        return {bdd_.both(known, holds), bdd_.without(known, holds)};
    }

    // fact_clauses.cpp
    [[nodiscard]] Truth clauses(const std::vector<image::ClauseId>& ids, image::ClauseKind kind,
                                std::uint32_t count, const Place& place);
    [[nodiscard]] Truth once(const image::Clause& clause, const Place& place);
    [[nodiscard]] Truth needed(const image::Clause& clause, const Place& place);
    [[nodiscard]] Bdd::Ref in_force(const image::Clause& clause, const Place& place);
    [[nodiscard]] Bdd::Ref at_least(const std::vector<Bdd::Ref>& sets, std::size_t count);
    [[nodiscard]] Truth all_of(const std::vector<Truth>& parts);
    [[nodiscard]] Truth any_of(const std::vector<Truth>& parts);
    [[nodiscard]] static Truth opposite(Truth truth) { return {truth.not_met, truth.met}; }

    // fact_features.cpp
    [[nodiscard]] Term term(image::ExprId id, const Place& place);
    [[nodiscard]] std::string name_of(image::ExprId id, const Place& place);
    [[nodiscard]] std::size_t feature(Feature made);
    [[nodiscard]] std::size_t today();
    [[nodiscard]] Term feature_term(image::ExprId id, const Place& place);
    [[nodiscard]] bool may_be_unknown(const Feature& feature) const;
    [[nodiscard]] std::uint32_t variable(std::size_t feature, AtomKind kind,
                                         const image::Scalar& value);
    [[nodiscard]] Bdd::Ref atom(std::size_t feature, AtomKind kind, const image::Scalar& value);
    [[nodiscard]] Bdd::Ref is_known(std::size_t feature);
    // Bare: only of use where the feature is known.
    [[nodiscard]] Bdd::Ref is_less(std::size_t feature, const image::Scalar& bound);
    [[nodiscard]] Bdd::Ref is_value(std::size_t feature, const image::Scalar& value);
    [[nodiscard]] std::vector<image::Scalar> values_of(const Feature& feature) const;
    void collect(image::ExprId id, Feature& into, std::set<std::uint32_t>& rules) const;
    void collect(const image::Clause& clause, Feature& into, std::set<std::uint32_t>& rules) const;
    [[nodiscard]] std::vector<image::Scalar> bounds_of(std::size_t feature) const;
    [[nodiscard]] Bdd::Ref same_sets(Bdd::Ref a, Bdd::Ref b);  // where both hold, or neither
    [[nodiscard]] Bdd::Ref possible_order(std::size_t feature);
    template <class Wanted> [[nodiscard]] Bdd::Ref cube(Wanted wanted);

    const Image& image_;
    const image::Workflow& workflow_;
    Bdd& bdd_;
    std::vector<Feature> features_;
    std::map<std::string, std::size_t> by_name_;
    std::vector<Atom> atoms_;
    std::map<std::pair<std::size_t, std::string>, std::uint32_t> by_atom_;
    std::map<std::string, Truth> rules_;
};

}  // namespace gradus
