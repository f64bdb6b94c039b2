#include "tests/runtime/permits.hpp"

#include <catch2/catch.hpp>

#include "dsl/image/codec.hpp"

namespace gradus::test {

Compilation compile_permits(const std::string& text)
{
    auto compilation = compile({{"permits.gradus", text}});
    for (const auto& diagnostic : compilation.diagnostics)
        UNSCOPED_INFO(render(diagnostic, compilation.sources));
    REQUIRE(compilation.image);
    return compilation;
}

Deployment deployment_of(const Compilation& compilation)
{
    Deployment deployment;
    deployment.image = encode(*compilation.image);
    deployment.source_hash = compilation.source_hash;
    deployment.files = {{"permits.gradus", k_permits}};
    deployment.actor = {"ada", "cli", "", "token", {"admin"}};
    return deployment;
}

std::string shop(const std::string& name) { return subject_id({"permits", "shop", name}); }

Command create_shop(const std::string& name)
{
    Command command;
    command.subject = shop(name);
    command.type = EventType::subject_created;
    command.data = Json::object({{"facts", Json::object({{"is_open", true}})}});
    command.actor = {"ada", "http", "", "token", {"owner"}};
    return command;
}

Command report(const std::string& name, const std::string& event, const std::string& role,
               const std::string& kind)
{
    Command command;
    command.subject = shop(name);
    command.name = event;
    command.workflow = "permit";
    command.key = {{"kind", kind}};
    command.actor = {role, "http", "", "token", {role}};
    return command;
}

Command change_fact(const std::string& name, const std::string& path, Json value)
{
    Command command;
    command.subject = shop(name);
    command.type = EventType::facts_changed;
    Json entry = Json::object({{"path", path}, {"value", std::move(value)}});
    command.data = Json::object({{"set", Json::array({std::move(entry)})}});
    command.actor = {"ada", "http", "", "token", {"owner"}};
    return command;
}

Result<Reply> ask(Kernel& kernel, std::variant<Command, Deployment> what, const std::string& key,
                  const std::string& body)
{
    kernel.submit({1, key, sha256(body), std::move(what)});
    for (;;) {
        auto replies = kernel.flush();
        if (!replies)
            return tl::unexpected<Error>(replies.error());
        if (!replies->empty())
            return std::move(replies->front());
    }
}

Json must(Kernel& kernel, std::variant<Command, Deployment> what, const std::string& key)
{
    auto reply = ask(kernel, std::move(what), key);
    REQUIRE(reply);
    INFO((reply->body ? std::string()
                      : reply->body.error().message + " at " + reply->body.error().place));
    REQUIRE(reply->body);
    return *reply->body;
}

void advance(Kernel& kernel, SimulatedEnvironment& environment, Instant until)
{
    while (kernel.next_due() && *kernel.next_due() <= until) {
        environment.advance_to(*kernel.next_due());
        const auto due = kernel.next_due();
        do
            REQUIRE(kernel.flush());
        while (kernel.has_work());
        REQUIRE(kernel.next_due() != due);
    }
    environment.advance_to(until);
}

}  // namespace gradus::test
