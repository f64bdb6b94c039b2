#include "engine/plan/way_scenario.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dsl/base/calendar.hpp"
#include "dsl/image/lookup.hpp"
#include "dsl/image/wording.hpp"
#include "engine/core/evaluate.hpp"
#include "engine/plan/witness.hpp"

namespace gradus {
namespace {

constexpr std::int64_t k_minute_us = 60'000'000;
constexpr Date k_first_day{19'723};  // 2024-01-01
constexpr std::int64_t k_morning = 8 * 60;

class Writer {
public:
    Writer(const Image& image, const PromiseFinding& finding)
        : image_(image),
          finding_(finding),
          promise_(image.promises[finding.promise]),
          workflow_(image.workflows[promise_.workflow]),
          witness_(image, image.subjects[workflow_.subject])
    {}

    std::optional<WayScenario> run()
    {
        choose_keys();
        start_clock();
        WayScenario scenario;
        scenario.title = fmt::format("{} is broken, line {}", promise_.name, finding_.line + 1);
        for (const auto& step : finding_.way)
            if (!write(step))
                return std::nullopt;
        scenario.text = fmt::format("# {}: {}\nscenario \"{}\"\n{}end scenario\n", promise_.title,
                                    in_words(image_, workflow_, promise_.lines[finding_.line]),
                                    scenario.title, text_);
        return scenario;
    }

private:
    void choose_keys()
    {
        for (const auto& key : workflow_.keys)
            keys_.emplace_back(key.name, at(image_, key.choice).values.front().name);
        for (const auto& step : finding_.way)
            for (const auto& fact : step.facts)
                for (auto& [name, value] : keys_)
                    if (fact.feature.origin == FeatureOrigin::key && fact.feature.field == name)
                        value = std::get<std::string>(fact.value);
    }

    void start_clock()
    {
        Date first = k_first_day;
        for (const auto& step : finding_.way)
            for (const auto& fact : step.facts)
                if (fact.feature.origin == FeatureOrigin::today && fact.not_after)
                    first = std::min(first, *fact.not_after);
        for (const auto& fact : finding_.way.front().facts)
            if (fact.feature.origin == FeatureOrigin::today && fact.not_before)
                first = std::max(first, *fact.not_before);
        now_ = {start_of(first, image_.zone).us + k_morning * k_minute_us};
    }

    [[nodiscard]] Date today() const { return date_of(now_, image_.zone); }

    // "2024-01-01 08:05"
    [[nodiscard]] std::string moment() const
    {
        const auto since = (now_.us - start_of(today(), image_.zone).us) / k_minute_us;
        return fmt::format("{} {:02}:{:02}", to_string(today()), since / 60, since % 60);
    }

    void line(const std::string& text) { text_ += "    " + text + "\n"; }

    bool write(const WayStep& step)
    {
        for (const auto& fact : step.facts)
            if (fact.feature.origin == FeatureOrigin::today && fact.not_before &&
                today() < *fact.not_before)
                wait_until({start_of(*fact.not_before, image_.zone).us + k_morning * k_minute_us});
        if (!record(step))
            return false;
        switch (step.kind) {
        case WayKind::begin:
        case WayKind::event:
            if (step.roles.empty())
                return false;
            report(step);
            break;
        case WayKind::timer:
            if (workflow_.transitions[step.timer.index].anchor.is_set())
                return false;
            wait_for(step.timer);
            break;
        case WayKind::world: break;
        case WayKind::raised: return false;  // by a case that the way knows nothing of
        }
        for (const auto state : step.entered)
            entered_[state.index] = now_;
        before_ = step.after;
        expect(step);
        return true;
    }

    void wait_until(Instant instant)
    {
        now_ = instant;
        line("wait until " + moment());
    }

    // The clock of a timer began when its state was entered.
    void wait_for(image::TransitionId timer)
    {
        const auto& transition = workflow_.transitions[timer.index];
        const auto period = period_of(image_, transition.period);
        auto due = entered_[transition.source.index];
        do {
            const auto next = add(due, period, image_.zone, image_.calendars);
            if (!next || *next <= due)
                break;
            due = *next;
        } while (due <= now_);
        const auto minutes = (due.us + k_minute_us - 1) / k_minute_us;
        wait_until({std::max(minutes * k_minute_us, now_.us)});
    }

    bool record(const WayStep& step)
    {
        const auto known = witness_.facts();
        const auto is_made = [&](const WantedFact& fact) {
            const bool is_fact = fact.feature.origin == FeatureOrigin::fact ||
                                 fact.feature.origin == FeatureOrigin::free;
            return !is_fact || witness_.make(fact, today(), keys_);
        };
        if (!std::all_of(step.facts.begin(), step.facts.end(), is_made))
            return false;
        const bool is_first = text_.empty();
        if (is_first)
            line(fmt::format("given {} example", image_.subjects[workflow_.subject].name));
        std::vector<std::string> bases;
        for (const auto& fact : witness_.facts()) {
            const bool is_new = std::find(known.begin(), known.end(), fact) == known.end();
            const bool is_told = std::find(bases.begin(), bases.end(), fact.base) != bases.end();
            if (!is_new || (is_told && !fact.base.empty()))
                continue;
            bases.push_back(fact.base);
            const auto words = fact.base.empty()
                                   ? fmt::format("fact {} is {}", fact.field, fact.value)
                                   : element(fact.base);
            if (is_first) {
                line("    " + words);
            } else {
                now_.us += k_minute_us;
                line(fmt::format("on {} {}", moment(), words));
            }
        }
        return true;
    }

    // "fact engineers[x1] has name "known", since 2024-01-01"
    [[nodiscard]] std::string element(const std::string& base) const
    {
        std::string fields;
        for (const auto& fact : witness_.facts())
            if (fact.base == base)
                fields +=
                    fmt::format("{}{} {}", fields.empty() ? "" : ", ", fact.field, fact.value);
        return fmt::format("fact {} has {}", base, fields);
    }

    [[nodiscard]] std::string key_words() const
    {
        std::string words;
        for (const auto& [name, value] : keys_)
            words += (words.empty() ? " for " : ", ") + value;
        return words;
    }

    [[nodiscard]] std::string fields_of(const WayStep& step) const
    {
        std::string words;
        const auto* fields = find_event(image_, step.event);
        if (fields == nullptr)
            return words;
        for (const auto& field : fields->fields) {
            const auto wanted =
                std::find_if(step.facts.begin(), step.facts.end(), [&](const WantedFact& fact) {
                    return fact.feature.origin == FeatureOrigin::event &&
                           fact.feature.field == field.name;
                });
            const bool is_wanted = wanted != step.facts.end() && !wanted->is_unknown;
            if (!is_wanted && !field.is_mandatory)
                continue;
            const bool has_value =
                is_wanted && !std::holds_alternative<std::monostate>(wanted->value);
            words += fmt::format("{}{} {}", words.empty() ? " with " : ", ", field.name,
                                 has_value ? Witness::text_of(wanted->value)
                                           : witness_.any_value(field.type, today()));
        }
        return words;
    }

    // Each time somebody else, unless one person is followed.
    void report(const WayStep& step)
    {
        std::uint32_t people = 1;
        for (const auto& transition : workflow_.transitions)
            if (transition.trigger == image::TriggerKind::on_event &&
                transition.event == step.event && transition.people > 1 &&
                (before_.empty() ||
                 std::find(before_.begin(), before_.end(), transition.source) != before_.end()))
                people = transition.people;
        const bool is_alone = step.is_by_watched && step.after == before_;
        for (std::uint32_t i = is_alone ? 1 : people; i > 0; --i) {
            now_.us += k_minute_us;
            const auto person = step.is_by_watched && i == 1 ? std::string("same_person")
                                                             : fmt::format("person_{}", ++people_);
            line(fmt::format("on {} {} {} does {}{}{}", moment(), step.roles.front(), person,
                             step.event, key_words(), fields_of(step)));
        }
    }

    void expect(const WayStep& step)
    {
        std::string states;
        for (const auto state : step.after)
            if (at(workflow_, state).children.empty())
                states += (states.empty() ? "" : " and ") + at(workflow_, state).name;
        line(fmt::format("expect {}{} in {}", workflow_.name, key_words(), states));
    }

    const Image& image_;
    const PromiseFinding& finding_;
    const image::Promise& promise_;
    const image::Workflow& workflow_;
    Witness witness_;
    std::vector<std::pair<std::string, std::string>> keys_;
    Instant now_;
    std::map<std::uint32_t, Instant> entered_;
    std::vector<image::StateId> before_;
    int people_ = 0;
    std::string text_;
};

}  // namespace

std::optional<WayScenario> scenario_of(const Image& image, const PromiseFinding& finding)
{
    return Writer(image, finding).run();
}

}  // namespace gradus
