#include "engine/core/value.hpp"

#include <algorithm>

namespace gradus {
namespace {

auto lower_bound(const FactMap& facts, std::string_view name)
{
    return std::lower_bound(
        facts.begin(), facts.end(), name,
        [](const auto& fact, std::string_view wanted) { return fact.name < wanted; });
}

struct ToJson {
    Json operator()(bool flag) const { return flag; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(const std::string& text) const { return text; }
    Json operator()(Date date) const { return to_string(date); }
    Json operator()(const Period& period) const { return to_string(period); }
    Json operator()(Instant instant) const { return to_string(instant); }
    Json operator()(Decimal number) const { return to_string(number); }
    Json operator()(const Percent& percent) const { return to_string(percent.value); }
    Json operator()(const Money& money) const
    {
        return Json::object({{"amount", to_string(money.amount)}, {"currency", money.currency}});
    }
    Json operator()(const Commitment& commitment) const
    {
        return Json::object({{"commitment", to_hex(commitment.hash)}});
    }
    Json operator()(const std::vector<std::string>& list) const
    {
        Json json = Json::array();
        for (const auto& item : list)
            json.push(item);
        return json;
    }
    Json operator()(const std::vector<Element>& list) const
    {
        Json json = Json::array();
        for (const auto& element : list)
            json.push(to_json(element.facts).set("key", element.key));
        return json;
    }
};

}  // namespace

const Value* find(const FactMap& facts, std::string_view name)
{
    const auto at = lower_bound(facts, name);
    return at != facts.end() && at->name == name ? &at->value : nullptr;
}

void put(FactMap& facts, std::string name, Value value)
{
    const auto at = facts.begin() + (lower_bound(facts, name) - facts.begin());
    if (at != facts.end() && at->name == name)
        at->value = std::move(value);
    else
        facts.insert(at, {std::move(name), std::move(value)});
}

bool forget(FactMap& facts, std::string_view name)
{
    const auto at = facts.begin() + (lower_bound(facts, name) - facts.begin());
    if (at == facts.end() || at->name != name)
        return false;
    facts.erase(at);
    return true;
}

Json to_json(const Value& value) { return std::visit(ToJson{}, value.data); }

Json to_json(const FactMap& facts)
{
    Json json = Json::object();
    for (const auto& [name, value] : facts)
        json.set(name, to_json(value));
    return json;
}

}  // namespace gradus
