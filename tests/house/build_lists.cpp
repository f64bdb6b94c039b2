#include <algorithm>
#include <set>

#include "tests/house/rules.hpp"

namespace gradus::house {
namespace {

const SourceFile* find_file(const std::vector<SourceFile>& files, const std::string& path)
{
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const SourceFile& file) { return file.path == path; });
    return found == files.end() ? nullptr : &*found;
}

bool is_part_of_name(char c)
{
    return c != ' ' && c != '\n' && c != '(' && c != ')' && c != '"' && c != '\t';
}

// A name that stands alone in a list: "time.cpp" is not in "civil_time.cpp".
bool lists(std::string_view list, std::string_view name)
{
    for (std::size_t at = list.find(name); at != std::string_view::npos;
         at = list.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !is_part_of_name(list[at - 1])) &&
            (end == list.size() || !is_part_of_name(list[end])))
            return true;
    }
    return false;
}

// Whether a list of a folder above names the file by its path from that folder.
bool is_listed(const std::string& path, const std::vector<SourceFile>& files)
{
    for (std::size_t slash = path.rfind('/');; slash = path.rfind('/', slash - 1)) {
        const bool is_root = slash == std::string::npos;
        const std::string folder = is_root ? "" : path.substr(0, slash + 1);
        const SourceFile* list = find_file(files, folder + "CMakeLists.txt");
        if (list != nullptr && lists(list->text, std::string_view(path).substr(folder.size())))
            return true;
        if (is_root)
            return false;
    }
}

}  // namespace

Faults unlisted_source_faults(const std::vector<SourceFile>& files)
{
    Faults faults;
    for (const SourceFile& file : ending_in(files, {".cpp"}))
        if (!is_listed(file.path, files))
            faults.push_back(file.path + ":1: no CMakeLists.txt names it");
    return faults;
}

Faults tested_by_faults(const std::vector<SourceFile>& files)
{
    static constexpr std::string_view k_mark = "// Tested by ";
    Faults faults;
    for (const SourceFile& file : ending_in(files, {".hpp", ".cpp"})) {
        for (const std::string_view line : lines_of(file.text)) {
            if (!line.starts_with(k_mark))
                continue;
            const std::string_view rest = line.substr(k_mark.size());
            const std::string path(rest.substr(0, rest.find_first_of(", ")));
            if (find_file(files, path) == nullptr)
                faults.push_back(file.path + ":1: tested by a file that is not there: " + path);
        }
    }
    return faults;
}

}  // namespace gradus::house
