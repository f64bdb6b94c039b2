// Engines that are broken on purpose through SQLite's own hooks: the product has no switch for it.
#include <cstring>

#include <sqlite3.h>

#include "tests/power/workload.hpp"

namespace gradus::test {
namespace {

const char* the_pragma = nullptr;

// The connection is told FULL, and does not hear it.
int is_deaf(void*, int action, const char* name, const char* value, const char*, const char*)
{
    const bool is_sync =
        action == SQLITE_PRAGMA && value != nullptr && std::strcmp(name, "synchronous") == 0;
    return is_sync ? SQLITE_IGNORE : SQLITE_OK;
}

int on_open(sqlite3* connection, char**, const void*)
{
    if (the_pragma == nullptr)
        return SQLITE_OK;
    sqlite3_exec(connection, the_pragma, nullptr, nullptr, nullptr);
    return sqlite3_set_authorizer(connection, is_deaf, nullptr);
}

using Extension = void (*)();

}  // namespace

OtherSync::OtherSync(Control control)
{
    if (control == Control::syncs_seldom)
        the_pragma = "PRAGMA synchronous=NORMAL";
    if (control == Control::syncs_never)
        the_pragma = "PRAGMA synchronous=OFF";
    if (the_pragma != nullptr)
        sqlite3_auto_extension(reinterpret_cast<Extension>(on_open));
}

OtherSync::~OtherSync()
{
    if (the_pragma != nullptr)
        sqlite3_cancel_auto_extension(reinterpret_cast<Extension>(on_open));
    the_pragma = nullptr;
}

}  // namespace gradus::test
