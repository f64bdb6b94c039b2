// One rule on one subject, or on many, offline: no daemon, no store.
#include <algorithm>

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/cli/output.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/core/admit.hpp"
#include "engine/core/evaluate.hpp"

namespace gradus {
namespace {

using Replaced = std::vector<std::pair<std::string, image::Scalar>>;

struct Question {
    const Image& image;
    image::RuleId rule;
    Json with = Json::object();  // from the command line
    Json parameters = Json::object();
};

// A value typed on the command line, as JSON of the type.
Json typed(const image::Type& type, const std::string& text)
{
    switch (type.kind) {
    case image::TypeKind::yes_no:
        if (text == "yes" || text == "true")
            return true;
        if (text == "no" || text == "false")
            return false;
        return text;
    case image::TypeKind::whole_number: {
        const auto number = parse_json(text);
        return number && number->is_int() ? *number : Json(text);
    }
    case image::TypeKind::choices: {
        Json list = Json::array();
        std::size_t begin = 0;
        for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
            end = text.find(',', begin);
            list.push(text.substr(begin, end - begin));
        }
        return list;
    }
    default: return text;
    }
}

Result<std::vector<Value>> read_givens(const Question& question, const Json& with)
{
    std::vector<Value> givens;
    const auto& rule = at(question.image, question.rule);
    for (const auto& given : rule.givens) {
        const Json* json = with.find(given.name);
        if (json == nullptr)
            json = question.with.find(given.name);
        if (json == nullptr)
            return refuse(ErrorKind::invalid_input,
                          fmt::format("`{}` needs to be given `{}`", rule.name, given.name), {},
                          fmt::format("add --with {}=VALUE", given.name));
        auto value = read_value(question.image, given.type, *json, given.name);
        if (!value)
            return tl::unexpected<Error>(value.error());
        givens.push_back(std::move(*value));
    }
    return givens;
}

Result<Replaced> read_parameters(const Image& image, const Json& given)
{
    Replaced replaced;
    for (const auto& [name, json] : given.as_object()) {
        const auto id = find_parameter(image, name);
        if (!id.is_set())
            return refuse(ErrorKind::not_found,
                          fmt::format("the program has no parameter `{}`", name));
        const auto& parameter = image.parameters[id.index];
        if (json.is_string() && (json.as_string() == "never" || json.as_string().empty())) {
            replaced.emplace_back(name, image::Scalar{});
            continue;
        }
        const auto value = read_value(image, parameter.type, json, name);
        if (!value)
            return tl::unexpected<Error>(value.error());
        image::Scalar scalar;
        std::visit(
            [&](const auto& data) {
                if constexpr (std::is_constructible_v<image::Scalar, decltype(data)>)
                    scalar = data;
            },
            value->data);
        replaced.emplace_back(name, std::move(scalar));
    }
    return replaced;
}

Result<Evaluation> ask(const Question& question, const Json& dossier, const std::string& day,
                       const Json& with, const Json& parameters)
{
    const auto& rule = at(question.image, question.rule);
    const auto date = parse_date(day);
    if (!date)
        return refuse(ErrorKind::invalid_input, fmt::format("`{}` is not a date", day), "at",
                      "write it like 2010-10-01");
    if (rule.is_about_record)
        return refuse(ErrorKind::invalid_input,
                      fmt::format("`{}` is a rule about a record", rule.name), {},
                      "ask a rule about the subject");
    const auto facts = read_dossier(question.image, question.image.subjects[rule.about], dossier);
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto givens = read_givens(question, with);
    if (!givens)
        return tl::unexpected<Error>(givens.error());
    Json merged = question.parameters;
    for (const auto& [name, value] : parameters.as_object())
        merged.set(name, value);
    const auto replaced = read_parameters(question.image, merged);
    if (!replaced)
        return tl::unexpected<Error>(replaced.error());
    Scope scope;
    scope.image = &question.image;
    scope.facts = &*facts;
    scope.today = *date;
    scope.parameters = &*replaced;
    Budget budget{k_limit_step_operations};
    return evaluate(scope, question.rule, *givens, Explain::yes, budget);
}

Json answer_json(const Question& question, const Evaluation& evaluation)
{
    Json missing = Json::array();
    for (const auto& path : evaluation.missing)
        missing.push(path);
    return Json::object(
        {{"rule", at(question.image, question.rule).name},
         {"verdict", to_string(evaluation.verdict)},
         {"horizon", evaluation.horizon ? Json(to_string(*evaluation.horizon)) : Json(nullptr)},
         {"missing", std::move(missing)},
         {"why", to_json(*evaluation.why)}});
}

int answer_one(const Question& question, const Arguments& arguments)
{
    for (const auto& [name, value] : arguments.with) {
        const auto& givens = at(question.image, question.rule).givens;
        if (std::none_of(givens.begin(), givens.end(),
                         [&](const auto& given) { return given.name == name; })) {
            say(fmt::format("gradus: the rule takes no `{}`", name));
            return k_usage;
        }
    }
    const auto text = read_file(arguments.subject_file);
    if (!text)
        return fail(text.error());
    const auto dossier = parse_json(*text);
    if (!dossier)
        return fail({dossier.error().kind,
                     dossier.error().message,
                     arguments.subject_file + ": " + dossier.error().place,
                     {}});
    const auto evaluation = ask(question, *dossier, arguments.at, Json::object(), Json::object());
    if (!evaluation)
        return fail(evaluation.error());
    if (arguments.is_json) {
        print(canonical(answer_json(question, *evaluation)) + "\n");
        return k_done;
    }
    print(in_words(*evaluation->why, false));
    for (const auto& path : evaluation->missing)
        print("missing: " + path + "\n");
    if (evaluation->horizon)
        print(fmt::format("may change by time alone from {}\n", to_string(*evaluation->horizon)));
    return k_done;
}

Json object_or_empty(const Json& line, const char* name)
{
    const Json* member = line.find(name);
    return member != nullptr && member->is_object() ? *member : Json::object();
}

// One line of --subjects; what cannot be evaluated says why and the rest goes on.
Json answer_line(const Question& question, const std::string& text, std::size_t number,
                 const std::string& day)
{
    const auto failure = [&](Json id, const Error& error) {
        return Json::object(
            {{"id", std::move(id)},
             {"error", (error.place.empty() ? "" : error.place + ": ") + error.message}});
    };
    const auto line = parse_json(text);
    if (!line || !line->is_object())
        return failure(
            static_cast<std::int64_t>(number),
            line ? Error{ErrorKind::invalid_input, "not an object", {}, {}} : line.error());
    const Json* id = line->find("id");
    const Json own_id = id != nullptr ? *id : Json(static_cast<std::int64_t>(number));
    const Json* at_member = line->find("at");
    const Json* subject = line->find("subject");
    if (subject == nullptr)
        return failure(own_id, {ErrorKind::invalid_input, "`subject` is missing", {}, {}});
    const auto evaluation =
        ask(question, *subject,
            at_member != nullptr && at_member->is_string() ? at_member->as_string() : day,
            object_or_empty(*line, "with"), object_or_empty(*line, "parameters"));
    if (!evaluation)
        return failure(own_id, evaluation.error());
    return answer_json(question, *evaluation).set("id", own_id);
}

int answer_many(const Question& question, const Arguments& arguments)
{
    const auto text = read_file(arguments.subjects_file);
    if (!text)
        return fail(text.error());
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text->size();) {
        const auto end = std::min(text->find('\n', begin), text->size());
        const auto line = text->substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            print(canonical(answer_line(question, line, number, arguments.at)) + "\n");
    }
    return k_done;
}

}  // namespace

