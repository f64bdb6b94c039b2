// backup and restore: each verifies the whole record before it calls itself done.
#include <fmt/format.h>

#include "engine/audit/replay.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/store/backup.hpp"
#include "engine/store/sqlite_store.hpp"

namespace gradus {
namespace {

Result<VerifyReport> verify_file(const std::string& file)
{
    const auto store = SqliteStore::open_file(file);
    if (!store)
        return tl::unexpected<Error>(store.error());
    auto report = verify(**store);
    if (report && !report->is_whole)
        return refuse(ErrorKind::corrupt,
                      fmt::format("the record in {} is not whole: {}", file, report->problems[0]));
    return report;
}

int fail_verified(const Error& error)
{
    const int code = fail(error);
    return error.kind == ErrorKind::corrupt ? k_unverified : code;
}

void print_done(const std::string& word, const VerifyReport& report, const Arguments& arguments)
{
    if (arguments.is_json)
        print(canonical(Json::object({{"file", arguments.names[0]},
                                      {"records", report.records},
                                      {"root", to_hex(report.root)}})) +
              "\n");
    else
        print(
            fmt::format("{} {}: {} records, verified\n", word, arguments.names[0], report.records));
}

}  // namespace

int run_backup(const Arguments& arguments)
{
    VerifyReport report;
    const auto done = back_up(arguments.data_folder, arguments.names[0],
                              [&](const std::string& part) -> Result<void> {
                                  auto verified = verify_file(part);
                                  if (!verified)
                                      return tl::unexpected<Error>(verified.error());
                                  report = std::move(*verified);
                                  return {};
                              });
    if (!done)
        return fail_verified(done.error());
    print_done("backed up to", report, arguments);
    return k_done;
}

int run_restore(const Arguments& arguments)
{
    const auto report = verify_file(arguments.names[0]);
    if (!report)
        return fail_verified(report.error());
    if (auto done = restore(arguments.names[0], arguments.data_folder); !done)
        return fail(done.error());
    print_done("restored", *report, arguments);
    return k_done;
}

}  // namespace gradus
