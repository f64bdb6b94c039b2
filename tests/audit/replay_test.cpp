// Replay and verification, asked of logs that are whole and of logs that were meddled with.

#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include "engine/audit/replay.hpp"
#include "engine/store/sqlite_store.hpp"
#include "tests/audit/altered_log.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

// Two shops through all states: tasks, timers, effects, conditions, a refused command.
void play(Store& store)
{
    SimulatedEnvironment environment(7, k_start);
    const auto kernel = Kernel::open(store, environment).value();
    must(*kernel, deployment_of(compile_permits()));
    must(*kernel, create_shop("corner"));
    must(*kernel, report("corner", "apply", "owner"));
    advance(*kernel, environment, after_days(12));
    must(*kernel, report("corner", "approve", "clerk"));
    must(*kernel, create_shop("market"));
    must(*kernel, report("market", "apply", "owner", "bus"));
    CHECK(!ask(*kernel, report("market", "apply", "owner", "bus"))->body);
    advance(*kernel, environment, after_days(400));
    must(*kernel, change_fact("corner", "is_open", false));
}

struct World {
    MemoryStore store;
    World() { play(store); }
};

// The record of corner's application and, later, of its approval.
std::int64_t seq_of(Store& store, const std::string& event)
{
    const auto leaves = store.subject_leaves(shop("corner"), 1, 100).value();
    for (const auto& leaf : leaves)
        if (decode_subject_record(leaf)->event.name == event)
            return leaf.seq;
    FAIL("no record of " << event);
    return -1;
}

// One leaf of a decision and where it stands.
struct Field {
    std::vector<std::string> way;  // names of members and numbers of items
    std::string name;              // as findings write it
};

void collect(const Json& json, const Field& here, std::vector<Field>& fields)
{
    const auto below = [&here](const std::string& step, const std::string& name) {
        Field field = here;
        field.way.push_back(step);
        field.name = name;
        return field;
    };
    if (json.is_object()) {
        for (const auto& [name, value] : json.as_object())
            collect(value, below(name, here.name.empty() ? name : here.name + "." + name), fields);
    } else if (json.is_array()) {
        for (std::size_t i = 0; i < json.as_array().size(); ++i)
            collect(json.as_array()[i],
                    below(std::to_string(i), here.name + "[" + std::to_string(i) + "]"), fields);
    } else {
        fields.push_back(here);
    }
}

Json* at(Json& json, const std::vector<std::string>& way)
{
    Json* here = &json;
    for (const auto& step : way) {
        if (here->is_array()) {
            here = &here->as_array().at(std::stoul(step));
            continue;
        }
        for (auto& [name, value] : here->as_object())
            if (name == step) {
                here = &value;
                break;
            }
    }
    return here;
}

// Another value of the same kind.
void mutate(Json& json)
{
    if (json.is_int())
        json = Json(json.as_int() + 1);
    else if (json.is_bool())
        json = Json(!json.as_bool());
    else if (parse_instant(json.as_string()))
        json = Json(to_string(Instant{parse_instant(json.as_string())->us + 1}));
    else
        json = Json(json.as_string() + "x");
}

std::string meddle(const std::string& folder, const std::string& sql)
{
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((folder + "/gradus.db").c_str(), &handle) == SQLITE_OK);
    char* message = nullptr;
    sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message);
    std::string text = message == nullptr ? "" : message;
    sqlite3_free(message);
    sqlite3_close(handle);
    return text;
}

const char* const k_unlock =
    "DROP TRIGGER leaf_is_never_changed; DROP TRIGGER leaf_is_never_removed;";

// A played log on disk, meddled with by somebody who can write the file.
ReplayVerdict verdict_after(const std::string& sql)
{
    // Its own in each process: ctest runs several of these tests at once.
    auto folder = (std::filesystem::temp_directory_path() / "gradus-replay-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    play(*SqliteStore::open(folder).value());
    REQUIRE(meddle(folder, k_unlock + sql).empty());
    const auto report = replay_all(*SqliteStore::open_read_only(folder).value());
    std::filesystem::remove_all(folder);
    REQUIRE(report);
    return report->verdict;
}

}  // namespace

TEST_CASE("a log that nobody touched is whole, and every decision is reproduced")
{
    World world;
    const auto verified = verify(world.store);
    REQUIRE(verified);
    CHECK(verified->problems.empty());
    CHECK(verified->is_whole);
    CHECK(verified->root == world.store.head()->root);
    const auto report = replay_all(world.store);
    CHECK(report->verdict == ReplayVerdict::reproduced);
    CHECK(report->findings.empty());
    CHECK(report->subjects == 2);
    CHECK(report->records + 2 == world.store.head()->size);
    CHECK(replay_subject(world.store, shop("market"))->records == 4);
}

TEST_CASE("a log made anew without a change is still reproduced")
{
    World world;
    MemoryStore copy;
    copy_skilfully(world.store, copy, 3, [](Json&) {});
    CHECK(copy.head()->root == world.store.head()->root);
    CHECK(replay_all(copy)->verdict == ReplayVerdict::reproduced);
}

