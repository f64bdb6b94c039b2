// The promises of the program are kept; and where somebody slips, they tell, with a scenario that
// the engine has played.
#include <catch2/catch.hpp>
#include <chrono>

#include "engine/plan/prove.hpp"
#include "tests/program/operate_specialist.hpp"

namespace gradus {
namespace {

std::vector<SourceFile> program_files()
{
    return read_program(GRADUS_SOURCE_DIR "/workflows/operate_specialist").value();
}

// A slip of the pen: in one file one text for another.
struct Slip {
    const char* what;
    const char* from;
    const char* to;
    const char* breaks;  // the promise
};

std::vector<SourceFile> with_slip(const Slip& slip)
{
    auto files = program_files();
    for (auto& file : files)
        if (const auto at = file.text.find(slip.from);
            at != std::string::npos && file.path == "qualification.gradus") {
            file.text.replace(at, std::string(slip.from).size(), slip.to);
            return files;
        }
    FAIL("no place for: " << slip.what);
    return files;
}

TEST_CASE("every promise of the program is proved, in less than a second")
{
    const auto begun = std::chrono::steady_clock::now();
    const auto results = prove_promises(program_files(), operate_specialist(), {});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    CHECK(results.size() >= 15);
    for (const auto& result : results) {
        INFO(result.promise << ": " << result.line << "\n" << result.reason << result.scenario);
        CHECK(result.verdict == PromiseVerdict::proved);
    }
    CHECK(took.count() < 1.0);
}

TEST_CASE("a slip in the program breaks a promise, and a scenario shows it")
{
    const Slip slips[] = {
        {"another rule in front of the signature",
         "when all_requirements is met go to ready_to_sign",
         "when elite is met go to ready_to_sign", "requirements_first"},
        {"another rule in front of the contract",
         "when technical_certification is met go to contracting",
         "when lab is met go to contracting", "requirements_first"},
        {"the signature as soon as the reviews are done", "when done go to verification",
         "when done go to ready_to_sign", "requirements_first"},
        {"the wrong level at the invitation", "if elite is met go to invited",
         "if tier is select go to invited", "elite_only"},
        {"an application that passes the reviews by", "on accept by contact go to application",
         "on accept by contact go to verification", "both_in_favor"},
        {"one manager for both reviews", "apart pam_assess", "apart reassess", "both_in_favor"},
        {"a lapse that nobody is told of", "when all_requirements is not met go to finding",
         "when elite is not met go to finding", "people_decide"},
        {"a status that ends by itself", "after remediation_time go to annual_assessment",
         "after remediation_time go to terminated", "people_decide"},
        {"a way back that never opens", "on withdraw by contact go to terminated",
         "on withdraw by contact go to forgotten", "always_a_way"},
    };
    for (const auto& slip : slips) {
        INFO(slip.what);
        auto files = with_slip(slip);
        for (auto& file : files)
            if (file.path == "qualification.gradus")
                file.text.insert(file.text.rfind("    final state dismissed"),
                                 "    state forgotten\n    end state\n");
        const auto compilation = compile(files);
        for (const auto& diagnostic : compilation.diagnostics)
            UNSCOPED_INFO(render(diagnostic, compilation.sources));
        REQUIRE(compilation.image);
        bool is_told = false;
        for (const auto& result : prove_promises(files, compilation, {})) {
            UNSCOPED_INFO(result.promise << ": " << result.line << ": " << to_string(result.verdict)
                                         << " " << result.reason);
            is_told = is_told ||
                      (result.promise == slip.breaks && result.verdict == PromiseVerdict::broken);
        }
        CHECK(is_told);
    }
}

}  // namespace
}  // namespace gradus
