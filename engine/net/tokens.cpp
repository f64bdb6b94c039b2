#include "engine/net/tokens.hpp"

#include <fstream>
#include <sstream>

#include "dsl/base/json.hpp"

namespace gradus {
namespace {

std::optional<std::pair<Hash, Principal>> read_token(const Json& json)
{
    const Json* hash = json.find("sha256");
    const Json* person = json.find("person");
    const Json* roles = json.find("roles");
    if (hash == nullptr || !hash->is_string() || person == nullptr || !person->is_string() ||
        roles == nullptr || !roles->is_array())
        return std::nullopt;
    const auto parsed = parse_hash(hash->as_string());
    Principal principal{person->as_string(), {}};
    for (const auto& role : roles->as_array()) {
        if (!role.is_string())
            return std::nullopt;
        principal.roles.push_back(role.as_string());
    }
    return parsed ? std::optional(std::pair{*parsed, std::move(principal)}) : std::nullopt;
}

}  // namespace

Result<TokenTable> TokenTable::load(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return refuse(ErrorKind::not_found, "there is no token file", path,
                      "make one with `gradus tokens init --data DIR`");
    std::stringstream text;
    text << file.rdbuf();
    const auto json = parse_json(text.str());
    if (!json)
        return refuse(ErrorKind::invalid_input, json.error().message, path);
    const Json* list = json->find("tokens");
    if (list == nullptr || !list->is_array())
        return refuse(ErrorKind::invalid_input, "`tokens` is missing", path);
    TokenTable table;
    for (const auto& item : list->as_array()) {
        auto token = read_token(item);
        if (!token)
            return refuse(ErrorKind::invalid_input, "a token needs `sha256`, `person` and `roles`",
                          path);
        table.tokens_.push_back(std::move(*token));
    }
    return table;
}

void TokenTable::add(std::string_view secret, Principal principal)
{
    tokens_.emplace_back(sha256(secret), std::move(principal));
}

// What is compared is a hash of what the caller sent: how long a comparison takes says nothing of a
// secret.
std::optional<Principal> TokenTable::find(std::string_view secret) const
{
    const auto hash = sha256(secret);
    for (const auto& [known, principal] : tokens_)
        if (known == hash)
            return principal;
    return std::nullopt;
}

std::string TokenTable::encode() const
{
    Json list = Json::array();
    for (const auto& [hash, principal] : tokens_) {
        Json roles = Json::array();
        for (const auto& role : principal.roles)
            roles.push(role);
        list.push(Json::object(
            {{"sha256", to_hex(hash)}, {"person", principal.person}, {"roles", std::move(roles)}}));
    }
    return pretty(Json::object({{"tokens", std::move(list)}})) + "\n";
}

std::string make_secret(const Hash& random) { return "gradus_" + to_hex(random); }

}  // namespace gradus