int run_evaluate(const Arguments& arguments)
{
    if (arguments.names.size() != 2 ||
        (arguments.subject_file.empty() == arguments.subjects_file.empty())) {
        say("usage: gradus evaluate PROGRAM RULE --subject FILE --at DATE [--with NAME=VALUE]… "
            "[--parameter NAME=VALUE]…\n"
            "       gradus evaluate PROGRAM RULE --subjects FILE.jsonl");
        return k_usage;
    }
    const auto compiled = compile_program(arguments.names[0]);
    if (!compiled)
        return fail(compiled.error());
    const auto& image = *compiled->compilation.image;
    Question question{image, find_rule(image, arguments.names[1])};
    if (!question.rule.is_set())
        return fail({ErrorKind::not_found,
                     fmt::format("the program has no rule `{}`", arguments.names[1]),
                     {},
                     {}});
    for (const auto& [name, value] : arguments.with) {
        Json json = value;
        for (const auto& given : at(image, question.rule).givens)
            if (given.name == name)
                json = typed(given.type, value);
        question.with.set(name, std::move(json));
    }
    for (const auto& [name, value] : arguments.parameters) {
        const auto id = find_parameter(image, name);
        question.parameters.set(
            name, id.is_set() ? typed(image.parameters[id.index].type, value) : Json(value));
    }
    return arguments.subjects_file.empty() ? answer_one(question, arguments)
                                           : answer_many(question, arguments);
}

}  // namespace gradus
