#include "engine/store/folder_lock.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace gradus {

Result<FolderLock> FolderLock::take(const std::string& folder)
{
    const auto path = folder + "/lock";
    FolderLock lock;
    lock.fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock.fd_ < 0)
        return refuse(ErrorKind::io, fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0)
        return refuse(ErrorKind::conflict,
                      fmt::format("another process works on the folder {}", folder), {},
                      "stop that daemon first, or use another folder");
    return lock;
}

FolderLock::~FolderLock()
{
    if (fd_ >= 0)
        ::close(fd_);
}

}  // namespace gradus
