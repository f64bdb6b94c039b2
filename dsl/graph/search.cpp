#include "dsl/graph/search.hpp"

#include <algorithm>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    return hash ^ hash >> 29U;
}

}  // namespace

Search::Search(CaseMoves& moves, SearchPlan plan, std::size_t nodes_max)
    : moves_(moves),
      plan_(std::move(plan)),
      nodes_max_(nodes_max),
      stride_(moves.words() + 1),
      table_(1U << 10U, k_none)
{}

Node Search::node(std::uint32_t index) const
{
    const auto begin = words_.begin() + static_cast<std::ptrdiff_t>(index * stride_);
    const auto end = begin + static_cast<std::ptrdiff_t>(stride_ - 1);
    return {Configuration(begin, end), static_cast<std::uint32_t>(*end)};
}

std::uint64_t Search::hash_of(const std::uint64_t* words) const
{
    std::uint64_t hash = 0x51ed270b;
    for (std::size_t i = 0; i < stride_; ++i)
        hash = mix(hash, words[i]);
    return hash >> 20U;
}

// Where the node stands in the table, or where it could.
std::size_t Search::place_of(const std::uint64_t* words, std::uint64_t hash) const
{
    const auto mask = table_.size() - 1;
    auto place = static_cast<std::size_t>(hash) & mask;
    for (; table_[place] != k_none; place = (place + 1) & mask)
        if (std::equal(words, words + stride_, words_.data() + table_[place] * stride_))
            break;
    return place;
}

std::uint32_t Search::find(const Node& node) const
{
    auto words = node.at;
    words.push_back(node.memory);
    return table_[place_of(words.data(), hash_of(words.data()))];
}

void Search::grow()
{
    table_.assign(table_.size() * 4, k_none);
    const auto mask = table_.size() - 1;
    for (std::uint32_t i = 0; i < parents_.size(); ++i) {
        auto place = static_cast<std::size_t>(hash_of(words_.data() + i * stride_)) & mask;
        while (table_[place] != k_none)
            place = (place + 1) & mask;
        table_[place] = i;
    }
}

void Search::add(const std::uint64_t* words, std::uint64_t hash, std::uint32_t parent)
{
    const auto place = place_of(words, hash);
    if (table_[place] != k_none)
        return;
    if (parents_.size() >= nodes_max_) {
        is_over_budget_ = true;
        return;
    }
    table_[place] = static_cast<std::uint32_t>(parents_.size());
    words_.insert(words_.end(), words, words + stride_);
    parents_.push_back(parent);
    if (parents_.size() * 2 > table_.size())
        grow();
}

void Search::add_found(std::uint32_t parent)
{
    const auto mask = table_.size() - 1;
    for (const auto hash : hashes_)
        __builtin_prefetch(&table_[hash & mask]);
    for (const auto hash : hashes_)
        if (const auto known = table_[hash & mask]; known != k_none)
            __builtin_prefetch(&words_[known * stride_]);
    for (std::size_t i = 0; i < hashes_.size() && !is_over_budget_; ++i)
        add(found_.data() + i * stride_, hashes_[i], parent);
    found_.clear();
    hashes_.clear();
}

bool Search::look(const Moved& outcome, std::uint32_t memory, std::uint32_t parent)
{
    const auto judgment = plan_.judge(outcome, memory);
    if (judgment == Judgment::follow) {
        found_.insert(found_.end(), outcome.after.begin(), outcome.after.end());
        found_.push_back(memory);
        hashes_.push_back(hash_of(found_.data() + found_.size() - stride_));
    }
    if (judgment == Judgment::stop) {
        last_ = outcome;
        stopped_at_ = parent;
        is_over_ = true;
    }
    return is_over_;
}

Search::End Search::run()
{
    moves_.begin(plan_.watch(plan_.first_memory), [&](const Moved& outcome) {
        if (!is_over_)
            look(outcome, plan_.first_memory, k_none);
    });
    add_found(k_none);
    for (std::uint32_t i = 0; i < parents_.size() && !is_over_ && !is_over_budget_; ++i) {
        const auto here = node(i);
        if (moves_.is_final(here.at))
            continue;
        moves_.from(here.at, plan_.watch(here.memory), [&](const Moved& outcome) {
            if (!is_over_)
                look(outcome, here.memory, i);
        });
        add_found(i);
    }
    if (is_over_)
        return End::stopped;
    return is_over_budget_ ? End::over_budget : End::complete;
}

void Search::steps_from(std::uint32_t index,
                        const std::function<void(const Moved&, std::uint32_t memory)>& sink) const
{
    const auto look = [&](const Moved& outcome, std::uint32_t memory) {
        if (plan_.judge(outcome, memory) != Judgment::prune)
            sink(outcome, memory);
    };
    if (index == k_none) {
        moves_.begin(plan_.watch(plan_.first_memory),
                     [&](const Moved& outcome) { look(outcome, plan_.first_memory); });
        return;
    }
    const auto here = node(index);
    if (!moves_.is_final(here.at))
        moves_.from(here.at, plan_.watch(here.memory),
                    [&](const Moved& outcome) { look(outcome, here.memory); });
}

std::vector<Moved> Search::way_to(std::uint32_t index) const
{
    std::vector<Moved> way;
    for (auto i = index; i != k_none; i = parents_[i]) {
        const auto wanted = node(i);
        std::optional<Moved> found;
        steps_from(parents_[i], [&](const Moved& outcome, std::uint32_t memory) {
            if (!found && outcome.after == wanted.at && memory == wanted.memory)
                found = outcome;
        });
        ASSERT(found);
        way.push_back(std::move(*found));
    }
    std::reverse(way.begin(), way.end());
    return way;
}

}  // namespace gradus
