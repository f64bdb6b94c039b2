// The grammar of docs/author/language.md, and the only file that sees PEGTL.
//
// Rules that carry a `kind` leave a node when they succeed; tokens tell what was expected when they
// fail. A line that fails is mended where the farthest failure lies: a misspelt keyword is read as
// the one that was meant, a single missing keyword as if it stood there, and the line is tried
// again; else the text is skipped to the next line that begins with a keyword. So one fault gives
// one diagnostic, and the lines around it stay in the tree.
#include "dsl/syntax/cst.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <tao/pegtl.hpp>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "dsl/base/suggest.hpp"
#include "dsl/syntax/lexical.hpp"

namespace gradus {
namespace {

namespace peg = tao::pegtl;

struct TooDeep {};

// A keyword that the author meant at a place: instead of the word there, or before it.
struct Repair {
    std::string keyword;
    std::uint32_t length = 0;  // of the word that it stands for; 0: the keyword is missing
};

struct OpenBlock {
    std::string_view word;  // "state"
    std::uint32_t begin;
};

struct ParseState {
    const char* text = nullptr;
    std::uint32_t size = 0;
    SourceId source;
    Diagnostics* diagnostics = nullptr;

    struct Mark {
        std::uint32_t begin;
        std::size_t nodes;
        std::size_t blocks;
    };
    std::vector<Mark> marks;
    std::vector<CstNode> nodes;  // post-order while parsing: children before their phrase
    std::vector<OpenBlock> blocks;
    std::uint32_t last_end = 0;  // of the last token, before its trailing white space
    std::size_t depth = 0;

    // The farthest place at which a token was wanted and not found.
    std::uint32_t farthest = 0;
    std::vector<std::string> wanted;

    std::map<std::uint32_t, Repair> repairs;
    std::uint32_t last_fault = 0xffff'ffffU;
    bool is_whole = true;

