// SQLite's interface to file systems, on a Disk. One connection at a time, so locks are always had;
// the shared memory of the log is a process's own, as it is after a loss of power.
#include <cstring>
#include <memory>

#include <sqlite3.h>

#include "tests/power/disk.hpp"

namespace gradus::test {
namespace {

Disk* the_disk = nullptr;

struct OpenFile {
    sqlite3_file base;  // first, as SQLite wants it
    std::string* path;
    std::vector<std::unique_ptr<char[]>>* shared;
};

OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

int code_of(Disk::Answer answer, int failed)
{
    if (answer == Disk::Answer::full)
        return SQLITE_FULL;
    return answer == Disk::Answer::done ? SQLITE_OK : failed;
}

int close_file(sqlite3_file* file)
{
    delete of(file).path;
    delete of(file).shared;
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* buffer, int count, sqlite3_int64 offset)
{
    const auto& bytes = the_disk->files[*of(file).path];
    const auto from = static_cast<std::size_t>(offset);
    const auto wanted = static_cast<std::size_t>(count);
    const auto there = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
    std::memset(buffer, 0, wanted);
    if (there > 0)
        std::memcpy(buffer, bytes.data() + from, there);
    return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* buffer, int count, sqlite3_int64 offset)
{
    std::string bytes(static_cast<const char*>(buffer), static_cast<std::size_t>(count));
    return code_of(
        the_disk->write(*of(file).path, static_cast<std::size_t>(offset), std::move(bytes)),
        SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size)
{
    return code_of(the_disk->truncate(*of(file).path, static_cast<std::size_t>(size)),
                   SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* file, int)
{
    return code_of(the_disk->sync(*of(file).path), SQLITE_IOERR_FSYNC);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size)
{
    *size = static_cast<sqlite3_int64>(the_disk->files[*of(file).path].size());
    return SQLITE_OK;
}

int lock_file(sqlite3_file*, int) { return SQLITE_OK; }
int is_reserved(sqlite3_file*, int* answer) { return *answer = 0, SQLITE_OK; }
int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
// What SQLite takes ordinary file systems for.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_shared(sqlite3_file* file, int region, int size, int extends, void volatile** memory)
{
    auto& shared = *of(file).shared;
    const auto wanted = static_cast<std::size_t>(region);
    *memory = nullptr;
    if (wanted >= shared.size() && extends == 0)
        return SQLITE_OK;
    while (shared.size() <= wanted)
        shared.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    *memory = shared[wanted].get();
    return SQLITE_OK;
}
int lock_shared(sqlite3_file*, int, int, int) { return SQLITE_OK; }
void order_shared(sqlite3_file*) {}
int unmap_shared(sqlite3_file* file, int) { return of(file).shared->clear(), SQLITE_OK; }

const sqlite3_io_methods k_methods = {2,
                                      close_file,
                                      read_file,
                                      write_file,
                                      truncate_file,
                                      sync_file,
                                      size_of_file,
                                      lock_file,
                                      lock_file,
                                      is_reserved,
                                      control_file,
                                      sector_size,
                                      characteristics,
                                      map_shared,
                                      lock_shared,
                                      order_shared,
                                      unmap_shared,
                                      nullptr,
                                      nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out)
{
    static int temporary = 0;
    const std::string path = name == nullptr ? "temporary " + std::to_string(++temporary) : name;
    if ((flags & SQLITE_OPEN_CREATE) == 0 && the_disk->files.count(path) == 0)
        return SQLITE_CANTOPEN;
    the_disk->files[path];
    auto& opened = of(file);
    opened.base.pMethods = &k_methods;
    opened.path = new std::string(path);
    opened.shared = new std::vector<std::unique_ptr<char[]>>();
    if (out != nullptr)
        *out = flags;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs*, const char* name, int)
{
    if (the_disk->files.count(name) == 0)
        return SQLITE_IOERR_DELETE_NOENT;
    return code_of(the_disk->remove(name), SQLITE_IOERR_DELETE);
}

int has_file(sqlite3_vfs*, const char* name, int, int* answer)
{
    return *answer = the_disk->files.count(name) != 0 ? 1 : 0, SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out)
{
    return sqlite3_snprintf(size, out, "%s", name), SQLITE_OK;
}

int fill_random(sqlite3_vfs*, int size, char* out)
{
    return std::memset(out, 7, static_cast<std::size_t>(size)), size;
}
int sleep_for(sqlite3_vfs*, int us) { return us; }
int tell_time(sqlite3_vfs*, double* days) { return *days = 2'460'000.5, SQLITE_OK; }

sqlite3_vfs* vfs()
{
    static sqlite3_vfs it = [] {
        sqlite3_vfs made = {};
        made.iVersion = 1;
        made.szOsFile = sizeof(OpenFile);
        made.mxPathname = 512;
        made.zName = "gradus-power";
        made.xOpen = open_file;
        made.xDelete = remove_file;
        made.xAccess = has_file;
        made.xFullPathname = full_path;
        made.xRandomness = fill_random;
        made.xSleep = sleep_for;
        made.xCurrentTime = tell_time;
        return made;
    }();
    return &it;
}

}  // namespace

Mounted::Mounted(Disk& disk)
{
    the_disk = &disk;
    sqlite3_vfs_register(vfs(), 1);
}

Mounted::~Mounted()
{
    sqlite3_vfs_unregister(vfs());
    the_disk = nullptr;
}

}  // namespace gradus::test