TEST_CASE("each field of a decision that is altered is found and named, however well it is hidden")
{
    World world;
    for (const auto* event : {"apply", "approve"}) {
        const auto seq = seq_of(world.store, event);
        const auto leaf = world.store.leaf(seq)->value();
        std::vector<Field> fields;
        collect(decode_subject_record(leaf)->dec, {}, fields);
        REQUIRE(fields.size() > 10);
        for (const auto& field : fields) {
            MemoryStore altered;
            copy_skilfully(world.store, altered, seq, [&field](Json& json) {
                Json dec = *json.find("dec");
                mutate(*at(dec, field.way));
                json.set("dec", dec);
            });
            const auto report = replay_all(altered);
            INFO(field.name);
            REQUIRE(report);
            CHECK(report->verdict >= ReplayVerdict::same_outcome);
            REQUIRE(!report->findings.empty());
            const auto& first = report->findings[0];
            CHECK(first.seq == seq);
            // Another `now` or other semantics decide otherwise, or not at all.
            if (field.name != "now" && field.name != "semantics")
                CHECK(first.field == field.name);
        }
    }
}

TEST_CASE("a trace that differs where the outcome does not is told apart")
{
    World world;
    const auto seq = seq_of(world.store, "apply");
    MemoryStore altered;
    copy_skilfully(world.store, altered, seq, [](Json& json) {
        Json dec = *json.find("dec");
        mutate(*at(dec, {"cases", "0", "guards", "0", "verdict"}));
        json.set("dec", dec);
    });
    CHECK(replay_all(altered)->verdict == ReplayVerdict::same_outcome);
}

TEST_CASE("a record of semantics that this program does not know is not replayed")
{
    World world;
    const auto seq = seq_of(world.store, "apply");
    MemoryStore altered;
    copy_skilfully(world.store, altered, seq, [](Json& json) {
        Json dec = *json.find("dec");
        json.set("dec", dec.set("semantics", k_semantics + 1));
    });
    const auto report = replay_all(altered);
    CHECK(report->verdict == ReplayVerdict::unreplayable);
}

TEST_CASE("an event that was exchanged is found, since it does not lead to the decision")
{
    World world;
    const auto seq = seq_of(world.store, "apply");
    MemoryStore altered;
    copy_skilfully(world.store, altered, seq, [](Json& json) {
        Json event = *json.find("event");
        json.set("event", event.set("name", "approve"));
    });
    CHECK(replay_all(altered)->verdict == ReplayVerdict::diverged);
}

TEST_CASE("a byte of a record that is flipped is tampering")
{
    CHECK(verdict_after("") == ReplayVerdict::reproduced);
    for (const auto* place : {"1", "40", "200", "length(body)-2"}) {
        const std::string at(place);
        INFO(at);
        // As good a JSON as before where a digit or letter is hit, and none elsewhere.
        CHECK(verdict_after("UPDATE leaf SET body=CAST(substr(body,1," + at +
                            "-1)||CASE substr(body," + at +
                            ",1) WHEN '1' THEN '2' ELSE '1' END||substr(body," + at +
                            "+1) AS BLOB) WHERE seq=3") == ReplayVerdict::tampered);
    }
}

TEST_CASE("a record that is removed is tampering, at the end as in the middle")
{
    CHECK(verdict_after("DELETE FROM leaf WHERE seq=3") == ReplayVerdict::tampered);
    CHECK(verdict_after("DELETE FROM leaf WHERE seq=(SELECT max(seq) FROM leaf)") ==
          ReplayVerdict::tampered);
}

TEST_CASE("two records that change places are tampering")
{
    CHECK(verdict_after("UPDATE leaf SET seq=-3 WHERE seq=3; UPDATE leaf SET seq=3 WHERE seq=4; "
                        "UPDATE leaf SET seq=4 WHERE seq=-3;") == ReplayVerdict::tampered);
}

TEST_CASE("a stored state that is not that of the records is found")
{
    CHECK(verdict_after("UPDATE subject SET snapshot=CAST(replace(CAST(snapshot AS TEXT),"
                        "'closed','granted') AS BLOB)") == ReplayVerdict::tampered);
}

TEST_CASE("a definition that was exchanged is found")
{
    CHECK(verdict_after("UPDATE blob SET bytes=x'00'") == ReplayVerdict::tampered);
}

TEST_CASE("the report says in JSON what was found, and what it cannot exclude")
{
    World world;
    const auto replayed = to_json(*replay_all(world.store));
    CHECK(replayed.find("verdict")->as_string() == "reproduced");
    const auto verified = to_json(*verify(world.store));
    CHECK(!verified.find("not_excluded")->as_array().empty());
    CHECK(replay_subject(world.store, "permits/shop/nobody").error().kind == ErrorKind::not_found);
}

}  // namespace gradus::test
