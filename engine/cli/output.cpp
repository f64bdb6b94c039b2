#include "engine/cli/output.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace gradus {
namespace {

int exit_code(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::invalid_input: return k_problems;
    case ErrorKind::not_found: return k_not_found;
    case ErrorKind::conflict: return k_conflict;
    case ErrorKind::unavailable: return k_unreachable;
    case ErrorKind::corrupt: return k_unverified;
    case ErrorKind::io: return k_store_fault;
    case ErrorKind::not_allowed:
    case ErrorKind::limit: return k_failed;
    }
    return k_failed;
}

std::string cell(const Json& row, const std::string& column)
{
    const Json* value = row.find(column);
    if (value == nullptr || value->is_null())
        return {};
    return value->is_string() ? value->as_string() : canonical(*value);
}

// Counts code points: what is shown is mostly one column wide each.
std::size_t width(std::string_view text)
{
    std::size_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
    return count;
}

void print_table(const Json& list, const std::vector<std::string>& columns)
{
    std::vector<std::size_t> widths;
    for (const auto& column : columns) {
        widths.push_back(column.size());
        for (const auto& row : list.as_array())
            widths.back() = std::max(widths.back(), width(cell(row, column)));
    }
    const auto line = [&](const auto& text_of) {
        std::string text;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string value = text_of(columns[i]);
            text += value;
            if (i + 1 < columns.size())
                text += std::string(widths[i] + 2 - width(value), ' ');
        }
        print(text + "\n");
    };
    line([](const std::string& column) { return column; });
    for (const auto& row : list.as_array())
        line([&](const std::string& column) { return cell(row, column); });
}

// RFC 4180; a cell that a spreadsheet would run as a formula gets a quote in front.
std::string csv_cell(std::string text)
{
    if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos)
        text.insert(0, "'");
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

void print_csv(const Json& list, const std::vector<std::string>& columns)
{
    const auto line = [&](const auto& text_of) {
        std::string text;
        for (const auto& column : columns)
            text += (text.empty() ? "" : ",") + csv_cell(text_of(column));
        print(text + "\r\n");
    };
    line([](const std::string& column) { return column; });
    for (const auto& row : list.as_array())
        line([&](const std::string& column) { return cell(row, column); });
}

}  // namespace

void print(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
        std::_Exit(k_done);  // nobody reads any more
}

void say(std::string_view text)
{
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fputc('\n', stderr);
}

int fail(const Error& error)
{
    say(fmt::format("gradus: {}{}", error.place.empty() ? "" : error.place + ": ", error.message));
    if (!error.help.empty())
        say("  help: " + error.help);
    return exit_code(error.kind);
}

Result<std::string> read_file(const std::string& path)
{
    if (path == "-") {
        std::stringstream all;
        std::string chunk(65'536, '\0');
        while (const auto n = std::fread(chunk.data(), 1, chunk.size(), stdin))
            all.write(chunk.data(), static_cast<std::streamsize>(n));
        return all.str();
    }
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return refuse(ErrorKind::not_found, "this file cannot be read", path);
    std::stringstream all;
    all << file.rdbuf();
    return all.str();
}

void print_list(const Json& list, const std::vector<std::string>& columns,
                const Arguments& arguments)
{
    if (arguments.is_json || arguments.format == "json") {
        print(canonical(list) + "\n");
    } else if (arguments.format == "jsonl") {
        for (const auto& row : list.as_array())
            print(canonical(row) + "\n");
    } else if (arguments.format == "csv") {
        print_csv(list, columns);
    } else {
        print_table(list, columns);
    }
}

bool say_diagnostics(const Compilation& compilation)
{
    bool has_errors = false;
    for (const auto& diagnostic : compilation.diagnostics) {
        say(render(diagnostic, compilation.sources));
        has_errors = has_errors || severity_of(diagnostic.code) == Severity::error;
    }
    return has_errors;
}

Result<Compiled> compile_program(const std::string& path)
{
    auto files = read_program(path);
    if (!files)
        return tl::unexpected<Error>(files.error());
    Compiled compiled{*files, compile(std::move(*files))};
    if (say_diagnostics(compiled.compilation) || !compiled.compilation.image)
        return refuse(ErrorKind::invalid_input, "the program has errors", path);
    return compiled;
}

}  // namespace gradus
