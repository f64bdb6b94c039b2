#include <fmt/format.h>

#include "dsl/base/diagnostic.hpp"
#include "dsl/compile/examples.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

std::string indented(std::string_view text)
{
    std::string out = "    ";
    for (const char c : text)
        out += c == '\n' ? "\n    " : std::string(1, c);
    return out.substr(0, out.find_last_not_of(" \n") + 1) + "\n";
}

bool is_alone(const SourceFile& file) { return file.text.starts_with("# alone\n"); }

std::string text_of(const SourceFile& file)
{
    return is_alone(file) ? file.text.substr(file.text.find('\n') + 1) : file.text;
}

Json files_json(const std::vector<SourceFile>& files)
{
    Json list = Json::array();
    for (const auto& file : files)
        list.push(Json::object({{"path", file.path}, {"text", text_of(file)}}));
    return list;
}

// A file that is not the example itself says where it stands.
std::string files_in_words(const std::vector<SourceFile>& files)
{
    std::string text;
    for (const auto& file : files)
        text += (files.size() > 1 ? "  " + file.path + ":\n" : std::string()) +
                indented(text_of(file)) + "\n";
    return text;
}

std::string example_in_words(const Example& example)
{
    const bool is_whole = is_alone(example.wrong.front()) || is_alone(example.wrong.back());
    return fmt::format("a whole example{}:\n\n{}without the fault:\n\n{}",
                       is_whole ? "" : ", to be added to a program of shops that ask for permits",
                       files_in_words(example.wrong), files_in_words(example.right));
}

}  // namespace

int run_explain(const Arguments& arguments)
{
    const auto page = find_page(arguments.names[0]);
    if (!page)
        return fail({ErrorKind::not_found,
                     fmt::format("there is no diagnostic `{}`", arguments.names[0]),
                     {},
                     "codes look like G0201"});
    const auto example = example_of(page->id);
    if (arguments.is_json) {
        Json json =
            Json::object({{"code", page->id},
                          {"severity", page->severity == Severity::error ? "error" : "warning"},
                          {"title", page->title},
                          {"why", page->why},
                          {"wrong", page->wrong},
                          {"right", page->right}});
        if (example)
            json.set("example", Json::object({{"wrong", files_json(example->wrong)},
                                              {"right", files_json(example->right)}}));
        print(canonical(json) + "\n");
        return k_done;
    }
    print(fmt::format("{}: {}\n\n{}\n\nwrong:\n\n{}\nright:\n\n{}", page->id, page->title,
                      page->why, indented(page->wrong), indented(page->right)));
    if (example)
        print("\n" + example_in_words(*example));
    return k_done;
}

}  // namespace gradus