    void want(std::uint32_t at, std::string_view what)
    {
        if (at < farthest)
            return;
        if (at > farthest)
            wanted.clear();
        farthest = at;
        if (std::find(wanted.begin(), wanted.end(), what) == wanted.end())
            wanted.emplace_back(what);
    }
};

template <class Input> std::uint32_t offset_of(const Input& in, const ParseState& state)
{
    return static_cast<std::uint32_t>(in.current() - state.text);
}

template <class Rule> struct Control : peg::normal<Rule> {
    static constexpr bool enable = true;

    template <class Input> static void start(const Input& in, ParseState& state)
    {
        state.marks.push_back({offset_of(in, state), state.nodes.size(), state.blocks.size()});
    }

    template <class Input> static void success(const Input&, ParseState& state)
    {
        const auto mark = state.marks.back();
        state.marks.pop_back();
        if constexpr (requires { Rule::kind; }) {
            const auto below = static_cast<std::uint32_t>(state.nodes.size() - mark.nodes);
            state.nodes.push_back(
                {Rule::kind, mark.begin, std::max(mark.begin, state.last_end), below});
        }
    }

    template <class Input> static void failure(const Input&, ParseState& state)
    {
        const auto mark = state.marks.back();
        state.marks.pop_back();
        state.nodes.resize(mark.nodes);
        state.blocks.resize(mark.blocks);
    }

    template <class Input> static void unwind(const Input&, ParseState& state)
    {
        state.marks.pop_back();
    }
};

// --- tokens -------------------------------------------------------------------------------------

// White space and comments after a token. Comments become nodes.
template <class Input> void skip_trivia(Input& in, ParseState& state)
{
    for (;;) {
        const auto at = offset_of(in, state);
        const auto trivia = scan_trivia({state.text + at, state.size - at});
        if (trivia.length == 0)
            return;
        if (trivia.is_comment)
            state.nodes.push_back(
                {CstKind::comment, at, at + static_cast<std::uint32_t>(trivia.length), 0});
        in.bump(trivia.length);
    }
}

template <class Input> void accept(Input& in, ParseState& state, CstKind kind, std::size_t length)
{
    const auto at = offset_of(in, state);
    state.last_end = at + static_cast<std::uint32_t>(length);
    state.nodes.push_back({kind, at, state.last_end, 0});
    in.bump(length);
    skip_trivia(in, state);
}

template <class Input> std::string_view rest_of(const Input& in, const ParseState& state)
{
    const auto at = offset_of(in, state);
    return {state.text + at, state.size - at};
}

// A rule whose match is a plain function of input and state.
#define GRADUS_MATCH                                                        \
    using rule_t = void;                                                    \
    using subs_t = peg::empty_list;                                         \
    template <peg::apply_mode, peg::rewind_mode, template <class...> class, \
              template <class...> class, class Input>                       \
    static bool match(Input& in, ParseState& state)

template <std::size_t N> struct Word {
    char text[N];
    constexpr Word(const char (&word)[N]) { std::copy_n(word, N, text); }
    [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

template <Word W> struct kw {
    GRADUS_MATCH
    {
        const auto at = offset_of(in, state);
        if (const auto repair = state.repairs.find(at);
            repair != state.repairs.end() && repair->second.keyword == W.view()) {
            if (repair->second.length == 0) {
                state.nodes.push_back({CstKind::keyword, at, at, 0});
                return true;
            }
            accept(in, state, CstKind::keyword, repair->second.length);
            return true;
        }
        const auto rest = rest_of(in, state);
        if (scan_name(rest) == W.view().size() && rest.substr(0, W.view().size()) == W.view()) {
            accept(in, state, CstKind::keyword, W.view().size());
            return true;
        }
        state.want(at, fmt::format("`{}`", W.view()));
        return false;
    }
};

// Looks whether a word comes next; wants nothing.
template <Word W> struct at_kw {
    GRADUS_MATCH
    {
        const auto rest = rest_of(in, state);
        return scan_name(rest) == W.view().size() && rest.substr(0, W.view().size()) == W.view();
    }
};

template <Word W> struct mark {
    GRADUS_MATCH
    {
        if (rest_of(in, state).substr(0, W.view().size()) == W.view()) {
            accept(in, state, CstKind::mark, W.view().size());
            return true;
        }
        state.want(offset_of(in, state), fmt::format("`{}`", W.view()));
        return false;
    }
};

template <CstKind Kind, Word What, std::size_t (*Scan)(std::string_view)> struct token {
    GRADUS_MATCH
    {
        if (const auto length = Scan(rest_of(in, state)); length != 0) {
            accept(in, state, Kind, length);
            return true;
        }
        state.want(offset_of(in, state), What.view());
        return false;
    }
};

struct NAME : token<CstKind::name, "a name", scan_free_name> {};
struct TEXT : token<CstKind::text, "a text in quotes", scan_text> {};
struct NUMBER : token<CstKind::number, "a number", scan_number> {};
struct DECIMAL : token<CstKind::decimal, "a number", scan_decimal> {};
struct DATE : token<CstKind::date, "a date", scan_date> {};
struct TIME : token<CstKind::time, "a time of day", scan_time> {};
struct HASH : token<CstKind::hash, "a SHA-256 fingerprint", scan_hash> {};
struct KEY : token<CstKind::name, "a key", scan_key> {};
// What may follow a number and is not asked for there.
template <CstKind Kind, std::size_t (*Scan)(std::string_view)> struct silent_token {
    GRADUS_MATCH
    {
        const auto length = Scan(rest_of(in, state));
        if (length != 0)
            accept(in, state, Kind, length);
        return length != 0;
    }
};
struct CURRENCY : silent_token<CstKind::name, scan_currency> {};
struct PERCENT_SIGN : silent_token<CstKind::mark, scan_percent_sign> {};
// A period's unit, and the words between `at` and `sha256` of a register.
struct UNIT : token<CstKind::keyword, "a unit such as `days`", scan_unit> {};
struct MONTH : token<CstKind::keyword, "a month such as `may`", scan_month> {};
struct WEEKDAY : token<CstKind::keyword, "a weekday such as `monday`", scan_weekday> {};
struct ORDINAL : token<CstKind::keyword, "`first` … `fifth` or `last`", scan_ordinal> {};
struct PLACE_WORD : token<CstKind::name, "where it stands", scan_place_word> {};

// --- recovery -----------------------------------------------------------------------------------

// Does the text at `at` begin a line (only blanks before it)?
bool is_line_start(const ParseState& state, std::uint32_t at)
{
    while (at > 0 && (state.text[at - 1] == ' ' || state.text[at - 1] == '\t'))
        --at;
    return at == 0 || state.text[at - 1] == '\n';
}

std::string_view found_at(const ParseState& state, std::uint32_t at)
{
    const std::string_view rest(state.text + at, state.size - at);
    const auto length = scan_any_token(rest);
    return rest.substr(0, length);
}

std::string wanted_list(const std::vector<std::string>& wanted)
{
    std::string list;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        list += (i == 0 ? "" : i + 1 == wanted.size() ? " or " : ", ") + wanted[i];
    return list;
}

std::vector<std::string> wanted_keywords(const ParseState& state)
{
    std::vector<std::string> keywords;
    for (const auto& want : state.wanted)
        if (want.size() > 3 && want.front() == '`' &&
            scan_name(std::string_view(want).substr(1)) == want.size() - 2)
            keywords.push_back(want.substr(1, want.size() - 2));
    return keywords;
}

void report(ParseState& state, DiagnosticCode code, std::uint32_t begin, std::uint32_t end,
            std::string message, std::string help, std::vector<RelatedSpan> related = {},
            std::vector<Fix> fixes = {})
{
    state.is_whole = false;
    if (std::exchange(state.last_fault, begin) == begin)
        return;  // the same place again: the same cause
    state.diagnostics->add({code,
                            {state.source, begin, end},
                            std::move(message),
                            std::move(help),
                            std::move(related),
                            std::move(fixes)});
}

// A misspelt or missing keyword at the farthest failure: reported and mended. False when there is
// no such.
bool mend(ParseState& state)
{
    const auto at = state.farthest;
    if (state.repairs.count(at) != 0)
        return false;
    const auto found = found_at(state, at);
    const auto keywords = wanted_keywords(state);
    const auto end = at + static_cast<std::uint32_t>(found.size());
    if (scan_name(found) == found.size() && !found.empty() && !is_reserved(found)) {
        if (const auto meant = suggest(found, keywords)) {
            report(state, DiagnosticCode::misspelt_keyword, at, end,
                   fmt::format("`{}` is not a keyword here", found),
                   fmt::format("did you mean `{}`?", *meant), {},
                   {{{state.source, at, end}, *meant, fmt::format("write `{}`", *meant)}});
            state.repairs[at] = {*meant, static_cast<std::uint32_t>(found.size())};
            return true;
        }
    }
    if (state.wanted.size() == 1 && keywords.size() == 1) {
        report(
            state, DiagnosticCode::missing_keyword, at, std::max(end, at),
            found.empty() ? fmt::format("`{}` is missing at the end of the file", keywords[0])
                          : fmt::format("`{}` is missing before `{}`", keywords[0], found),
            fmt::format("write `{}` here", keywords[0]), {},
            {{{state.source, at, at}, keywords[0] + " ", fmt::format("insert `{}`", keywords[0])}});
        state.repairs[at] = {keywords[0], 0};
        return true;
    }
    return false;
}

void report_failure(ParseState& state)
{
    const auto at = state.farthest;
    const auto found = found_at(state, at);
    const auto end = at + static_cast<std::uint32_t>(found.size());
    const bool wants_name =
        std::find(state.wanted.begin(), state.wanted.end(), "a name") != state.wanted.end();
    const auto expected = state.wanted.size() <= 4
                              ? fmt::format("expected {}", wanted_list(state.wanted))
                              : std::string();
    if (!found.empty() && found.front() == '"' && scan_text(found) == 0)
        report(state, DiagnosticCode::unterminated_text, at, end, "this text has no closing quote",
               "close it with \" on the same line");
    else if (found.empty())
        report(state, DiagnosticCode::syntax_error, at, at,
               "the file ends in the middle of a line's meaning", expected);
    else if (wants_name && is_reserved(found))
        report(state, DiagnosticCode::reserved_word, at, end,
               fmt::format("`{}` is a keyword and cannot be a name", found),
               "choose another name, or add the name that is missing before it");
    else
        report(
            state, DiagnosticCode::syntax_error, at, end,
            fmt::format("`{}` cannot stand here", found),
            expected.empty() ? "see the form of this line in docs/author/language.md" : expected);
}

// To the next line after the failure that begins with a keyword of any line, or to the end.
template <class Input> void skip_line(Input& in, ParseState& state)
{
    const auto begin = offset_of(in, state);
    const auto failed = std::max(state.farthest, begin);
    for (;;) {
        const auto at = offset_of(in, state);
        const auto length = scan_any_token(rest_of(in, state));
        if (length == 0)
            break;
        if (at > begin && at >= failed && is_line_start(state, at) &&
            is_line_keyword(rest_of(in, state).substr(0, length)))
            break;
        accept(in, state, CstKind::mark, length);
    }
}

// Tries one line of a block until it is read, mended or skipped. Fails only at the block's end.
template <class Item> struct line {
    using rule_t = line;
    using subs_t = peg::type_list<Item>;
    template <peg::apply_mode A, peg::rewind_mode, template <class...> class Action,
              template <class...> class Ctl, class Input>
    static bool match(Input& in, ParseState& state)
    {
        const auto rest = rest_of(in, state);
        if (rest.empty() || is_end_keyword(rest))
            return false;
        for (;;) {
            const auto saved = in.iterator();
            if (peg::match<Item, A, peg::rewind_mode::required, Action, Ctl>(in, state))
                return true;
            in.iterator() = saved;
            if (mend(state))
                continue;
            report_failure(state);
            skip_line(in, state);
            return true;
        }
    }
};

// "end state". A missing or misspelt end is reported with the line that opened the block.
template <Word W> struct end_of {
    GRADUS_MATCH
    {
        const OpenBlock block = state.blocks.back();
        const auto at = offset_of(in, state);
        const auto rest = rest_of(in, state);
        const RelatedSpan opening{
            {state.source, block.begin,
             block.begin + static_cast<std::uint32_t>(found_at(state, block.begin).size())},
            fmt::format("this `{}` is not closed", W.view())};
        const auto after_end = is_end_keyword(rest) ? skip_to_next(rest, 3) : std::string_view();
        const auto word = after_end.substr(0, scan_name(after_end));
        const bool is_right = word == W.view();
        if (!is_right && (rest.empty() || word.empty() || is_block_open(state, word))) {
            if (is_end_keyword(rest) && word.empty()) {
                report(state, DiagnosticCode::wrong_end, at, at + 3,
                       "`end` needs the word of what it ends",
                       fmt::format("write `end {}`", W.view()), {opening},
                       {{{state.source, at + 3, at + 3},
                         fmt::format(" {}", W.view()),
                         fmt::format("write `end {}`", W.view())}});
                accept(in, state, CstKind::keyword, 3);
                state.nodes.push_back({CstKind::keyword, state.last_end, state.last_end, 0});
            } else {
                report(state, DiagnosticCode::missing_end, at,
                       at + static_cast<std::uint32_t>(found_at(state, at).size()),
                       fmt::format("`end {}` is missing", W.view()),
                       fmt::format("close the `{}` before this line", W.view()), {opening});
            }
            state.blocks.pop_back();
            return true;
        }
        if (!is_end_keyword(rest))
            return false;
        accept(in, state, CstKind::keyword, 3);
        const auto word_at = offset_of(in, state);
        const auto word_end = word_at + static_cast<std::uint32_t>(word.size());
        if (!is_right)
            report(state, DiagnosticCode::wrong_end, word_at, word_end,
                   fmt::format("`end {}` closes nothing that is open", word),
                   fmt::format("write `end {}`", W.view()), {opening},
                   {{{state.source, word_at, word_end},
                     std::string(W.view()),
                     fmt::format("write `end {}`", W.view())}});
        accept(in, state, CstKind::keyword, word.size());
        state.blocks.pop_back();
        return true;
    }

    static bool is_block_open(const ParseState& state, std::string_view word)
    {
        return std::any_of(state.blocks.begin(), state.blocks.end() - 1,
                           [&](const OpenBlock& block) { return block.word == word; });
    }
};

// Remembers that a block is open; its first token stands where the current phrase begins.
template <Word W> struct opened {
    GRADUS_MATCH
    {
        // The keyword stands in the header just read.
        std::uint32_t begin = offset_of(in, state);
        for (auto node = state.nodes.rbegin(); node != state.nodes.rend(); ++node)
            if (node->kind == CstKind::keyword &&
                std::string_view(state.text + node->begin, node->end - node->begin) == W.view()) {
                begin = node->begin;
                break;
            }
        state.blocks.push_back({W.view(), begin});
        return true;
    }
};

// Nesting that the stack pays for.
template <class R> struct nested {
    using rule_t = nested;
    using subs_t = peg::type_list<R>;
    template <peg::apply_mode A, peg::rewind_mode M, template <class...> class Action,
              template <class...> class Ctl, class Input>
    static bool match(Input& in, ParseState& state)
    {
        if (++state.depth > k_limit_nesting) {
            const auto at = offset_of(in, state);
            report(
                state, DiagnosticCode::nested_too_deep, at, at + 1,
                fmt::format("more than {} blocks or brackets inside each other", k_limit_nesting),
                "name the inner part as a rule or a state of its own");
            throw TooDeep{};
        }
        const bool is_match = peg::match<R, A, M, Action, Ctl>(in, state);
        --state.depth;
        return is_match;
    }
};

template <class... R> using seq = peg::seq<R...>;
template <class... R> using sor = peg::sor<R...>;
template <class... R> using opt = peg::opt<R...>;
template <class... R> using star = peg::star<R...>;
template <class... R> using plus = peg::plus<R...>;
template <class R> using list = peg::seq<R, peg::star<mark<",">, R>>;  // R, R, …
template <class R> using alternatives = peg::seq<R, peg::star<kw<"or">, R>>;
template <Word W, class Item> using body = peg::seq<opened<W>, peg::star<line<Item>>, end_of<W>>;

#include "dsl/syntax/grammar_rules.inc"

template <class Start> bool run(ParseState& state, std::string_view text, const std::string& path)
{
    peg::memory_input<peg::tracking_mode::eager, peg::eol::lf> in(text.data(),
                                                                  text.data() + text.size(), path);
    state.text = text.data();
    state.size = static_cast<std::uint32_t>(text.size());
    try {
        return peg::parse<Start, peg::nothing, Control>(in, state);
    } catch (const TooDeep&) {
        return false;
    }
}

// The nodes are in post-order; readers want a phrase before its parts.
std::vector<CstNode> to_pre_order(const std::vector<CstNode>& post)
{
    std::vector<CstNode> pre(post.size());
    // A subtree that ends at post index i and has n nodes below takes n+1 slots; the root is moved
    // in front.
    struct Frame {
        std::size_t post_end;  // one past its root
        std::size_t pre_begin;
    };
    std::vector<Frame> open;
    std::size_t pre_next = post.size();
    for (std::size_t end = post.size(); end > 0;) {  // top-level trees, last first
        pre_next -= post[end - 1].below + 1;
        open.push_back({end, pre_next});
        end -= post[end - 1].below + 1;
    }
    while (!open.empty()) {
        const auto [post_end, pre_begin] = open.back();
        open.pop_back();
        const auto& root = post[post_end - 1];
        pre[pre_begin] = root;
        std::size_t child_pre_end = pre_begin + root.below + 1;
        std::size_t child_end = post_end - 1;
        const std::size_t first = post_end - 1 - root.below;
        while (child_end > first) {
            const std::size_t size = post[child_end - 1].below + 1;
            child_pre_end -= size;
            open.push_back({child_end, child_pre_end});
            child_end -= size;
        }
    }
    return pre;
}

bool is_readable(const SourceSet& sources, SourceId source, Diagnostics& diagnostics)
{
    const std::string_view text = sources.file(source).text;
    if (text.size() > k_limit_source_bytes) {
        diagnostics.add({DiagnosticCode::file_too_large,
                         {source, 0, 0},
                         fmt::format("this file has more than {} bytes", k_limit_source_bytes),
                         "split it in several files of the same folder",
                         {},
                         {}});
        return false;
    }
    if (const auto at = find_invalid_text(text); at != text.size()) {
        const auto begin = static_cast<std::uint32_t>(at);
        diagnostics.add({DiagnosticCode::not_utf8,
                         {source, begin, begin + 1},
                         "this is not text in UTF-8",
                         "save the file as UTF-8 without control characters",
                         {},
                         {}});
        return false;
    }
    return true;
}

}  // namespace

Cst parse_cst(const SourceSet& sources, SourceId source, CstStart start, Diagnostics& diagnostics)
{
    Cst cst{source, {}, {}, false};
    if (!is_readable(sources, source, diagnostics))
        return cst;
    const auto& file = sources.file(source);
    ParseState state;
    state.source = source;
    state.diagnostics = &diagnostics;
    const bool is_done = start == CstStart::program_file
                             ? run<program_file>(state, file.text, file.path)
                             : run<register_file>(state, file.text, file.path);
    if (!is_done)
        return cst;
    cst.nodes = to_pre_order(state.nodes);
    for (const auto& [at, repair] : state.repairs)
        cst.meant[at] = repair.keyword;
    cst.is_whole = state.is_whole;
    return cst;
}

}  // namespace gradus
