// How well a fault is told: over a large sample of single faults in the program of workflows/, the
// report must stand on the line of the fault or the next one, and be the only one.
//
// A fault is one token left out, or one letter of a keyword or a name left out, doubled or swapped
// with the next. A change that leaves a program without errors is none (a title that is left out,
// a name that nothing else uses): it is counted and printed, and not held against the compiler.
#include <cstdlib>
#include <iostream>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/syntax/program_files.hpp"

namespace gradus::test {
namespace {

constexpr int k_faults_of_a_kind = 1000;
constexpr double k_share_required = 0.95;

struct Damage {
    std::size_t file;
    std::size_t at;    // of the damaged token
    std::string text;  // of the file afterwards
    std::string what;
};

// The program, and where in its files a fault can be.
class Program {
public:
    Program() : files_(workflow_files())
    {
        for (std::size_t file = 0; file < files_.size(); ++file)
            if (files_[file].path.ends_with(".gradus"))
                for (const Token& token : tokens_of(files_[file].text))
                    (token.is_word ? words_ : others_).push_back({file, token});
    }

    [[nodiscard]] Damage deletion(std::mt19937& random) const
    {
        const auto chosen = random() % (words_.size() + others_.size());
        const Place& place =
            chosen < words_.size() ? words_[chosen] : others_[chosen - words_.size()];
        return damage(place, "", "without");
    }

    [[nodiscard]] Damage misspelling(std::mt19937& random) const
    {
        for (;;) {
            const Place& place = words_[random() % words_.size()];
            const auto word = files_[place.file].text.substr(place.token.begin, place.token.length);
            auto spelt = misspelt(word, random);
            if (spelt != word && !spelt.empty())
                return damage(place, std::move(spelt), "misspelt");
        }
    }

    [[nodiscard]] Compilation compile_with(const Damage& damage) const
    {
        auto files = files_;
        files[damage.file].text = damage.text;
        return compile(std::move(files));
    }

    [[nodiscard]] const SourceFile& file(std::size_t index) const { return files_[index]; }

private:
    struct Place {
        std::size_t file;
        Token token;
    };

    static std::string misspelt(std::string word, std::mt19937& random)
    {
        const auto at = random() % word.size();
        switch (random() % 3) {
        case 0: word.erase(at, 1); break;
        case 1: word.insert(at, 1, word[at]); break;
        default:
            if (at + 1 < word.size())
                std::swap(word[at], word[at + 1]);
        }
        return word;
    }

    [[nodiscard]] Damage damage(const Place& place, std::string instead, const char* how) const
    {
        auto text = files_[place.file].text;
        const auto old = text.substr(place.token.begin, place.token.length);
        text.replace(place.token.begin, place.token.length, instead);
        return {place.file, place.token.begin, std::move(text),
                fmt::format("{} `{}` {}", how, old, instead)};
    }

    std::vector<SourceFile> files_;
    std::vector<Place> words_;
    std::vector<Place> others_;
};

struct Figures {
    int faults = 0;
    int harmless = 0;   // a program without errors all the same
    int told_well = 0;  // one error, at the fault or on the next line
    int elsewhere = 0;  // one error, further away
    int repeated = 0;   // several errors

    [[nodiscard]] double share() const { return static_cast<double>(told_well) / faults; }
};

std::vector<const Diagnostic*> errors_of(const Compilation& compilation)
{
    std::vector<const Diagnostic*> errors;
    for (const Diagnostic& diagnostic : compilation.diagnostics)
        if (severity_of(diagnostic.code) == Severity::error)
            errors.push_back(&diagnostic);
    return errors;
}

bool is_at_fault(const Compilation& compilation, const Diagnostic& error, const SourceFile& file,
                 const Damage& damage)
{
    if (compilation.sources.file(error.span.source).path != file.path)
        return false;
    const auto told = compilation.sources.position(error.span.source, error.span.begin).line;
    const auto fault = line_of(damage.text, damage.at);
    return told == fault || told == fault + 1;
}

// GRADUS_SHOW_FAULTS=1 prints each fault that is not told well.
void show(const Compilation& compilation, const SourceFile& file, const Damage& damage)
{
    static const bool k_is_wanted = std::getenv("GRADUS_SHOW_FAULTS") != nullptr;
    if (!k_is_wanted)
        return;
    std::cout << fmt::format("--- {}:{}: {}\n", file.path, line_of(damage.text, damage.at),
                             damage.what);
    for (const Diagnostic* error : errors_of(compilation))
        std::cout << render(*error, compilation.sources);
}

void count(const Program& program, const Damage& damage, Figures& figures)
{
    const auto compilation = program.compile_with(damage);
    const auto errors = errors_of(compilation);
    if (errors.empty()) {
        ++figures.harmless;
        return;
    }
    ++figures.faults;
    const bool is_once = errors.size() == 1;
    if (is_once && is_at_fault(compilation, *errors[0], program.file(damage.file), damage)) {
        ++figures.told_well;
        return;
    }
    ++(is_once ? figures.elsewhere : figures.repeated);
    show(compilation, program.file(damage.file), damage);
}

void print(const char* kind, const Figures& figures)
{
    std::cout << fmt::format(
        "{}: {} faults, told once at their line or the next: {} ({:.1f} %), elsewhere: {}, with "
        "follow-ups: {}; besides them {} that leave a faultless program\n",
        kind, figures.faults, figures.told_well, 100 * figures.share(), figures.elsewhere,
        figures.repeated, figures.harmless);
}

template <class Make> Figures measure(const Program& program, const Make& make)
{
    std::mt19937 random(20261123);
    Figures figures;
    while (figures.faults < k_faults_of_a_kind)
        count(program, make(random), figures);
    return figures;
}

TEST_CASE("95 of 100 tokens left out are told once, on their line or the next")
{
    const Program program;
    const auto figures = measure(program, [&](auto& random) { return program.deletion(random); });
    print("tokens left out", figures);
    CHECK(figures.share() >= k_share_required);
}

TEST_CASE("95 of 100 misspelt keywords and names are told once, on their line or the next")
{
    const Program program;
    const auto figures =
        measure(program, [&](auto& random) { return program.misspelling(random); });
    print("misspelt words", figures);
    CHECK(figures.share() >= k_share_required);
}

}  // namespace
}  // namespace gradus::test
