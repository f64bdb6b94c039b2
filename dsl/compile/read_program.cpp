// Reads the files of a program from the disk. The one place of the compiler that touches it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/compile/compile.hpp"

namespace gradus {
namespace {

namespace fs = std::filesystem;

bool is_program_file(const fs::path& path)
{
    return path.extension() == ".gradus" || path.extension() == ".register";
}

Result<std::vector<fs::path>> files_under(const fs::path& folder)
{
    std::vector<fs::path> paths;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code no_file;
        if (entry->is_regular_file(no_file) && is_program_file(entry->path()))
            paths.push_back(entry->path());
    }
    if (error)
        return refuse(ErrorKind::io, fmt::format("the folder cannot be read: {}", error.message()),
                      folder.string());
    if (paths.size() > k_limit_files)
        return refuse(ErrorKind::limit,
                      fmt::format("the program has {} files, but {} is the limit", paths.size(),
                                  k_limit_files),
                      folder.string());
    return paths;
}

Result<SourceFile> read_file(const fs::path& path, std::string shown)
{
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (!error && size > k_limit_source_bytes)
        return refuse(
            ErrorKind::limit,
            fmt::format("the file has {} bytes, but {} is the limit", size, k_limit_source_bytes),
            shown);
    std::ifstream stream(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream && !stream.eof())
        return refuse(ErrorKind::io, "the file cannot be read", shown);
    return SourceFile{std::move(shown), std::move(text)};
}

Result<std::vector<SourceFile>> read_folder(const fs::path& folder)
{
    const auto paths = files_under(folder);
    if (!paths)
        return tl::unexpected(paths.error());
    std::vector<SourceFile> files;
    for (const fs::path& path : *paths) {
        auto file = read_file(path, path.lexically_relative(folder).generic_string());
        if (!file)
            return tl::unexpected(file.error());
        files.push_back(std::move(*file));
    }
    if (files.empty())
        return refuse(ErrorKind::not_found, "the folder holds no .gradus file", folder.string());
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace

Result<std::vector<SourceFile>> read_program(const std::string& path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        return refuse(ErrorKind::not_found, "there is no such file or folder", path);
    if (fs::is_directory(status))
        return read_folder(path);
    auto file = read_file(path, fs::path(path).filename().generic_string());
    if (!file)
        return tl::unexpected(file.error());
    std::vector<SourceFile> files;
    files.push_back(std::move(*file));
    return files;
}

}  // namespace gradus
