#include "tests/bench/generated_program.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/compile/compile.hpp"
#include "dsl/syntax/parse.hpp"

namespace gradus::test {
namespace {

constexpr std::size_t k_lines_of_file = 1000;

constexpr const char* k_base = R"(program generated "Generated"
    source book "The book" register "book.register"
    time zone "Europe/Berlin"
end program

role clerk "Clerk"
role head "Head of the office"

choice tier "Tier"
    basic
    silver
    gold
end choice

record visit "Visit"
    field made_on date
    field passed yes or no
end record

subject shop "Shop"
    field tier one of tier
    field seats whole number
    field insured yes or no
    field opened_on date
    field visits list of visit
end subject

rule good_visit "A visit that counts" for visit
    needs passed is yes
    needs made_on plus 2 years is after today
end rule
)";

// One area of the program; {0} is its number, {1} that of the one before.
constexpr const char* k_area = R"(
# --- Area {0} ---

parameter time_{0} is 30 days our choice "a month is enough for area {0}"

event apply_{0} "Application {0}"
    field wanted one of tier, mandatory
    field remarks text
end event

rule ready_{0} "Ready for area {0}" for shop
    cites book C{0}
    interpretation I{0} "what the book leaves open of area {0} is read in favor of the shop"
    any of
        needs tier is gold
        all of
            needs tier is one of silver, gold
            needs seats is at least {0}
        end all
    end any
    needs at least 2 of visits good_visit cites book C{0}
    needs insured is yes from 2011-01-01
end rule

rule allowed_{0} "Allowed in area {0}" for shop
    cites book C{1}
    needs ready_{0} is met
    only when opened_on is before 2010-06-01
        needs ready_{1} is met
    end only
end rule

workflow area_{0} "Area {0}" for each shop
    cites book C{0}
    starts in asked_{0}
    state asked_{0} "Asked"
        task look_{0} "Look at the application" for clerk
            done by apply_{0}
            due in time_{0}
            remind after 14 days
        end task
        on apply_{0} by clerk or head
            if wanted is gold and allowed_{0} is met go to granted_{0} cites book C{0}
            if unknown stay notify head "a fact is missing"
            otherwise go to refused_{0}
        end on
        after 1 year go to refused_{0}
    end state
    state granted_{0} "Granted"
        when allowed_{0} is not met go to refused_{0} notify clerk "no longer allowed"
        on close by head go to refused_{0}
    end state
    final state refused_{0} "Refused"
    end state
end workflow

scenario "a gold shop comes into area {0}"
    cites book C{0}
    given shop corner
        fact tier is gold
        fact insured is yes
    on 2010-06-01 clerk does apply_{0} with wanted gold
    expect area_{0} in asked_{0}
    wait 40 days
    expect ready_{0} is unknown
end scenario
)";

std::size_t lines_in(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string register_of(std::size_t areas)
{
    std::string text = "register book cutting 1\n";
    for (std::size_t i = 0; i <= areas; ++i)
        text += fmt::format("    clause C{} \"what is asked in area {}\"\n", i, i);
    return text + "end register\n";
}

// Of the processor, so that it matters little what else the machine does.
double seconds_since(std::clock_t begin)
{
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

double seconds_to_check(const std::vector<SourceFile>& files)
{
    auto copy = files;
    const auto begin = std::clock();
    const auto compilation = compile(std::move(copy));
    const auto seconds = seconds_since(begin);
    for (const Diagnostic& each : compilation.diagnostics)
        fmt::print(stderr, "{}", render(each, compilation.sources));
    ASSERT(compilation.image.has_value());
    return seconds;
}

double seconds_to_format(const std::vector<SourceFile>& files)
{
    const auto begin = std::clock();
    for (const SourceFile& file : files) {
        if (!file.path.ends_with(".gradus"))
            continue;
        SourceSet sources;
        const auto source = sources.add(file);
        Diagnostics diagnostics;
        ASSERT(format(sources, source, diagnostics) == file.text);
    }
    return seconds_since(begin);
}

}  // namespace

std::vector<SourceFile> generated_program(std::size_t lines)
{
    std::vector<SourceFile> files = {{"part0.gradus", k_base}};
    std::size_t all = lines_in(k_base);
    std::size_t areas = 0;
    while (all < lines) {
        ++areas;
        // The first area has none before it and refers to itself.
        auto text = fmt::format(k_area, areas, std::max<std::size_t>(areas - 1, 1));
        all += lines_in(text);
        if (lines_in(files.back().text) + lines_in(text) > k_lines_of_file) {
            files.push_back({fmt::format("part{}.gradus", files.size()), {}});
            text.erase(0, 1);  // no blank line at the start of a file
        }
        files.back().text += text;
    }
    files.push_back({"book.register", register_of(areas)});
    return files;
}

std::size_t count_lines(const std::vector<SourceFile>& files)
{
    std::size_t lines = 0;
    for (const SourceFile& file : files)
        lines += file.path.ends_with(".gradus") ? lines_in(file.text) : 0;
    return lines;
}

StageTimes measure_stages(std::size_t lines, int runs)
{
    const auto files = generated_program(lines);
    StageTimes times{count_lines(files), 1e9, 1e9};
    for (int run = 0; run < runs; ++run) {
        times.check_s = std::min(times.check_s, seconds_to_check(files));
        times.format_s = std::min(times.format_s, seconds_to_format(files));
    }
    return times;
}

}  // namespace gradus::test
