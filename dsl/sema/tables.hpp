// Decision tables: what they give and take, their columns, and their rows as conditions.
#pragma once

#include "dsl/sema/expressions.hpp"

namespace gradus::sema {

// What a table gives and which rows it takes; before any rule's clauses are read.
void resolve_table_head(Analysis& analysis, const ast::Rule& table, image::Rule& head);
// The rows; then that they leave no gap and do not contradict each other (table_check.cpp).
void resolve_rows(Analysis& analysis, const Scope& scope, const ast::Rule& table,
                  program::Rule& rule);

struct TableColumn {
    program::Expr term;
    std::string words;  // as written: "region"
};

// Every combination of the columns' values, on every day, has a row; no two rows claim one where
// only one may; no row stands behind others that take all of it. Exact: each column is cut where a
// cell begins or ends, and rows are boxes over these pieces.
void check_rows(Analysis& analysis, const ast::Rule& table, const std::vector<TableColumn>& columns,
                const program::Rule& rule);

}  // namespace gradus::sema
