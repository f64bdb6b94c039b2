#include "tests/oracle/driven_engine.hpp"

namespace gradus::oracle {

void change_one(Dice& dice, Json& facts, Json& change)
{
    const auto other = random_facts(dice);
    static const std::vector<std::string> fields = {"tier",  "open",  "started_on", "renewed_on",
                                                    "staff", "kinds", "vehicles"};
    const auto& field = dice.one_of(fields);
    change = Json::object();
    if (const Json* value = other.find(field)) {
        facts.set(field, *value);
        change.set("set", Json::array({Json::object({{"path", field}, {"value", *value}})}));
    } else if (facts.find(field) != nullptr) {
        auto& members = facts.as_object();
        std::erase_if(members, [&](const Json::Member& member) { return member.first == field; });
        change.set("retract", Json::array({field}));
    }
}

}  // namespace gradus::oracle
