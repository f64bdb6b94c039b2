// A walk over everything that a declaration of the AST names: who includes a fragment renames what
// stands in it, who joins modules looks what they use of each other.
//
// INVARIANT: walk.cpp takes each struct of the AST apart by all of its members. A new member does
// not compile until somebody has said here what it names, so no fragment can lose a part of itself.
#pragma once

#include "dsl/syntax/ast.hpp"

namespace gradus {

// What a name stands for where it is written.
enum class NameUse {
    new_state,
    new_task,
    role,
    state,
    event,
    rule,
    type,   // a choice, a record or a subject
    value,  // of a choice that is written on the spot
    field,
    other  // its place alone says what it means: a given, a workflow, a source
};

class AstVisitor {
public:
    AstVisitor() = default;
    AstVisitor(const AstVisitor&) = delete;
    AstVisitor& operator=(const AstVisitor&) = delete;
    virtual ~AstVisitor() = default;

    virtual void visit(ast::Name& name, NameUse use) = 0;
    // Names of one kind in a row, such as the roles behind `by`.
    virtual void visit(std::vector<ast::Name>& names, NameUse use);
    virtual void visit(ast::Path& path) = 0;
    virtual void visit(ast::Text&) {}
    virtual void visit(ast::Include& include) = 0;
    // Before its parts; true when they need no visit.
    virtual bool visit(ast::Expr&) { return false; }
};

void walk(AstVisitor& visitor, ast::Declaration& declaration);
void walk(AstVisitor& visitor, ast::Expr& expr);
void walk(AstVisitor& visitor, ast::Clause& clause);
void walk(AstVisitor& visitor, ast::Field& field);
void walk(AstVisitor& visitor, ast::State& state);

}  // namespace gradus
