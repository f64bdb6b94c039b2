#include "engine/cli/connection.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "engine/api/problem.hpp"
#include "engine/api/service.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/real_environment.hpp"
#include "engine/net/http_client.hpp"
#include "engine/net/tokens.hpp"
#include "engine/store/definitions.hpp"
#include "engine/store/sqlite_store.hpp"

namespace gradus {
namespace {

std::string environment_or(const char* name, std::string fallback)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : std::move(fallback);
}

std::string without_blanks(std::string text)
{
    static constexpr const char* k_blanks = " \t\r\n";
    text.erase(0, text.find_first_not_of(k_blanks));
    text.erase(text.find_last_not_of(k_blanks) + 1);
    return text;
}

// --token-file, else GRADUS_TOKEN, else the secret of --as in clients.json of the folder
// GRADUS_DATA. Empty where none of them is there: then the daemon says what it thinks of that.
Result<std::string> find_token(const Arguments& arguments)
{
    if (!arguments.token_file.empty()) {
        auto text = read_file(arguments.token_file);
        return text ? without_blanks(std::move(*text)) : text;
    }
    if (const auto token = environment_or("GRADUS_TOKEN", {}); !token.empty())
        return token;
    const auto folder = environment_or("GRADUS_DATA", {});
    const std::string as = arguments.as.empty() ? "operator" : arguments.as;
    const auto text = read_file(folder + "/clients.json");
    const auto json = text ? parse_json(*text) : Result<Json>(Json::object());
    const Json* secret = json ? json->find(as) : nullptr;
    return secret != nullptr && secret->is_string() ? secret->as_string() : std::string();
}

class HttpConnection final : public Connection {
public:
    HttpConnection(std::unique_ptr<HttpClient> client, std::string token, std::string key)
        : client_(std::move(client)), token_(std::move(token)), key_(std::move(key))
    {}

    Result<Json> get(const std::string& target) override
    {
        return send({"GET", target, fields(), {}});
    }

    Result<Json> post(const std::string& target, const Json& body) override
    {
        HttpRequest request{"POST", target, fields(), canonical(body)};
        request.fields.emplace_back("content-type", "application/json");
        RealEnvironment environment;
        request.fields.emplace_back("idempotency-key",
                                    key_.empty() ? to_hex(environment.random()) : key_);
        return send(request);
    }

private:
    [[nodiscard]] HttpFields fields() const
    {
        return token_.empty() ? HttpFields{} : HttpFields{{"authorization", "Bearer " + token_}};
    }

    Result<Json> send(const HttpRequest& request)
    {
        const auto response = client_->send(request);
        if (!response)
            return tl::unexpected<Error>(response.error());
        if (response->status != 200) {
            auto error = error_of_problem(response->status, response->body);
            if (response->status == 401 && token_.empty())
                error.help =
                    "no token was sent: give --token-file FILE, or set GRADUS_TOKEN, or set "
                    "GRADUS_DATA to the folder in which `gradus tokens init` made clients.json";
            return tl::unexpected<Error>(std::move(error));
        }
        return parse_json(response->body, {256U << 20U, 128});
    }

    std::unique_ptr<HttpClient> client_;
    std::string token_;
    std::string key_;
};

// Answers the same reads from a folder: through a service of its own, without a server.
class FolderConnection final : public Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const std::string& folder)
    {
        auto store = SqliteStore::open_read_only(folder);
        if (!store)
            return tl::unexpected<Error>(store.error());
        auto definitions = DefinitionTable::load(**store);
        if (!definitions)
            return tl::unexpected<Error>(definitions.error());
        return std::unique_ptr<Connection>(
            new FolderConnection(std::move(*store), std::move(*definitions)));
    }

    Result<Json> get(const std::string& target) override { return reader_.read(target); }

    Result<Json> post(const std::string&, const Json&) override
    {
        return refuse(ErrorKind::invalid_input, "a data folder is only read", {},
                      "change it through its daemon");
    }

private:
    FolderConnection(std::unique_ptr<SqliteStore> store, DefinitionTable definitions)
        : store_(std::move(store)),
          definitions_(std::move(definitions)),
          reader_(*store_, environment_, definitions_of())
    {}

    DefinitionSource definitions_of()
    {
        return {[this](const Hash& id) { return definitions_.find(id); },
                [this](const std::string& program) {
                    const auto id =
                        definitions_.in_force(program, std::numeric_limits<std::int64_t>::max());
                    return id ? definitions_.find(*id) : nullptr;
                }};
    }

    std::unique_ptr<SqliteStore> store_;
    DefinitionTable definitions_;
    RealEnvironment environment_;
    Reader reader_;
};

}  // namespace

std::string encoded(std::string_view text)
{
    static constexpr std::string_view k_free = "-_.~/";
    std::string out;
    for (const char c : text) {
        const bool is_free = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || k_free.find(c) != std::string_view::npos;
        out += is_free ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Result<std::unique_ptr<Connection>> Connection::open(const Arguments& arguments)
{
    if (!arguments.data_folder.empty())
        return FolderConnection::open(arguments.data_folder);
    auto client =
        HttpClient::to(arguments.server.empty() ? "http://127.0.0.1:8410" : arguments.server);
    if (!client)
        return tl::unexpected<Error>(client.error());
    auto token = find_token(arguments);
    if (!token)
        return tl::unexpected<Error>(token.error());
    return std::unique_ptr<Connection>(
        new HttpConnection(std::move(*client), std::move(*token), arguments.idempotency_key));
}

}  // namespace gradus
