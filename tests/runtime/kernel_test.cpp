// The kernel's promises to whoever asks it: what is answered is durable, a key is worth one
// decision, and a restart changes nothing.

#include <catch2/catch.hpp>

#include "engine/audit/replay.hpp"
#include "engine/store/memory_store.hpp"
#include "tests/runtime/failing_store.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

struct World {
    MemoryStore memory;
    FailingStore store{memory};
    SimulatedEnvironment environment{1, k_start};
    std::unique_ptr<Kernel> kernel = Kernel::open(store, environment).value();

    World() { must(*kernel, deployment_of(compile_permits())); }
    void reopen()
    {
        kernel.reset();
        kernel = Kernel::open(store, environment).value();
    }
    std::int64_t size() { return store.head()->size; }
};

std::string text_of(const Json& json, const char* name) { return json.find(name)->as_string(); }

std::string with(std::string text, const std::string& old, const std::string& now)
{
    const auto at = text.find(old);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old.size(), now);
}

}  // namespace

TEST_CASE("a new log begins with its creation, and is not created again")
{
    World world;
    CHECK(world.store.leaf(0)->value().type == "log_created");
    const auto size = world.size();
    world.reopen();
    CHECK(world.size() == size);
    CHECK(world.store.system_leaves("log_created")->size() == 1);
}

TEST_CASE("an accepted command is in the record with who asked, and answered with its place")
{
    World world;
    must(*world.kernel, create_shop("corner"));
    const auto body = must(*world.kernel, report("corner", "apply", "owner"), "key-1");
    CHECK(body.find("seq")->as_int() == world.size() - 1);
    CHECK(body.find("sseq")->as_int() == 2);
    const auto leaf = world.store.leaf(world.size() - 1)->value();
    const auto record = decode_subject_record(leaf);
    REQUIRE(record);
    CHECK(record->envelope.idem == "key-1");
    CHECK(record->event.actor == report("corner", "apply", "owner").actor);
    CHECK(record->envelope.sprev == world.store.leaf(world.size() - 2)->value().hash);
}

TEST_CASE("a refused command leaves no record")
{
    World world;
    must(*world.kernel, create_shop("corner"));
    const auto size = world.size();
    const auto reply = ask(*world.kernel, report("corner", "apply", "clerk"));
    REQUIRE(!reply->body);
    CHECK(reply->body.error().kind == ErrorKind::not_allowed);
    CHECK(world.size() == size);
}

TEST_CASE("the same key and request are decided once, and answered the same, restart or not")
{
    World world;
    const auto first = must(*world.kernel, create_shop("corner"), "key-1");
    const auto size = world.size();
    for (const bool is_after_restart : {false, true}) {
        if (is_after_restart)
            world.reopen();
        const auto again = ask(*world.kernel, create_shop("corner"), "key-1");
        CHECK(again->is_replayed);
        CHECK(canonical(*again->body) == canonical(first));
        CHECK(world.size() == size);
    }
}

TEST_CASE("a refusal is kept under its key as well")
{
    World world;
    const auto first = ask(*world.kernel, report("corner", "apply", "owner"), "key-1");
    REQUIRE(!first->body);
    must(*world.kernel, create_shop("corner"));
    world.reopen();
    const auto again = ask(*world.kernel, report("corner", "apply", "owner"), "key-1");
    CHECK(again->is_replayed);
    REQUIRE(!again->body);
    CHECK(again->body.error() == first->body.error());
}

TEST_CASE("a key that was used for another request is refused")
{
    World world;
    must(*world.kernel, create_shop("corner"), "key-1");
    const auto other = ask(*world.kernel, create_shop("market"), "key-1", "another body");
    REQUIRE(!other->body);
    CHECK(other->body.error().kind == ErrorKind::conflict);
    CHECK(other->body.error().place == "idempotency_key");
}

TEST_CASE("the same key twice in one batch is decided once")
{
    World world;
    for (const std::uint64_t id : {1U, 2U})
        world.kernel->submit({id, "key-1", sha256("body"), create_shop("corner")});
    const auto replies = world.kernel->flush();
    REQUIRE(replies->size() == 2);
    CHECK(!(*replies)[0].is_replayed);
    CHECK((*replies)[1].is_replayed);
    CHECK(canonical(*(*replies)[0].body) == canonical(*(*replies)[1].body));
}

TEST_CASE("commands of one batch see each other, and share one commit")
{
    World world;
    const auto roots = world.store.roots()->size();
    world.kernel->submit({1, "", {}, create_shop("corner")});
    world.kernel->submit({2, "", {}, report("corner", "apply", "owner")});
    world.kernel->submit({3, "", {}, report("corner", "approve", "clerk")});
    const auto replies = world.kernel->flush();
    REQUIRE(replies->size() == 3);
    for (const auto& reply : *replies)
        CHECK(reply.body);
    CHECK(world.store.roots()->size() == roots + 1);
    const auto cases = world.store.cases({}, {});
    REQUIRE(cases->size() == 1);
    CHECK((*cases)[0].states == "granted");
}

TEST_CASE("no reply is given when the commit fails")
{
    World world;
    world.store.next = FailingStore::Failure::before;
    const auto reply = ask(*world.kernel, create_shop("corner"), "key-1");
    REQUIRE(!reply);
    CHECK(reply.error().kind == ErrorKind::io);
}

