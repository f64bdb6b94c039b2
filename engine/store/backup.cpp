#include "engine/store/backup.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "engine/store/folder_lock.hpp"
#include "engine/store/schema.hpp"
#include "engine/store/sqlite.hpp"

namespace gradus {
namespace {

using Mode = SqliteConnection::Mode;
namespace fs = std::filesystem;

tl::unexpected<Error> io_fault(const std::string& doing, int code)
{
    return refuse(ErrorKind::io, fmt::format("{}: {}", doing, std::strerror(code)));
}

// A file's bytes, or a folder's names, are on the disk afterwards.
Result<void> sync(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_done = fd >= 0 && ::fsync(fd) == 0;
    const int code = errno;
    if (fd >= 0)
        ::close(fd);
    if (!is_done)
        return io_fault("cannot sync " + path, code);
    return {};
}

std::string folder_of(const std::string& file)
{
    const auto parent = fs::path(file).parent_path().string();
    return parent.empty() ? "." : parent;
}

Result<void> rename_durably(const std::string& from, const std::string& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0)
        return io_fault(fmt::format("cannot name {}", to), errno);
    return sync(folder_of(to));
}

// As restored: understood, or moved up to this program's version, and of a new epoch.
Result<void> prepare(const std::string& file)
{
    auto connection = SqliteConnection::open(file, Mode::read_write);
    if (!connection)
        return tl::unexpected<Error>(connection.error());
    if (auto done = migrate_schema(**connection); !done)
        return done;
    return (*connection)->execute("UPDATE meta SET value=value+1 WHERE key='epoch'");
}

}  // namespace

// One reading transaction of a connection of its own: writers in WAL mode do not wait for it.
Result<void> copy_database(const std::string& folder, const std::string& file)
{
    auto connection = SqliteConnection::open(folder + "/gradus.db", Mode::read_only);
    if (!connection)
        return refuse(ErrorKind::not_found, fmt::format("{} is no data folder", folder), {},
                      "give the folder that `gradus serve --data` was given");
    if (auto known = check_schema(**connection); !known)
        return known;
    std::error_code ignored;
    fs::remove(file, ignored);  // what an attempt that was cut off left behind
    SqliteStatement copy(**connection, "VACUUM INTO ?");
    if (auto copied = copy.begin().bind(file).run(); !copied)
        return copied;
    return sync(file);
}

Result<void> name_backup(const std::string& part, const std::string& file)
{
    if (fs::exists(file))
        return refuse(ErrorKind::conflict, fmt::format("{} exists", file), {},
                      "give a name that is free");
    return rename_durably(part, file);
}

Result<void> restore(const std::string& file, const std::string& folder)
{
    if (!fs::exists(file))
        return refuse(ErrorKind::not_found, fmt::format("there is no {}", file));
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        return io_fault("cannot make the folder " + folder, code.value());
    const auto lock = FolderLock::take(folder);
    if (!lock)
        return tl::unexpected<Error>(lock.error());
    const auto database = folder + "/gradus.db";
    if (fs::exists(database))
        return refuse(ErrorKind::conflict, fmt::format("{} holds a log", folder), {},
                      "restore into an empty folder");
    const auto part = database + ".part";
    fs::copy_file(file, part, fs::copy_options::overwrite_existing, code);
    if (code)
        return io_fault("cannot copy to " + part, code.value());
    if (auto done = prepare(part); !done)
        return done;
    if (auto done = sync(part); !done)
        return done;
    return rename_durably(part, database);
}

}  // namespace gradus
