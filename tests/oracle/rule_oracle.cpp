#include "tests/oracle/rule_oracle.hpp"

#include <algorithm>
#include <limits>

#include "dsl/base/assert.hpp"

namespace gradus::oracle {
namespace {

template <class... F> struct Overload : F... {
    using F::operator()...;
};
template <class... F> Overload(F...) -> Overload<F...>;

Answer known(bool holds) { return {holds ? Truth::yes : Truth::no, {}}; }

// An unknown whole names what is missing in its unknown parts.
Answer with_missing_of(Truth truth, const std::vector<Answer>& parts)
{
    Answer whole{truth, {}};
    if (truth == Truth::unknown)
        for (const auto& part : parts)
            if (part.truth == Truth::unknown)
                whole.missing.insert(part.missing.begin(), part.missing.end());
    return whole;
}

Answer all(const std::vector<Answer>& parts)
{
    auto truth = Truth::yes;
    for (const auto& part : parts)
        truth = std::min(truth, part.truth);
    return with_missing_of(truth, parts);
}

Answer any(const std::vector<Answer>& parts)
{
    auto truth = Truth::no;
    for (const auto& part : parts)
        truth = std::max(truth, part.truth);
    return with_missing_of(truth, parts);
}

// Tries every number that may turn out.
template <class Holds> Answer counted(const std::vector<Answer>& parts, Holds holds)
{
    std::int64_t certain = 0;
    std::int64_t open = 0;
    for (const auto& part : parts) {
        certain += part.truth == Truth::yes ? 1 : 0;
        open += part.truth == Truth::unknown ? 1 : 0;
    }
    bool can_hold = false;
    bool can_fail = false;
    for (auto number = certain; number <= certain + open; ++number)
        (holds(number) ? can_hold : can_fail) = true;
    const auto truth = can_hold && can_fail ? Truth::unknown : can_hold ? Truth::yes : Truth::no;
    return with_missing_of(truth, parts);
}

const ast::Field* field_of(const ast::Fields& fields, const std::string& name)
{
    for (const auto& field : fields.fields)
        if (field.name.text == name)
            return &field;
    return nullptr;
}

std::string element_key(const ast::Fields& record, const Json& element, std::size_t position)
{
    for (const auto& field : record.fields)
        if (field.is_key && element.find(field.name.text) != nullptr)
            return element.find(field.name.text)->as_string();
    if (const Json* key = element.find("key"))
        return key->as_string();
    return "e" + std::to_string(position + 1);
}

}  // namespace

Answer negated(Answer answer)
{
    if (answer.truth != Truth::unknown)
        answer.truth = answer.truth == Truth::yes ? Truth::no : Truth::yes;
    return answer;
}

RuleOracle::RuleOracle(const ast::Module& module, const std::string& subject)
{
    for (const auto& declaration : module.declarations) {
        if (const auto* fields = std::get_if<ast::Fields>(&declaration))
            fields_[fields->name.text] = fields;
        if (const auto* rule = std::get_if<ast::Rule>(&declaration))
            rules_[rule->name.text] = rule;
        if (const auto* parameter = std::get_if<ast::Parameter>(&declaration))
            parameters_[parameter->name.text] = parameter;
    }
    subject_ = fields_.at(subject);
}

RuleOracle::Where RuleOracle::outermost(const Question& question) const
{
    return {{{subject_, question.facts, ""}}, question.names, question.today};
}

Answer RuleOracle::rule(const std::string& name, const Question& question) const
{
    return ask_rule(*rules_.at(name), {}, outermost(question));
}

Answer RuleOracle::condition(const ast::Expr& expr, const Question& question) const
{
    return ask(expr, outermost(question));
}

Period RuleOracle::period(const ast::Expr& expr) const { return std::get<Period>(term(expr, {})); }

// --- terms --------------------------------------------------------------------------------------

RuleOracle::Term RuleOracle::term(const ast::Expr& expr, const Where& where) const
{
    return std::visit(
        Overload{
            [](const ast::YesNo& yes_no) -> Term { return Json(yes_no.value); },
            [](const ast::Number& number) -> Term { return Json(number.value); },
            [](const ast::DateLiteral& date) -> Term { return date.value; },
            [](const ast::TextLiteral& text) -> Term { return Json(text.value); },
            [](const ast::PeriodLiteral& period) -> Term { return period.value; },
            [&](const ast::Today&) -> Term { return where.today; },
            [&](const ast::PathExpr& path) { return named(path.path.names.at(0).text, where); },
            [&](const ast::Sum& shift) { return shifted(shift, where); },
            [](const auto&) -> Term { UNREACHABLE(); },
        },
        expr.node);
}

// In the element first, then outwards; then givens and keys, parameters, and at last values of
// choices.
RuleOracle::Term RuleOracle::named(const std::string& name, const Where& where) const
{
    for (auto place = where.places.rbegin(); place != where.places.rend(); ++place) {
        const auto* field = field_of(*place->type, name);
        if (field == nullptr)
            continue;
        const Json* value = place->facts->find(name);
        if (value == nullptr)
            return Missing{place->path.empty() ? name : place->path + "." + name};
        if (field->type.kind == ast::TypeKind::date)
            return *parse_date(value->as_string());
        return *value;
    }
    if (const auto found = where.names.find(name); found != where.names.end())
        return found->second;
    if (const auto found = parameters_.find(name); found != parameters_.end())
        return found->second->value ? term(*found->second->value, where) : Term(Never{});
    return Json(name);
}

RuleOracle::Term RuleOracle::shifted(const ast::Sum& shift, const Where& where) const
{
    const auto base = term(*shift.base, where);
    if (!std::holds_alternative<Date>(base))
        return base;
    const auto amount = std::get<Period>(term(*shift.amount, where));
    const auto date = std::get<Date>(base);
    return *(shift.is_minus ? subtract(date, amount) : add(date, amount));
}

// --- conditions ---------------------------------------------------------------------------------

Answer RuleOracle::ask(const ast::Expr& expr, const Where& where) const
{
    const auto each = [&](const std::vector<ast::ExprPtr>& parts) {
        std::vector<Answer> answers;
        for (const auto& part : parts)
            answers.push_back(ask(*part, where));
        return answers;
    };
    const auto turned_if = [](bool is_negated, Answer answer) {
        return is_negated ? negated(std::move(answer)) : answer;
    };
    return std::visit(
        Overload{
            [&](const ast::And& both) { return all(each(both.parts)); },
            [&](const ast::Or& either) { return any(each(either.parts)); },
            [&](const ast::Not& negation) { return negated(ask(*negation.part, where)); },
            [&](const ast::Comparison& comparison) { return compare(comparison, where); },
            [&](const ast::Known& asked) {
                const bool is_known = !std::holds_alternative<Missing>(term(*asked.value, where));
                return known(is_known != asked.is_negated);
            },
            [&](const ast::OneOf& one_of) {
                std::vector<Term> options;
                for (const auto& option : one_of.options)
                    options.push_back(term(*option, where));
                return turned_if(one_of.is_negated, in_list(term(*one_of.value, where), options));
            },
            [&](const ast::Includes& includes) {
                const auto answer =
                    in_list(term(*includes.value, where), {term(*includes.list, where)});
                return turned_if(includes.is_negated, answer);
            },
            [&](const ast::Between& between) {
                const auto value = term(*between.value, where);
                return all({in_order(term(*between.first, where), value, true),
                            in_order(value, term(*between.last, where), true)});
            },
            [&](const ast::RuleTest& test) {
                const auto answer = ask_rule(*rules_.at(test.rule.text), test.arguments, where);
                return turned_if(test.is_negated, answer);
            },
            [&](const ast::Quantified& quantified) { return count(quantified, where); },
            [](const auto&) -> Answer { UNREACHABLE(); },
        },
        expr.node);
}

// A date that is not set never comes: it is later than every day.
Answer RuleOracle::in_order(const Term& first, const Term& second, bool or_equal)
{
    std::set<std::string> missing;
    for (const auto* each : {&first, &second})
        if (const auto* fact = std::get_if<Missing>(each))
            missing.insert(fact->path);
    if (!missing.empty())
        return {Truth::unknown, missing};
    const auto place = [](const Term& value) -> std::int64_t {
        if (const auto* date = std::get_if<Date>(&value))
            return date->days;
        if (const auto* number = std::get_if<Json>(&value))
            return number->as_int();
        return std::numeric_limits<std::int64_t>::max();
    };
    return known(or_equal ? place(first) <= place(second) : place(first) < place(second));
}

Answer RuleOracle::compare(const ast::Comparison& comparison, const Where& where) const
{
    const auto left = term(*comparison.left, where);
    const auto right = term(*comparison.right, where);
    switch (comparison.relation) {
    case ast::Relation::eq: return in_list(left, {right});
    case ast::Relation::ne: return negated(in_list(left, {right}));
    case ast::Relation::at_least:
    case ast::Relation::on_or_after: return in_order(right, left, true);
    case ast::Relation::at_most:
    case ast::Relation::on_or_before: return in_order(left, right, true);
    case ast::Relation::more_than:
    case ast::Relation::after: return in_order(right, left, false);
    case ast::Relation::less_than:
    case ast::Relation::before: return in_order(left, right, false);
    }
    UNREACHABLE();
}

Answer RuleOracle::in_list(const Term& value, const std::vector<Term>& options) const
{
    std::vector<Answer> answers;
    for (const auto& option : options) {
        std::set<std::string> missing;
        for (const auto* each : {&value, &option})
            if (const auto* fact = std::get_if<Missing>(each))
                missing.insert(fact->path);
        if (!missing.empty()) {
            answers.push_back({Truth::unknown, missing});
            continue;
        }
        // What never comes is no day, and the same as what never comes either.
        const bool is_never = std::holds_alternative<Never>(value);
        if (is_never || std::holds_alternative<Never>(option)) {
            answers.push_back(known(is_never == std::holds_alternative<Never>(option)));
            continue;
        }
        if (const auto* date = std::get_if<Date>(&value)) {
            const auto* other = std::get_if<Date>(&option);
            answers.push_back(known(other != nullptr && *date == *other));
            continue;
        }
        const auto& json = std::get<Json>(option);
        const auto& item = std::get<Json>(value);
        const auto is_in = [&] {
            const auto& list = json.as_array();
            return std::find(list.begin(), list.end(), item) != list.end();
        };
        answers.push_back(known(json.is_array() ? is_in() : json == item));
    }
    return any(answers);
}

// --- rules --------------------------------------------------------------------------------------

Answer RuleOracle::ask_rule(const ast::Rule& rule, const std::vector<ast::Argument>& arguments,
                            const Where& where) const
{
    Where inside{{}, {}, where.today};
    for (const auto& given : rule.givens) {
        const auto passed = std::find_if(arguments.begin(), arguments.end(), [&](const auto& each) {
            return each.given.text == given.name.text;
        });
        const auto value = passed == arguments.end() ? Term(where.names.at(given.name.text))
                                                     : term(*passed->value, where);
        if (const auto* fact = std::get_if<Missing>(&value))
            return {Truth::unknown, {fact->path}};
        inside.names[given.name.text] = std::get<Json>(value);
    }
    for (auto place = where.places.rbegin(); place != where.places.rend(); ++place)
        if (place->type->name.text == rule.about.text && inside.places.empty())
            inside.places.push_back(*place);
    ASSERT(!inside.places.empty());
    return all(in_force(rule.clauses, inside));
}

Answer RuleOracle::count(const ast::Quantified& quantified, const Where& where) const
{
    const auto& name = quantified.list.names.at(0).text;
    auto holder = where.places.rbegin();
    while (field_of(*holder->type, name) == nullptr)
        ++holder;
    const auto path = holder->path.empty() ? name : holder->path + "." + name;
    const Json* list = holder->facts->find(name);
    if (list == nullptr)
        return {Truth::unknown, {path}};
    const auto& record = *fields_.at(field_of(*holder->type, name)->type.names.at(0).text);
    std::vector<Answer> answers;
    for (const auto& item : list->as_array()) {
        auto inside = where;
        const auto key = element_key(record, item, answers.size());
        inside.places.push_back({&record, &item, path + "[" + key + "]"});
        answers.push_back(element(quantified, inside));
    }
    const auto size = static_cast<std::int64_t>(answers.size());
    return counted(answers, [&](std::int64_t number) {
        switch (quantified.quantity) {
        case ast::Quantity::at_least: return number >= quantified.count;
        case ast::Quantity::at_most: return number <= quantified.count;
        case ast::Quantity::exactly: return number == quantified.count;
        case ast::Quantity::each: return number == size;
        case ast::Quantity::some: return number >= 1;
        case ast::Quantity::none: return number == 0;
        }
        UNREACHABLE();
    });
}

// Where the rule's single given is a list, several values give all of them.
Answer RuleOracle::element(const ast::Quantified& quantified, const Where& where) const
{
    if (quantified.where)
        return ask(*quantified.where, where);
    const auto& rule = *rules_.at(quantified.rule->text);
    auto outside = where;
    if (!quantified.arguments.empty()) {
        const auto& given = rule.givens.at(0);
        Json list = Json::array();
        for (const auto& argument : quantified.arguments) {
            const auto value = term(*argument, where);
            if (const auto* fact = std::get_if<Missing>(&value))
                return {Truth::unknown, {fact->path}};
            list.push(std::get<Json>(value));
        }
        const bool is_list = given.type.kind == ast::TypeKind::list_of;
        const bool is_given_as_list = list.as_array()[0].is_array();
        outside.names[given.name.text] =
            is_list && !is_given_as_list ? list : Json(list.as_array()[0]);
    }
    return ask_rule(rule, {}, outside);
}

// --- clauses ------------------------------------------------------------------------------------

bool RuleOracle::is_in_force(const ast::Clause& clause, const Where& where) const
{
    const Term today = where.today;
    const auto holds = [](const Answer& answer) { return answer.truth == Truth::yes; };
    return (!clause.from || holds(in_order(term(*clause.from, where), today, true))) &&
           (!clause.through || holds(in_order(today, term(*clause.through, where), true))) &&
           (!clause.before || holds(in_order(today, term(*clause.before, where), false)));
}

std::vector<Answer> RuleOracle::in_force(const std::vector<ast::Clause>& clauses,
                                         const Where& where) const
{
    std::vector<Answer> answers;
    for (const auto& each : clauses)
        if (is_in_force(each, where))
            answers.push_back(clause(each, where));
    return answers;
}

Answer RuleOracle::clause(const ast::Clause& clause, const Where& where) const
{
    switch (clause.kind) {
    case ast::ClauseKind::once:
    case ast::ClauseKind::row: UNREACHABLE();  // the oracle draws neither
    case ast::ClauseKind::needs: return ask(*clause.condition, where);
    case ast::ClauseKind::all_of: return all(in_force(clause.clauses, where));
    case ast::ClauseKind::any_of: return any(in_force(clause.clauses, where));
    case ast::ClauseKind::none_of: return negated(any(in_force(clause.clauses, where)));
    case ast::ClauseKind::at_least:
        return counted(in_force(clause.clauses, where),
                       [&](std::int64_t number) { return number >= clause.count; });
    case ast::ClauseKind::only_when:
        return any({negated(ask(*clause.condition, where)), all(in_force(clause.clauses, where))});
    }
    UNREACHABLE();
}

}  // namespace gradus::oracle
