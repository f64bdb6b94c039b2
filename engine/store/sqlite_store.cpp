#include "engine/store/sqlite_store.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/stat.h>

#include "dsl/base/assert.hpp"
#include "engine/store/folder_lock.hpp"
#include "engine/store/schema.hpp"
#include "engine/store/sqlite.hpp"

namespace gradus {
namespace {

using Mode = SqliteConnection::Mode;

constexpr int k_log_pages = 4096;  // 16 MiB

std::string frontier_bytes(const std::vector<Hash>& roots)
{
    std::string bytes;
    for (const auto& root : roots)
        bytes.append(reinterpret_cast<const char*>(root.bytes.data()), root.bytes.size());
    return bytes;
}

std::vector<Hash> read_frontier(const std::string& bytes)
{
    std::vector<Hash> roots(bytes.size() / 32);
    for (std::size_t i = 0; i < roots.size(); ++i)
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(32 * i), 32,
                    roots[i].bytes.begin());
    return roots;
}

}  // namespace

class SqliteStore::State {
public:
    State(std::unique_ptr<SqliteConnection> connection, FolderLock lock, std::int64_t own_epoch)
        : epoch(own_epoch), lock_(std::move(lock)), db(std::move(connection))
    {}

    std::int64_t epoch;

private:
    FolderLock lock_;  // given back last, when the database is closed

public:
    std::unique_ptr<SqliteConnection> db;

    SqliteStatement begin{*db, "BEGIN IMMEDIATE"};
    SqliteStatement end{*db, "COMMIT"};
    SqliteStatement fence{*db, "SELECT value FROM meta WHERE key='epoch'"};
    SqliteStatement add_leaf{
        *db, "INSERT INTO leaf(seq,body,hash,subject,sseq,type) VALUES(?,?,?,nullif(?,''),?,?)"};
    SqliteStatement put_subject{
        *db,
        "INSERT INTO subject(id,snapshot,last_leaf) VALUES(?,?,?) ON CONFLICT(id) DO UPDATE "
        "SET snapshot=excluded.snapshot,last_leaf=excluded.last_leaf"};
    SqliteStatement drop_timers{*db, "DELETE FROM timer WHERE subject=?"};
    SqliteStatement drop_cases{*db, "DELETE FROM case_row WHERE subject=?"};
    SqliteStatement drop_tasks{*db, "DELETE FROM task_row WHERE subject=?"};
    SqliteStatement add_timer{*db, "INSERT INTO timer(due,subject,id) VALUES(?,?,?)"};
    SqliteStatement add_case{
        *db,
        "INSERT INTO case_row(row,subject,case_id,workflow,states,finished,next_due) "
        "VALUES(?,?,?,?,?,?,nullif(?,-9223372036854775807))"};
    SqliteStatement add_task{
        *db, "INSERT INTO task_row(row,subject,case_id,task,title,role) VALUES(?,?,?,?,?,?)"};
    SqliteStatement add_outbox{
        *db, "INSERT INTO outbox(subject,effect,kind,role,text,seq) VALUES(?,?,?,?,?,?)"};
    SqliteStatement add_key{*db,
                            "INSERT INTO idempotency(key,body_hash,result,at) VALUES(?,?,?,?)"};
    SqliteStatement add_personal{
        *db, "INSERT OR IGNORE INTO personal(commitment,path,salt,value) VALUES(?,?,?,?)"};
    SqliteStatement add_blob{*db, "INSERT OR IGNORE INTO blob(id,bytes) VALUES(?,?)"};
    SqliteStatement add_root{*db, "INSERT INTO root(size,root) VALUES(?,?)"};
    SqliteStatement put_head{*db, "UPDATE head SET size=?,root=?,frontier=?,last_recorded=?"};
    SqliteStatement get_head{*db, "SELECT size,root,frontier,last_recorded FROM head"};
    SqliteStatement get_subject{*db, "SELECT snapshot,last_leaf FROM subject WHERE id=?"};
    SqliteStatement get_leaf{*db, "SELECT seq,body FROM leaf WHERE seq=?"};
    SqliteStatement get_leaves{*db, "SELECT seq,body FROM leaf WHERE seq>=? ORDER BY seq LIMIT ?"};
    SqliteStatement get_subject_leaves{
        *db, "SELECT seq,body FROM leaf WHERE subject=? AND sseq>=? ORDER BY sseq LIMIT ?"};
    SqliteStatement get_system{
        *db, "SELECT seq,body FROM leaf WHERE subject IS NULL AND type=? ORDER BY seq"};
    SqliteStatement get_blob{*db, "SELECT bytes FROM blob WHERE id=?"};
    SqliteStatement get_personal{*db, "SELECT path,salt,value FROM personal WHERE commitment=?"};
    SqliteStatement get_key{*db, "SELECT body_hash,result,at FROM idempotency WHERE key=?"};
    SqliteStatement get_due{
        *db, "SELECT subject,id,due FROM timer WHERE due<=? ORDER BY due,subject,id LIMIT ?"};
    SqliteStatement get_next_due{*db, "SELECT min(due) FROM timer"};
    SqliteStatement get_subjects{*db, "SELECT id FROM subject WHERE id>? ORDER BY id LIMIT ?"};
    SqliteStatement get_cases{
        *db,
        "SELECT subject,case_id,workflow,states,finished,next_due FROM case_row WHERE row>?1 "
        "AND (?2='' OR subject=?2) AND (?3='' OR workflow=?3) AND (?4='' OR "
        "instr(', '||states||', ', ', '||?4||', ')>0) AND (?5=1 OR finished=0) ORDER BY row LIMIT "
        "?6"};
    SqliteStatement get_tasks{
        *db,
        "SELECT subject,case_id,task,title,role FROM task_row WHERE row>?1 AND (?2='' OR "
        "subject=?2) AND (?3='' OR role=?3 OR EXISTS(SELECT 1 FROM "
        "json_each(task,'$.escalated') WHERE value=?3)) ORDER BY row LIMIT ?4"};
    SqliteStatement get_outbox{
        *db,
        "SELECT subject,effect,kind,role,text,seq,id FROM outbox WHERE id>? ORDER BY id LIMIT ?"};
    SqliteStatement get_roots{*db, "SELECT size,root FROM root ORDER BY size"};

