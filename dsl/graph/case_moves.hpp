// The steps of a case over sets of facts: where a case can come from a configuration, and for which
// facts. The same algorithm as the engine's (run to completion, inner transitions first, document
// order), with a set of assignments in the place of the facts.
//
// What it leaves out only adds steps: who has acted before, how many have, how long a clock has
// run. So every step of the engine is among them. Facts are free between steps, but for one thing:
// a case at rest has no `when` that holds.
//
// Way: Image -> FactSpace -> [CaseMoves] -> search.hpp, prove.hpp
// Tested by tests/plan/prove_test.cpp
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dsl/graph/fact_space.hpp"

namespace gradus {

// Bits: one for each active state, then one for each place that a state was left at, where
// something goes back there.
using Configuration = std::vector<std::uint64_t>;

[[nodiscard]] inline bool has(const Configuration& bits, std::size_t i)
{
    return (bits[i / 64] >> (i % 64) & 1U) != 0;
}
inline void put(Configuration& bits, std::size_t i, bool value)
{
    const auto bit = std::uint64_t{1} << (i % 64);
    bits[i / 64] = value ? bits[i / 64] | bit : bits[i / 64] & ~bit;
}

enum class CauseKind { begin, event, timer, world, raised };

// What a step begins with. `world`: a fact is recorded, a day comes, another case moves. `raised`:
// another case raises an event for this one.
struct Cause {
    CauseKind kind = CauseKind::world;
    std::string event;               // begin, event, raised
    std::vector<std::string> roles;  // of who reports it
    image::TransitionId timer;
    bool is_by_watched = false;  // by the one person who is followed
};

struct Entered {
    image::StateId state;
    std::uint32_t microstep = 0;
    Bdd::Ref where = Bdd::k_yes;  // what was known of the facts then
};

struct Moved {
    Cause cause;
    Configuration after;
    Bdd::Ref where = Bdd::k_no;    // the assignments with which it happens
    std::vector<Entered> entered;  // in their order, what is around before what is inside
    std::vector<std::pair<image::TransitionId, std::uint32_t>> taken;  // and which branch
    std::vector<std::string> raised;  // in the case itself, and not taken yet
    // Where the step stood some time ago, to notice that it goes round.
    Configuration mark;
    Bdd::Ref mark_where = Bdd::k_no;
    std::vector<std::string> mark_raised;
    std::size_t next_mark = 8;
    bool is_open = false;  // something that it set or raised may be this or that
};

// What a search wants to be told apart.
struct Watch {
    bool tells_roles = false;
    // One person and the two events that they may have done.
    std::vector<std::string> events;
    std::vector<bool> has_done;
};

class CaseMoves {
public:
    using Sink = std::function<void(const Moved&)>;

    // Borrows all. Asks every condition of the workflow.
    CaseMoves(const Image& image, const image::Workflow& workflow, FactSpace& facts, Bdd& bdd);

    // After all conditions have been asked: what is possible at all.
    void close();
    [[nodiscard]] std::size_t words() const { return words_; }
    // The steps that begin a run, and those from a configuration at rest; not those that lead
    // nowhere else.
    void begin(const Watch& watch, const Sink& sink);
    void from(const Configuration& at, const Watch& watch, const Sink& sink);

    // For which facts a case can rest there. `now`: on that very day, else since an earlier one.
    [[nodiscard]] Bdd::Ref at_rest(const Configuration& at, bool now);
    [[nodiscard]] bool is_final(const Configuration& at) const;
    [[nodiscard]] bool is_in(const Configuration& at, image::StateId state) const
    {
        return has(at, state.index);
    }
    // It sets facts that conditions ask: what they were before cannot be told from `where`.
    [[nodiscard]] bool forgets_facts(const Moved& outcome) const;
    // By events that other cases raise.
    [[nodiscard]] bool is_moved_by_others() const { return !raised_by_others_.empty(); }
    // With which assignments a transition, once triggered, takes a branch; with which it takes
    // none.
    [[nodiscard]] Bdd::Ref taken_with(image::TransitionId transition, std::uint32_t branch) const;
    [[nodiscard]] Bdd::Ref not_taken_with(image::TransitionId transition) const
    {
        return quiet_[transition.index];
    }
    // A service answers when it likes.
    [[nodiscard]] bool is_by_service(const Moved& outcome) const;
    [[nodiscard]] Bdd::Ref possible() const { return possible_; }
    [[nodiscard]] const image::Workflow& workflow() const { return workflow_; }
    [[nodiscard]] bool is_too_large() const { return is_too_large_; }

private:
    struct Option {
        std::uint32_t branch;
        Bdd::Ref where;
    };
    struct Chosen {
        image::TransitionId transition;
        std::uint32_t branch;
    };
    // Where a branch leads: the states left and entered, but for a way back.
    struct Way {
        image::StateId domain;
        Configuration exits;
        std::vector<image::StateId> entries;
        Configuration entered;  // the same as bits
        bool is_plain = false;  // sets no facts, raises nothing, has to do with no way back
    };
    struct Event {
        std::string name;
        std::vector<image::TransitionId> transitions;
    };
    // A choice of transitions under way.
    struct Choice {
        Bdd::Ref where;
        std::vector<Chosen> chosen;
        std::vector<image::TransitionId> looked_at;
    };

