#include <csignal>
#include <cstdio>
#include <map>

#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

int main(int argc, char** argv)
{
    using namespace gradus;
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is noticed when writing
    const auto parsed = parse_arguments(argc, argv);
    if (!parsed.arguments)
        return parsed.exit_code;
    static const std::map<std::string, int (*)(const Arguments&)> k_verbs = {
        {"check", run_check},     {"new", run_new},         {"fmt", run_fmt},
        {"explain", run_explain}, {"print", run_print},     {"diagram", run_diagram},
        {"prove", run_prove},     {"test", run_test},       {"evaluate", run_evaluate},
        {"sources", run_sources}, {"samples", run_samples}, {"tokens", run_tokens},
        {"serve", run_serve},     {"deploy", run_client},   {"subjects", run_client},
        {"cases", run_client},    {"send", run_client},     {"tasks", run_client},
        {"why", run_client},      {"history", run_client},  {"replay", run_replay},
        {"verify", run_verify},   {"backup", run_backup},   {"restore", run_restore}};
    const int code = k_verbs.at(parsed.arguments->verb)(*parsed.arguments);
    std::fflush(stdout);
    return code;
}
