#include "engine/store/definitions.hpp"

#include <fmt/format.h>

#include "dsl/image/codec.hpp"

namespace gradus {

Result<DefinitionTable> DefinitionTable::load(Store& store)
{
    DefinitionTable table;
    const auto leaves = store.system_leaves("definition_deployed");
    if (!leaves)
        return tl::unexpected<Error>(leaves.error());
    for (const auto& leaf : *leaves) {
        const auto record = decode_system_record(leaf);
        if (!record)
            return tl::unexpected<Error>(record.error());
        const Json* program = record->data.find("program");
        const Json* definition = record->data.find("definition");
        const auto id = definition != nullptr && definition->is_string()
                            ? parse_hash(definition->as_string())
                            : std::nullopt;
        if (program == nullptr || !program->is_string() || !id)
            return refuse(ErrorKind::corrupt,
                          fmt::format("record {} is not a deployment", leaf.seq));
        const auto bytes = store.blob(*id);
        if (!bytes)
            return tl::unexpected<Error>(bytes.error());
        if (!*bytes || sha256(**bytes) != *id)
            return refuse(ErrorKind::corrupt,
                          fmt::format("the definition {} is missing or altered", to_hex(*id)));
        auto image = decode_image(**bytes);
        if (!image)
            return tl::unexpected<Error>(image.error());
        table.add(leaf.seq, program->as_string(), *id, std::make_unique<Image>(std::move(*image)));
    }
    return table;
}

void DefinitionTable::add(std::int64_t seq, const std::string& program, const Hash& id,
                          std::unique_ptr<Image> image)
{
    images_.try_emplace(id, std::move(image));
    deployments_[program].emplace_back(seq, id);
}

std::optional<Hash> DefinitionTable::in_force(const std::string& program, std::int64_t seq) const
{
    const auto found = deployments_.find(program);
    if (found == deployments_.end())
        return std::nullopt;
    std::optional<Hash> id;
    for (const auto& [at, deployed] : found->second)
        if (at < seq)
            id = deployed;
    return id;
}

const Image* DefinitionTable::find(const Hash& id) const
{
    const auto found = images_.find(id);
    return found == images_.end() ? nullptr : found->second.get();
}

std::vector<std::string> DefinitionTable::programs() const
{
    std::vector<std::string> names;
    for (const auto& [program, deployments] : deployments_)
        names.push_back(program);
    return names;
}

Result<Definitions> DefinitionTable::for_subject(const std::string& subject_id,
                                                 const Subject* subject, std::int64_t seq) const
{
    const auto name = parse_subject_id(subject_id);
    if (!name)
        return tl::unexpected<Error>(name.error());
    const auto current = in_force(name->program, seq);
    if (!current)
        return refuse(ErrorKind::not_found,
                      fmt::format("no program `{}` is deployed", name->program));
    Definitions definitions{{*current, find(*current)}, {}};
    if (subject != nullptr)
        for (const auto& one : subject->cases)
            if (!one.is_finished || definitions.find(one.definition) == nullptr)
                definitions.pinned.push_back({one.definition, find(one.definition)});
    return definitions;
}

}  // namespace gradus
