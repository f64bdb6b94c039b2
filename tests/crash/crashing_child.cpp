#include "tests/crash/crashing_child.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "engine/store/sqlite_store.hpp"
#include "tests/runtime/permits.hpp"

namespace gradus::test {
namespace {

constexpr std::int64_t k_commands_a_batch = 5;
constexpr std::int64_t k_opened = -1;  // told before any number

void tell(int pipe, std::int64_t number)
{
    if (::write(pipe, &number, sizeof number) != sizeof number)
        ::_exit(2);
}

// Never returns: works until it is killed. Nothing of the test framework runs in the child.
[[noreturn]] void work(const std::string& folder, std::int64_t first, int pipe,
                       Acknowledging acknowledging)
{
    auto store = SqliteStore::open(folder);
    if (!store)
        ::_exit(3);
    SimulatedEnvironment environment(static_cast<std::uint64_t>(first), after_days(first));
    auto kernel = Kernel::open(**store, environment);
    if (!kernel)
        ::_exit(4);
    tell(pipe, k_opened);
    for (std::int64_t number = first;;) {
        for (std::int64_t n = 0; n < k_commands_a_batch; ++n, ++number) {
            const auto name = shop_of(number);
            (*kernel)->submit({static_cast<std::uint64_t>(number), key_of(number),
                               sha256(key_of(number)), create_shop(name)});
            (*kernel)->submit({0, "", {}, report(name, "apply", "owner")});
            if (acknowledging == Acknowledging::before_commit)
                tell(pipe, number);
        }
        environment.advance_to({environment.now().wall.us + k_day_us});
        do {
            const auto replies = (*kernel)->flush();
            if (!replies)
                ::_exit(5);
            for (const auto& reply : *replies)
                if (acknowledging == Acknowledging::after_commit && reply.id != 0 && reply.body)
                    tell(pipe, static_cast<std::int64_t>(reply.id));
        } while ((*kernel)->has_work());
        (*store)->tidy();
    }
}

std::vector<std::int64_t> read_all(int pipe)
{
    std::vector<std::int64_t> numbers;
    std::int64_t number = 0;
    while (::read(pipe, &number, sizeof number) == sizeof number)
        if (number != k_opened)
            numbers.push_back(number);
    return numbers;
}

}  // namespace

std::string shop_of(std::int64_t number) { return "s" + std::to_string(number); }
std::string key_of(std::int64_t number) { return "create-" + std::to_string(number); }

void prepare(const std::string& folder)
{
    const auto store = SqliteStore::open(folder).value();
    SimulatedEnvironment environment(1, k_start);
    const auto kernel = Kernel::open(*store, environment).value();
    must(*kernel, deployment_of(compile_permits()));
}

std::vector<std::int64_t> run_and_kill(const std::string& folder, std::int64_t first,
                                       KillMoment moment, Acknowledging acknowledging)
{
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::close(ends[0]);
        work(folder, first, ends[1], acknowledging);
    }
    ::close(ends[1]);
    std::int64_t opened = 0;
    if (!moment.is_while_opening)
        REQUIRE(::read(ends[0], &opened, sizeof opened) == sizeof opened);
    ::usleep(static_cast<unsigned>(moment.delay_us));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    INFO("the child ended by itself with " << WEXITSTATUS(status));
    REQUIRE(WIFSIGNALED(status));
    auto numbers = read_all(ends[0]);
    ::close(ends[0]);
    return numbers;
}

}  // namespace gradus::test
