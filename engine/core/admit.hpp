// Admission: a Command becomes an Event, or is refused with the place and the way out. Data is read
// by its declared types; personal values are taken out and replaced by commitments; keys of list
// elements are assigned; cases are found or named.
//
// Pure: randomness comes in as `seed`, from which the salts of this command are derived.
#pragma once

#include <vector>

#include "dsl/image/image.hpp"
#include "engine/core/event.hpp"
#include "engine/core/subject.hpp"

namespace gradus {

// A definition by its identity.
struct Definition {
    Hash id;
    const Image* image = nullptr;
};

// The definitions that a step may need, borrowed: those the subject's cases are pinned to, and the
// one that holds now for the program (new cases, facts, roles).
struct Definitions {
    Definition current;
    std::vector<Definition> pinned;

    [[nodiscard]] const Image* find(const Hash& id) const;
};

// Kept beside the record and never in it.
struct PersonalValue {
    Hash commitment;
    std::string path;   // of the fact, or the event's field
    std::string salt;   // 32 bytes
    std::string value;  // canonical JSON

    friend bool operator==(const PersonalValue&, const PersonalValue&) = default;
};

struct Admission {
    Event event;
    std::vector<PersonalValue> personal;
};

// `subject` is null for subject_created only. Refusals: invalid_input (with the path), not_found,
// conflict (a state that does not take this event, and what it takes), not_allowed (the role),
// limit.
[[nodiscard]] Result<Admission> admit(const Definitions& definitions, const Subject* subject,
                                      const Command& command, Instant now, const Hash& seed);

// A whole dossier for offline evaluation: typed facts, elements without keys get e1, e2, …
[[nodiscard]] Result<FactMap> read_dossier(const Image& image, const image::FieldSet& type,
                                           const Json& dossier);
// One value by its type: a rule's given, a parameter, an event's field. `place` stands in errors.
[[nodiscard]] Result<Value> read_value(const Image& image, const image::Type& type,
                                       const Json& json, const std::string& place);

}  // namespace gradus
