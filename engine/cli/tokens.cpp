// Who may call the daemon: `tokens init` makes one token a role, `tokens add` one for a person.
#include <algorithm>
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "dsl/base/suggest.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/real_environment.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/net/tokens.hpp"
#include "engine/store/definitions.hpp"
#include "engine/store/sqlite_store.hpp"

namespace gradus {
namespace {

constexpr unsigned k_owner_only = 0600;

// "operator", and every role of the programs in force.
Result<std::vector<std::string>> known_roles(const std::string& folder)
{
    auto store = SqliteStore::open_read_only(folder);
    if (!store)
        return tl::unexpected<Error>(store.error());
    const auto definitions = DefinitionTable::load(**store);
    if (!definitions)
        return tl::unexpected<Error>(definitions.error());
    std::vector<std::string> roles = {"operator"};
    for (const auto& program : definitions->programs()) {
        const auto id = definitions->in_force(program, std::numeric_limits<std::int64_t>::max());
        for (const auto& role : definitions->find(*id)->roles)
            if (std::find(roles.begin(), roles.end(), role.name) == roles.end())
                roles.push_back(role.name);
    }
    return roles;
}

Result<void> check_roles(const std::vector<std::string>& wanted,
                         const std::vector<std::string>& known)
{
    for (const auto& role : wanted) {
        if (std::find(known.begin(), known.end(), role) != known.end())
            continue;
        const auto near = suggest(role, known);
        return refuse(ErrorKind::not_found, fmt::format("no program here has a role `{}`", role),
                      {}, near ? fmt::format("did you mean `{}`?", *near) : std::string());
    }
    return {};
}

int init_tokens(const std::string& folder, const std::vector<std::string>& roles)
{
    RealEnvironment environment;
    TokenTable table;
    Json clients = Json::object();
    for (const auto& role : roles) {
        const auto secret = make_secret(environment.random());
        table.add(secret, {role, {role}});
        clients.set(role, secret);
    }
    for (const auto& [name, text] :
         {std::pair{"/tokens.json", table.encode()}, {"/clients.json", pretty(clients) + "\n"}})
        if (const auto written = create_file(folder + name, text, k_owner_only); !written)
            return fail(written.error());
    say(
        fmt::format("{} tokens in {}/tokens.json; their secrets in {}/clients.json: hand them out "
                    "and remove that file",
                    roles.size(), folder, folder));
    return k_done;
}

// The secret is data, printed once; what is kept of it is its hash.
int add_token(const Arguments& arguments, const std::vector<std::string>& known)
{
    if (const auto checked = check_roles(arguments.roles, known); !checked)
        return fail(checked.error());
    const std::string path = arguments.data_folder + "/tokens.json";
    TokenTable table;
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
        auto loaded = TokenTable::load(path);
        if (!loaded)
            return fail(loaded.error());
        table = std::move(*loaded);
    }
    RealEnvironment environment;
    const auto secret = make_secret(environment.random());
    table.add(secret, {arguments.names[0], arguments.roles});
    if (const auto written = replace_file(path, table.encode(), k_owner_only); !written)
        return fail(written.error());
    if (arguments.is_json) {
        Json roles = Json::array();
        for (const auto& role : arguments.roles)
            roles.push(role);
        print(
            canonical(Json::object(
                {{"person", arguments.names[0]}, {"roles", std::move(roles)}, {"token", secret}})) +
            "\n");
    } else {
        print(secret + "\n");
    }
    say(
        fmt::format("a token for {}; it is shown this once, and a daemon knows it from its next "
                    "start on",
                    arguments.names[0]));
    return k_done;
}

}  // namespace

int run_tokens(const Arguments& arguments)
{
    const bool is_add = arguments.action == "add";
    if (is_add != (arguments.names.size() == 1) || is_add == arguments.roles.empty()) {
        say("usage: gradus tokens init --data DIR, or gradus tokens add PERSON --role ROLE… --data "
            "DIR");
        return k_usage;
    }
    const auto roles = known_roles(arguments.data_folder);
    if (!roles)
        return fail(roles.error());
    return is_add ? add_token(arguments, *roles) : init_tokens(arguments.data_folder, *roles);
}

}  // namespace gradus
