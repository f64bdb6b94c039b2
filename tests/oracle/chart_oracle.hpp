// The second interpreter: one case of a workflow straight over the AST, by the algorithm of SCXML
// with the additions of the language reference. It wakes at every midnight instead of reckoning a
// horizon.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/oracle/rule_oracle.hpp"

namespace gradus::oracle {

// What a case is at rest; timers and tasks by the names that the engine gives them.
struct Standing {
    std::vector<std::string> configuration;
    std::vector<std::string> tasks;  // sorted
    std::map<std::string, Instant> timers;
    bool is_finished = false;

    friend bool operator==(const Standing&, const Standing&) = default;
};
[[nodiscard]] std::string to_string(const Standing& standing);

class ChartOracle {
public:
    ChartOracle(const ast::Module& module, const RuleOracle& rules, Json facts,
                std::map<std::string, Json> key);

    // False: refused, and nothing has happened.
    bool report(const std::string& event, const std::string& role, Instant now);
    bool change_facts(const Json& facts, Instant now);
    bool advance(Instant from, Instant to);
    [[nodiscard]] Standing standing() const;

private:
    struct State {
        const ast::State* text;
        int parent;
        std::vector<int> children;
    };
    struct Run {
        bool has_begun = false;
        bool is_finished = false;
        std::map<int, Instant> active;  // entered at; in the order of the text
        std::map<std::string, Instant> timers;
        std::vector<std::pair<std::string, int>> tasks;  // name, state
    };
    struct Move {
        int source;
        const ast::Branch* branch;
    };
    enum class Cause { event, time, nothing };
    struct Trigger {
        Cause cause;
        std::string name;  // of the event, of the timer
        std::string role;
    };

    void add_state(const ast::State& text, int parent);
    [[nodiscard]] int find(const std::string& name) const;
    [[nodiscard]] bool is_inside(int state, int around) const;
    [[nodiscard]] int initial_of(int state) const;
    [[nodiscard]] bool is_done(int state) const;

    [[nodiscard]] Truth ask(const ast::Expr& condition, Instant now) const;
    [[nodiscard]] bool is_triggered(int state, std::size_t place, const Trigger& trigger,
                                    Instant now) const;
    [[nodiscard]] const ast::Branch* choose(const ast::Transition& transition, Instant now) const;
    [[nodiscard]] std::string id_of(int state, std::size_t place) const;
    [[nodiscard]] std::vector<Move> select(const Trigger& trigger, Instant now) const;
    [[nodiscard]] std::vector<Move> without_conflicts(const std::vector<Move>& moves) const;
    [[nodiscard]] int domain_of(const Move& move) const;
    [[nodiscard]] std::vector<int> left_by(const Move& move) const;

    void take(const std::vector<Move>& moves, Instant now);
    void leave(int state);
    void enter(int target, int domain, Instant now);
    void complete(int state, std::vector<bool>& entered) const;
    void start(int state, Instant now);
    void close_task(const std::string& name);
    [[nodiscard]] bool may_lead_on(const Move& move, const std::string& event) const;
    void complete_tasks(const std::string& event, const std::vector<Move>& moves);
    bool settle(Instant now);
    bool fire(const std::string& timer, Instant due);
    void set_again(const std::string& timer, Instant due);
    [[nodiscard]] const ast::Task& task(const std::string& name) const;

    const ast::Workflow* workflow_ = nullptr;
    const RuleOracle& rules_;
    Json facts_;
    std::map<std::string, Json> key_;
    std::vector<State> states_;
    Run run_;
};

}  // namespace gradus::oracle
