#include <cstdlib>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "engine/api/service.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/real_environment.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/store/sqlite_store.hpp"

namespace gradus {
namespace {

std::optional<HttpServerOptions> parse_listen(const std::string& text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return std::nullopt;
    HttpServerOptions options;
    options.address = text.substr(0, colon);
    if (options.address.size() > 2 && options.address.front() == '[')
        options.address = options.address.substr(1, options.address.size() - 2);
    const auto port = parse_json(text.substr(colon + 1));
    if (!port || !port->is_int() || port->as_int() < 0 || port->as_int() > 65535)
        return std::nullopt;
    options.port = static_cast<std::uint16_t>(port->as_int());
    return options;
}

// The outcome of a commit that failed is unknown: the process ends at once, and clients ask again
// by their keys.
[[noreturn]] void end_on_store_fault(const Error& error)
{
    spdlog::critical("store fault, ending: {}", error.message);
    spdlog::shutdown();
    std::_Exit(k_store_fault);
}

}  // namespace

int run_serve(const Arguments& arguments)
{
    auto options = parse_listen(arguments.listen);
    if (!options) {
        say("--listen needs ADDRESS:PORT, such as 127.0.0.1:8410");
        return k_usage;
    }
    auto store = SqliteStore::open(arguments.data_folder);
    if (!store)
        return fail(store.error());
    auto tokens = TokenTable::load(arguments.data_folder + "/tokens.json");
    if (!tokens)
        return fail(tokens.error());
    RealEnvironment environment;
    auto kernel = Kernel::open(**store, environment);
    if (!kernel)
        return fail(kernel.error());
    Service service(**kernel, **store, environment, std::move(*tokens), end_on_store_fault);
    auto server =
        HttpServer::listen(*options, [&](HttpRequest request, HttpServer::Respond respond) {
            service.handle(std::move(request), std::move(respond));
        });
    if (!server)
        return fail(server.error());
    service.attach(**server);
    const auto head = (*store)->head();
    if (!head)
        return fail(head.error());
    print(fmt::format("listening on http://{}:{}\n", options->address, (*server)->port()));
    std::fflush(stdout);
    spdlog::info("data in {}, {} records, listening on {}:{}", arguments.data_folder, head->size,
                 options->address, (*server)->port());
    (*server)->on_stop_signal([&] {
        spdlog::info("stopping");
        (*server)->stop();
    });
    (*server)->post([&] { service.flush(); });
    (*server)->run();
    (*store)->tidy();
    spdlog::info("stopped");
    return k_done;
}

}  // namespace gradus