    Result<void> write(const Batch& batch);
    Result<void> write_log(const Batch& batch);
    Result<void> write_subject(const SubjectRow& row);
    Result<void> write_rows(const Batch& batch);
    Result<std::vector<Leaf>> read_leaves(SqliteStatement& statement);
};

namespace {

// return first fault of a series of writes
#define GRADUS_TRY(expression)           \
    if (auto done = (expression); !done) \
    return tl::unexpected<Error>(std::move(done.error()))

OpenTask read_task(const std::string& bytes)
{
    const auto json = parse_json(bytes);
    ASSERT(json.has_value());
    auto task = decode_task(*json);
    ASSERT(task.has_value());
    return std::move(*task);
}

}  // namespace

Result<void> SqliteStore::State::write_log(const Batch& batch)
{
    for (const auto& leaf : batch.leaves)
        GRADUS_TRY(add_leaf.begin()
                       .bind(leaf.seq)
                       .bind_blob(leaf.bytes)
                       .bind(leaf.hash)
                       .bind(leaf.subject)
                       .bind(leaf.sseq)
                       .bind(leaf.type)
                       .run());
    for (const auto& blob : batch.blobs)
        GRADUS_TRY(add_blob.begin().bind(blob.id).bind_blob(blob.bytes).run());
    if (batch.leaves.empty())
        return {};
    GRADUS_TRY(add_root.begin().bind(batch.size).bind(batch.root).run());
    return put_head.begin()
        .bind(batch.size)
        .bind(batch.root)
        .bind_blob(frontier_bytes(batch.frontier))
        .bind(batch.last_recorded.us)
        .run();
}

Result<void> SqliteStore::State::write_subject(const SubjectRow& row)
{
    const auto& id = row.subject.id;
    GRADUS_TRY(
        put_subject.begin().bind(id).bind_blob(encode(row.subject)).bind(row.last_leaf).run());
    GRADUS_TRY(drop_timers.begin().bind(id).run());
    GRADUS_TRY(drop_cases.begin().bind(id).run());
    GRADUS_TRY(drop_tasks.begin().bind(id).run());
    for (const auto& one : row.subject.cases)
        for (const auto& timer : one.timers)
            GRADUS_TRY(add_timer.begin().bind(timer.due.us).bind(id).bind(timer.id).run());
    return {};
}

Result<void> SqliteStore::State::write_rows(const Batch& batch)
{
    for (const auto& row : batch.cases)
        GRADUS_TRY(add_case.begin()
                       .bind(row.subject + "|" + row.case_id)
                       .bind(row.subject)
                       .bind(row.case_id)
                       .bind(row.workflow)
                       .bind(row.states)
                       .bind(std::int64_t{row.is_finished})
                       .bind(row.next_due ? row.next_due->us : -9'223'372'036'854'775'807)
                       .run());
    for (const auto& row : batch.tasks)
        GRADUS_TRY(add_task.begin()
                       .bind(row.subject + "|" + row.task.id)
                       .bind(row.subject)
                       .bind(row.case_id)
                       .bind(canonical(to_json(row.task)))
                       .bind(row.title)
                       .bind(row.role)
                       .run());
    for (const auto& row : batch.outbox)
        GRADUS_TRY(add_outbox.begin()
                       .bind(row.subject)
                       .bind(row.effect.id)
                       .bind(row.effect.kind)
                       .bind(row.effect.role)
                       .bind(row.effect.text)
                       .bind(row.seq)
                       .run());
    for (const auto& row : batch.idempotency)
        GRADUS_TRY(add_key.begin()
                       .bind(row.key)
                       .bind(row.body_hash)
                       .bind(row.result)
                       .bind(row.at.us)
                       .run());
    for (const auto& value : batch.personal)
        GRADUS_TRY(add_personal.begin()
                       .bind(value.commitment)
                       .bind(value.path)
                       .bind_blob(value.salt)
                       .bind(value.value)
                       .run());
    return {};
}

