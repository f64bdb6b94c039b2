// What an include line hands to its fragment, and how the fragment's lines take it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/syntax/walk.hpp"

namespace gradus::sema {

// By the names of the givens: what stands for them. Points into the include and the fragment.
using FragmentValues = std::map<std::string, const std::vector<ast::ExprPtr>*, std::less<>>;

// Checks the line against the fragment's givens; those without a value have their own.
[[nodiscard]] FragmentValues values_of(const ast::Include& include, const ast::Fragment& fragment,
                                       const std::set<std::string>& single_givens,
                                       Diagnostics& diagnostics);

// Inside a fragment a name can stand for a text that a use gives; outside there is none.
void refuse_names_as_texts(const ast::Include& include, const ast::Fragment& fragment,
                           Diagnostics& diagnostics);

// Fills the givens in and makes declared names unique: `open` of the fragment `review`, included
// as `audit`, becomes `audit_open`; `review` itself becomes `audit`.
class Substitution final : public AstVisitor {
public:
    Substitution(const ast::Fragment& fragment, const FragmentValues& values, ast::Name alias);

    using AstVisitor::visit;
    void visit(ast::Name& name, NameUse use) override;
    void visit(std::vector<ast::Name>& names, NameUse use) override;
    void visit(ast::Path& path) override;
    void visit(ast::Text& text) override;
    void visit(ast::Include&) override {}  // none is left in a fragment that is used
    bool visit(ast::Expr& expr) override;

private:
    [[nodiscard]] const std::vector<ast::ExprPtr>* value_for(const ast::Name& name,
                                                             NameUse use) const;
    void rename(ast::Name& name) const;
    void fill_count(std::int64_t& count, std::optional<ast::Name>& given) const;
    [[nodiscard]] std::string filled(const std::string& text, std::size_t depth) const;

    const ast::Fragment& fragment_;
    const FragmentValues& values_;
    ast::Name alias_;
    std::set<std::string> states_;
};

// Each given stands somewhere in the fragment's lines, as what it is said to be. Returns those that
// stand where only one thing can, so that no use may give several.
[[nodiscard]] std::set<std::string> check_givens(const ast::Fragment& fragment,
                                                 Diagnostics& diagnostics);

}  // namespace gradus::sema
