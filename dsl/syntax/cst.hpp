// The concrete syntax tree: every token and comment of a file with its place, grouped by phrases.
// Flat: nodes in pre-order, each with the number of nodes below it. Only dsl/syntax sees it.
//
// Way: text -> grammar.cpp -> [CST] -> lower*.cpp -> AST, and -> format.cpp -> text
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"

namespace gradus {

enum class CstKind : std::uint8_t {
    // tokens
    keyword,
    name,
    text,
    number,
    decimal,
    date,
    time,
    hash,
    mark,
    comment,
    // phrases
    file,
    program,
    source_line,
    zone_line,
    role,
    calendar,
    weekend,
    holiday,
    fixed_day,
    nth_day,
    easter_day,
    observed,
    from_year,
    through_year,
    choice,
    choice_value,
    parameter,
    not_set,
    our_choice,
    record,
    subject,
    event,
    service,
    answers,
    field,
    flag,
    type_yes_no,
    type_text,
    type_number,
    type_decimal,
    type_percent,
    type_money,
    type_date,
    type_instant,
    type_one_of,
    type_list_of,
    rule,
    given,
    cites,
    note,
    clause_needs,
    clause_all,
    clause_any,
    clause_none,
    clause_once,
    clause_at_least,
    clause_only,
    clause_unless,
    except,
    from,
    through,
    before,
    or_condition,
    and_condition,
    not_condition,
    group,
    quantified,
    quantity,
    where,
    rule_predicate,
    last,
    ordered_by,
    case_count,
    case_test,
    rule_test,
    comparison,
    argument,
    known,
    one_of,
    more_less,
    date_relation,
    between,
    is,
    includes,
    path,
    table_value,
    term,
    factor,
    shift,
    times,
    share,
    divided,
    percent_of,
    rounding,
    aggregate,
    today,
    now,
    instant,
    date_part,
    yes_no,
    period,
    percent,
    money,
    table,
    gives,
    takes,
    columns,
    row,
    cell,
    workflow,
    start,
    state,
    region,
    transition,
    on_event,
    when_done,
    when_condition,
    after,
    not_counting,
    every,
    counted_from,
    branch,
    if_unknown,
    if_condition,
    otherwise,
    outcome,
    notify,
    entry,
    on_exit,
    set_fact,
    raise,
    raise_place,
    call,
    back,
    different,
    other_than,
    task,
    done_by,
    due,
    remind,
    overdue,
    promise,
    never_before,
    never_unless,
    never_while,
    never_except,
    never_both,
    after_always,
    nobody_does,
    can_end,
    profile,
    fact,
    fact_path,
    path_step,
    value,
    empty,
    relative,
    named_value,
    scenario,
    sample,
    given_step,
    does,
    fact_step,
    wait,
    expect_rule,
    expect_state,
    expect_task,
    expect_notice,
    expect_call,
    moment,
    module_header,
    use,
    setting,
    fragment,
    fragment_given,
    given_kind,
    given_default,
    include,
    include_argument,
    register_file,
    register_clause,
    place,
    no_rule,
};

// "state", "date_relation": for `gradus print cst`.
[[nodiscard]] const char* to_string(CstKind kind);

struct CstNode {
    CstKind kind;
    std::uint32_t begin;  // byte offsets of the phrase, without the white space around it
    std::uint32_t end;
    std::uint32_t below = 0;  // nodes in its subtree, without itself
};

struct Cst {
    SourceId source;
    std::vector<CstNode> nodes;  // the first is the file
    // Tokens that were misspelt or missing, by their begin and end, as the author meant them.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> meant;
    bool is_whole = true;  // false when something was skipped or repaired
    bool is_sure = true;   // false when that leaves open what the file means
};

enum class CstStart { program_file, register_file };

[[nodiscard]] Cst parse_cst(const SourceSet& sources, SourceId source, CstStart start,
                            Diagnostics& diagnostics);

}  // namespace gradus
