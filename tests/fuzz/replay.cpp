// Stands in for libFuzzer where there is none: gives each file of a corpus to the target once, and
// each line of a file *.hex, which holds what a fuzzer has found. A target that finds a fault ends
// the process.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::vector<std::uint8_t> bytes;
    std::transform(std::istreambuf_iterator<char>(file), {}, std::back_inserter(bytes),
                   [](char byte) { return static_cast<std::uint8_t>(byte); });
    return bytes;
}

int digit(char c)
{
    const std::string digits = "0123456789abcdef";
    const auto at = digits.find(c);
    return at == std::string::npos ? -1 : static_cast<int>(at);
}

// Nothing for a line that is not pairs of hexadecimal digits.
std::vector<std::uint8_t> read_hex(const std::string& line)
{
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
        const int byte = digit(line[i]) * 16 + digit(line[i + 1]);
        if (digit(line[i]) < 0 || digit(line[i + 1]) < 0)
            return {};
        bytes.push_back(static_cast<std::uint8_t>(byte));
    }
    return bytes;
}

std::vector<std::vector<std::uint8_t>> inputs_of(const std::filesystem::path& path)
{
    if (path.extension() != ".hex")
        return {read_bytes(path)};
    std::vector<std::vector<std::uint8_t>> inputs;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        inputs.push_back(read_hex(line));
    return inputs;
}

}  // namespace

int main(int count, char** arguments)
{
    std::size_t inputs = 0;
    for (int i = 1; i < count; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
            if (!entry.is_regular_file())
                continue;
            // Before the target runs, so that the last line names the input that it fell over.
            std::size_t number = 0;
            for (const auto& bytes : inputs_of(entry.path())) {
                std::printf("%s %zu\n", entry.path().c_str(), ++number);
                std::fflush(stdout);
                LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
                ++inputs;
            }
        }
    return inputs == 0 ? 1 : 0;  // a corpus that is not there proves nothing
}
