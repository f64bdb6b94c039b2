#include "tests/daemon/daemon.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace gradus {
namespace {

const std::string k_gradus = GRADUS_PROGRAM;

constexpr const char* k_lending = R"(program lending "Lending"
end program
role clerk "Clerk"
role reader "Reader"
event borrow "Borrowing"
    field book text, mandatory
end event
event close "Closing"
    field remark text
end event
subject member "Member"
    field fee_paid yes or no
    field email text, personal
end subject
rule paid for member
    needs fee_paid is yes
end rule
workflow lending for each member
    starts in open
    state open
        task check "Check the books" for clerk
            done by close
        end task
        on borrow by reader stay
        on close by clerk
            if paid is met go to closed
            if unknown stay
            otherwise stay
        end on
        after 1 minute go to open
    end state
    final state closed
    end state
end workflow
sample first "A sample"
    given member first
        fact fee_paid is yes
    on today minus 3 days reader does borrow with book "A"
    wait until today
end sample
)";

}  // namespace

Daemon::Daemon()
{
    std::string pattern =
        (std::filesystem::temp_directory_path() / "gradus-daemon-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    std::ofstream(folder_ + "/lending.gradus") << k_lending;
    std::string output;
    REQUIRE(run("samples " + folder_ + "/lending.gradus --data " + folder_ + "/data", output) == 0);
    REQUIRE(run("tokens init --data " + folder_ + "/data", output) == 0);
    std::ifstream file(folder_ + "/data/clients.json");
    std::stringstream text;
    text << file.rdbuf();
    secrets_ = *parse_json(text.str());
}

Daemon::~Daemon()
{
    kill();
    std::filesystem::remove_all(folder_);
}

void Daemon::start()
{
    std::array<int, 2> pipe_ends{};
    REQUIRE(pipe(pipe_ends.data()) == 0);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
        dup2(pipe_ends[1], STDOUT_FILENO);
        const auto data = folder_ + "/data";
        execl(k_gradus.c_str(), "gradus", "serve", "--data", data.c_str(), "--listen",
              "127.0.0.1:0", nullptr);
        _exit(127);
    }
    close(pipe_ends[1]);
    std::string line;
    for (char c = 0; read(pipe_ends[0], &c, 1) == 1 && c != '\n';)
        line += c;
    close(pipe_ends[0]);
    const auto at = line.find("http://");
    REQUIRE(at != std::string::npos);
    url_ = line.substr(at);
}

void Daemon::kill()
{
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGKILL);
    waitpid(std::exchange(pid_, -1), nullptr, 0);
}

int Daemon::stop()
{
    ::kill(pid_, SIGTERM);
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int Daemon::run(const std::string& arguments, std::string& output) const
{
    const auto command = "GRADUS_DATA=" + folder_ + "/data GRADUS_SERVER=" + url_ + " '" +
                         k_gradus + "' 2>/dev/null " + arguments;
    FILE* stream = popen(command.c_str(), "r");
    REQUIRE(stream != nullptr);
    output.clear();
    std::array<char, 4096> chunk{};
    while (const auto n = fread(chunk.data(), 1, chunk.size(), stream))
        output.append(chunk.data(), n);
    const int status = pclose(stream);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string Daemon::token(const std::string& as) const { return secrets_.find(as)->as_string(); }

Json Daemon::Answer::json() const
{
    const auto parsed = parse_json(body);
    REQUIRE(parsed);
    return *parsed;
}

Daemon::Answer Daemon::send(HttpRequest request, const std::string& as)
{
    request.fields.emplace_back("authorization", "Bearer " + token(as));
    const auto client = HttpClient::to(url_);
    REQUIRE(client);
    const auto response = (*client)->send(request);
    return response ? Answer{response->status, response->body} : Answer{};
}

Daemon::Answer Daemon::get(const std::string& target, const std::string& as)
{
    return send({"GET", target, {}, {}}, as);
}

Daemon::Answer Daemon::post(const std::string& target, const std::string& body,
                            const std::string& key, const std::string& as)
{
    return send({"POST", target, {{"idempotency-key", key}}, body}, as);
}

}  // namespace gradus
