#include "tests/cli/runner.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <sys/wait.h>

namespace gradus {

Json Outcome::json() const
{
    INFO(output);
    const auto parsed = parse_json(output);
    REQUIRE(parsed);
    return *parsed;
}

Runner::Runner()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "gradus-cli-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
}

Runner::~Runner()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Outcome Runner::gradus(const std::string& arguments, const std::string& settings) const
{
    const int code = shell("GRADUS_TOKEN=none env " + settings + " '" GRADUS_PROGRAM "' " +
                           arguments + " >output.txt 2>talk.txt");
    return {code, read("output.txt"), read("talk.txt")};
}

int Runner::shell(const std::string& command) const
{
    const int status = std::system(("cd '" + folder_ + "' && " + command).c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void Runner::write(const std::string& name, const std::string& text) const
{
    std::filesystem::create_directories(std::filesystem::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name) << text;
}

std::string Runner::read(const std::string& name) const
{
    std::stringstream text;
    text << std::ifstream(folder_ + "/" + name).rdbuf();
    return text.str();
}

}  // namespace gradus
