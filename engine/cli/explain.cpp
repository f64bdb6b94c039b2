#include <fmt/format.h>

#include "dsl/base/diagnostic.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {

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
