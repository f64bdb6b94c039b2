// The rules of Table 1 where a scenario cannot go: parameters that an owner sets, horizons, missing
// facts, and verdicts day by day.
#include <catch2/catch.hpp>

#include "dsl/image/lookup.hpp"
#include "engine/core/admit.hpp"
#include "engine/core/evaluate.hpp"
#include "tests/program/operate_specialist.hpp"

namespace gradus {
namespace {

Date day(int year, int month, int of_month) { return make_date({year, month, of_month}).value(); }

struct Certificate {
    std::string track;
    std::string examined_on;  // empty: unknown
};

Json engineer(const std::vector<Certificate>& certificates)
{
    Json list = Json::array();
    for (const auto& certificate : certificates) {
        Json json = Json::object({{"track", certificate.track}, {"counts_for", "operate"}});
        if (!certificate.examined_on.empty())
            json.set("examined_on", certificate.examined_on);
        list.push(std::move(json));
    }
    return Json::object({{"post_sales_support", true}, {"certificates", std::move(list)}});
}

// A partner of which only the engineers are known, one for each list of certificates.
Json partner(const std::vector<std::vector<Certificate>>& engineers)
{
    Json list = Json::array();
    for (const auto& certificates : engineers)
        list.push(engineer(certificates));
    return Json::object({{"engineers", std::move(list)}});
}

using Parameters = std::vector<std::pair<std::string, image::Scalar>>;

Evaluation ask(std::string_view rule, const Json& dossier, Date today,
               const Parameters& parameters = {}, const std::string& specialization = {})
{
    const Image& image = operate_specialist().image.value();
    const auto facts = read_dossier(image, *find_subject(image, "partner"), dossier).value();
    Scope scope;
    scope.image = &image;
    scope.facts = &facts;
    scope.today = today;
    scope.parameters = &parameters;
    std::vector<Value> givens;
    if (!specialization.empty())
        givens.push_back({specialization});
    Budget budget{1'000'000};
    return evaluate(scope, find_rule(image, rule), givens, Explain::no, budget).value();
}

TEST_CASE("associates of a track count until its specialist exam is available, specialists always")
{
    struct Track {
        std::string rule, associate, specialist, parameter;
    };
    const auto track =
        GENERATE(Track{"idp_certificates", "JNCIA-IDP", "JNCIS-IDP", "jncis_idp_available_from"},
                 Track{"ac_certificates", "JNCIA-AC", "JNCIS-AC", "jncis_ac_available_from"},
                 Track{"wx_certificates", "JNCIA-WX", "JNCIS-WX", "jncis_wx_available_from"});
    const Certificate associate{track.associate, "2010-03-01"};
    const Certificate specialist{track.specialist, "2010-03-01"};
    const Parameters available{{track.parameter, day(2010, 7, 1)}};
    const auto verdict = [&](const Json& dossier, Date today) {
        return ask(track.rule, dossier, today, available).verdict;
    };

    CHECK(verdict(partner({{associate}, {associate}}), day(2010, 6, 30)) == Verdict::met);
    CHECK(verdict(partner({{associate}, {associate}}), day(2010, 7, 1)) == Verdict::not_met);
    CHECK(verdict(partner({{associate}, {specialist}}), day(2010, 6, 30)) == Verdict::met);
    CHECK(verdict(partner({{associate}, {specialist}}), day(2010, 7, 1)) == Verdict::not_met);
    CHECK(verdict(partner({{specialist}, {specialist}}), day(2010, 6, 30)) == Verdict::met);
    CHECK(verdict(partner({{specialist}, {specialist}}), day(2010, 7, 1)) == Verdict::met);
}

TEST_CASE("while no date is set, the specialist exam never becomes mandatory")
{
    const auto dossier = partner({{{"JNCIA-IDP", "2029-01-01"}}, {{"JNCIA-IDP", "2029-01-01"}}});
    CHECK(ask("idp_certificates", dossier, day(2030, 1, 1)).verdict == Verdict::met);
}

// Two engineers who both hold all of `tracks`; one of them lacks `lacking`.
Json pair_of(const std::vector<std::string>& tracks, const std::string& lacking)
{
    std::vector<Certificate> complete, incomplete;
    for (const auto& track : tracks) {
        complete.push_back({track, "2010-03-01"});
        if (track != lacking)
            incomplete.push_back({track, "2010-03-01"});
    }
    return partner({complete, incomplete});
}

TEST_CASE("each track of a specialization is needed twice, and twice is enough")
{
    struct Column {
        std::string specialization;
        std::vector<std::string> tracks;
    };
    const auto column = GENERATE(
        Column{"advanced_security",
               {"JNCIS-FWV", "JNCIA-IDP", "JNCIS-SSL", "JNCIA-AC", "JNCIS-SEC"}},
        Column{"network_infrastructure", {"JNCIS-M", "JNCIA-EX", "JNCIA-WX", "JNCIS-SEC"}},
        Column{"network_infrastructure", {"JNCIS-SP", "JNCIA-EX", "JNCIS-WX", "JNCIS-SEC"}},
        Column{"advanced_network_infrastructure", {"JNCIP-M", "JNCIS-SEC"}});
    const auto verdict = [&](const std::string& lacking, Date today) {
        Json dossier = pair_of(column.tracks, lacking);
        dossier.set("supports_e_series", false);
        return ask("technical_certification", dossier, today, {}, column.specialization).verdict;
    };
    for (const Date today : {day(2010, 9, 30), day(2010, 10, 1)}) {
        CHECK(verdict("", today) == Verdict::met);
        for (const auto& track : column.tracks) {
            INFO(column.specialization << " without " << track << " on " << to_string(today));
            CHECK(verdict(track, today) == Verdict::not_met);
        }
    }
}

TEST_CASE("each of the twelve services of the assistance center is needed")
{
    const Image& image = operate_specialist().image.value();
    const auto choice =
        std::find_if(image.choices.begin(), image.choices.end(),
                     [](const auto& each) { return each.name == "center_service"; });
    REQUIRE(choice != image.choices.end());
    REQUIRE(choice->values.size() == 12);
    for (const auto& left_out : choice->values) {
        Json services = Json::array();
        for (const auto& service : choice->values)
            if (service.name != left_out.name)
                services.push(service.name);
        INFO(left_out.name);
        CHECK(ask("assistance_center", Json::object({{"assistance_center", std::move(services)}}),
                  day(2010, 6, 1))
                  .verdict == Verdict::not_met);
    }
}

TEST_CASE(
    "an ENT and an ER count together from the day of the replacement to the day the first expires")
{
    const auto dossier = partner({{{"JNCIS-ENT", "2010-03-01"}}, {{"JNCIS-ER", "2009-05-05"}}});
    for (Date today = day(2008, 12, 31); today < day(2013, 1, 1); ++today.days) {
        const bool is_met = today >= day(2010, 10, 1) && today <= day(2011, 5, 5);
        INFO(to_string(today));
        REQUIRE(ask("routing_certificates", dossier, today).verdict ==
                (is_met ? Verdict::met : Verdict::not_met));
    }
}

TEST_CASE("the owner may move the day of the replacement")
{
    const auto dossier = partner({{{"JNCIP-SP", "2010-03-01"}}, {{"JNCIP-M", "2010-03-01"}}});
    const Parameters later{{"new_certificates_from", day(2011, 1, 1)}};
    CHECK(ask("core_certificates", dossier, day(2010, 10, 1)).verdict == Verdict::met);
    CHECK(ask("core_certificates", dossier, day(2010, 10, 1), later).verdict == Verdict::not_met);
    CHECK(ask("core_certificates", dossier, day(2011, 1, 1), later).verdict == Verdict::met);
}

TEST_CASE("the horizon of a certificate rule comes no later than the day after the first expiry")
{
    const auto dossier = partner({{{"JNCIS-SEC", "2010-03-01"}}, {{"JNCIS-SEC", "2010-02-28"}}});
    const auto evaluation = ask("security_certificates", dossier, day(2010, 6, 1));
    CHECK(evaluation.verdict == Verdict::met);
    REQUIRE(evaluation.horizon);
    CHECK(*evaluation.horizon > day(2010, 6, 1));
    CHECK(*evaluation.horizon <= day(2012, 2, 29));
}

TEST_CASE("time alone never helps a partner without engineers")
{
    const auto evaluation = ask("security_certificates", partner({}), day(2010, 6, 1));
    CHECK(evaluation.verdict == Verdict::not_met);
    CHECK_FALSE(evaluation.horizon);
}

TEST_CASE("a count that one exam date keeps open names that date")
{
    const auto dossier = partner({{{"JNCIS-SEC", "2010-03-01"}}, {{"JNCIS-SEC", ""}}});
    const auto evaluation = ask("security_certificates", dossier, day(2010, 6, 1));
    CHECK(evaluation.verdict == Verdict::unknown);
    CHECK(evaluation.missing ==
          std::vector<std::string>{"engineers[e2].certificates[e1].examined_on"});
}

}  // namespace
}  // namespace gradus
