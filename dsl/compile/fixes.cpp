#include "dsl/compile/fixes.hpp"

#include <algorithm>
#include <optional>

#include "dsl/base/assert.hpp"

namespace gradus {
namespace {

struct Offer {
    DiagnosticCode code;
    Fix fix;
};

// Those of one file that do not overlap, from the front. Two insertions at one place do overlap:
// their order would be a guess.
std::vector<Offer> offers_for(const Compilation& compilation, SourceId source)
{
    std::vector<Offer> offers;
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        if (diagnostic.fixes.size() == 1 && diagnostic.fixes[0].span.source == source)
            offers.push_back({diagnostic.code, diagnostic.fixes[0]});
    std::stable_sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
        return a.fix.span.begin < b.fix.span.begin;
    });
    std::vector<Offer> kept;
    for (Offer& offer : offers)
        if (kept.empty() || (offer.fix.span.begin >= kept.back().fix.span.end &&
                             offer.fix.span.begin != kept.back().fix.span.begin))
            kept.push_back(std::move(offer));
    return kept;
}

std::string with_fixes(const std::string& text, const std::vector<Offer>& offers)
{
    std::string mended;
    std::size_t done = 0;
    for (const Offer& offer : offers) {
        ASSERT(offer.fix.span.begin >= done && offer.fix.span.end <= text.size());
        mended.append(text, done, offer.fix.span.begin - done);
        mended += offer.fix.text;
        done = offer.fix.span.end;
    }
    return mended.append(text, done);
}

// compile() sorts the files by path; here they keep their order.
std::optional<SourceId> source_of(const SourceSet& sources, const std::string& path)
{
    for (std::uint32_t i = 0; i < sources.size(); ++i)
        if (sources.file({i}).path == path)
            return SourceId{i};
    return std::nullopt;
}

bool mend_once(Mended& mended)
{
    bool is_changed = false;
    const SourceSet& sources = mended.compilation.sources;
    for (SourceFile& file : mended.files) {
        const auto source = source_of(sources, file.path);
        ASSERT(source);
        const auto offers = offers_for(mended.compilation, *source);
        for (const Offer& offer : offers)
            mended.applied.push_back({offer.code, file.path,
                                      sources.position(*source, offer.fix.span.begin),
                                      offer.fix.title});
        file.text = with_fixes(file.text, offers);
        is_changed = is_changed || !offers.empty();
    }
    return is_changed;
}

}  // namespace

Mended mend(std::vector<SourceFile> files)
{
    Mended mended;
    mended.compilation = compile(files);
    mended.files = std::move(files);
    while (mended.rounds < k_mending_rounds_max && mend_once(mended)) {
        ++mended.rounds;
        mended.compilation = compile(mended.files);
    }
    return mended;
}

}  // namespace gradus
