// A store whose commit fails when it is told to: before the batch took place, or after it.
#pragma once

#include "tests/runtime/forwarding_store.hpp"

namespace gradus::test {

class FailingStore final : public ForwardingStore {
public:
    enum class Failure { none, before, after };
    using ForwardingStore::ForwardingStore;
    Failure next = Failure::none;

    Result<void> commit(const Batch& batch) override
    {
        const auto failure = std::exchange(next, Failure::none);
        if (failure != Failure::before)
            if (auto done = inner.commit(batch); !done)
                return done;
        if (failure != Failure::none)
            return refuse(ErrorKind::io, "the disk is gone");
        return {};
    }
};

}  // namespace gradus::test
