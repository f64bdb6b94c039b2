#include "engine/api/reader.hpp"

namespace gradus {
namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> decode(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

template <class F> bool for_each_piece(std::string_view text, char separator, F piece)
{
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end != 0 && !piece(text.substr(0, end)))
            return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

}  // namespace

std::string Target::get(std::string_view name) const
{
    for (const auto& [key, value] : query)
        if (key == name)
            return value;
    return {};
}

std::optional<Target> parse_target(std::string_view target)
{
    Target parsed;
    const auto question = std::min(target.find('?'), target.size());
    const bool has_path =
        for_each_piece(target.substr(0, question), '/', [&](std::string_view piece) {
            auto part = decode(piece);
            if (part)
                parsed.parts.push_back(std::move(*part));
            return part.has_value();
        });
    const auto query = target.substr(std::min(question + 1, target.size()));
    const bool has_query = for_each_piece(query, '&', [&](std::string_view piece) {
        const auto equals = std::min(piece.find('='), piece.size());
        auto name = decode(piece.substr(0, equals));
        auto value = decode(piece.substr(std::min(equals + 1, piece.size())));
        if (name && value)
            parsed.query.emplace_back(std::move(*name), std::move(*value));
        return name && value;
    });
    return has_path && has_query ? std::optional(std::move(parsed)) : std::nullopt;
}

Route route_of(Target target)
{
    Route route;
    const auto part = [&](std::size_t i) {
        return i < target.parts.size() ? target.parts[i] : std::string();
    };
    route.resource = part(1);
    if (route.resource == "subjects" && target.parts.size() >= 5) {
        route.subject = part(2) + "/" + part(3) + "/" + part(4);
        route.action = part(5);
        route.item = part(6);
        route.last = part(7);
    }
    route.target = std::move(target);
    return route;
}

}  // namespace gradus
