#include "dsl/base/allotment.hpp"

#include <map>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>

namespace gradus {
namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Edge = Traits::edge_descriptor;
using Network = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_capacity_t, long,
                    boost::property<boost::edge_residual_capacity_t, long,
                                    boost::property<boost::edge_reverse_t, Edge>>>>;
using Vertex = boost::graph_traits<Network>::vertex_descriptor;

// From the source to the needs, on to their candidates, and from each of these one to the sink.
class Allotting {
public:
    explicit Allotting(const std::vector<Need>& needs) : needs_(needs)
    {
        for (const auto& need : needs) {
            const auto vertex = add_vertex(network_);
            connect(source_, vertex, static_cast<long>(need.wanted));
            for (const auto& candidate : need.candidates)
                edges_.push_back(connect(vertex, vertex_of(candidate), 1));
        }
    }

    std::vector<std::vector<std::string>> run()
    {
        push_relabel_max_flow(network_, source_, sink_);
        std::vector<std::vector<std::string>> allotted;
        auto edge = edges_.begin();
        for (const auto& need : needs_) {
            allotted.emplace_back();
            for (const auto& candidate : need.candidates)
                if (get(boost::edge_residual_capacity, network_, *edge++) == 0)
                    allotted.back().push_back(candidate);
        }
        return allotted;
    }

private:
    Edge connect(Vertex from, Vertex to, long capacity)
    {
        const auto there = add_edge(from, to, network_).first;
        const auto back = add_edge(to, from, network_).first;
        put(boost::edge_capacity, network_, there, capacity);
        put(boost::edge_capacity, network_, back, 0);
        put(boost::edge_reverse, network_, there, back);
        put(boost::edge_reverse, network_, back, there);
        return there;
    }

    Vertex vertex_of(const std::string& candidate)
    {
        const auto [found, is_new] = vertices_.try_emplace(candidate);
        if (is_new) {
            found->second = add_vertex(network_);
            connect(found->second, sink_, 1);
        }
        return found->second;
    }

    const std::vector<Need>& needs_;
    Network network_;
    Vertex source_ = add_vertex(network_);
    Vertex sink_ = add_vertex(network_);
    std::map<std::string, Vertex> vertices_;
    std::vector<Edge> edges_;  // from needs to candidates, in their order
};

}  // namespace

std::vector<std::vector<std::string>> allot(const std::vector<Need>& needs)
{
    return Allotting(needs).run();
}

}  // namespace gradus