Result<void> SqliteStore::State::write(const Batch& batch)
{
    GRADUS_TRY(begin.begin().run());
    const auto row = fence.begin().step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row || fence.number(0) != epoch)
        return refuse(ErrorKind::io, "another process has taken over this folder");
    fence.begin();
    GRADUS_TRY(write_log(batch));
    for (const auto& subject : batch.subjects)
        GRADUS_TRY(write_subject(subject));
    GRADUS_TRY(write_rows(batch));
    return end.begin().run();
}

Result<std::vector<Leaf>> SqliteStore::State::read_leaves(SqliteStatement& statement)
{
    std::vector<Leaf> found;
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return found;
        auto leaf = read_leaf(statement.number(0), statement.text(1));
        if (!leaf) {
            statement.begin();
            return tl::unexpected<Error>(leaf.error());
        }
        found.push_back(std::move(*leaf));
    }
}

SqliteStore::SqliteStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& folder)
{
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return refuse(ErrorKind::io,
                      fmt::format("cannot make the folder {}: {}", folder, std::strerror(errno)));
    auto lock = FolderLock::take(folder);
    if (!lock)
        return tl::unexpected<Error>(lock.error());
    auto connection = SqliteConnection::open(folder + "/gradus.db", Mode::read_write);
    if (!connection)
        return tl::unexpected<Error>(connection.error());
    GRADUS_TRY(
        (*connection)
            ->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                      "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536;"));
    (*connection)->watch_log();
    GRADUS_TRY(migrate_schema(**connection));
    GRADUS_TRY((*connection)->execute("UPDATE meta SET value=value+1 WHERE key='epoch'"));
    const auto epoch = (*connection)->number("SELECT value FROM meta WHERE key='epoch'");
    if (!epoch)
        return tl::unexpected<Error>(epoch.error());
    return std::unique_ptr<SqliteStore>(
        new SqliteStore(std::make_unique<State>(std::move(*connection), std::move(*lock), *epoch)));
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open_read_only(const std::string& folder)
{
    auto store = open_file(folder + "/gradus.db");
    if (!store && store.error().kind == ErrorKind::not_found)
        return refuse(ErrorKind::not_found, fmt::format("{} is no data folder", folder), {},
                      "give the folder that `gradus serve --data` was given");
    return store;
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open_file(const std::string& file)
{
    auto connection = SqliteConnection::open(file, Mode::read_only);
    if (!connection)
        return refuse(ErrorKind::not_found, fmt::format("{} cannot be opened", file));
    GRADUS_TRY(check_schema(**connection));
    return std::unique_ptr<SqliteStore>(
        new SqliteStore(std::make_unique<State>(std::move(*connection), FolderLock(), -1)));
}

Result<void> SqliteStore::commit(const Batch& batch)
{
    // Before the batch begins: the log stays short however long the daemon runs.
    if (state_->db->pages_in_log() > k_log_pages)
        tidy();
    return state_->write(batch);
}

void SqliteStore::tidy() { state_->db->checkpoint(); }

Result<StoreHead> SqliteStore::head()
{
    auto& get = state_->get_head.begin();
    const auto row = get.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    StoreHead head{get.number(0), get.hash(1), read_frontier(get.text(2)), {get.number(3)}};
    get.begin();
    return head;
}

Result<std::optional<SubjectRow>> SqliteStore::subject(const std::string& id)
{
    auto& get = state_->get_subject.begin().bind(id);
    const auto row = get.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return std::optional<SubjectRow>();
    auto subject = decode_subject(get.text(0));
    if (!subject)
        return tl::unexpected<Error>(subject.error());
    SubjectRow found{std::move(*subject), get.hash(1)};
    get.begin();
    return std::optional(std::move(found));
}

Result<std::optional<Leaf>> SqliteStore::leaf(std::int64_t seq)
{
    auto found = state_->read_leaves(state_->get_leaf.begin().bind(seq));
    if (!found)
        return tl::unexpected<Error>(found.error());
    return found->empty() ? std::optional<Leaf>() : std::optional(std::move((*found)[0]));
}

Result<std::vector<Leaf>> SqliteStore::leaves(std::int64_t from, std::size_t limit)
{
    return state_->read_leaves(
        state_->get_leaves.begin().bind(from).bind(static_cast<std::int64_t>(limit)));
}

Result<std::vector<Leaf>> SqliteStore::subject_leaves(const std::string& id, std::int64_t from,
                                                      std::size_t limit)
{
    return state_->read_leaves(state_->get_subject_leaves.begin().bind(id).bind(from).bind(
        static_cast<std::int64_t>(limit)));
}

Result<std::vector<Leaf>> SqliteStore::system_leaves(const std::string& type)
{
    return state_->read_leaves(state_->get_system.begin().bind(type));
}

Result<std::optional<std::string>> SqliteStore::blob(const Hash& id)
{
    auto& get = state_->get_blob.begin().bind(id);
    const auto row = get.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    return *row ? std::optional(get.text(0)) : std::nullopt;
}

Result<std::optional<PersonalValue>> SqliteStore::personal(const Hash& commitment)
{
    auto& get = state_->get_personal.begin().bind(commitment);
    const auto row = get.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return std::optional<PersonalValue>();
    return std::optional(PersonalValue{commitment, get.text(0), get.text(1), get.text(2)});
}

Result<std::optional<IdempotencyRow>> SqliteStore::idempotency(const std::string& key)
{
    auto& get = state_->get_key.begin().bind(key);
    const auto row = get.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return std::optional<IdempotencyRow>();
    return std::optional(IdempotencyRow{key, get.hash(0), get.text(1), {get.number(2)}});
}

// Calls `read` for each row.
template <class Row, class Read>
static Result<std::vector<Row>> read_rows(SqliteStatement& statement, Read read)
{
    std::vector<Row> rows;
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return rows;
        rows.push_back(read(statement));
    }
}

