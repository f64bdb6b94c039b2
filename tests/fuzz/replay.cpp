// Stands in for libFuzzer where there is none: gives each file of a corpus to the target once. A
// target that finds a fault ends the process.

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

}  // namespace

int main(int count, char** arguments)
{
    std::size_t files = 0;
    for (int i = 1; i < count; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
            if (!entry.is_regular_file())
                continue;
            // Before the target runs, so that the last line names the file that it fell over.
            std::printf("%s\n", entry.path().c_str());
            std::fflush(stdout);
            const auto bytes = read_bytes(entry.path());
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            ++files;
        }
    return files == 0 ? 1 : 0;  // a corpus that is not there proves nothing
}
