#include "dsl/compile/register_report.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

namespace gradus {
namespace {

constexpr std::int64_t k_cutting = 1;  // the version of cut_source_text's rules

std::string quoted(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        if (c == '\n')
            quoted += "\\n";
        else
            quoted += c;
    }
    return quoted + '"';
}

std::string joined(const std::vector<ast::Name>& names)
{
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "" : ", ") + name.text;
    return list;
}

// How the piece was read before. Short pieces repeat ("Required."), so the same place is asked
// first.
class Readings {
public:
    explicit Readings(const std::optional<ast::Register>& previous)
    {
        if (!previous)
            return;
        for (const auto& place : previous->places) {
            by_place_.emplace(std::pair(place.fingerprint, place.where), &place);
            by_fingerprint_.emplace(place.fingerprint, &place);
        }
    }

    [[nodiscard]] const ast::RegisterPlace* find(const Hash& fingerprint,
                                                 const std::string& where) const
    {
        if (const auto here = by_place_.find({fingerprint, where}); here != by_place_.end())
            return here->second;
        const auto elsewhere = by_fingerprint_.find(fingerprint);
        return elsewhere == by_fingerprint_.end() ? nullptr : elsewhere->second;
    }

private:
    std::map<std::pair<Hash, std::string>, const ast::RegisterPlace*> by_place_;
    std::map<Hash, const ast::RegisterPlace*> by_fingerprint_;
};

std::string reading_text(const ast::RegisterPlace* reading)
{
    if (reading == nullptr)
        return {};
    if (!reading->clauses.empty())
        return " clause " + joined(reading->clauses);
    return reading->no_rule ? " no rule " + quoted(reading->no_rule->text) : std::string();
}

Json json_list(const std::vector<std::string>& texts)
{
    Json list = Json::array();
    for (const auto& text : texts)
        list.push(text);
    return list;
}

Json json_of(const ClauseCoverage& clause)
{
    return Json::object({{"clause", clause.clause},
                         {"summary", clause.summary},
                         {"places", json_list(clause.places)},
                         {"cited", clause.is_cited}});
}

Json json_of(const TextCheck& check)
{
    return Json::object({{"same", check.is_same_text()},
                         {"matching", static_cast<std::uint64_t>(check.matching_count)},
                         {"changed", json_list(check.changed)},
                         {"missing", json_list(check.missing)},
                         {"added", json_list(check.added)}});
}

}  // namespace

std::string make_register(std::string_view name, std::string_view text,
                          const std::optional<ast::Register>& previous)
{
    const Readings readings(previous);
    std::string made = fmt::format("register {} cutting {}\n", name, k_cutting);
    if (previous)
        for (const auto& clause : previous->clauses)
            made += fmt::format("clause {} {}\n", clause.id.text, quoted(clause.summary.text));
    for (const auto& piece : cut_source_text(text)) {
        const Hash fingerprint = sha256(piece.text);
        made += fmt::format("at {} sha256 {}{}\n", piece.where, to_hex(fingerprint),
                            reading_text(readings.find(fingerprint, piece.where)));
    }
    return made + "end register\n";
}

std::vector<std::string> SourceCoverage::uncited() const
{
    std::vector<std::string> ids;
    for (const auto& clause : clauses)
        if (!clause.is_cited)
            ids.push_back(clause.clause);
    return ids;
}

SourceCoverage cover_source(const ast::Register& reg, const Image& image)
{
    SourceCoverage coverage;
    coverage.source = reg.name.text;
    coverage.piece_count = reg.places.size();
    std::map<std::string, std::vector<std::string>> places_of;
    for (const auto& place : reg.places) {
        for (const auto& clause : place.clauses)
            places_of[clause.text].push_back(place.where);
        if (place.no_rule)
            ++coverage.without_rule_count;
        else if (place.clauses.empty())
            coverage.open_places.push_back(place.where);
    }
    std::set<std::string> cited;
    for (const auto& citation : image.citations)
        if (citation.source == reg.name.text)
            cited.insert(citation.clause);
    for (const auto& clause : reg.clauses)
        coverage.clauses.push_back({.clause = clause.id.text,
                                    .summary = clause.summary.text,
                                    .places = places_of[clause.id.text],
                                    .is_cited = cited.contains(clause.id.text)});
    return coverage;
}

TextCheck check_text(const ast::Register& reg, std::string_view text)
{
    std::map<std::string, Hash> in_text;
    TextCheck check;
    std::set<std::string> known;
    for (const auto& place : reg.places)
        known.insert(place.where);
    for (const auto& piece : cut_source_text(text)) {
        in_text.emplace(piece.where, sha256(piece.text));
        if (!known.contains(piece.where))
            check.added.push_back(piece.where);
    }
    for (const auto& place : reg.places) {
        const auto found = in_text.find(place.where);
        if (found == in_text.end())
            check.missing.push_back(place.where);
        else if (found->second != place.fingerprint)
            check.changed.push_back(place.where);
        else
            ++check.matching_count;
    }
    return check;
}

Json to_json(const SourceCoverage& coverage, const std::optional<TextCheck>& check)
{
    Json clauses = Json::array();
    for (const auto& clause : coverage.clauses)
        clauses.push(json_of(clause));
    Json json =
        Json::object({{"source", coverage.source},
                      {"pieces", static_cast<std::uint64_t>(coverage.piece_count)},
                      {"without_rule", static_cast<std::uint64_t>(coverage.without_rule_count)},
                      {"open", json_list(coverage.open_places)},
                      {"clauses", std::move(clauses)}});
    if (check)
        json.set("text", json_of(*check));
    return json;
}

}  // namespace gradus