Result<std::vector<TimerRow>> SqliteStore::due_timers(Instant until, std::size_t limit)
{
    return read_rows<TimerRow>(
        state_->get_due.begin().bind(until.us).bind(static_cast<std::int64_t>(limit)),
        [](SqliteStatement& s) {
            return TimerRow{s.text(0), {s.text(1), {s.number(2)}}};
        });
}

Result<std::optional<Instant>> SqliteStore::next_due()
{
    auto& get = state_->get_next_due.begin();
    const auto row = get.step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    const auto due = get.is_null(0) ? std::nullopt : std::optional(Instant{get.number(0)});
    get.begin();
    return due;
}

Result<std::vector<std::string>> SqliteStore::subjects(const Page& page)
{
    return read_rows<std::string>(
        state_->get_subjects.begin().bind(page.after).bind(static_cast<std::int64_t>(page.limit)),
        [](SqliteStatement& s) { return s.text(0); });
}

Result<std::vector<CaseRow>> SqliteStore::cases(const CaseFilter& filter, const Page& page)
{
    auto& get = state_->get_cases.begin()
                    .bind(page.after)
                    .bind(filter.subject)
                    .bind(filter.workflow)
                    .bind(filter.state)
                    .bind(std::int64_t{filter.with_finished})
                    .bind(static_cast<std::int64_t>(page.limit));
    return read_rows<CaseRow>(get, [](SqliteStatement& s) {
        CaseRow row{s.text(0), s.text(1), s.text(2), s.text(3), s.number(4) != 0, std::nullopt};
        if (!s.is_null(5))
            row.next_due = Instant{s.number(5)};
        return row;
    });
}

Result<std::vector<TaskRow>> SqliteStore::tasks(const TaskFilter& filter, const Page& page)
{
    auto& get = state_->get_tasks.begin()
                    .bind(page.after)
                    .bind(filter.subject)
                    .bind(filter.role)
                    .bind(static_cast<std::int64_t>(page.limit));
    return read_rows<TaskRow>(get, [](SqliteStatement& s) {
        return TaskRow{s.text(0), s.text(1), read_task(s.text(2)), s.text(3), s.text(4)};
    });
}

Result<std::vector<OutboxRow>> SqliteStore::outbox(const Page& page)
{
    const std::int64_t after = page.after.empty() ? -1 : std::stoll(page.after);
    auto& get = state_->get_outbox.begin().bind(after).bind(static_cast<std::int64_t>(page.limit));
    return read_rows<OutboxRow>(get, [](SqliteStatement& s) {
        return OutboxRow{s.text(0), {s.text(1), s.text(2), s.text(3), s.text(4)}, s.number(5)};
    });
}

Result<std::vector<std::pair<std::int64_t, Hash>>> SqliteStore::roots()
{
    using Root = std::pair<std::int64_t, Hash>;
    return read_rows<Root>(state_->get_roots.begin(), [](SqliteStatement& s) {
        return Root{s.number(0), s.hash(1)};
    });
}

}  // namespace gradus
