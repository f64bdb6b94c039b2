// The lock on a data folder: one process works on it at a time.
#pragma once

#include <string>
#include <utility>

#include "dsl/base/result.hpp"

namespace gradus {

// Held as long as it lives; the system gives it back when the process ends, however it does.
class FolderLock {
public:
    // Errors: conflict (another process has it), io.
    [[nodiscard]] static Result<FolderLock> take(const std::string& folder);

    FolderLock() = default;
    FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FolderLock& operator=(FolderLock&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~FolderLock();

private:
    int fd_ = -1;
};

}  // namespace gradus
