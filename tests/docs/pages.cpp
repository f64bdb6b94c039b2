#include "tests/docs/pages.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace gradus::docs {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<fs::path> pages()
{
    std::vector<fs::path> found = {k_root / "README.md"};
    for (const char* folder : {"docs", "workflows", "stdlib", "examples"})
        for (const auto& entry : fs::recursive_directory_iterator(k_root / folder))
            if (entry.path().extension() == ".md")
                found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<Block> blocks_of(const std::string& page)
{
    std::vector<Block> blocks;
    std::istringstream lines(page);
    bool is_open = false;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.starts_with("```")) {
            is_open = !is_open;
            if (!is_open)
                continue;
            std::istringstream head(line.substr(3));
            Block block{{}, {}, {}, number + 1};
            head >> block.language;
            for (std::string word; head >> word;)
                block.words.push_back(word);
            blocks.push_back(std::move(block));
        } else if (is_open) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

}  // namespace gradus::docs
