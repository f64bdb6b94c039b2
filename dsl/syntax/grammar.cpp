// The grammar of docs/author/language.md, and the only file that sees PEGTL.
//
// Rules that carry a `kind` leave a node when they succeed; tokens tell what was asked for. A line
// that cannot be read is mended or skipped (recovery.cpp), so that one fault gives one diagnostic,
// and the lines around it stay in the tree.
#include "dsl/syntax/cst.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <tao/pegtl.hpp>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "dsl/syntax/lexical.hpp"
#include "dsl/syntax/recovery.hpp"

namespace gradus {
namespace {

namespace peg = tao::pegtl;

// Thrown, because they end what is being read wherever it stands.
struct TooDeep {};
struct TrialOver {
    bool is_success;
};

template <class Input> std::uint32_t offset_of(const Input& in, const ParseState& state)
{
    return static_cast<std::uint32_t>(in.current() - state.text.data());
}

template <class Rule> struct Control : peg::normal<Rule> {
    static constexpr bool enable = true;

    template <class Input> static void start(const Input& in, ParseState& state)
    {
        state.marks.push_back(
            {offset_of(in, state), state.last_end, state.nodes.size(), state.blocks.size()});
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
        state.last_end = mark.last_end;
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
        const auto trivia = scan_trivia(state.rest(at));
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
    if (at >= state.limit)
        throw TrialOver{true};
    state.last_end = at + static_cast<std::uint32_t>(length);
    state.nodes.push_back({kind, at, state.last_end, 0});
    in.bump(length);
    skip_trivia(in, state);
}

template <class Input> std::string_view rest_of(const Input& in, const ParseState& state)
{
    return state.rest(offset_of(in, state));
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

// Takes the token that a repair puts here; what it reads as stands in Cst::meant.
template <class Input>
bool accept_repair(Input& in, ParseState& state, CstKind kind, std::string_view what)
{
    const auto at = offset_of(in, state);
    const auto* repair = state.repair(at, kind, what);
    if (repair == nullptr)
        return false;
    if (repair->length != 0)
        accept(in, state, kind, repair->length);
    else
        state.nodes.push_back({kind, at, at, 0});
    return true;
}

// A token of `length` bytes, if it is not 0; else one that a repair puts here.
template <class Input>
bool accept_token(Input& in, ParseState& state, CstKind kind, std::string_view what,
                  std::size_t length)
{
    state.ask(offset_of(in, state), kind, what);
    if (accept_repair(in, state, kind, what))
        return true;
    if (length != 0)
        accept(in, state, kind, length);
    return length != 0;
}

template <Word W> struct kw {
    GRADUS_MATCH
    {
        return accept_token(in, state, CstKind::keyword, W.view(),
                            scan_keyword(rest_of(in, state), W.view()));
    }
};

// Looks whether a word comes next; wants nothing.
template <Word W> struct at_kw {
    GRADUS_MATCH
    {
        const auto at = offset_of(in, state);
        state.ask(at, CstKind::keyword, W.view());
        return state.repair(at, CstKind::keyword, W.view()) != nullptr ||
               scan_keyword(state.rest(at), W.view()) != 0;
    }
};

template <Word W> struct mark {
    GRADUS_MATCH
    {
        const bool is_here = rest_of(in, state).starts_with(W.view());
        return accept_token(in, state, CstKind::mark, W.view(), is_here ? W.view().size() : 0);
    }
};

template <CstKind Kind, Word What, std::size_t (*Scan)(std::string_view)> struct token {
    GRADUS_MATCH { return accept_token(in, state, Kind, What.view(), Scan(rest_of(in, state))); }
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

template <class Input> void skip_to(Input& in, ParseState& state, std::uint32_t end)
{
    while (offset_of(in, state) < end)
        accept(in, state, CstKind::mark, scan_any_token(rest_of(in, state)));
    (state.blocks.empty() ? state.has_skipped : state.blocks.back().has_skipped) = true;
}

// Everything of the state that an attempt may change, and the attempt must not.
class Restore {
public:
    explicit Restore(ParseState& state)
        : state_(state),
          marks_(state.marks.size()),
          nodes_(state.nodes.size()),
          last_end_(state.last_end),
          depth_(state.depth),
          height_(state.height),
          limit_(state.limit),
          trial_blocks_(state.trial_blocks),
          mode_(state.mode),
          blocks_(state.blocks)
    {}
    Restore(const Restore&) = delete;
    Restore& operator=(const Restore&) = delete;
    ~Restore()
    {
        state_.marks.resize(marks_);
        state_.nodes.resize(nodes_);
        state_.last_end = last_end_;
        state_.depth = depth_;
        state_.height = height_;
        state_.limit = limit_;
        state_.trial_blocks = trial_blocks_;
        state_.mode = mode_;
        state_.blocks.swap(blocks_);
    }

private:
    ParseState& state_;
    std::size_t marks_;
    std::size_t nodes_;
    std::uint32_t last_end_;
    std::size_t depth_;
    std::size_t height_;
    std::uint32_t limit_;
    std::size_t trial_blocks_;
    ParseMode mode_;
    std::vector<OpenBlock> blocks_;
};

template <class Item> struct line;

// Reads an item and the lines after it up to the limit, changing nothing but the farthest place.
template <class Item, peg::apply_mode A, template <class...> class Action,
          template <class...> class Ctl, class Input>
Trial try_lines(Input& in, ParseState& state, ParseMode mode, std::uint32_t limit)
{
    const Restore restore(state);
    const auto begin = in.iterator();
    state.mode = mode;
    state.limit = limit;
    state.trial_blocks = state.blocks.size();
    state.farthest = offset_of(in, state);
    bool is_success = false;
    try {
        is_success = peg::match<Item, A, peg::rewind_mode::required, Action, Ctl>(in, state) &&
                     peg::match<peg::star<line<Item>>, A, peg::rewind_mode::required, Action, Ctl>(
                         in, state);
        // An `end` too many shows that the item should have opened a block.
        const auto at = offset_of(in, state);
        is_success = is_success && !(at < limit && state.blocks.empty() && is_at_end(state, at));
    } catch (const TrialOver& over) {
        is_success = over.is_success;
    }
    const auto reached = is_success ? limit : state.farthest;
    in.iterator() = begin;
    return {is_success, reached};
}

template <class Item, peg::apply_mode A, template <class...> class Action,
          template <class...> class Ctl, class Input>
bool begins_item(Input& in, ParseState& state)
{
    const auto at = offset_of(in, state);
    const auto farthest = std::max(state.farthest, at);
    const auto trial = try_lines<Item, A, Action, Ctl>(in, state, ParseMode::trial, at + 1);
    state.farthest = farthest;
    return trial.is_success;
}

// Tries one line of a block until it is read, mended or skipped. Fails only at the block's end.
template <class Item> struct line {
    using rule_t = line;
    using subs_t = peg::type_list<Item>;
    template <peg::apply_mode A, peg::rewind_mode, template <class...> class Action,
              template <class...> class Ctl, class Input>
    static bool match(Input& in, ParseState& state)
    {
        const auto begin = offset_of(in, state);
        if (is_end_of_skipped(state, begin)) {
            skip_to(in, state, end_of_skip(state, {begin, begin + 1}));
            return true;
        }
        if (is_block_over(state, begin))
            return false;
        for (int repairs = 0;; ++repairs) {
            const auto fault = read<A, Action, Ctl>(in, state);
            if (!fault) {
                if (state.blocks.empty() && state.mode == ParseMode::reading)
                    state.has_skipped = false;
                return true;
            }
            const bool is_at_end = repairs == 0 && repair_of_end(state, begin).has_value();
            if (state.mode != ParseMode::reading)
                throw TrialOver{is_at_end};
            if (is_at_end)
                return false;
            const auto limit = trial_limit(state, fault->fault);
            const TryItem try_item = [&](const Repair* repair, std::uint32_t at) {
                return attempt<A, Action, Ctl>(in, state, repair, at, limit);
            };
            if (repairs < k_repairs_max && mend(state, *fault, try_item))
                continue;
            report_failure(state, *fault);
            skip_to(in, state, end_of_skip(state, *fault));
            return true;
        }
    }

private:
    static constexpr int k_repairs_max = 4;  // of one item; more is no line of the language

    // Nothing when the item is read; else where it cannot go on.
    template <peg::apply_mode A, template <class...> class Action, template <class...> class Ctl,
              class Input>
    static std::optional<FaultyItem> read(Input& in, ParseState& state)
    {
        const auto begin = in.iterator();
        const auto at = offset_of(in, state);
        const auto nodes = state.nodes.size();
        const auto opened = state.blocks_opened;
        state.farthest = at;
        if (!peg::match<Item, A, peg::rewind_mode::required, Action, Ctl>(in, state)) {
            in.iterator() = begin;
            return FaultyItem{at, state.farthest};
        }
        const auto end = offset_of(in, state);
        const bool is_plain = opened == state.blocks_opened && state.mode == ParseMode::reading;
        // What is left over of a line shows that a token is missing before it.
        const auto farthest = std::max(end, state.farthest);
        if (!is_plain || !is_continued(state, at, end) ||
            begins_item<Item, A, Action, Ctl>(in, state))
            return std::nullopt;
        in.iterator() = begin;
        state.nodes.resize(nodes);
        return FaultyItem{at, farthest, true};
    }

    template <peg::apply_mode A, template <class...> class Action, template <class...> class Ctl,
              class Input>
    static Trial attempt(Input& in, ParseState& state, const Repair* repair, std::uint32_t at,
                         std::uint32_t limit)
    {
        if (repair == nullptr)
            return try_lines<Item, A, Action, Ctl>(in, state, ParseMode::listing, limit);
        state.repairs.emplace(at, *repair);
        const auto trial = try_lines<Item, A, Action, Ctl>(in, state, ParseMode::trial, limit);
        state.repairs.erase(at);
        return trial;
    }
};

// Where the head of a block ends: at the end of its line, unless an item follows.
template <class Item> struct end_of_head {
    using rule_t = end_of_head;
    using subs_t = peg::type_list<Item>;
    template <peg::apply_mode A, peg::rewind_mode, template <class...> class Action,
              template <class...> class Ctl, class Input>
    static bool match(Input& in, ParseState& state)
    {
        const auto at = offset_of(in, state);
        return at >= state.limit || !is_continued(state, at, at) ||
               begins_item<Item, A, Action, Ctl>(in, state);
    }
};

// "end state". A missing or misspelt end is reported with the line that opened the block.
template <Word W> struct end_of {
    GRADUS_MATCH
    {
        mend_end(in, state);
        const auto at = offset_of(in, state);
        const auto end = end_of_block(state, at);
        if (state.mode != ParseMode::reading && end.fault != EndFault::none)
            end_trial(state, end);
        report_end(state, at, end);
        if (end.fault != EndFault::missing)
            accept_end(in, state, end);
        state.blocks.pop_back();
        return true;
    }

private:
    // A block that the repair has opened and nothing closes was not meant.
    [[noreturn]] static void end_trial(ParseState& state, const BlockEnd& end)
    {
        const bool is_new = state.blocks.size() > state.trial_blocks;
        if (is_new)
            state.farthest = 0;
        throw TrialOver{end.fault == EndFault::missing && !is_new};
    }

    template <class Input> static void mend_end(const Input& in, ParseState& state)
    {
        const auto at = offset_of(in, state);
        const auto repair = repair_of_end(state, at);
        if (!repair)
            return;
        if (state.mode != ParseMode::reading)
            throw TrialOver{true};
        report_repaired_end(state, at, *repair);
        state.repairs.emplace(at, *repair);
    }

    template <class Input> static void accept_end(Input& in, ParseState& state, const BlockEnd& end)
    {
        if (!accept_repair(in, state, CstKind::keyword, "end"))
            accept(in, state, CstKind::keyword, 3);
        if (end.fault == EndFault::no_word)
            state.nodes.push_back({CstKind::keyword, state.last_end, state.last_end, 0});
        else
            accept(in, state, CstKind::keyword, end.word_length);
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
                state.text.substr(node->begin, node->end - node->begin) == W.view()) {
                begin = node->begin;
                break;
            }
        state.blocks.push_back({W.view(), begin});
        ++state.blocks_opened;
        return true;
    }
};

[[noreturn]] void refuse_depth(ParseState& state, std::uint32_t at)
{
    if (state.mode != ParseMode::reading)
        throw TrialOver{false};
    report_too_deep(state, at);
    throw TooDeep{};
}

// Nesting that the stack pays for, here and wherever the tree is walked later.
template <class R> struct nested {
    using rule_t = nested;
    using subs_t = peg::type_list<R>;
    template <peg::apply_mode A, peg::rewind_mode M, template <class...> class Action,
              template <class...> class Ctl, class Input>
    static bool match(Input& in, ParseState& state)
    {
        const auto around = std::exchange(state.height, 0);
        if (++state.depth > k_limit_nesting)
            refuse_depth(state, offset_of(in, state));
        const bool is_match = peg::match<R, A, M, Action, Ctl>(in, state);
        --state.depth;
        state.height = std::max(around, state.height + 1);
        return is_match;
    }
};

// First {Next}, of which the syntax tree makes ((First Next) Next) …: each step is one level more.
template <class First, class Next> struct chain {
    using rule_t = chain;
    using subs_t = peg::type_list<First, Next>;
    template <peg::apply_mode A, peg::rewind_mode, template <class...> class Action,
              template <class...> class Ctl, class Input>
    static bool match(Input& in, ParseState& state)
    {
        constexpr auto k_required = peg::rewind_mode::required;
        const auto around = std::exchange(state.height, 0);
        if (!peg::match<First, A, k_required, Action, Ctl>(in, state)) {
            state.height = around;
            return false;
        }
        for (;;) {
            const auto left = std::exchange(state.height, 0);
            const auto at = offset_of(in, state);
            if (!peg::match<Next, A, k_required, Action, Ctl>(in, state)) {
                state.height = std::max(around, left);
                return true;
            }
            state.height = std::max(left, state.height) + 1;
            if (state.height > k_limit_nesting)
                refuse_depth(state, at);
        }
    }
};

template <class... R> using seq = peg::seq<R...>;
template <class... R> using sor = peg::sor<R...>;
template <class... R> using opt = peg::opt<R...>;
template <class... R> using star = peg::star<R...>;
template <class... R> using plus = peg::plus<R...>;
template <class R> using list = peg::seq<R, peg::star<mark<",">, R>>;  // R, R, …
template <class R> using alternatives = peg::seq<R, peg::star<kw<"or">, R>>;
template <Word W, class Item>
using body = peg::seq<end_of_head<Item>, opened<W>, peg::star<line<Item>>, end_of<W>>;

#include "dsl/syntax/grammar_rules.inc"

using Input = peg::memory_input<peg::tracking_mode::lazy, peg::eol::lf>;

// What declarations begin with: all that the start asks for where nothing stands.
template <class Declaration> std::vector<std::string_view> declaration_words()
{
    ParseState state;
    state.mode = ParseMode::listing;
    state.text = "";
    Input in(state.text.data(), state.text.data(), "");
    static_cast<void>(peg::parse<Declaration, peg::nothing, Control>(in, state));
    std::vector<std::string_view> words;
    for (const Attempt& attempt : state.attempts)
        words.push_back(attempt.what);
    return words;
}

template <class Declaration, class File>
bool run(ParseState& state, std::string_view text, const std::string& path)
{
    static const auto k_words = declaration_words<Declaration>();
    Input in(text.data(), text.data() + text.size(), path);
    state.text = text;
    state.declarations = k_words;
    try {
        return peg::parse<File, peg::nothing, Control>(in, state);
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
    Cst cst{source, {}, {}, false, false};
    if (!is_readable(sources, source, diagnostics))
        return cst;
    const auto& file = sources.file(source);
    ParseState state;
    state.source = source;
    state.diagnostics = &diagnostics;
    const bool is_done =
        start == CstStart::program_file
            ? run<sor<declaration, joining>, program_file>(state, file.text, file.path)
            : run<source_register, register_file>(state, file.text, file.path);
    if (!is_done)
        return cst;
    report_long_names(state);
    cst.nodes = to_pre_order(state.nodes);
    for (const auto& [at, repair] : state.repairs)
        cst.meant[{at, at + repair.length}] = meant_text(repair);
    cst.is_whole = state.is_whole;
    cst.is_sure = state.is_sure;
    return cst;
}

}  // namespace gradus
