// A program to begin with: small, whole, and without a fault. What it says is made up; its text,
// its rule, its workflow and its scenarios show how the parts of a program hold together.
#include <filesystem>

#include <fmt/format.h>

#include "dsl/compile/register_report.hpp"
#include "dsl/syntax/lexical.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"

namespace gradus {
namespace {

namespace fs = std::filesystem;

// @NAME@ stands for the program's name.
constexpr std::string_view k_program = R"(program @NAME@
    source rules "Our own rules" register "sources/rules.register"
    time zone "UTC"
end program

role office "Office"

subject applicant "Applicant"
    field fee_paid "Fee paid" yes or no
    field trained_on "Day of the training" date
end subject

# When may somebody be admitted? Every line names the sentence that it comes from.
rule admissible "May be admitted" for applicant
    needs fee_paid is yes cites rules R1
    needs trained_on is on or after today minus 2 years cites rules R2
end rule

# What happens to an applicant, one state after the other.
workflow admission "Admission" for each applicant
    starts in asked
    state asked "Has asked"
        on decide by office
            if admissible is met go to admitted cites rules R3
            if unknown stay notify office "Something is not known yet"
            otherwise stay
        end on
    end state
    final state admitted "Admitted"
    end state
end workflow
)";

constexpr std::string_view k_scenarios = R"(profile ready for applicant
    fact fee_paid is yes
    fact trained_on is 2025-03-01
end profile

scenario "who has paid and was trained is admitted"
    given applicant ann as ready
    on 2026-03-01 office does decide
    expect admission in admitted
end scenario

scenario "without the fee nobody is admitted"
    given applicant ben as ready
        fact fee_paid is no
    on 2026-03-01 office does decide
    expect admission in asked
    expect admissible is not met because rules R1
end scenario

scenario "a training counts for two years"
    given applicant cleo as ready
    on 2027-03-02 office does decide
    expect admission in asked
    expect admissible is not met because rules R2
end scenario

scenario "what is not known decides nothing"
    given applicant dan
        fact fee_paid is yes
    on 2026-03-01 office does decide
    expect admission in asked
    expect admissible is unknown
end scenario
)";

constexpr std::string_view k_text = R"(# Rules

The applicant has paid the fee.

The applicant was trained not more than two years ago.

The office decides on each application.
)";

constexpr std::string_view k_clauses = R"(clause R1 "the fee is paid"
clause R2 "the training is at most two years old"
clause R3 "the office decides"
)";

// What each piece of the text states, in its order.
constexpr std::string_view k_readings[] = {" no rule \"a heading\"", " clause R1", " clause R2",
                                           " clause R3"};

constexpr std::string_view k_readme = R"(# @NAME@

| file | what stands there |
|---|---|
| `program.gradus` | what is known of an applicant, the rule and the workflow |
| `scenarios.gradus` | what has to come out |
| `sources/rules.txt` | the text that the rule comes from; put yours here |
| `sources/rules.register` | which sentence states what |

```
gradus check .                                     what is wrong
gradus test . --coverage                           whether it does what it should
gradus diagram . -o admission.mmd                  the states as a picture
gradus sources . --source rules=sources/rules.txt  whether every sentence has its rule
```

After a change of the text: `gradus sources . --make rules=sources/rules.txt` prints its new
register, and keeps what was said of the sentences that stayed.
)";

std::string for_program(std::string_view text, const std::string& name)
{
    static constexpr std::string_view k_mark = "@NAME@";
    std::string out(text);
    for (auto at = out.find(k_mark); at != std::string::npos; at = out.find(k_mark))
        out.replace(at, k_mark.size(), name);
    return out;
}

// The fingerprints are computed, so that they are those of the text whatever the rules of cutting.
std::string register_of_text()
{
    const std::string bare = make_register("rules", k_text, std::nullopt);
    std::string text;
    std::size_t piece = 0;
    for (std::size_t begin = 0, end = 0; begin < bare.size(); begin = end + 1) {
        end = bare.find('\n', begin);
        const auto line = std::string_view(bare).substr(begin, end - begin);
        text += line;
        if (line.starts_with("at ") && piece < std::size(k_readings))
            text += k_readings[piece++];
        text += '\n';
        if (line.starts_with("register "))
            text += k_clauses;
    }
    return text;
}

std::vector<SourceFile> files_of(const std::string& name)
{
    return {{"README.md", for_program(k_readme, name)},
            {"program.gradus", for_program(k_program, name)},
            {"scenarios.gradus", std::string(k_scenarios)},
            {"sources/rules.register", register_of_text()},
            {"sources/rules.txt", std::string(k_text)}};
}

Result<void> check_name(const std::string& name)
{
    if (name.empty() || scan_name(name) != name.size() || is_reserved(name))
        return refuse(ErrorKind::invalid_input, fmt::format("`{}` cannot name a program", name), {},
                      "a letter, then letters, digits, _ and -, such as reading_club");
    return {};
}

Result<void> make_folder(const fs::path& folder)
{
    std::error_code error;
    if (fs::exists(folder, error) &&
        (!fs::is_directory(folder, error) || !fs::is_empty(folder, error)))
        return refuse(ErrorKind::conflict, "there is something already", folder.string(),
                      "a program begins in a new or an empty folder: --dir DIR");
    fs::create_directories(folder / "sources", error);
    if (error)
        return refuse(ErrorKind::io, "the folder cannot be made", folder.string());
    return {};
}

}  // namespace

int run_new(const Arguments& arguments)
{
    const auto& name = arguments.names[0];
    if (const auto checked = check_name(name); !checked)
        return fail(checked.error());
    const fs::path folder = arguments.folder.empty() ? name : arguments.folder;
    if (const auto made = make_folder(folder); !made)
        return fail(made.error());
    Json files = Json::array();
    for (const auto& file : files_of(name)) {
        const auto path = (folder / file.path).string();
        if (const auto written = create_file(path, file.text, 0644); !written)
            return fail(written.error());
        files.push(path);
        if (!arguments.is_json)
            print(path + "\n");
    }
    if (arguments.is_json)
        print(canonical(Json::object({{"folder", folder.string()}, {"files", std::move(files)}})) +
              "\n");
    say(fmt::format("next: gradus test {} --coverage", folder.string()));
    return k_done;
}

}  // namespace gradus
