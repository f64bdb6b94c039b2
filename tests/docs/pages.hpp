// The pages of the project and the blocks in them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gradus::docs {

inline const std::filesystem::path k_root = GRADUS_SOURCE_DIR;

[[nodiscard]] std::string text_of(const std::filesystem::path& path);
[[nodiscard]] std::vector<std::filesystem::path> pages();

// A fenced block: ```language word word
struct Block {
    std::string language;
    std::vector<std::string> words;
    std::string text;
    std::size_t line = 0;  // of its first line
};
[[nodiscard]] std::vector<Block> blocks_of(const std::string& page);

}  // namespace gradus::docs