    // case_moves.cpp
    void report(const Configuration& at, const Event& event, Moved& start, const Watch& watch,
                const Sink& sink);
    void report_by(const std::vector<image::TransitionId>& open, const Moved& start,
                   const Watch& watch, const Sink& sink);
    bool step_plainly(const Configuration& at, image::TransitionId only, Moved& start,
                      const Sink& sink);
    void step(Moved&& begun, const std::vector<image::TransitionId>& enabled, const Sink& sink);
    void settle(Moved&& outcome, const Sink& sink);
    void take(Moved& outcome, const std::vector<Chosen>& chosen);
    [[nodiscard]] bool goes_round(Moved& outcome);
    void take_raised(Moved&& outcome, const Sink& sink);
    void deliver(const Configuration& at, Moved start, const Sink& sink);
    [[nodiscard]] std::vector<image::TransitionId> for_engine(const Configuration& at,
                                                              const std::string& event) const;
    void choose(const Configuration& at, Bdd::Ref where,
                const std::vector<image::TransitionId>& enabled,
                const std::function<void(const Choice&)>& chosen);
    void choose_from(const Configuration& at, const std::vector<image::StateId>& atomic,
                     std::size_t place, image::StateId state, std::size_t next, Choice choice,
                     const std::vector<image::TransitionId>& enabled,
                     const std::function<void(const Choice&)>& chosen);
    [[nodiscard]] std::vector<Chosen> without_conflicts(const Configuration& at,
                                                        const std::vector<Chosen>& chosen) const;
    void set_facts(Moved& outcome, const image::Branch& branch);
    [[nodiscard]] std::vector<image::TransitionId> eventless(const Configuration& at) const;
    [[nodiscard]] std::vector<std::vector<std::string>> actors(
        const std::vector<image::TransitionId>& open, bool tells_roles);

    // case_ways.cpp
    void prepare();
    void note_raised();
    void note_trigger(const image::Transition& transition);
    [[nodiscard]] std::vector<Option> options(const image::Transition& transition);
    [[nodiscard]] Way way_of(const image::Transition& transition,
                             const image::Branch& branch) const;
    [[nodiscard]] image::StateId domain_of(image::StateId source, image::StateId target) const;
    [[nodiscard]] std::vector<image::StateId> entry_set(const std::vector<image::StateId>& targets,
                                                        image::StateId domain) const;
    void add_descendants(image::StateId state, std::vector<bool>& entered) const;
    [[nodiscard]] bool is_done(const Configuration& at, image::StateId state) const;
    void remember_left(Configuration& bits, const Configuration& exits) const;
    [[nodiscard]] std::vector<image::StateId> left_in(const Configuration& bits,
                                                      image::StateId state) const;
    void apply(Moved& outcome, const Chosen& chosen, std::uint32_t microstep) const;

    const Image& image_;
    const image::Workflow& workflow_;
    FactSpace& facts_;
    Bdd& bdd_;
    std::size_t words_ = 0;
    bool is_too_large_ = false;
    Bdd::Ref possible_ = Bdd::k_yes;
    Bdd::Ref moving_ = Bdd::k_yes;              // the variables that move by themselves
    std::vector<std::vector<Option>> options_;  // of each transition
    std::vector<std::vector<Way>> ways_;        // of each branch of each transition
    std::vector<Bdd::Ref> quiet_;               // of each transition: no branch is taken
    Configuration has_eventless_;               // states with a `when`
    std::vector<Event> events_;
    std::vector<std::string> reporters_;  // of each transition one role that people have
    std::vector<std::string> raised_by_others_;
    std::vector<image::TransitionId> timers_;
    Bdd::Ref rest_ = Bdd::k_yes;  // where no `when` is asked
    // Ways back: the state, and the bits of the atomic states inside.
    struct Back {
        image::StateId state;
        std::vector<std::pair<image::StateId, std::size_t>> inside;
    };
    std::vector<Back> backs_;
    std::vector<std::pair<std::string, Bdd::Ref>> set_fields_;  // and what depends on each
};

}  // namespace gradus
