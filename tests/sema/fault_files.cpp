#include "tests/sema/fault_files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

namespace gradus::test {
namespace {

namespace fs = std::filesystem;

const std::string k_tests = std::string(GRADUS_SOURCE_DIR) + "/tests/";
const std::string k_base = k_tests + "sema/faults/";

void add_expected(const SourceFile& file, FaultLines& lines)
{
    std::istringstream text(file.text);
    int number = 0;
    for (std::string line; std::getline(text, line);) {
        ++number;
        for (const std::string severity : {"error", "warning"}) {
            const std::size_t mark = line.find(severity + ": G0");
            if (mark == std::string::npos)
                continue;
            std::istringstream codes(line.substr(mark + severity.size() + 1));
            for (std::string code; codes >> code;)
                lines.push_back(fmt::format("{}:{}: {} {}", file.path, number, severity, code));
        }
    }
}

// The modules of faults/modules/ that one of the files uses.
void add_modules(const fs::path& folder, std::vector<SourceFile>& files)
{
    if (!fs::exists(folder))
        return;
    for (std::size_t i = 0; i < files.size(); ++i)
        for (const auto& entry : fs::directory_iterator(folder)) {
            const std::string path = "modules/" + entry.path().filename().string();
            const std::string line = "use " + entry.path().stem().string();
            const auto at = files[i].text.find(line);
            const bool is_used =
                at != std::string::npos && std::isspace(files[i].text[at + line.size()]) != 0;
            const bool is_there =
                std::any_of(files.begin(), files.end(),
                            [&path](const auto& file) { return file.path == path; });
            if (is_used && !is_there)
                files.push_back({path, read_text(entry.path().string())});
        }
}

}  // namespace

std::string read_text(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<FaultFile> fault_files(const std::string& area)
{
    std::vector<FaultFile> faults;
    const fs::path folder = k_tests + area + "/faults";
    for (const auto& entry : fs::directory_iterator(folder)) {
        const fs::path& path = entry.path();
        if (path.extension() != ".gradus" || path.filename() == "base.gradus")
            continue;
        const std::string text = read_text(path.string());
        FaultFile fault{path.lexically_relative(k_tests).generic_string(),
                        {{"fault.gradus", text}}};
        if (!text.starts_with("# alone"))
            fault.files.push_back({"base.gradus", read_text(k_base + "base.gradus")});
        for (const std::string name : {"sources/handbook.register", "sources/faulty.register"})
            if (fault.files.back().text.find(name) != std::string::npos)
                fault.files.push_back({name, read_text(k_base + name)});
        add_modules(folder / "modules", fault.files);
        faults.push_back(std::move(fault));
    }
    std::sort(faults.begin(), faults.end(),
              [](const FaultFile& a, const FaultFile& b) { return a.path < b.path; });
    return faults;
}

FaultLines expected_lines(const FaultFile& fault)
{
    FaultLines lines;
    for (const SourceFile& file : fault.files)
        add_expected(file, lines);
    std::sort(lines.begin(), lines.end());
    return lines;
}

FaultLines reported_lines(const Compilation& compilation)
{
    FaultLines lines;
    for (const Diagnostic& diagnostic : compilation.diagnostics) {
        const Span span = diagnostic.span;
        const bool is_error = severity_of(diagnostic.code) == Severity::error;
        lines.push_back(fmt::format("{}:{}: {} {}", compilation.sources.file(span.source).path,
                                    compilation.sources.position(span.source, span.begin).line,
                                    is_error ? "error" : "warning", page_of(diagnostic.code).id));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

std::string render_all(const Compilation& compilation)
{
    std::string text;
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        text += render(diagnostic, compilation.sources) + "\n";
    return text;
}

}  // namespace gradus::test
