#include "engine/net/http.hpp"

namespace gradus {

std::optional<std::string_view> find_field(const HttpFields& fields, std::string_view name)
{
    for (const auto& [field, value] : fields)
        if (field == name)
            return value;
    return std::nullopt;
}

std::string lowercase(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

}  // namespace gradus
