// The tables of everything that a program declares, in the order of the text, by kind. A name that
// is declared twice is reported and its first declaration stays.
//
// Ownership: the tables point into the modules, which outlive them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/ast.hpp"

namespace gradus::sema {

// One kind of declaration; the index of an item is its id in the Program.
template <class Declaration> class Table {
public:
    // False when the name is taken already.
    bool add(const Declaration& declaration)
    {
        const auto index = static_cast<std::uint32_t>(items_.size());
        if (!index_.try_emplace(declaration.name.text, index).second)
            return false;
        items_.push_back(&declaration);
        return true;
    }

    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const
    {
        const auto found = index_.find(name);
        return found == index_.end() ? std::nullopt : std::optional(found->second);
    }

    [[nodiscard]] const Declaration& at(std::uint32_t index) const { return *items_.at(index); }
    [[nodiscard]] const std::vector<const Declaration*>& items() const { return items_; }

    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> names;
        for (const auto& [name, index] : index_)
            names.push_back(name);
        return names;
    }

private:
    std::vector<const Declaration*> items_;
    std::map<std::string, std::uint32_t, std::less<>> index_;
};

struct Symbols {
    const ast::ProgramHeader* header = nullptr;
    Table<ast::Role> roles;
    Table<ast::CalendarDeclaration> calendars;
    Table<ast::Choice> choices;
    Table<ast::Parameter> parameters;
    Table<ast::Fields> records;
    Table<ast::Fields> subjects;
    Table<ast::Fields> events;
    Table<ast::Fields> services;
    Table<ast::Rule> rules;
    Table<ast::Workflow> workflows;
    Table<ast::Promise> promises;
    Table<ast::Profile> profiles;
    Table<ast::Sample> samples;
    std::vector<const ast::Scenario*> scenarios;
};

[[nodiscard]] Symbols collect_symbols(const std::vector<ast::Module>& modules,
                                      Diagnostics& diagnostics);

}  // namespace gradus::sema
