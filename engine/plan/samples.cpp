#include "engine/plan/samples.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/image/codec.hpp"
#include "engine/plan/player.hpp"

namespace gradus {
namespace {

struct TimedStep {
    Instant at;
    std::string subject;
    const Sample* sample;
    const ScenarioStep* step;
};

// The steps of all samples in the order of time; a step without a time of its own goes with the one
// before, the first with the one after.
std::vector<TimedStep> in_order(const Compilation& compilation, const Timetable& timetable,
                                Instant now)
{
    std::vector<TimedStep> steps;
    for (const auto& sample : compilation.samples) {
        Instant at = now;
        std::string subject;
        for (const auto& step : sample.steps)
            if (const auto moment = timetable.moment_of(step)) {
                at = *moment;
                break;
            }
        for (const auto& step : sample.steps) {
            if (const auto* given = std::get_if<GivenSubject>(&step.action))
                subject = subject_id({compilation.image->program, given->type, given->subject});
            at = std::max(at, timetable.moment_of(step).value_or(at));
            steps.push_back({at, subject, &sample, &step});
        }
    }
    std::stable_sort(steps.begin(), steps.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    return steps;
}

}  // namespace

Result<LoadedSamples> load_samples(const Compilation& compilation,
                                   const std::vector<SourceFile>& files, Store& store, Instant now,
                                   std::uint64_t seed)
{
    const auto subjects = store.subjects({"", 1});
    if (!subjects)
        return tl::unexpected<Error>(subjects.error());
    if (!subjects->empty())
        return refuse(ErrorKind::conflict, "the data folder has subjects already", {},
                      "samples go into an empty folder; choose another one");
    const Image& image = *compilation.image;
    const Timetable timetable{image.zone, date_of(now, image.zone), now};
    const auto steps = in_order(compilation, timetable, now);
    SimulatedEnvironment environment(seed, steps.empty() ? now : steps.front().at);
    auto kernel = Kernel::open(store, environment);
    if (!kernel)
        return tl::unexpected<Error>(kernel.error());
    Request request;
    Deployment deployment{encode(image),
                          compilation.source_hash,
                          {},
                          "the samples' program",
                          {"gradus", "sample", "", "none", {"operator"}}};
    for (const auto& file : files)
        deployment.files.emplace_back(file.path, file.text);
    request.what = std::move(deployment);
    (*kernel)->submit(std::move(request));
    if (const auto replies = (*kernel)->flush(); !replies)
        return tl::unexpected<Error>(replies.error());
    Player player(image, store, environment, **kernel, timetable);
    for (const auto& step : steps) {
        player.set_subject(step.subject);
        if (auto advanced = player.advance_to(step.at); !advanced)
            return tl::unexpected<Error>(advanced.error());
        if (auto played = player.play(*step.step); !played) {
            auto error = played.error();
            error.message = fmt::format("sample `{}`: {}", step.sample->name, error.message);
            return tl::unexpected<Error>(std::move(error));
        }
    }
    if (auto advanced = player.advance_to(now); !advanced)
        return tl::unexpected<Error>(advanced.error());
    const auto head = store.head();
    if (!head)
        return tl::unexpected<Error>(head.error());
    return LoadedSamples{compilation.samples.size(), head->size};
}

}  // namespace gradus
