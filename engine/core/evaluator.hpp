// The evaluator's inside; only engine/core's evaluation files see it. One Evaluator answers one
// question or one step's conditions: it collects what was read and the rules asked, and remembers
// rules already answered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/image/lookup.hpp"
#include "engine/core/evaluate.hpp"

namespace gradus {

// The result of looking at one condition.
struct Part {
    Verdict verdict = Verdict::met;
    std::optional<Date> horizon;
    std::vector<std::string> missing;  // only while unknown
    // Of a count, for the clause's result:
    std::optional<std::int64_t> counted;
    std::optional<std::int64_t> possible;
    std::int64_t wanted = 0;
    std::vector<std::string> elements;        // that surely count
    std::vector<std::string> maybe_elements;  // that may
    std::vector<std::string> maybe_missing;   // what is missing of these
    std::optional<Value> value;               // of a table
};

enum class Knowledge { known, unknown, never };

struct Looked {
    Knowledge knowledge = Knowledge::known;
    Value value;
    std::vector<std::string> missing;
    std::optional<Date> horizon;  // of what was gathered by conditions, else of nothing
};

// A record in whose terms names are read, and its path: "" or "engineers[e7]".
struct Frame {
    const FactMap* facts;
    std::string path;
};

class Evaluator {
public:
    Evaluator(const Scope& scope, Budget& budget) : scope_(scope), budget_(budget) {}

    // `why` is null when no explanation is wanted; else its text and verdict are filled in too.
    Part condition(image::ExprId id, Why* why);
    // A table's value; its Part says whether it is known.
    Part rule(image::RuleId id, const std::vector<Value>& givens, Why* why);
    // What was answered may be otherwise now: facts or cases have changed.
    void forget_answers() { answered_.clear(); }
    // A value outside of any rule.
    Looked term(image::ExprId id) { return value(id, scope_.today, nullptr); }
    void begin(const FactMap& facts) { frames_ = {{&facts, {}}}; }

    [[nodiscard]] std::vector<std::string> read() const;
    [[nodiscard]] const std::vector<RuleResult>& rules() const { return rules_; }
    [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }

private:
    struct Answered {
        image::RuleId rule;
        std::vector<Value> givens;
        Part part;
    };

    // values.cpp
    Looked value(image::ExprId id, Date today, Why* why);
    Looked fact(const image::Expr& expr, Why* why);
    Looked computed(const image::Expr& expr, Date today, Why* why);
    Looked moved(const image::Expr& expr, Looked base, const Looked& amount);
    Looked scalar(const image::Scalar& scalar) const;
    Part comparison(const image::Expr& expr, Why* why);
    Part less(image::ExprId left, image::ExprId right, bool or_equal, Why* why);
    Part equal(const image::Expr& expr, Why* why);
    Part member(const image::Expr& expr, Why* why);
    Part known(const image::Expr& expr, Why* why);
    std::optional<bool> is_less(image::ExprId left, image::ExprId right, bool or_equal, Date today);
    std::optional<Date> next_change(image::ExprId left, image::ExprId right, bool or_equal,
                                    bool now);
    [[nodiscard]] bool asks_today(image::ExprId id) const;
    void note_read(const Frame& frame, std::string_view name, const std::string& path);

    // numbers.cpp
    Looked arithmetic(const image::Expr& expr, const Looked& left, const Looked& right);
    Looked aggregate(const image::Expr& expr, Why* why);
    struct Gathered;
    Gathered gather(const image::Expr& expr, Why* why);

    // tables.cpp
    Looked table_value(const image::Expr& expr, Why* why);
    Part rows(const image::Rule& table, std::vector<ClauseResult>& results, Why* why);

    // case_conditions.cpp
    Part case_in(const image::Expr& expr, Why* why);
    Part count_cases(const image::Expr& expr, Why* why);
    [[nodiscard]] std::vector<const Case*> latest_runs(const std::string& workflow) const;

    // conditions.cpp
    [[nodiscard]] std::vector<const Element*> last_elements(const image::Expr& expr,
                                                            const std::vector<Element>& all,
                                                            const std::string& base, Part& part);
    Part combined(const image::Expr& expr, Why* why);
    Part count(const image::Expr& expr, Why* why);
    Part asked_rule(const image::Expr& expr, Why* why);
    Part rule_met(const image::Expr& expr, Why* why);
    bool spend();

    // clauses.cpp
    Part clause(image::ClauseId id, std::vector<ClauseResult>& results, Why* why);
    Part clauses(const std::vector<image::ClauseId>& ids, image::ClauseKind kind,
                 std::uint32_t count, std::vector<ClauseResult>& results, Why* why);
    Part needed(const image::Clause& clause, std::vector<ClauseResult>& results, Why* why);
    Part once(const std::vector<Part>& parts, Why* why);
    Part in_force(const image::Clause& clause, Why* why);
    Part row_condition(const image::Clause& row, Why* why);
    Part only_when(const image::Clause& clause, std::vector<ClauseResult>& results, Why* why);
    Part rule_clauses(image::RuleId id, std::vector<ClauseResult>& results, Why* why);
    void note_rule(image::RuleId id, const Part& part, std::vector<ClauseResult> results);

    const Scope& scope_;
    Budget& budget_;
    std::vector<Frame> frames_;
    const std::vector<Value>* givens_ = nullptr;
    std::vector<Value> case_keys_;  // of the case that is counted
    std::map<std::pair<const FactMap*, std::string_view>, std::string> reads_;
    std::vector<Answered> answered_;
    std::vector<RuleResult> rules_;
    std::optional<Error> fault_;
};

// The day on which the answer to a condition becomes another one, as far as time alone decides:
// the days of `part` that may be one are tried in order, at most k_limit_horizon_days of them. What
// is left then is a day that is not too late.
[[nodiscard]] std::optional<Date> first_change(const Scope& scope, Budget& budget,
                                               image::ExprId condition, const Part& part);

// Strong Kleene, with the earliest horizon and what is missing.
enum class Junction { all, any };
[[nodiscard]] Part join(const std::vector<Part>& parts, Junction junction);
// How many of the parts are met: at least, at most, exactly.
[[nodiscard]] Verdict count_verdict(image::Quantity quantity, std::int64_t wanted,
                                    std::int64_t certain, std::int64_t possible, std::int64_t all);
[[nodiscard]] std::strong_ordering compare(const Looked& a, const Looked& b);
void keep_earlier(std::optional<Date>& horizon, const std::optional<Date>& other);
void add_missing(std::vector<std::string>& missing, const std::vector<std::string>& more);
// clauses.cpp: the figures of a count, what a comparison wants, what would have to change.
void tell_leaf(const Part& part, Why& why);
// nearest.cpp: what would have to change. `why` has its children and its verdict.
void tell_nearest_of_leaf(const Part& part, Why& why);
void tell_nearest(Why& why, std::size_t wanted);
void tell_nearest_of_none(Why& why);
[[nodiscard]] std::string value_in_words(const Value& value);

}  // namespace gradus
