// The files are lines under marks:
//   ### G0201                    the examples of this code follow
//   --- wrong                    lines of example.gradus
//   --- right modules/a.gradus   lines of another file beside it
//   --- both modules/a.gradus    … of both programs
#include "dsl/compile/examples.hpp"

#include <string>

namespace gradus {
namespace {

class Reader {
public:
    explicit Reader(std::string_view code) : code_(code) {}

    void read(std::string_view text)
    {
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
            line(text.substr(0, end));
            text.remove_prefix(end);
        }
    }

    std::optional<Example> example()
    {
        return is_found_ ? std::optional(std::move(example_)) : std::nullopt;
    }

private:
    void line(std::string_view line)
    {
        if (line.starts_with("### ")) {
            is_here_ = line.substr(4).starts_with(code_);
            is_found_ = is_found_ || is_here_;
        } else if (is_here_ && line.starts_with("--- ")) {
            open(line.substr(4, line.size() - 5));
        } else if (is_here_) {
            for (auto* files : files_)
                files->back().text += line;
        }
    }

    void open(std::string_view mark)
    {
        const auto space = mark.find(' ');
        const auto side = mark.substr(0, space);
        const std::string path(space == std::string_view::npos ? "example.gradus"
                                                               : mark.substr(space + 1));
        files_.clear();
        if (side != "right")
            files_.push_back(&example_.wrong);
        if (side != "wrong")
            files_.push_back(&example_.right);
        for (auto* files : files_)
            files->push_back({path, {}});
    }

    std::string_view code_;
    Example example_;
    std::vector<std::vector<SourceFile>*> files_;  // that lines go to
    bool is_here_ = false;
    bool is_found_ = false;
};

}  // namespace

std::optional<Example> example_of(std::string_view code)
{
    Reader reader(code);
    for (const auto text : example_texts())
        reader.read(text);
    return reader.example();
}

}  // namespace gradus