TEST_CASE("who asks again after an unknown outcome has it decided exactly once")
{
    for (const auto failure : {FailingStore::Failure::before, FailingStore::Failure::after}) {
        World world;
        const auto size = world.size();
        world.store.next = failure;
        REQUIRE(!ask(*world.kernel, create_shop("corner"), "key-1"));
        world.reopen();
        const auto again = ask(*world.kernel, create_shop("corner"), "key-1");
        REQUIRE(again->body);
        CHECK(again->is_replayed == (failure == FailingStore::Failure::after));
        CHECK(world.size() == size + 1);
        CHECK(replay_all(world.store)->verdict == ReplayVerdict::reproduced);
    }
}

TEST_CASE("the same definition again is answered without a record")
{
    World world;
    const auto size = world.size();
    const auto body = must(*world.kernel, deployment_of(compile_permits()));
    CHECK(body.find("unchanged")->as_bool());
    CHECK(world.size() == size);
}

TEST_CASE("a deployment keeps the definition and its files, and is there after a restart")
{
    World world;
    const auto deployment = deployment_of(compile_permits());
    const auto leaves = world.store.system_leaves("definition_deployed");
    REQUIRE(leaves->size() == 1);
    const auto record = decode_system_record((*leaves)[0]);
    const auto id = parse_hash(text_of(record->data, "definition"));
    CHECK(**world.store.blob(*id) == deployment.image);
    const auto& file = record->data.find("files")->as_array().at(0);
    CHECK(**world.store.blob(*parse_hash(text_of(file, "sha256"))) == k_permits);
    world.reopen();
    CHECK(world.kernel->current_id("permits") == id);
    CHECK(world.kernel->current("permits")->program == "permits");
}

TEST_CASE("a case keeps the definition that it began with")
{
    World world;
    must(*world.kernel, create_shop("corner"));
    must(*world.kernel, report("corner", "apply", "owner"));
    const auto first = *world.kernel->current_id("permits");
    must(*world.kernel, deployment_of(compile_permits(with(k_permits, "is 30 days", "is 2 days"))));
    must(*world.kernel, report("corner", "apply", "owner", "bus"));
    const auto subject = world.store.subject(shop("corner"))->value().subject;
    REQUIRE(subject.cases.size() == 2);
    CHECK(subject.cases[0].definition == first);
    CHECK(subject.cases[1].definition == *world.kernel->current_id("permits"));
    CHECK(replay_all(world.store)->verdict == ReplayVerdict::reproduced);
}

TEST_CASE("a deployment that takes a field from its subjects, or retypes it, is refused")
{
    World world;
    must(*world.kernel, create_shop("corner"));
    const std::string field = "  field owner_name text, personal\n";
    for (const auto* now : {"", "  field owner_name text\n", "  field owner_name date\n"}) {
        const auto reply =
            ask(*world.kernel, deployment_of(compile_permits(with(k_permits, field, now))));
        REQUIRE(!reply->body);
        CHECK(reply->body.error().kind == ErrorKind::conflict);
        CHECK(reply->body.error().message.find("owner_name") != std::string::npos);
    }
    must(
        *world.kernel,
        deployment_of(compile_permits(with(k_permits, field, field + "  field opened_on date\n"))));
}

TEST_CASE("personal values stand beside the record, and only commitments to them in it")
{
    World world;
    auto command = create_shop("corner");
    command.data = Json::object({{"facts", Json::object({{"owner_name", "Ada of the Corner"}})}});
    must(*world.kernel, command);
    const auto leaf = world.store.leaf(world.size() - 1)->value();
    CHECK(leaf.bytes.find("Ada of the Corner") == std::string::npos);
    const auto subject = world.store.subject(shop("corner"))->value().subject;
    const auto* value = find(subject.facts, "owner_name");
    REQUIRE(value != nullptr);
    const auto personal = world.store.personal(std::get<Commitment>(value->data).hash);
    REQUIRE(*personal);
    CHECK((*personal)->value == R"("Ada of the Corner")");
}

TEST_CASE("a key over its limit is refused")
{
    World world;
    const auto reply = ask(*world.kernel, create_shop("corner"), std::string(256, 'k'));
    REQUIRE(!reply->body);
    CHECK(reply->body.error().kind == ErrorKind::limit);
    CHECK(ask(*world.kernel, create_shop("corner"), std::string(255, 'k'))->body);
}

TEST_CASE("a deployment that takes a field from the records of a list is refused by its path")
{
    const auto with_bays = [](const std::string& fields) {
        const auto text =
            with(k_permits, "subject shop", "record bay\n" + fields + "end record\n\nsubject shop");
        return compile_permits(with(text, "  field is_open yes or no\n",
                                    "  field is_open yes or no\n  field bays list of bay\n"));
    };
    World world;
    const std::string number = "  field number text, key\n";
    must(*world.kernel, deployment_of(with_bays(number + "  field width whole number\n")));
    for (const auto* now : {"  field length whole number\n", "  field width date\n"}) {
        const auto reply = ask(*world.kernel, deployment_of(with_bays(number + now)));
        REQUIRE(!reply->body);
        CHECK(reply->body.error().message.find("bays.width") != std::string::npos);
    }
}

}  // namespace gradus::test
