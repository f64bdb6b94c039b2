#include <fmt/format.h>

#include "dsl/base/diagnostic.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {

int run_check(const Arguments& arguments)
{
    bool has_errors = false;
    std::size_t count = 0;
    Json all = Json::array();
    for (const auto& path : arguments.names) {
        auto files = read_program(path);
        if (!files)
            return fail(files.error());
        const auto compilation = compile(std::move(*files));
        count += compilation.diagnostics.size();
        for (const auto& diagnostic : compilation.diagnostics)
            has_errors = has_errors || severity_of(diagnostic.code) == Severity::error;
        if (arguments.is_json) {
            const auto json = parse_json(render_json(compilation.diagnostics, compilation.sources),
                                         {64U << 20U, 64});
            for (const auto& item : json->find("diagnostics")->as_array())
                all.push(item);
        } else {
            for (const auto& diagnostic : compilation.diagnostics)
                print(render(diagnostic, compilation.sources) + "\n");
        }
    }
    if (arguments.is_json)
        print(canonical(Json::object({{"diagnostics", std::move(all)}})) + "\n");
    else
        say(count == 0 ? "no problems" : fmt::format("{} problem{}", count, count == 1 ? "" : "s"));
    return has_errors ? k_problems : k_done;
}

int run_explain(const Arguments& arguments)
{
    const auto page = find_page(arguments.names[0]);
    if (!page)
        return fail({ErrorKind::not_found,
                     fmt::format("there is no diagnostic `{}`", arguments.names[0]),
                     {},
                     "codes look like G0201"});
    if (arguments.is_json) {
        print(canonical(Json::object(
                  {{"code", page->id},
                   {"severity", page->severity == Severity::error ? "error" : "warning"},
                   {"title", page->title},
                   {"why", page->why},
                   {"wrong", page->wrong},
                   {"right", page->right}})) +
              "\n");
        return k_done;
    }
    const auto indented = [](std::string_view text) {
        std::string out = "    ";
        for (const char c : text)
            out += c == '\n' ? "\n    " : std::string(1, c);
        return out;
    };
    print(fmt::format("{}: {}\n\n{}\n\nwrong:\n\n{}\n\nright:\n\n{}\n", page->id, page->title,
                      page->why, indented(page->wrong), indented(page->right)));
    return k_done;
}

}  // namespace gradus
