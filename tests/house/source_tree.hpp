// The source tree as the house rules see it: paths from the root with '/', text, lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gradus::house {

struct SourceFile {
    std::string path;  // "dsl/base/json.cpp"
    std::string text;
};

// One broken rule: "dsl/base/json.cpp:12: line of 104 columns".
using Faults = std::vector<std::string>;

// All text files below these folders of the root, in the order of their paths; "" is the whole
// tree. What is built or fetched is not ours and is left out.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::vector<std::string>& folders);
// The files of `files` whose names end in one of these.
[[nodiscard]] std::vector<SourceFile> ending_in(const std::vector<SourceFile>& files,
                                                const std::vector<std::string>& endings);

[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);
// "dsl/base" of "dsl/base/codes/sema.def": the folder of the architecture that a file stands in.
[[nodiscard]] std::string folder_of(std::string_view path);
[[nodiscard]] bool starts_with_any(std::string_view text,
                                   const std::vector<std::string>& beginnings);
[[nodiscard]] bool ends_with_any(std::string_view text, const std::vector<std::string>& endings);
[[nodiscard]] std::string fault_at(const SourceFile& file, std::size_t line, std::string_view what);

// Runs a rule that looks at one file over many.
template <typename Rule>
[[nodiscard]] Faults in_all(const std::vector<SourceFile>& files, Rule rule)
{
    Faults all;
    for (const SourceFile& file : files)
        for (std::string& fault : rule(file))
            all.push_back(std::move(fault));
    return all;
}

}  // namespace gradus::house
