// Batches made by hand, so that stores are tested without the kernel that fills them.
#pragma once

#include "engine/journal/tree.hpp"
#include "engine/store/store.hpp"

namespace gradus::test {

// Numbers leaves and keeps the tree, as the kernel does.
class BatchMaker {
public:
    explicit BatchMaker(StoreHead head = {}) : frontier_(head.size, head.frontier) {}

    // Events of one subject, which then has a case with one timer and one task.
    void add_event(const std::string& subject, std::int64_t sseq, Instant due);
    void add_system(const std::string& type);
    [[nodiscard]] Batch take(Instant at);
    Batch batch;  // for rows of other kinds

private:
    void add_leaf(const EncodedRecord& record);
    Frontier frontier_;
};

[[nodiscard]] Subject sample_subject(const std::string& id, std::int64_t sseq, Instant due);

}  // namespace gradus::test
