// A thin wrapper of SQLite's C interface, without its header: one connection and prepared
// statements. Only engine/store sees it. Every fault is an Error of kind io (or corrupt), with
// SQLite's own message.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/hash.hpp"
#include "dsl/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace gradus {

class SqliteConnection;

// Prepared once, used again and again; bindings are numbered from 1 in the order of the calls.
class SqliteStatement {
public:
    SqliteStatement(SqliteConnection& connection, std::string_view sql);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    SqliteStatement& begin();  // resets and forgets bindings
    SqliteStatement& bind(std::int64_t value);
    SqliteStatement& bind(std::string_view text);
    SqliteStatement& bind_blob(std::string_view bytes);
    SqliteStatement& bind(const Hash& hash);

    // True while there is a row.
    [[nodiscard]] Result<bool> step();
    // For statements without rows.
    [[nodiscard]] Result<void> run();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] Hash hash(int column) const;
    [[nodiscard]] bool is_null(int column) const;

private:
    SqliteConnection& connection_;
    sqlite3_stmt* statement_ = nullptr;
    std::string fault_;
    int next_ = 1;
};

class SqliteConnection {
public:
    enum class Mode { read_write, read_only };
    [[nodiscard]] static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path,
                                                                        Mode mode);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    // One or more statements without rows.
    [[nodiscard]] Result<void> execute(const std::string& sql);
    [[nodiscard]] Result<std::int64_t> number(const std::string& sql);
    [[nodiscard]] int changes() const;
    // Moves pages of the write-ahead log to the database, without waiting for anybody; frames left
    // in the log.
    int checkpoint();
    // From now on `pages_in_log` tells how far the write-ahead log has grown.
    void watch_log();
    [[nodiscard]] int pages_in_log() const { return pages_in_log_; }

    [[nodiscard]] Error fault(const std::string& doing) const;

private:
    friend class SqliteStatement;
    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    sqlite3* handle_;
    int pages_in_log_ = 0;
};

}  // namespace gradus
