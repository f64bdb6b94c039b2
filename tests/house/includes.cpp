// The include edges and the firewall of foreign headers, held against the architecture's table.
//
// An edge that is fine: engine/store includes engine/core, because store sees journal and journal
// sees core. One that is not: engine/core includes dsl/compile; a record of ten years ago must
// replay without the compiler that made its Image.

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "tests/house/rules.hpp"

namespace gradus::house {
namespace {

struct Include {
    std::string header;
    bool is_quoted = false;
    std::size_t line = 0;
};

// What each folder may include directly; what those may include follows.
const std::map<std::string, std::vector<std::string>>& edges()
{
    static const std::map<std::string, std::vector<std::string>> k_edges = {
        {"dsl/base", {}},
        {"dsl/image", {"dsl/base"}},
        {"dsl/syntax", {"dsl/base"}},
        // sema writes the Image: `emit` is its last step.
        {"dsl/sema", {"dsl/syntax", "dsl/image"}},
        {"dsl/graph", {"dsl/image"}},
        {"dsl/compile", {"dsl/sema", "dsl/graph"}},
        {"engine/core", {"dsl/image"}},
        {"engine/journal", {"engine/core"}},
        {"engine/store", {"engine/journal"}},
        {"engine/projection", {"engine/journal"}},
        {"engine/runtime", {"engine/store", "engine/projection"}},
        {"engine/audit", {"engine/store", "engine/projection"}},
        {"engine/plan", {"engine/runtime", "engine/audit", "dsl/graph", "dsl/compile"}},
        {"engine/net", {"engine/runtime"}},
        {"engine/api", {"engine/net", "engine/plan"}},
        {"engine/cli", {"engine/api"}},
    };
    return k_edges;
}

// A header of another project: its prefix, the paths that may include it, in how many files at
// most.
struct Firewall {
    std::string header;
    std::vector<std::string> paths;
    std::vector<std::string> endings;
    std::size_t files_max = 0;
};

const std::vector<Firewall>& firewalls()
{
    static const std::vector<std::string> k_source = {".cpp"};
    static const std::vector<std::string> k_any = {".cpp", ".hpp"};
    static const std::vector<std::string> k_everywhere = {"dsl/", "engine/"};
    static const std::vector<std::string> k_from_level_5 = {"engine/runtime/", "engine/audit/",
                                                            "engine/plan/",    "engine/net/",
                                                            "engine/api/",     "engine/cli/"};
    static const std::vector<Firewall> k_firewalls = {
        {"tao/pegtl", {"dsl/syntax/"}, k_source, 1},
        {"boost/graph/", {"dsl/graph/", "dsl/base/allotment.cpp"}, k_source, 5},
        {"boost/json", {"dsl/base/json.cpp", "engine/net/"}, k_source, 2},
        {"boost/beast", {"engine/net/"}, k_source, 4},
        {"boost/asio", {"engine/net/"}, k_source, 4},
        {"openssl/", {"dsl/base/hash.cpp", "engine/journal/", "engine/net/"}, k_source, 4},
        {"sqlite3.h", {"engine/store/"}, k_source, 1},
        {"CLI/", {"engine/cli/"}, k_any, 4},
        {"date/", {"dsl/sema/"}, k_source, 1},
        {"tl/expected.hpp", {"dsl/base/result.hpp"}, k_any, 1},
        {"spdlog/", k_from_level_5, k_any, 20},
        {"fmt/", k_everywhere, k_any, 1000},
        // What POSIX has for files, processes and sockets; the pure folders have no use for it.
        {"sys/", {"engine/store/", "engine/runtime/", "engine/net/", "engine/cli/"}, k_source, 10},
    };
    return k_firewalls;
}

std::vector<Include> includes_of(const SourceFile& file)
{
    std::vector<Include> includes;
    std::size_t number = 0;
    for (std::string_view line : lines_of(file.text)) {
        ++number;
        if (!line.starts_with("#include "))
            continue;
        line.remove_prefix(std::string_view("#include ").size());
        const std::size_t end = line.find_first_of("\">", 1);
        if (end != std::string_view::npos)
            includes.push_back({std::string(line.substr(1, end - 1)), line[0] == '"', number});
    }
    return includes;
}

void see(const std::string& folder, std::set<std::string>& seen)
{
    const auto next = edges().find(folder);
    if (next == edges().end() || !seen.insert(folder).second)
        return;
    for (const std::string& other : next->second)
        see(other, seen);
}

bool is_foreign(const Include& include)
{
    const bool is_bare_c_header = include.header == "sqlite3.h";
    return !include.is_quoted &&
           (include.header.find('/') != std::string::npos || is_bare_c_header);
}

bool may_include(const SourceFile& file, const Firewall& firewall)
{
    return starts_with_any(file.path, firewall.paths) && ends_with_any(file.path, firewall.endings);
}

const Firewall* firewall_of(const std::string& header)
{
    for (const Firewall& firewall : firewalls())
        if (header.starts_with(firewall.header))
            return &firewall;
    return nullptr;
}

}  // namespace

Faults include_edge_faults(const SourceFile& file)
{
    const std::string folder = folder_of(file.path);
    if (!edges().contains(folder))
        return {file.path + ":1: stands in a folder that the architecture does not have"};
    std::set<std::string> visible;
    see(folder, visible);
    Faults faults;
    for (const Include& include : includes_of(file)) {
        if (include.is_quoted && !visible.contains(folder_of(include.header)))
            faults.push_back(fault_at(
                file, include.line, fmt::format("{} may not include {}", folder, include.header)));
    }
    return faults;
}

Faults foreign_header_faults(const std::vector<SourceFile>& files)
{
    Faults faults;
    std::map<const Firewall*, std::set<std::string>> users;
    for (const SourceFile& file : files) {
        for (const Include& include : includes_of(file)) {
            if (!is_foreign(include))
                continue;
            const Firewall* firewall = firewall_of(include.header);
            if (firewall == nullptr || !may_include(file, *firewall))
                faults.push_back(fault_at(file, include.line,
                                          "a foreign header out of its place: " + include.header));
            else
                users[firewall].insert(file.path);
        }
    }
    for (const auto& [firewall, paths] : users)
        if (paths.size() > firewall->files_max)
            faults.push_back(fmt::format("{}: included by {} files, {} may", firewall->header,
                                         paths.size(), firewall->files_max));
    return faults;
}

}  // namespace gradus::house
