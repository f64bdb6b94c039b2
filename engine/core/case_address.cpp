#include "engine/core/case_address.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/image/lookup.hpp"

namespace gradus {
namespace {

using CaseKey = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> split(const std::string& id)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (auto end = id.find('/'); end != std::string::npos; end = id.find('/', begin)) {
        parts.push_back(id.substr(begin, end - begin));
        begin = end + 1;
    }
    parts.push_back(id.substr(begin));
    return parts;
}

// The key in the workflow's order, complete and of declared values.
Result<CaseKey> ordered_key(const Image& image, const image::Workflow& workflow, const CaseKey& key)
{
    CaseKey ordered;
    for (const auto& declared : workflow.keys) {
        const auto given = std::find_if(key.begin(), key.end(),
                                        [&](const auto& k) { return k.first == declared.name; });
        if (given == key.end())
            return refuse(ErrorKind::invalid_input,
                          fmt::format("the key needs `{}`", declared.name), "key");
        const auto& values = at(image, declared.choice).values;
        const bool is_declared = std::any_of(values.begin(), values.end(), [&](const auto& value) {
            return value.name == given->second;
        });
        if (!is_declared)
            return refuse(ErrorKind::invalid_input,
                          fmt::format("`{}` is not a value of {}", given->second, declared.name),
                          "key");
        ordered.push_back(*given);
    }
    if (ordered.size() != key.size())
        return refuse(ErrorKind::invalid_input,
                      fmt::format("the key of {} has other names", workflow.name), "key");
    return ordered;
}

}  // namespace

const Case* find_open_case(const Subject& subject, const std::string& workflow, const CaseKey& key)
{
    for (const auto& one : subject.cases)
        if (one.workflow == workflow && one.key == key && !one.is_finished)
            return &one;
    return nullptr;
}

Result<CaseAddress> next_run(const Image& image, const Subject& subject,
                             const std::string& workflow, const CaseKey& key)
{
    const auto* declared = find_workflow(image, workflow);
    if (declared == nullptr)
        return refuse(ErrorKind::not_found,
                      fmt::format("the program has no workflow `{}`", workflow));
    const auto ordered = ordered_key(image, *declared, key);
    if (!ordered)
        return tl::unexpected<Error>(ordered.error());
    if (find_open_case(subject, workflow, *ordered) != nullptr)
        return refuse(ErrorKind::conflict, "a case for this key is open already");
    const auto name = parse_subject_id(subject.id);
    if (!name)
        return tl::unexpected<Error>(name.error());
    CaseAddress address{{}, workflow, *ordered, 1};
    for (const auto& one : subject.cases)
        if (one.workflow == workflow && one.key == *ordered)
            address.run = std::max(address.run, one.run + 1);
    address.id = workflow + "/" + name->name;
    for (const auto& [key_name, value] : *ordered)
        address.id += "/" + value;
    address.id += fmt::format("/{}", address.run);
    return address;
}

Result<CaseAddress> address_of_id(const Image& image, const Subject& subject, const std::string& id)
{
    const auto parts = split(id);
    const auto* workflow = find_workflow(image, parts[0]);
    if (workflow == nullptr || parts.size() != workflow->keys.size() + 3)
        return refuse(ErrorKind::not_found, fmt::format("there is no case `{}`", id));
    CaseKey key;
    for (std::size_t i = 0; i < workflow->keys.size(); ++i)
        key.emplace_back(workflow->keys[i].name, parts[i + 2]);
    auto address = next_run(image, subject, workflow->name, key);
    if (address && address->id != id)
        return refuse(ErrorKind::not_found, fmt::format("there is no case `{}`", id));
    return address;
}

}  // namespace gradus
