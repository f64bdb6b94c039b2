// Sets of fact assignments as reduced ordered binary decision diagrams: whether two conditions can
// hold together, or one follows from another, is a look at one number.
//
// Equal sets have equal references. Past the limit of nodes every further result is meaningless;
// who uses it asks is_full() before believing anything.
// Tested by tests/graph/bdd_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gradus {

class Bdd {
public:
    using Ref = std::uint32_t;
    static constexpr Ref k_no = 0;   // the empty set
    static constexpr Ref k_yes = 1;  // all assignments

    explicit Bdd(std::size_t nodes_max);

    [[nodiscard]] Ref variable(std::uint32_t index);
    [[nodiscard]] Ref both(Ref a, Ref b) { return choose(a, b, k_no); }
    [[nodiscard]] Ref either(Ref a, Ref b) { return choose(a, k_yes, b); }
    [[nodiscard]] Ref negation(Ref a) { return choose(a, k_no, k_yes); }
    [[nodiscard]] Ref without(Ref a, Ref b) { return choose(b, k_no, a); }
    // `then` where `a` holds, `otherwise` elsewhere.
    [[nodiscard]] Ref choose(Ref a, Ref then, Ref otherwise);
    // For some, for all assignments of the variables in `cube`, which is a conjunction of them.
    [[nodiscard]] Ref some(Ref a, Ref cube);
    [[nodiscard]] Ref all(Ref a, Ref cube) { return negation(some(negation(a), cube)); }

    // One assignment of a set that is not empty; variables left out are free.
    [[nodiscard]] std::vector<std::pair<std::uint32_t, bool>> pick(Ref a) const;
    [[nodiscard]] bool is_full() const { return is_full_; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }

private:
    struct Node {
        std::uint32_t variable;
        Ref low;
        Ref high;
    };
    struct Remembered {
        Ref a = 0;
        Ref b = 0;
        Ref c = 0;
        Ref result = 0;
    };

    [[nodiscard]] Ref node(std::uint32_t variable, Ref low, Ref high);
    [[nodiscard]] std::uint32_t variable_of(Ref a) const { return nodes_[a].variable; }
    [[nodiscard]] Ref part(Ref a, std::uint32_t variable, bool is_high) const;
    void grow();

    std::size_t nodes_max_;
    bool is_full_ = false;
    std::vector<Node> nodes_;
    std::vector<Ref> table_;  // open addressing over nodes_; 0: free
    std::vector<Remembered> chosen_;
    std::vector<Remembered> quantified_;
};

}  // namespace gradus
