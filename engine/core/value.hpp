// Facts as values. A subject's facts are a tree of named values; a fact is named by its path:
// engineers[e7].certificates[c3].examined_on.
//
// Personal values never come here: a Commitment stands in their place.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/base/decimal.hpp"
#include "dsl/base/hash.hpp"
#include "dsl/base/json.hpp"
#include "dsl/base/time.hpp"

namespace gradus {

struct Fact;

// Sorted by name, each name once. A name that is absent is an unknown fact. Not a vector of pairs:
// clang wants the pair's Value whole where the vector is named.
using FactMap = std::vector<Fact>;

struct Element {
    std::string key;
    FactMap facts;

    friend bool operator==(const Element&, const Element&) = default;
};

// HMAC-SHA-256 of a personal value's canonical JSON under its salt, which stands outside the
// record.
struct Commitment {
    Hash hash;

    friend bool operator==(const Commitment&, const Commitment&) = default;
};

struct Value {
    // A text and the name of a choice's value are both strings; the vector of strings is a list of
    // a choice's values, in the order given, each once; the vector of elements a list of records.
    std::variant<bool, std::int64_t, std::string, Date, Period, Commitment,
                 std::vector<std::string>, std::vector<Element>, Decimal, Percent, Money, Instant>
        data;

    friend bool operator==(const Value&, const Value&) = default;
};

struct Fact {
    std::string name;
    Value value;

    friend bool operator==(const Fact&, const Fact&) = default;
};

[[nodiscard]] const Value* find(const FactMap& facts, std::string_view name);
void put(FactMap& facts, std::string name, Value value);
bool forget(FactMap& facts, std::string_view name);

// The form of the record: dates and periods as ISO 8601 text, exact numbers as text, money as
// {"amount","currency"}, elements as objects with their `key`,
// commitments as {"commitment":"<hex>"}.
[[nodiscard]] Json to_json(const FactMap& facts);
[[nodiscard]] Json to_json(const Value& value);

}  // namespace gradus
