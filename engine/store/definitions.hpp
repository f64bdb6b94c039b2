// The definitions of a log: all Images by identity, loaded when they are asked for, and which of
// them held for a program at each moment. Used by the kernel and by replay alike.
#pragma once

#include <map>
#include <memory>

#include "engine/core/admit.hpp"
#include "engine/store/store.hpp"

namespace gradus {

class DefinitionTable {
public:
    // Reads the deployments that the store holds.
    [[nodiscard]] static Result<DefinitionTable> load(Store& store);

    void add(std::int64_t seq, const std::string& program, const Hash& id,
             std::unique_ptr<Image> image);
    // The definition in force for a program in the record `seq`: the last deployed before it.
    [[nodiscard]] std::optional<Hash> in_force(const std::string& program, std::int64_t seq) const;
    [[nodiscard]] const Image* find(const Hash& id) const;
    [[nodiscard]] std::vector<std::string> programs() const;
    // All that a step of this subject may need.
    [[nodiscard]] Result<Definitions> for_subject(const std::string& subject_id,
                                                  const Subject* subject, std::int64_t seq) const;

private:
    std::map<Hash, std::unique_ptr<Image>> images_;
    std::map<std::string, std::vector<std::pair<std::int64_t, Hash>>>
        deployments_;  // ascending seq
};

}  // namespace gradus
