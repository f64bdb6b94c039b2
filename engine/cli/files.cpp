#include "engine/cli/files.hpp"

#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gradus {
namespace {

namespace fs = std::filesystem;

Result<void> write_all(int fd, std::string_view text, const std::string& path)
{
    bool is_written = true;
    while (is_written && !text.empty()) {
        const auto count = ::write(fd, text.data(), text.size());
        is_written = count > 0;
        text.remove_prefix(is_written ? static_cast<std::size_t>(count) : 0);
    }
    is_written = is_written && ::fsync(fd) == 0;
    is_written = ::close(fd) == 0 && is_written;
    if (!is_written)
        return refuse(ErrorKind::io, "the file cannot be written", path);
    return {};
}

}  // namespace

Result<void> create_file(const std::string& path, std::string_view text, unsigned mode)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return refuse(ErrorKind::conflict, "the file exists already, or cannot be made", path);
    return write_all(fd, text, path);
}

Result<void> replace_file(const std::string& path, std::string_view text, unsigned mode)
{
    std::error_code error;
    const fs::path target = fs::weakly_canonical(path, error);
    const auto status = fs::status(target, error);
    if (fs::exists(status))
        mode = static_cast<unsigned>(status.permissions() & fs::perms::mask);
    const std::string beside = target.string() + ".new";
    fs::remove(beside, error);  // of a run that was cut short
    if (auto written = create_file(beside, text, mode); !written)
        return refuse(ErrorKind::io, "the file cannot be written", path);
    ::chmod(beside.c_str(), mode);  // the mask of the process does not count for an old file
    fs::rename(beside, target, error);
    if (error)
        return refuse(ErrorKind::io, "the file cannot be written", path);
    return {};
}

}  // namespace gradus
