#include "tests/house/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace gradus::house {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> k_not_ours = {"build", ".git", ".cache", "node_modules"};

bool is_text(std::string_view text) { return text.find('\0') == std::string_view::npos; }

std::string read_file(const fs::path& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

bool is_not_ours(const fs::path& path)
{
    return std::find(k_not_ours.begin(), k_not_ours.end(), path.filename()) != k_not_ours.end();
}

void read_folder(const fs::path& root, const fs::path& folder, std::vector<SourceFile>& files)
{
    auto entry = fs::recursive_directory_iterator(folder);
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
        const bool is_skipped = is_not_ours(entry->path());  // .git of a worktree is a file
        if (is_skipped && entry->is_directory())
            entry.disable_recursion_pending();
        if (is_skipped || !entry->is_regular_file())
            continue;
        SourceFile file{fs::relative(entry->path(), root).generic_string(),
                        read_file(entry->path())};
        if (is_text(file.text))
            files.push_back(std::move(file));
    }
}

}  // namespace

std::vector<SourceFile> read_tree(const std::vector<std::string>& folders)
{
    const fs::path root = GRADUS_SOURCE_DIR;
    std::vector<SourceFile> files;
    for (const std::string& folder : folders)
        if (fs::exists(root / folder))
            read_folder(root, root / folder, files);
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

std::vector<SourceFile> ending_in(const std::vector<SourceFile>& files,
                                  const std::vector<std::string>& endings)
{
    std::vector<SourceFile> chosen;
    std::copy_if(files.begin(), files.end(), std::back_inserter(chosen),
                 [&](const SourceFile& file) { return ends_with_any(file.path, endings); });
    return chosen;
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t size = text.find('\n');
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size == std::string_view::npos ? text.size() : size + 1);
    }
    return lines;
}

std::string folder_of(std::string_view path)
{
    const std::size_t first = path.find('/');
    const std::size_t second = first == std::string_view::npos ? first : path.find('/', first + 1);
    return second == std::string_view::npos ? std::string() : std::string(path.substr(0, second));
}

bool starts_with_any(std::string_view text, const std::vector<std::string>& beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const std::string& start) { return text.starts_with(start); });
}

bool ends_with_any(std::string_view text, const std::vector<std::string>& endings)
{
    return std::any_of(endings.begin(), endings.end(),
                       [&](const std::string& end) { return text.ends_with(end); });
}

std::string fault_at(const SourceFile& file, std::size_t line, std::string_view what)
{
    return fmt::format("{}:{}: {}", file.path, line, what);
}

}  // namespace gradus::house
