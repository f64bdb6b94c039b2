// What a branch does besides moving: the facts that it sets, the events that it raises, the
// services that it calls. Inside engine/core.
#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "engine/core/machine.hpp"

namespace gradus {

// What a branch sets is seen by all that is looked at after it.
void CaseMachine::set_facts(const image::Branch& branch)
{
    for (const auto& set : branch.sets) {
        const auto looked = evaluator_.term(set.value);
        auto& facts = context_.subject.facts;
        if (looked.knowledge == Knowledge::known) {
            decision_.facts.emplace_back(set.field, looked.value);
            put(facts, set.field, looked.value);
        } else if (forget(facts, set.field)) {  // a date that is not set
            decision_.facts.emplace_back(set.field, std::nullopt);
        }
        context_.subject.facts_at = context_.sseq;
        context_.has_set_facts = true;
        evaluator_.forget_answers();
    }
}

// What is known of what is sent along.
FactMap CaseMachine::fields_of(const std::vector<image::FieldValue>& fields)
{
    FactMap known;
    for (const auto& [name, value] : fields)
        if (const auto looked = evaluator_.term(value); looked.knowledge == Knowledge::known)
            put(known, name, looked.value);
    return known;
}

// To the case itself: taken once nothing else moves it. To another case: once this one is at rest.
void CaseMachine::raise_events(const image::Branch& branch)
{
    for (const auto& raise : branch.raises) {
        RaisedEvent raised{raise.event, raise.workflow, {}, fields_of(raise.fields)};
        if (raise.workflow.empty()) {
            raised_.push_back(std::move(raised));
            continue;
        }
        const auto& keys = find_workflow(image_, raise.workflow)->keys;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto looked = evaluator_.term(raise.key[i]);
            ASSERT(looked.knowledge == Knowledge::known);  // the compiler has seen to it
            raised.key.emplace_back(keys[i].name, std::get<std::string>(looked.value.data));
        }
        context_.raised.push_back(std::move(raised));
    }
}

void CaseMachine::call_services(const image::Branch& branch)
{
    for (const auto& call : branch.calls)
        decision_.effects.push_back({fmt::format("{}.e{}", context_.sseq, context_.next_effect++),
                                     "call", call.service,
                                     canonical(to_json(fields_of(call.fields)))});
}

// True when a state took it; else it is only noted.
Result<bool> CaseMachine::take_raised(const RaisedEvent& raised)
{
    data_ = raised.data;
    const auto chosen = select(Trigger::raised, raised.event);
    if (auto fault = fault_or_done(); !fault)
        return tl::unexpected<Error>(fault.error());
    decision_.raised.push_back({raised.event, raised.data, !chosen.empty()});
    if (chosen.empty())
        return false;
    if (auto taken = take(chosen); !taken)
        return tl::unexpected<Error>(taken.error());
    return true;
}

}  // namespace gradus
