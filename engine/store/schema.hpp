// The tables of the database and their versions. A version is never changed once released: a new
// one is added to the list, and an older database is brought up to date when it is opened.
#pragma once

#include "engine/store/sqlite.hpp"

namespace gradus {

// Creates or upgrades, in one transaction. Error conflict for a database of a later version.
[[nodiscard]] Result<void> migrate_schema(SqliteConnection& connection);
// For readers: the version must be the present one.
[[nodiscard]] Result<void> check_schema(SqliteConnection& connection);

}  // namespace gradus
