#include "dsl/image/lookup.hpp"

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

template <class T> std::uint32_t index_of(const std::vector<T>& items, std::string_view name)
{
    for (std::uint32_t i = 0; i < items.size(); ++i)
        if (items[i].name == name)
            return i;
    return Id<void>::k_none;
}

template <class T> const T* pointer_to(const std::vector<T>& items, std::string_view name)
{
    const auto index = index_of(items, name);
    return index < items.size() ? &items[index] : nullptr;
}

template <class T, class Tag> const T& element(const std::vector<T>& items, Id<Tag> id)
{
    ASSERT(id.index < items.size());
    return items[id.index];
}

}  // namespace

image::RuleId find_rule(const Image& image, std::string_view name)
{
    return {index_of(image.rules, name)};
}

image::ParameterId find_parameter(const Image& image, std::string_view name)
{
    return {index_of(image.parameters, name)};
}

const image::FieldSet* find_subject(const Image& image, std::string_view name)
{
    return pointer_to(image.subjects, name);
}

const image::FieldSet* find_event(const Image& image, std::string_view name)
{
    return pointer_to(image.events, name);
}

const image::Service* find_service(const Image& image, std::string_view name)
{
    for (const image::Service& service : image.services)
        if (service.question.name == name)
            return &service;
    return nullptr;
}

const image::Workflow* find_workflow(const Image& image, std::string_view name)
{
    return pointer_to(image.workflows, name);
}

const image::Role* find_role(const Image& image, std::string_view name)
{
    return pointer_to(image.roles, name);
}

image::StateId find_state(const image::Workflow& workflow, std::string_view name)
{
    return {index_of(workflow.states, name)};
}

const image::Field* find_field(const image::FieldSet& fields, std::string_view name)
{
    return pointer_to(fields.fields, name);
}

const image::Expr& at(const Image& image, image::ExprId id) { return element(image.code, id); }
const image::Clause& at(const Image& image, image::ClauseId id)
{
    return element(image.clauses, id);
}
const image::Rule& at(const Image& image, image::RuleId id) { return element(image.rules, id); }
const image::Choice& at(const Image& image, image::ChoiceId id)
{
    return element(image.choices, id);
}

const image::State& at(const image::Workflow& workflow, image::StateId id)
{
    return element(workflow.states, id);
}

bool is_inside(const image::Workflow& workflow, image::StateId state, image::StateId ancestor)
{
    for (auto parent = at(workflow, state).parent; parent.is_set();
         parent = at(workflow, parent).parent)
        if (parent == ancestor)
            return true;
    return false;
}

}  // namespace gradus
