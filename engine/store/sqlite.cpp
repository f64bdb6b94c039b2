#include "engine/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "dsl/base/assert.hpp"

namespace gradus {

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view sql)
    : connection_(connection)
{
    const int code =
        sqlite3_prepare_v3(connection.handle_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK)
        fault_ = sqlite3_errmsg(connection.handle_);
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

SqliteStatement& SqliteStatement::begin()
{
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    next_ = 1;
    return *this;
}

SqliteStatement& SqliteStatement::bind(std::int64_t value)
{
    sqlite3_bind_int64(statement_, next_++, value);
    return *this;
}

SqliteStatement& SqliteStatement::bind(std::string_view text)
{
    sqlite3_bind_text(statement_, next_++, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
}

SqliteStatement& SqliteStatement::bind_blob(std::string_view bytes)
{
    sqlite3_bind_blob(statement_, next_++, bytes.data(), static_cast<int>(bytes.size()),
                      SQLITE_TRANSIENT);
    return *this;
}

SqliteStatement& SqliteStatement::bind(const Hash& hash)
{
    return bind_blob({reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()});
}

Result<bool> SqliteStatement::step()
{
    if (statement_ == nullptr)
        return refuse(ErrorKind::corrupt,
                      fmt::format("the store does not have its form: {}", fault_));
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_);
        return false;
    }
    auto error = connection_.fault("reading or writing the store");
    sqlite3_reset(statement_);
    return tl::unexpected<Error>(std::move(error));
}

Result<void> SqliteStatement::run()
{
    const auto row = step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    sqlite3_reset(statement_);
    return {};
}

std::int64_t SqliteStatement::number(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

std::string SqliteStatement::text(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
}

Hash SqliteStatement::hash(int column) const
{
    const auto bytes = text(column);
    Hash hash;
    if (bytes.size() == hash.bytes.size())
        std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
    return hash;
}

bool SqliteStatement::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, Mode mode)
{
    sqlite3* handle = nullptr;
    const int flags =
        mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
    if (code != SQLITE_OK)
        return tl::unexpected<Error>(connection->fault(fmt::format("opening {}", path)));
    sqlite3_extended_result_codes(handle, 1);
    return connection;
}

SqliteConnection::~SqliteConnection() { sqlite3_close_v2(handle_); }

Result<void> SqliteConnection::execute(const std::string& sql)
{
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
        return {};
    return tl::unexpected<Error>(fault("changing the store"));
}

Result<std::int64_t> SqliteConnection::number(const std::string& sql)
{
    SqliteStatement statement(*this, sql);
    const auto row = statement.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    return *row ? statement.number(0) : 0;
}

int SqliteConnection::changes() const { return sqlite3_changes(handle_); }

void SqliteConnection::watch_log()
{
    const auto note = [](void* connection, sqlite3*, const char*, int pages) {
        static_cast<SqliteConnection*>(connection)->pages_in_log_ = pages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle_, note, this);
}

int SqliteConnection::checkpoint()
{
    int in_log = 0;
    int moved = 0;
    // Busy is no fault: a reader holds old pages, and the next checkpoint moves them.
    sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    return in_log - moved;
}

Error SqliteConnection::fault(const std::string& doing) const
{
    const int code = sqlite3_extended_errcode(handle_);
    const int primary = code & 0xff;
    const auto kind = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB ? ErrorKind::corrupt
                      : primary == SQLITE_CANTOPEN                          ? ErrorKind::not_found
                                                                            : ErrorKind::io;
    return {kind, fmt::format("{}: {} ({})", doing, sqlite3_errmsg(handle_), code), {}, {}};
}

}  // namespace gradus
