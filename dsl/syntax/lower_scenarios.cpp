#include <charconv>

#include "dsl/syntax/lower.hpp"

namespace gradus {
namespace {

using namespace ast;

std::vector<RelativeDay> lower_relative(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    std::vector<RelativeDay> days;
    while (!parts.is_done()) {
        const bool is_minus = parts.is_at_keyword("minus");
        parts.take();
        days.push_back({lower_period(lowering, parts.take()).value, is_minus});
    }
    return days;
}

Value lower_value(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    const auto span = parts.span();
    const auto kind = parts.kind();
    if (kind == CstKind::name)
        return {parts.name(), span};
    const auto part = parts.take();
    switch (kind) {
    case CstKind::relative: return {lower_relative(lowering, part), span};
    case CstKind::empty: return {Empty{}, span};
    case CstKind::yes_no: return {YesNo{Parts(lowering, part).is_at_keyword("yes")}, span};
    case CstKind::date: return {DateLiteral{lower_date(lowering, part)}, span};
    case CstKind::instant: return {lower_instant(lowering, part), span};
    case CstKind::period: return {lower_period(lowering, part), span};
    case CstKind::decimal: return {DecimalLiteral{lower_decimal(lowering, part)}, span};
    case CstKind::percent: return {PercentLiteral{lower_percent(lowering, part)}, span};
    case CstKind::money: return {MoneyLiteral{lower_money(lowering, part)}, span};
    case CstKind::number: return {Number{lower_number(lowering, part)}, span};
    case CstKind::text: return {TextLiteral{lower_text(lowering, part).text}, span};
    default: UNREACHABLE();
    }
}

std::vector<Value> lower_values(Parts& parts)
{
    std::vector<Value> values;
    while (parts.is_at(CstKind::value)) {
        values.push_back(lower_value(parts.lowering(), parts.take()));
        parts.skip(CstKind::mark);
    }
    return values;
}

std::vector<NamedValue> lower_named_values(Parts& parts)
{
    std::vector<NamedValue> values;
    while (parts.is_at(CstKind::named_value)) {
        Parts named(parts.lowering(), parts.take());
        auto name = named.name();
        values.push_back({std::move(name), lower_value(parts.lowering(), named.take())});
        parts.skip(CstKind::mark);
    }
    return values;
}

FactPath lower_fact_path(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    FactPath path;
    path.span = parts.span();
    while (!parts.is_done()) {
        Parts step(lowering, parts.take());
        PathStep one{step.name(), std::nullopt};
        step.skip(CstKind::mark);
        if (!step.is_done())
            one.key = step.name();
        path.steps.push_back(std::move(one));
        parts.skip(CstKind::mark);
    }
    return path;
}

Fact lower_fact(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Fact fact;
    fact.span = parts.span();
    parts.take();
    fact.path = lower_fact_path(lowering, parts.take());
    if (parts.take_keyword("is")) {
        fact.values = lower_values(parts);
    } else {
        parts.take();
        fact.fields = lower_named_values(parts);
    }
    return fact;
}

Moment lower_moment(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    Moment moment;
    moment.span = parts.span();
    if (parts.is_at(CstKind::date))
        moment.date = lower_date(lowering, parts.take());
    else
        moment.offsets = lower_relative(lowering, parts.take());
    if (parts.is_at(CstKind::time))
        moment.minute_of_day = lower_time(lowering, parts.take());
    return moment;
}

GivenStep lower_given_step(Parts parts)
{
    parts.take();
    GivenStep given;
    given.type = parts.name();
    given.subject = parts.name();
    if (parts.take_keyword("as"))
        given.profiles = parts.names();
    while (parts.is_at(CstKind::fact))
        given.facts.push_back(lower_fact(parts.lowering(), parts.take()));
    return given;
}

// "on 2010-06-01 clerk ada standing in for bea"
template <class Step> void lower_actor(Parts& parts, Step& step)
{
    parts.take();
    step.when = lower_moment(parts.lowering(), parts.take());
    step.role = parts.name();
    if (parts.is_at(CstKind::name))
        step.person = parts.name();
    if (!parts.is_at(CstKind::stands_for))
        return;
    Parts absent(parts.lowering(), parts.take());
    absent.skip(CstKind::keyword);
    step.stands_for = absent.name();
}

TaskAct act_of(Parts& parts)
{
    static constexpr std::pair<const char*, TaskAct> k_words[] = {
        {"claims", TaskAct::claim},       {"claim", TaskAct::claim},
        {"releases", TaskAct::release},   {"release", TaskAct::release},
        {"delegates", TaskAct::delegate}, {"delegate", TaskAct::delegate},
        {"drafts", TaskAct::draft},       {"draft", TaskAct::draft},
        {"comments", TaskAct::comment},   {"comment", TaskAct::comment}};
    for (const auto& [word, act] : k_words)
        if (parts.take_keyword(word))
            return act;
    UNREACHABLE();
}

TaskStep lower_task_step(Parts parts)
{
    TaskStep step;
    lower_actor(parts, step);
    step.is_refused = parts.take_keyword("cannot");
    step.act = act_of(parts);
    step.task = parts.name();
    if (parts.take_keyword("for"))
        step.key = lower_values(parts);
    if (parts.take_keyword("to"))
        step.to = parts.name();
    if (parts.take_keyword("with"))
        step.fields = lower_named_values(parts);
    if (!parts.is_done())
        step.text = parts.text();
    return step;
}

StandInStep lower_stand_in(Parts parts)
{
    parts.take();
    StandInStep step;
    step.when = lower_moment(parts.lowering(), parts.take());
    step.person = parts.name();
    parts.skip(CstKind::keyword);
    step.absent = parts.name();
    parts.take();
    step.role = parts.name();
    parts.take();
    step.through = lower_moment(parts.lowering(), parts.take());
    return step;
}

DoStep lower_does(Parts parts)
{
    DoStep step;
    lower_actor(parts, step);
    step.is_refused = parts.is_at_keyword("cannot");
    parts.take();
    step.event = parts.name();
    if (parts.take_keyword("for"))
        step.key = lower_values(parts);
    if (parts.take_keyword("with"))
        step.fields = lower_named_values(parts);
    return step;
}

FactStep lower_fact_step(Parts parts)
{
    parts.take();
    auto when = lower_moment(parts.lowering(), parts.take());
    return {std::move(when), lower_fact(parts.lowering(), parts.take())};
}

WaitStep lower_wait(Parts parts)
{
    parts.take();
    WaitStep wait;
    wait.span = parts.span();
    if (parts.take_keyword("until"))
        wait.until = lower_moment(parts.lowering(), parts.take());
    else
        wait.period = lower_period(parts.lowering(), parts.take());
    return wait;
}

ExpectTask lower_expect_task(Parts parts)
{
    parts.take();
    ExpectTask expect;
    expect.is_negated = parts.take_keyword("no");
    parts.take();
    expect.task = parts.name();
    if (parts.take_keyword("for"))
        expect.role = parts.name();
    if (parts.take_keyword("held") && parts.take_keyword("by"))
        expect.holder = parts.name();
    return expect;
}

ExpectNotice lower_expect_notice(Parts parts)
{
    parts.take();
    ExpectNotice expect;
    expect.is_negated = parts.take_keyword("no");
    parts.skip(CstKind::keyword);
    expect.role = parts.name();
    expect.text = parts.text_if();
    return expect;
}

ExpectCall lower_expect_call(Parts parts)
{
    parts.take();
    ExpectCall expect;
    expect.is_negated = parts.take_keyword("no");
    parts.take();
    expect.service = parts.name();
    if (parts.take_keyword("with"))
        expect.fields = lower_named_values(parts);
    return expect;
}

ExpectVerdict lower_expect_rule(Parts parts)
{
    parts.take();
    ExpectVerdict expect;
    expect.rule = parts.name();
    if (parts.take_keyword("for"))
        expect.givens = lower_values(parts);
    parts.take();
    expect.verdict = parts.is_at_keyword("unknown") ? ExpectedVerdict::unknown
                     : parts.is_at_keyword("not")   ? ExpectedVerdict::not_met
                                                    : ExpectedVerdict::met;
    while (parts.is_at(CstKind::keyword) && !parts.is_at_keyword("because"))
        parts.take();
    if (parts.is_at(CstKind::value)) {
        expect.verdict = ExpectedVerdict::value;
        expect.values = lower_values(parts);
    }
    if (parts.take_keyword("because")) {
        Cite cite;
        cite.source = parts.name();
        cite.clauses.push_back(parts.name());
        cite.span = cover(cite.source.span, cite.clauses[0].span);
        expect.because = std::move(cite);
    }
    return expect;
}

ExpectState lower_expect_state(Parts parts)
{
    parts.take();
    ExpectState expect;
    expect.workflow = parts.name();
    if (parts.take_keyword("for"))
        expect.key = lower_values(parts);
    expect.is_negated = parts.take_keyword("not");
    parts.take();
    expect.states = parts.names();
    return expect;
}

bool is_step(CstKind kind)
{
    return kind == CstKind::given_step || kind == CstKind::does || kind == CstKind::task_step ||
           kind == CstKind::stand_in || kind == CstKind::fact_step || kind == CstKind::wait ||
           kind == CstKind::expect_rule || kind == CstKind::expect_state ||
           kind == CstKind::expect_task || kind == CstKind::expect_notice ||
           kind == CstKind::expect_call;
}

Step lower_step(const Lowering& lowering, std::size_t node)
{
    const Parts parts(lowering, node);
    const auto span = parts.span();
    switch (lowering.cst.nodes[node].kind) {
    case CstKind::given_step: return {lower_given_step(parts), span};
    case CstKind::does: return {lower_does(parts), span};
    case CstKind::task_step: return {lower_task_step(parts), span};
    case CstKind::stand_in: return {lower_stand_in(parts), span};
    case CstKind::fact_step: return {lower_fact_step(parts), span};
    case CstKind::wait: return {lower_wait(parts), span};
    case CstKind::expect_rule: return {lower_expect_rule(parts), span};
    case CstKind::expect_state: return {lower_expect_state(parts), span};
    case CstKind::expect_task: return {lower_expect_task(parts), span};
    case CstKind::expect_notice: return {lower_expect_notice(parts), span};
    case CstKind::expect_call: return {lower_expect_call(parts), span};
    default: UNREACHABLE();
    }
}

std::vector<Step> lower_steps(Parts& parts, std::vector<Cite>* cites)
{
    std::vector<Step> steps;
    while (!parts.is_done()) {
        const auto kind = parts.kind();
        const auto part = parts.take();
        if (is_step(kind))
            steps.push_back(lower_step(parts.lowering(), part));
        else if (kind == CstKind::cites && cites != nullptr)
            cites->push_back(lower_cites(parts.lowering(), part));
    }
    return steps;
}

}  // namespace

Profile lower_profile(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Profile profile;
    profile.name = parts.name();
    parts.take();
    profile.type = parts.name();
    while (!parts.is_done()) {
        const bool is_fact = parts.is_at(CstKind::fact);
        const auto part = parts.take();
        if (is_fact)
            profile.facts.push_back(lower_fact(lowering, part));
    }
    return profile;
}

Scenario lower_scenario(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Scenario scenario;
    scenario.span = parts.span();
    scenario.title = parts.text();
    scenario.steps = lower_steps(parts, &scenario.cites);
    return scenario;
}

Sample lower_sample(const Lowering& lowering, std::size_t node)
{
    Parts parts(lowering, node);
    parts.take();
    Sample sample;
    sample.span = parts.span();
    sample.name = parts.name();
    sample.title = parts.text_if();
    sample.steps = lower_steps(parts, nullptr);
    return sample;
}

}  // namespace gradus
