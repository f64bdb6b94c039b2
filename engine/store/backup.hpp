// A backup is one database file at one position of the log, made beside a daemon at work; restoring
// puts it into an empty folder. Neither looks into the log: the caller verifies (engine/audit).
//
// Promise: what stands under the name of a backup is complete and synced; a folder is restored
// whole or not at all, and only while no daemon has it.
#pragma once

#include <string>

#include "dsl/base/result.hpp"

namespace gradus {

// Makes `file`, which must not exist, from the folder's database, by way of `file`.part; that stays
// unnamed until `accept` has looked at it. Errors: not_found, conflict, io, and those of `accept`.
template <class Accept>
[[nodiscard]] Result<void> back_up(const std::string& folder, const std::string& file,
                                   Accept accept);

// Errors: not_found (no such file), conflict (the folder has a database, or a daemon), io, corrupt.
[[nodiscard]] Result<void> restore(const std::string& file, const std::string& folder);

// The two halves of back_up.
[[nodiscard]] Result<void> copy_database(const std::string& folder, const std::string& file);
[[nodiscard]] Result<void> name_backup(const std::string& part, const std::string& file);

template <class Accept>
Result<void> back_up(const std::string& folder, const std::string& file, Accept accept)
{
    const auto part = file + ".part";
    if (auto copied = copy_database(folder, part); !copied)
        return copied;
    if (auto accepted = accept(part); !accepted)
        return accepted;
    return name_backup(part, file);
}

}  // namespace gradus
