#include <catch2/catch.hpp>

#include "dsl/image/codec.hpp"
#include "tests/image/sample_image.hpp"

namespace gradus::test {
namespace {

// The sample with one text of its JSON replaced by another.
Result<Image> decode_changed(const std::string& from, const std::string& to)
{
    auto bytes = encode(sample_image());
    const auto place = bytes.find(from);
    REQUIRE(place != std::string::npos);
    return decode_image(bytes.replace(place, from.size(), to));
}

void check_corrupt(const Result<Image>& read, const std::string& place)
{
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::corrupt);
    CHECK(read.error().place == place);
}

TEST_CASE("an image reads back as itself from its own bytes")
{
    const auto image = sample_image();
    const auto read = decode_image(encode(image));
    INFO((read ? std::string() : read.error().place + ": " + read.error().message));
    REQUIRE(read);
    CHECK(*read == image);
}

TEST_CASE("an image's bytes are canonical and fit the record")
{
    const auto json = to_json(sample_image());
    CHECK(encode(sample_image()) == canonical(json));
    CHECK(fits_record_profile(json));
}

TEST_CASE("two images that differ in one word have different identities")
{
    auto other = sample_image();
    other.workflows[0].states[0].title = "Asked for";
    CHECK(identity(other) != identity(sample_image()));
}

TEST_CASE("an id that is not set and other defaults leave no member")
{
    const auto json = to_json(sample_image());
    const auto& state = json.find("workflows")->as_array()[0].find("states")->as_array()[0];
    CHECK(state.find("parent") == nullptr);
    CHECK(state.find("kind") == nullptr);
    CHECK(state.find("name")->as_string() == "asked");
    const auto& review = json.find("workflows")->as_array()[0].find("states")->as_array()[1];
    CHECK(review.find("kind")->as_string() == "parallel");
}

TEST_CASE("the first table's id 0 is written, since it is set")
{
    const auto json = to_json(sample_image());
    CHECK(json.find("workflows")->as_array()[0].find("initial")->as_int() == 0);
}

TEST_CASE("a value of the text keeps its kind, and a date that is not set keeps none")
{
    const auto json = to_json(sample_image());
    const auto& parameters = json.find("parameters")->as_array();
    CHECK(*parameters[0].find("value") == Json::object({{"period", "P30D"}}));
    CHECK(parameters[1].find("value") == nullptr);
}

TEST_CASE("a reader refuses what it does not know, with the place")
{
    check_corrupt(decode_changed("\"program\":", "\"programme\":"), "image");
    check_corrupt(decode_changed("\"op\":\"given\"", "\"op\":\"gift\""), "image.code[1].op");
    check_corrupt(decode_changed("{\"period\":\"P30D\"}", "{\"period\":\"P30X\"}"),
                  "image.parameters[0].value");
    check_corrupt(decode_changed("\"count\":2", "\"count\":-2"), "image.code[19].count");
}

TEST_CASE("bytes that are no JSON are corrupt")
{
    const auto read = decode_image("{\"program\":");
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::corrupt);
}

// Encodes a broken image and reads it.
template <class Break> Result<Image> decode_broken(Break break_image)
{
    auto image = sample_image();
    break_image(image);
    return decode_image(encode(image));
}

TEST_CASE("an id that names nothing of its table is refused with the place")
{
    check_corrupt(decode_broken([](Image& i) { i.code[2].args[0] = {2}; }), "code[2]");
    check_corrupt(decode_broken([](Image& i) { i.code[2].args.pop_back(); }), "code[2]");
    check_corrupt(decode_broken([](Image& i) { i.code[0].type.of = 7; }), "code[0]");
    check_corrupt(decode_broken([](Image& i) { i.clauses[0].condition = {}; }), "fit.1");
    check_corrupt(decode_broken([](Image& i) { i.rules[1].clauses[0] = {99}; }), "ready");
    check_corrupt(decode_broken([](Image& i) { i.rules[1].about = 1; }), "ready");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].initial = {}; }), "permit");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].keys[0].choice = {1}; }), "permit");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].states[1].children[0] = {0}; }),
                  "permit.review");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].states[8].initial = {}; }),
                  "permit.running");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].transitions[0].branches.clear(); }),
                  "permit.papers_open.papers_seen");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].tasks[0].due = {500}; }),
                  "permit.see_papers");
    check_corrupt(decode_broken([](Image& i) { i.parameters[0].cites = {{2}}; }), "notice");
    check_corrupt(decode_broken([](Image& i) { i.zone.offsets.clear(); }), "zone");
}

TEST_CASE("a clause stands in one place only, so that deciding a rule ends")
{
    check_corrupt(decode_broken([](Image& i) { i.clauses[5].clauses = {{5}}; }), "ready.1");
    check_corrupt(decode_broken([](Image& i) { i.clauses[5].clauses = {{3}, {3}}; }), "ready.1.1");
}

TEST_CASE("a rule that asks itself is refused")
{
    check_corrupt(decode_broken([](Image& i) { i.code[18].ref = 1; }), "ready");
}

TEST_CASE("states and their children name each other, and transitions their sources")
{
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].states[3].parent = {1}; }),
                  "permit.papers");
    check_corrupt(decode_broken([](Image& i) { i.workflows[0].transitions[0].source = {0}; }),
                  "permit.papers_open");
}

}  // namespace
}  // namespace gradus::test
