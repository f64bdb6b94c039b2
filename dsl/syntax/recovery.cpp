// A fault is mostly one token: left out, or misspelt. So at a fault the tokens that the rules asked
// for, there and a few tokens before, are tried in turn: as a misspelling of the word that stands
// there, and as missing before it. The first with which the following lines can be read is taken.
// In `on apply contact go to sent` it is `by`; in `go to sent waits until noon` there is none, and
// the line is skipped. Cost: the item is read again for each token tried, a bounded text each time.
#include "dsl/syntax/recovery.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/base/suggest.hpp"
#include "dsl/syntax/lexical.hpp"

namespace gradus {
namespace {

constexpr std::size_t k_tokens_back = 8;     // from the fault, where a repair is tried
constexpr std::size_t k_trial_tokens = 300;  // that a trial reads beyond the fault
constexpr std::size_t k_trial_lines = 50;

// --- places --------------------------------------------------------------------------------------

std::uint32_t line_begin(const ParseState& state, std::uint32_t at)
{
    const auto line_break = state.text.substr(0, at).rfind('\n');
    return line_break == std::string_view::npos ? 0 : static_cast<std::uint32_t>(line_break + 1);
}

std::uint32_t indent_of(const ParseState& state, std::uint32_t at)
{
    const auto begin = line_begin(state, at);
    const auto word = state.text.find_first_not_of(" \t", begin);
    return static_cast<std::uint32_t>(std::min(word, state.text.size())) - begin;
}

// Only blanks stand before it on its line. Looks at nothing else: this is asked of every line.
bool is_line_start(const ParseState& state, std::uint32_t at)
{
    while (at > 0 && (state.text[at - 1] == ' ' || state.text[at - 1] == '\t'))
        --at;
    return at == 0 || state.text[at - 1] == '\n';
}

bool is_same_line(const ParseState& state, std::uint32_t first, std::uint32_t second)
{
    return state.text.substr(first, second - first).find('\n') == std::string_view::npos;
}

std::string_view token_at(const ParseState& state, std::uint32_t at)
{
    return state.rest(at).substr(0, scan_any_token(state.rest(at)));
}

std::uint32_t end_of_token(const ParseState& state, std::uint32_t at)
{
    return at + static_cast<std::uint32_t>(token_at(state, at).size());
}

std::uint32_t next_token(const ParseState& state, std::uint32_t at)
{
    const auto rest = skip_to_next(state.rest(at), token_at(state, at).size());
    return static_cast<std::uint32_t>(state.text.size() - rest.size());
}

bool is_word(std::string_view token) { return !token.empty() && scan_name(token) == token.size(); }

// --- reports -------------------------------------------------------------------------------------

void report(ParseState& state, Diagnostic diagnostic)
{
    state.is_whole = false;
    const auto begin = diagnostic.span.begin;
    if (std::exchange(state.last_fault, begin) != begin)  // else the same cause again
        state.diagnostics->add(std::move(diagnostic));
}

std::string shown(const Attempt& attempt)
{
    const bool is_literal = attempt.kind == CstKind::mark ||
                            (attempt.kind == CstKind::keyword && is_word(attempt.what));
    return is_literal ? fmt::format("`{}`", attempt.what) : std::string(attempt.what);
}

std::string list_of(const std::vector<Attempt>& attempts)
{
    std::string list;
    for (std::size_t i = 0; i < attempts.size(); ++i)
        list += (i == 0 ? "" : i + 1 == attempts.size() ? " or " : ", ") + shown(attempts[i]);
    return list;
}

std::vector<Attempt> attempts_at(const ParseState& state, std::uint32_t at)
{
    std::vector<Attempt> found;
    for (const Attempt& attempt : state.attempts)
        if (attempt.at == at && std::find(found.begin(), found.end(), attempt) == found.end())
            found.push_back(attempt);
    return found;
}

// --- repairs -------------------------------------------------------------------------------------

struct Candidate {
    std::uint32_t at;
    Repair repair;
};

// The places up to the fault where something was asked for, the last first.
std::vector<std::uint32_t> places_before(const ParseState& state, const FaultyItem& item)
{
    std::vector<std::uint32_t> places;
    for (const Attempt& attempt : state.attempts)
        if (attempt.at >= item.begin && attempt.at <= item.fault)
            places.push_back(attempt.at);
    std::sort(places.begin(), places.end(), std::greater<>());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    places.resize(std::min(places.size(), k_tokens_back));
    return places;
}

bool is_misspelling(std::string_view word, std::string_view keyword)
{
    if (!is_word(keyword))  // one of many, told by what it is
        return is_near_listed_word(word);
    return word != keyword && edit_distance(word, keyword) <= 1 + keyword.size() / 6;
}

void add_replacements(const ParseState& state, std::uint32_t at, bool of_reserved,
                      std::vector<Candidate>& candidates)
{
    const auto word = token_at(state, at);
    if (!is_word(word) || is_reserved(word) != of_reserved)
        return;
    for (const Attempt& attempt : attempts_at(state, at))
        if (attempt.kind == CstKind::keyword && is_misspelling(word, attempt.what))
            candidates.push_back(
                {at, {attempt.kind, attempt.what, static_cast<std::uint32_t>(word.size())}});
}

bool is_literal(const Attempt& attempt)
{
    return attempt.kind == CstKind::keyword || attempt.kind == CstKind::mark;
}

// What is asked for by its letters comes first, since it says most; a keyword that is or begins a
// value is no likelier than any other value, and so comes last.
int rank_of_insertion(const Attempt& attempt)
{
    static constexpr std::array<std::string_view, 5> k_values = {"today", "now", "date", "yes",
                                                                 "no"};
    if (std::find(k_values.begin(), k_values.end(), attempt.what) != k_values.end())
        return 2;
    return is_literal(attempt) ? 0 : 1;
}

// After `cites` any two names may stand, so only a register that is cited elsewhere speaks for it.
bool is_cited_elsewhere(const ParseState& state, std::string_view word)
{
    return state.text.find(fmt::format("cites {} ", word)) != std::string_view::npos;
}

void add_insertions(const ParseState& state, std::uint32_t at, std::vector<Candidate>& candidates)
{
    auto attempts = attempts_at(state, at);
    std::stable_sort(attempts.begin(), attempts.end(), [](const Attempt& a, const Attempt& b) {
        return rank_of_insertion(a) < rank_of_insertion(b);
    });
    for (const Attempt& attempt : attempts)
        if (attempt.what != "cites" || is_cited_elsewhere(state, token_at(state, at)))
            candidates.push_back({at, {attempt.kind, attempt.what}});
}

std::vector<Candidate> candidates_for(const ParseState& state, const FaultyItem& item)
{
    std::vector<Candidate> candidates;
    const auto places = places_before(state, item);
    for (const auto at : places)
        add_replacements(state, at, false, candidates);
    for (const auto at : places)
        add_insertions(state, at, candidates);
    for (const auto at : places)
        add_replacements(state, at, true, candidates);
    return candidates;
}

std::optional<Candidate> best_repair(const ParseState& state, const FaultyItem& item,
                                     const TryItem& try_item)
{
    std::optional<Candidate> best;
    std::uint32_t reached = item.fault;
    for (const Candidate& candidate : candidates_for(state, item)) {
        if (state.repairs.count(candidate.at) != 0)
            continue;
        const auto trial = try_item(&candidate.repair, candidate.at);
        if (trial.is_success)
            return candidate;
        const bool is_further =
            trial.reached > reached && !is_same_line(state, item.fault, trial.reached);
        if (is_further) {
            best = candidate;
            reached = trial.reached;
        }
    }
    return best;
}

void report_misspelt(ParseState& state, std::uint32_t at, const Repair& repair)
{
    const auto found = token_at(state, at);
    const auto meant = meant_text(repair);
    const Span span{state.source, at, at + repair.length};
    report(state, {DiagnosticCode::misspelt_keyword,
                   span,
                   fmt::format("`{}` is not a keyword here", found),
                   fmt::format("did you mean {}?", shown({at, repair.kind, repair.what})),
                   {},
                   {{span, meant, fmt::format("write `{}`", meant)}}});
}

// A token that is missing at the start of a line is told at the end of the one before, unless what
// lacks it begins there.
std::uint32_t place_of_missing(const ParseState& state, const FaultyItem& item, std::uint32_t at)
{
    std::uint32_t before = at;
    for (const Attempt& attempt : state.attempts)
        if (attempt.at >= item.begin && attempt.at < at && (before == at || attempt.at > before))
            before = attempt.at;
    if (before == at || item.is_complete)
        return at;
    const auto end = end_of_token(state, before);
    return end <= at && !is_same_line(state, end, at) ? end : at;
}

// The words for what is missing: where a name, a number and a date may stand, it is a value.
std::string words_of_missing(const ParseState& state, const Attempt& wanted)
{
    const auto attempts = attempts_at(state, wanted.at);
    const bool is_value = !is_literal(wanted) &&
                          std::any_of(attempts.begin(), attempts.end(), [&](const auto& other) {
                              return !is_literal(other) && other.kind != wanted.kind;
                          });
    return is_value ? "a value" : shown(wanted);
}

void report_missing(ParseState& state, const FaultyItem& item, const Candidate& candidate)
{
    const auto [at, repair] = candidate;
    const auto wanted = words_of_missing(state, {at, repair.kind, repair.what});
    const auto place = place_of_missing(state, item, at);
    const auto found = place == at ? token_at(state, at) : std::string_view();
    const auto end = place + static_cast<std::uint32_t>(found.size());
    const bool is_keyword = repair.kind == CstKind::keyword && is_word(repair.what);
    const auto where = !found.empty()            ? fmt::format("before `{}`", found)
                       : at == state.text.size() ? std::string("at the end of the file")
                                                 : std::string("at the end of this line");
    Diagnostic diagnostic{
        is_keyword ? DiagnosticCode::missing_keyword : DiagnosticCode::missing_token,
        {state.source, place, end},
        fmt::format("{} is missing {}", wanted, where),
        fmt::format("write {} here", wanted),
        {},
        {}};
    if (is_keyword)
        diagnostic.fixes.push_back({{state.source, at, at},
                                    std::string(repair.what) + " ",
                                    fmt::format("insert `{}`", repair.what)});
    report(state, std::move(diagnostic));
}

bool is_unterminated(std::string_view found)
{
    return !found.empty() && found.front() == '"' && scan_text(found) == 0;
}

}  // namespace

std::uint32_t trial_limit(const ParseState& state, std::uint32_t fault)
{
    auto at = fault;
    std::size_t lines = 0;
    for (std::size_t tokens = 0; tokens < k_trial_tokens && at < state.text.size(); ++tokens) {
        const auto next = next_token(state, at);
        lines += is_same_line(state, at, next) ? 0U : 1U;
        if (lines > k_trial_lines)
            break;
        at = next;
    }
    return std::max(at, fault + 1);
}

bool mend(ParseState& state, const FaultyItem& item, const TryItem& try_item)
{
    if (is_unterminated(token_at(state, item.fault)))
        return false;
    state.attempts.clear();
    static_cast<void>(try_item(nullptr, 0));
    const auto best = best_repair(state, item, try_item);
    if (!best)
        return false;
    if (best->repair.length != 0)
        report_misspelt(state, best->at, best->repair);
    else
        report_missing(state, item, *best);
    const bool is_clear = best->repair.kind == CstKind::keyword &&
                          (best->repair.length != 0 || attempts_at(state, best->at).size() == 1);
    state.is_sure = state.is_sure && is_clear;
    state.repairs.emplace(best->at, best->repair);
    return true;
}

void report_failure(ParseState& state, const FaultyItem& item)
{
    const auto at = item.fault;
    const auto found = token_at(state, at);
    const auto end = at + static_cast<std::uint32_t>(found.size());
    const auto wanted = attempts_at(state, at);
    const bool wants_name = std::any_of(wanted.begin(), wanted.end(), [](const Attempt& attempt) {
        return attempt.kind == CstKind::name;
    });
    const auto expected = !wanted.empty() && wanted.size() <= 4
                              ? fmt::format("expected {}", list_of(wanted))
                              : std::string("see the form of this line in docs/author/language.md");
    const Span span{state.source, at, end};
    state.is_sure = false;
    if (is_unterminated(found))
        report(state, {DiagnosticCode::unterminated_text,
                       span,
                       "this text has no closing quote",
                       "close it with \" on the same line",
                       {},
                       {}});
    else if (found.empty())
        report(state, {DiagnosticCode::syntax_error,
                       span,
                       "the file ends in the middle of a line's meaning",
                       expected,
                       {},
                       {}});
    else if (wants_name && is_reserved(found))
        report(state, {DiagnosticCode::reserved_word,
                       span,
                       fmt::format("`{}` is a keyword and cannot be a name", found),
                       "choose another name, or add the name that is missing before it",
                       {},
                       {}});
    else
        report(state, {DiagnosticCode::syntax_error,
                       span,
                       fmt::format("`{}` cannot stand here", found),
                       expected,
                       {},
                       {}});
}

std::uint32_t end_of_skip(const ParseState& state, const FaultyItem& item)
{
    const auto indent = indent_of(state, item.begin);
    auto at = next_token(state, item.begin);
    while (at < state.text.size() &&
           (at < item.fault || !is_line_start(state, at) || indent_of(state, at) > indent))
        at = next_token(state, at);
    const bool is_inside =
        state.blocks.empty() || indent_of(state, state.blocks.back().begin) < indent;
    if (!is_end_keyword(state.rest(at)) || indent_of(state, at) != indent || !is_inside)
        return at;
    const auto word = next_token(state, at);
    return is_same_line(state, at, word) ? next_token(state, word) : word;
}

bool is_continued(const ParseState& state, std::uint32_t begin, std::uint32_t at)
{
    if (at >= state.text.size() || is_at_end(state, at))
        return false;
    return !is_line_start(state, at) ||
           (is_line_start(state, begin) && indent_of(state, at) > indent_of(state, begin));
}

// --- the ends of blocks --------------------------------------------------------------------------

namespace {

// A declaration's word at the start of a line that is indented no deeper than the declaration
// around: whoever wrote it took that one for closed.
bool is_declaration_start(const ParseState& state, std::uint32_t at)
{
    if (!is_line_start(state, at) || indent_of(state, at) > indent_of(state, state.blocks[0].begin))
        return false;
    const auto& words = state.declarations;
    if (std::find(words.begin(), words.end(), token_at(state, at)) == words.end())
        return false;
    const auto next = next_token(state, at);
    const auto rest = state.rest(next);
    const bool has_text = scan_text(rest) != 0 && state.blocks.back().word != "choice";
    return is_same_line(state, at, next) && (scan_free_name(rest) != 0 || has_text);
}

bool is_block_open(const ParseState& state, std::string_view word)
{
    return std::any_of(state.blocks.begin(), state.blocks.end(),
                       [&](const OpenBlock& block) { return block.word == word; });
}

bool is_last_of_line(const ParseState& state, std::uint32_t at)
{
    const auto next = next_token(state, at);
    return next == state.text.size() || !is_same_line(state, at, next);
}

RelatedSpan opening_of(const ParseState& state, const OpenBlock& block)
{
    return {{state.source, block.begin, end_of_token(state, block.begin)},
            fmt::format("this `{}` is not closed", block.word)};
}

}  // namespace

bool is_at_end(const ParseState& state, std::uint32_t at)
{
    const auto repair = state.repairs.find(at);
    return (repair != state.repairs.end() && repair->second.what == "end") ||
           is_end_keyword(state.rest(at));
}

std::optional<Repair> repair_of_end(const ParseState& state, std::uint32_t at)
{
    if (state.blocks.empty() || !is_line_start(state, at) || is_at_end(state, at))
        return std::nullopt;
    const auto block = state.blocks.back().word;
    const auto word = token_at(state, at);
    const bool is_missing = word == block;
    const auto word_at = is_missing ? at : next_token(state, at);
    if (!is_missing && (!is_misspelling(word, "end") || !is_same_line(state, at, word_at)))
        return std::nullopt;
    if (token_at(state, word_at) != block || !is_last_of_line(state, word_at))
        return std::nullopt;
    // The values of a choice may be any words, and these as well.
    const auto next = next_token(state, word_at);
    if (block == "choice" && next != state.text.size() && !is_declaration_start(state, next))
        return std::nullopt;
    return Repair{CstKind::keyword, "end",
                  is_missing ? 0 : static_cast<std::uint32_t>(word.size())};
}

void report_repaired_end(ParseState& state, std::uint32_t at, const Repair& repair)
{
    if (repair.length != 0)
        report_misspelt(state, at, repair);
    else
        report_missing(state, {at, at}, {at, repair});
}

bool is_block_over(const ParseState& state, std::uint32_t at)
{
    if (at == state.text.size() || is_at_end(state, at))
        return true;
    if (state.blocks.empty())
        return false;
    const bool is_choice = state.blocks.back().word == "choice";
    return is_declaration_start(state, at) || (is_choice && repair_of_end(state, at).has_value());
}

bool is_end_of_skipped(const ParseState& state, std::uint32_t at)
{
    if (state.blocks.empty() || !state.blocks.back().has_skipped || !is_at_end(state, at))
        return false;
    const auto word = next_token(state, at);
    return is_same_line(state, at, word) && !is_block_open(state, token_at(state, word));
}

BlockEnd end_of_block(const ParseState& state, std::uint32_t at)
{
    if (!is_at_end(state, at))
        return {EndFault::missing};
    const OpenBlock& block = state.blocks.back();
    const auto repair = state.repairs.find(at);
    const bool is_inserted =
        repair != state.repairs.end() && repair->second.what == "end" && repair->second.length == 0;
    const auto word_at = is_inserted ? at : next_token(state, at);
    const auto word = token_at(state, word_at);
    const bool is_beside = is_inserted || is_same_line(state, at, word_at);
    const auto length = static_cast<std::uint32_t>(word.size());
    if (word == block.word && (is_beside || is_last_of_line(state, word_at)))
        return {EndFault::none, word_at, length};
    if (!is_beside || !is_word(word))
        return {EndFault::no_word, word_at};
    const bool is_its_own = is_line_start(state, at) && is_line_start(state, block.begin) &&
                            indent_of(state, at) == indent_of(state, block.begin);
    return {is_block_open(state, word) && !is_its_own ? EndFault::missing : EndFault::wrong_word,
            word_at, length};
}

void report_end(ParseState& state, std::uint32_t at, const BlockEnd& end)
{
    const OpenBlock& block = state.blocks.back();
    const auto right = fmt::format("end {}", block.word);
    const auto write = fmt::format("write `{}`", right);
    if (end.fault == EndFault::missing) {
        state.is_sure = false;
        if (block.has_skipped)
            return;  // its end may be among what was skipped
        report(state, {DiagnosticCode::missing_end,
                       {state.source, at, end_of_token(state, at)},
                       fmt::format("`{}` is missing", right),
                       fmt::format("close the `{}` before this line", block.word),
                       {opening_of(state, block)},
                       {}});
    } else if (end.fault == EndFault::no_word) {
        report(state, {DiagnosticCode::wrong_end,
                       {state.source, at, at + 3},
                       "`end` needs the word of what it ends",
                       write,
                       {opening_of(state, block)},
                       {{{state.source, at + 3, at + 3}, fmt::format(" {}", block.word), write}}});
    } else if (end.fault == EndFault::wrong_word) {
        const Span span{state.source, end.word_at, end.word_at + end.word_length};
        report(state,
               {DiagnosticCode::wrong_end,
                span,
                fmt::format("`end {}` closes nothing that is open", token_at(state, end.word_at)),
                write,
                {opening_of(state, block)},
                {{span, std::string(block.word), write}}});
    }
}

void report_stray_end(ParseState& state, std::uint32_t at)
{
    state.is_sure = false;
    if (state.has_skipped)
        return;  // its block's head was skipped
    report(state, {DiagnosticCode::wrong_end,
                   {state.source, at, end_of_token(state, at)},
                   "nothing is open that this `end` could close",
                   "remove it, or look whether the line that opens the block is misspelt",
                   {},
                   {}});
}

void report_too_deep(ParseState& state, std::uint32_t at)
{
    state.is_sure = false;
    report(state, {DiagnosticCode::nested_too_deep,
                   {state.source, at, end_of_token(state, at)},
                   fmt::format("more than {} blocks, brackets or steps of a sum inside each other",
                               k_limit_nesting),
                   "name the inner part as a rule, a parameter or a state of its own",
                   {},
                   {}});
}

void report_long_names(ParseState& state)
{
    for (const CstNode& node : state.nodes)
        if (node.kind == CstKind::name && node.end - node.begin > k_limit_name_bytes)
            report(state, {DiagnosticCode::name_too_long,
                           {state.source, node.begin, node.end},
                           fmt::format("this name has {} letters", node.end - node.begin),
                           fmt::format("a name has at most {}", k_limit_name_bytes),
                           {},
                           {}});
}

std::string meant_text(const Repair& repair)
{
    const auto& what = repair.what;
    const auto example = what.find('`') + 1;  // "a unit such as `days`"
    switch (repair.kind) {
    case CstKind::keyword:
        return std::string(is_word(what) ? what
                                         : what.substr(example, what.find('`', example) - example));
    case CstKind::text: return "\"\"";
    case CstKind::number: return "1";
    case CstKind::decimal: return "1.0";
    case CstKind::date: return "2000-01-01";
    case CstKind::time: return "00:00";
    case CstKind::hash: return std::string(64, '0');
    case CstKind::name: return "missing";
    default: return std::string(what);
    }
}

}  // namespace gradus
