// Each part of an Image is described once, by `members`, for both directions. A member that has its
// default value is left out, so that an Image stays small and a later member does not change old
// identities.
#include "dsl/image/codec.hpp"

#include <fmt/format.h>

#include "dsl/base/limits.hpp"
#include "dsl/image/check.hpp"

namespace gradus {
namespace {

using namespace image;

// --- words of the enumerations ------------------------------------------------------------------

template <class E> struct Words;
#define GRADUS_WORDS(type, ...)                              \
    template <> struct Words<type> {                         \
        static constexpr const char* list[] = {__VA_ARGS__}; \
    }
GRADUS_WORDS(TypeKind, "yes_no", "text", "whole_number", "date", "period", "choice", "choices",
             "records", "decimal", "percent", "money", "instant");
GRADUS_WORDS(Op, "literal", "list", "parameter", "fact", "given", "key", "case_key", "event_field",
             "today", "now", "date_part", "plus", "minus", "times", "divide", "percent_of",
             "table_value", "aggregate", "equal", "less", "less_equal", "between", "member",
             "known", "rule_met", "all_of", "any_of", "negate", "count_met", "case_in",
             "count_cases");
GRADUS_WORDS(Quantity, "at_least", "at_most", "exactly", "each", "some", "none");
GRADUS_WORDS(Aggregate, "sum", "count", "earliest", "latest", "highest", "lowest");
GRADUS_WORDS(Rounding, "down", "up", "half_up", "half_even");
GRADUS_WORDS(Weekday, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
GRADUS_WORDS(Observed, "on_its_day", "nearest_weekday", "next_monday");
GRADUS_WORDS(ClauseKind, "needs", "all_of", "any_of", "none_of", "once", "at_least", "only_when",
             "row");
GRADUS_WORDS(TakesRows, "first", "only", "all");
GRADUS_WORDS(PromiseKind, "never_before", "never_unless", "never_while", "never_except",
             "never_both", "after_always", "nobody_does", "can_end");
GRADUS_WORDS(TriggerKind, "on_event", "when_done", "when_condition", "after", "every");
GRADUS_WORDS(BranchKind, "plain", "if_condition", "if_unknown", "otherwise");
GRADUS_WORDS(StateKind, "atomic", "compound", "parallel", "region", "final");
#undef GRADUS_WORDS

// --- what each part consists of -----------------------------------------------------------------

template <class A> void members(A& a, Type& x) { a("kind", x.kind), a("of", x.of); }
template <class A> void members(A& a, Expr& x)
{
    a("op", x.op), a("type", x.type), a("args", x.args), a("literal", x.literal), a("ref", x.ref),
        a("up", x.up);
    a("path", x.path), a("quantity", x.quantity), a("count", x.count);
    a("aggregate", x.aggregate), a("rounding", x.rounding);
}
template <class A> void members(A& a, Citation& x)
{
    a("source", x.source), a("clause", x.clause), a("summary", x.summary);
}
template <class A> void members(A& a, Note& x)
{
    a("question", x.is_question), a("id", x.id), a("text", x.text);
}
template <class A> void members(A& a, Field& x)
{
    a("name", x.name), a("title", x.title), a("type", x.type), a("mandatory", x.is_mandatory);
    a("personal", x.is_personal), a("key", x.is_key);
}
template <class A> void members(A& a, FieldSet& x)
{
    a("name", x.name), a("title", x.title), a("fields", x.fields);
}
template <class A> void members(A& a, Role& x) { a("name", x.name), a("title", x.title); }
template <class A> void members(A& a, ChoiceValue& x) { a("name", x.name), a("title", x.title); }
template <class A> void members(A& a, Choice& x)
{
    a("name", x.name), a("title", x.title), a("values", x.values);
}
template <class A> void members(A& a, Parameter& x)
{
    a("name", x.name), a("type", x.type), a("value", x.value), a("our_choice", x.our_choice),
        a("cites", x.cites);
}
template <class A> void members(A& a, Given& x) { a("name", x.name), a("type", x.type); }
template <class A> void members(A& a, Clause& x)
{
    a("kind", x.kind), a("id", x.id), a("condition", x.condition), a("clauses", x.clauses),
        a("count", x.count);
    a("from", x.from), a("through", x.through), a("before", x.before), a("cites", x.cites),
        a("result", x.result);
}
template <class A> void members(A& a, Rule& x)
{
    a("name", x.name), a("title", x.title), a("decision", x.is_decision),
        a("about_record", x.is_about_record), a("about", x.about);
    a("givens", x.givens), a("cites", x.cites), a("notes", x.notes), a("clauses", x.clauses);
    a("table", x.is_table), a("gives", x.gives), a("takes", x.takes);
}
template <class A> void members(A& a, Notice& x) { a("role", x.role), a("text", x.text); }
template <class A> void members(A& a, FieldValue& x) { a("field", x.field), a("value", x.value); }
template <class A> void members(A& a, Raise& x)
{
    a("event", x.event), a("workflow", x.workflow), a("key", x.key), a("fields", x.fields);
}
template <class A> void members(A& a, Call& x) { a("service", x.service), a("fields", x.fields); }
template <class A> void members(A& a, Branch& x)
{
    a("id", x.id), a("kind", x.kind), a("condition", x.condition), a("target", x.target),
        a("notices", x.notices);
    a("cites", x.cites), a("back", x.is_back), a("sets", x.sets);
    a("raises", x.raises), a("calls", x.calls);
}
template <class A> void members(A& a, Transition& x)
{
    a("id", x.id), a("source", x.source), a("trigger", x.trigger), a("event", x.event),
        a("roles", x.roles);
    a("condition", x.condition), a("period", x.period), a("branches", x.branches);
    a("people", x.people), a("other_than", x.other_than), a("not_counting", x.not_counting);
    a("from", x.anchor);
}
template <class A> void members(A& a, Rung& x)
{
    a("after", x.after), a("role", x.role), a("notices", x.notices);
}
template <class A> void members(A& a, Task& x)
{
    a("name", x.name), a("title", x.title), a("role", x.role), a("done_by", x.done_by),
        a("due", x.due);
    a("reminders", x.reminders), a("overdue", x.overdue), a("ladder", x.ladder);
}
template <class A> void members(A& a, State& x)
{
    a("name", x.name), a("title", x.title), a("kind", x.kind), a("parent", x.parent),
        a("initial", x.initial);
    a("children", x.children), a("transitions", x.transitions), a("tasks", x.tasks),
        a("entry", x.entry), a("exit", x.exit);
    a("cites", x.cites), a("notes", x.notes);
}
template <class A> void members(A& a, Key& x) { a("name", x.name), a("choice", x.choice); }
template <class A> void members(A& a, Workflow& x)
{
    a("name", x.name), a("title", x.title), a("subject", x.subject), a("keys", x.keys),
        a("initial", x.initial);
    a("states", x.states), a("transitions", x.transitions), a("tasks", x.tasks),
        a("cites", x.cites), a("notes", x.notes);
}
template <class A> void members(A& a, PromiseLine& x)
{
    a("kind", x.kind), a("first", x.first), a("others", x.others), a("names", x.names),
        a("condition", x.condition);
}
template <class A> void members(A& a, Promise& x)
{
    a("name", x.name), a("title", x.title), a("workflow", x.workflow), a("lines", x.lines),
        a("cites", x.cites), a("notes", x.notes);
}
template <class A> void members(A& a, Source& x)
{
    a("name", x.name), a("title", x.title), a("register", x.register_hash);
}
template <class A> void members(A& a, ZoneOffset& x)
{
    a("from", x.from), a("offset_s", x.offset_s);
}
template <class A> void members(A& a, Zone& x) { a("name", x.name), a("offsets", x.offsets); }

// A holiday's rule with all its members side by side.
struct FlatHoliday {
    std::string kind;  // "fixed", "weekday", "easter"
    std::int32_t month = 0;
    std::int32_t day = 0;
    Weekday weekday = Weekday::monday;
    std::int32_t nth = 0;
    std::int32_t offset = 0;
    Observed observed = Observed::on_its_day;
    std::int32_t first_year = 0;
    std::int32_t last_year = 0;
};
template <class A> void members(A& a, FlatHoliday& x)
{
    a("kind", x.kind), a("month", x.month), a("day", x.day), a("weekday", x.weekday),
        a("nth", x.nth);
    a("offset", x.offset), a("observed", x.observed), a("first_year", x.first_year),
        a("last_year", x.last_year);
}

FlatHoliday flat(const HolidayRule& rule)
{
    FlatHoliday flat;
    if (const auto* fixed = std::get_if<FixedHoliday>(&rule.day)) {
        flat.kind = "fixed";
        flat.month = fixed->month;
        flat.day = fixed->day;
    } else if (const auto* nth = std::get_if<WeekdayHoliday>(&rule.day)) {
        flat.kind = "weekday";
        flat.month = nth->month;
        flat.weekday = nth->weekday;
        flat.nth = nth->nth;
    } else {
        flat.kind = "easter";
        flat.offset = std::get<EasterHoliday>(rule.day).offset_days;
    }
    flat.observed = rule.observed;
    flat.first_year = rule.first_year.value_or(0);
    flat.last_year = rule.last_year.value_or(0);
    return flat;
}

// Nothing for a rule of no kind, or one that names no day.
std::optional<HolidayRule> unflat(const FlatHoliday& flat)
{
    HolidayRule rule;
    if (flat.kind == "fixed")
        rule.day = FixedHoliday{flat.month, flat.day};
    else if (flat.kind == "weekday")
        rule.day = WeekdayHoliday{flat.month, flat.weekday, flat.nth};
    else if (flat.kind == "easter")
        rule.day = EasterHoliday{flat.offset};
    else
        return std::nullopt;
    rule.observed = flat.observed;
    if (flat.first_year != 0)
        rule.first_year = flat.first_year;
    if (flat.last_year != 0)
        rule.last_year = flat.last_year;
    return is_possible(rule) ? std::optional(rule) : std::nullopt;
}

template <class A> void members(A& a, Calendar& x)
{
    a("name", x.name), a("weekend", x.weekend), a("rules", x.rules);
}
template <class A> void members(A& a, Service& x)
{
    a("question", x.question), a("answers", x.answers);
}
template <class A> void members(A& a, Image& x)
{
    a("program", x.program), a("title", x.title), a("zone", x.zone), a("sources", x.sources),
        a("citations", x.citations);
    a("calendars", x.calendars);
    a("roles", x.roles), a("choices", x.choices), a("currencies", x.currencies),
        a("parameters", x.parameters), a("records", x.records);
    a("subjects", x.subjects), a("events", x.events), a("rules", x.rules), a("clauses", x.clauses);
    a("services", x.services), a("workflows", x.workflows), a("promises", x.promises),
        a("code", x.code);
}

// A value of the program's text with its kind: {"date":"2010-10-01"}, {"text":"gold"}.
Json scalar_json(const Scalar& scalar)
{
    const auto tagged = [](const char* kind, Json value) {
        return Json::object({{kind, std::move(value)}});
    };
    if (const auto* flag = std::get_if<bool>(&scalar))
        return tagged("yes_no", *flag);
    if (const auto* number = std::get_if<std::int64_t>(&scalar))
        return tagged("number", *number);
    if (const auto* text = std::get_if<std::string>(&scalar))
        return tagged("text", *text);
    if (const auto* date = std::get_if<Date>(&scalar))
        return tagged("date", to_string(*date));
    if (const auto* period = std::get_if<Period>(&scalar); period && period->business_days != 0)
        return tagged("period", Json::object({{"business_days", period->business_days},
                                              {"calendar", period->calendar}}));
    if (const auto* period = std::get_if<Period>(&scalar))
        return tagged("period", to_string(*period));
    if (const auto* number = std::get_if<Decimal>(&scalar))
        return tagged("decimal", to_string(*number));
    if (const auto* percent = std::get_if<Percent>(&scalar))
        return tagged("percent", to_string(percent->value));
    if (const auto* money = std::get_if<Money>(&scalar))
        return tagged("money", to_string(money->amount) + " " + money->currency);
    if (const auto* instant = std::get_if<Instant>(&scalar))
        return tagged("instant", to_string(*instant));
    return tagged("unset", true);
}

std::optional<Scalar> read_business_days(const Json& json)
{
    const Json* days = json.find("business_days");
    const Json* calendar = json.find("calendar");
    const bool is_whole = json.as_object().size() == 2 && days != nullptr && days->is_int() &&
                          calendar != nullptr && calendar->is_int() &&
                          std::in_range<std::int32_t>(days->as_int()) &&
                          std::in_range<std::uint32_t>(calendar->as_int());
    if (!is_whole)
        return std::nullopt;
    Period period;
    period.business_days = static_cast<std::int32_t>(days->as_int());
    period.calendar = static_cast<std::uint32_t>(calendar->as_int());
    return period;
}

std::optional<Scalar> read_money(const std::string& text)
{
    const auto blank = text.find(' ');
    const auto amount = parse_decimal(std::string_view(text).substr(0, blank));
    const auto currency = blank < text.size() ? text.substr(blank + 1) : std::string();
    if (!amount || !is_currency(currency))
        return std::nullopt;
    return Money{*amount, currency};
}

std::optional<Scalar> read_scalar(const Json& json)
{
    if (!json.is_object() || json.as_object().size() != 1)
        return std::nullopt;
    const auto& [kind, value] = json.as_object()[0];
    if (kind == "yes_no" && value.is_bool())
        return value.as_bool();
    if (kind == "number" && value.is_int())
        return value.as_int();
    if (kind == "unset")
        return Scalar{};
    if (kind == "period" && value.is_object())
        return read_business_days(value);
    if (!value.is_string())
        return std::nullopt;
    if (kind == "text")
        return value.as_string();
    if (kind == "date")
        if (const auto date = parse_date(value.as_string()))
            return *date;
    if (kind == "instant")
        if (const auto instant = parse_instant(value.as_string()))
            return *instant;
    if (kind == "period")
        if (const auto period = parse_period(value.as_string()))
            return *period;
    if (kind == "money")
        return read_money(value.as_string());
    if (kind == "decimal" || kind == "percent")
        if (const auto number = parse_decimal(value.as_string()))
            return kind == "decimal" ? Scalar(*number) : Scalar(Percent{*number});
    return std::nullopt;
}

// --- writing ------------------------------------------------------------------------------------

class Writer {
public:
    template <class T> void operator()(const char* name, const T& value)
    {
        if (!(value == T{}))
            json_.set(name, to_value(value));
    }

    template <class T> static Json to_value(const T& value)
    {
        if constexpr (std::is_same_v<T, Scalar>) {
            return scalar_json(value);
        } else if constexpr (std::is_same_v<T, HolidayRule>) {
            return to_value(flat(value));
        } else if constexpr (std::is_same_v<T, Hash>) {
            return to_hex(value);
        } else if constexpr (std::is_same_v<T, Instant>) {
            return to_string(value);
        } else if constexpr (std::is_enum_v<T>) {
            return Words<T>::list[static_cast<std::size_t>(value)];
        } else if constexpr (std::is_constructible_v<Json, T>) {
            return Json(value);
        } else if constexpr (requires { value.index; }) {
            return Json(value.index);
        } else if constexpr (requires { value.begin(); }) {
            Json list = Json::array();
            for (const auto& item : value)
                list.push(to_value(item));
            return list;
        } else {
            Writer writer;
            members(writer,
                    const_cast<T&>(value));  // described for both directions; written here only
            return std::move(writer.json_);
        }
    }

private:
    Json json_ = Json::object();
};

// --- reading ------------------------------------------------------------------------------------

struct Fault {
    std::string place;
    std::string message;
};

class Reader {
public:
    Reader(const Json& json, std::string place) : json_(json), place_(std::move(place))
    {
        if (!json.is_object())
            throw Fault{place_, "an object was expected"};
    }

    template <class T> void operator()(const char* name, T& value)
    {
        if (const Json* member = json_.find(name)) {
            ++found_;
            read(*member, place_ + "." + name, value);
        } else {
            value = T{};  // what the writer left out, whatever the struct's own default is
        }
    }

    void finish() const
    {
        if (found_ != json_.as_object().size())
            throw Fault{place_, "an unknown member"};
    }

    template <class T> static void read(const Json& json, const std::string& place, T& value)
    {
        if constexpr (std::is_same_v<T, Scalar>) {
            take(read_scalar(json), place, value);
        } else if constexpr (std::is_same_v<T, HolidayRule>) {
            FlatHoliday holiday;
            read(json, place, holiday);
            take(unflat(holiday), place, value);
        } else if constexpr (std::is_same_v<T, bool>) {
            take(json.is_bool() ? std::optional(json.as_bool()) : std::nullopt, place, value);
        } else if constexpr (std::is_same_v<T, std::string>) {
            take(json.is_string() ? std::optional(json.as_string()) : std::nullopt, place, value);
        } else if constexpr (std::is_same_v<T, Hash>) {
            take(json.is_string() ? parse_hash(json.as_string()) : std::nullopt, place, value);
        } else if constexpr (std::is_same_v<T, Instant>) {
            take(json.is_string() ? parse_instant(json.as_string()) : std::nullopt, place, value);
        } else if constexpr (std::is_enum_v<T>) {
            take(json.is_string() ? read_word<T>(json.as_string()) : std::nullopt, place, value);
        } else if constexpr (std::is_integral_v<T>) {
            const bool fits = json.is_int() && std::in_range<T>(json.as_int());
            take(fits ? std::optional(static_cast<T>(json.as_int())) : std::nullopt, place, value);
        } else if constexpr (requires { value.index; }) {
            read(json, place, value.index);
        } else if constexpr (requires { value.push_back({}); }) {
            read_list(json, place, value);
        } else {
            Reader reader(json, place);
            members(reader, value);
            reader.finish();
        }
    }

private:
    template <class T>
    static void take(const std::optional<T>& read, const std::string& place, T& value)
    {
        if (!read)
            throw Fault{place, "not a value of this kind"};
        value = *read;
    }

    template <class T> static std::optional<T> read_word(const std::string& word)
    {
        std::size_t i = 0;
        for (const char* candidate : Words<T>::list) {
            if (word == candidate)
                return static_cast<T>(i);
            ++i;
        }
        return std::nullopt;
    }

    template <class T>
    static void read_list(const Json& json, const std::string& place, std::vector<T>& list)
    {
        if (!json.is_array())
            throw Fault{place, "a list was expected"};
        list.clear();
        for (const auto& item : json.as_array()) {
            T value{};
            read(item, fmt::format("{}[{}]", place, list.size()), value);
            list.push_back(std::move(value));
        }
    }

    const Json& json_;
    std::string place_;
    std::size_t found_ = 0;
};

}  // namespace

Json to_json(const Image& image) { return Writer::to_value(image); }

std::string encode(const Image& image) { return canonical(to_json(image)); }

Hash identity(const Image& image) { return sha256(encode(image)); }

Result<Image> decode_image(std::string_view bytes)
{
    const auto json = parse_json(bytes, {k_limit_image_bytes, k_limit_json_depth});
    if (!json)
        return refuse(ErrorKind::corrupt, json.error().message, json.error().place);
    Image image;
    try {
        Reader::read(*json, "image", image);
    } catch (
        const Fault& fault) {  // stays within this file: it only spares a check after every member
        return refuse(ErrorKind::corrupt, fault.message, fault.place);
    }
    if (const auto place = find_broken_id(image))
        return refuse(ErrorKind::corrupt, "an id that names nothing", *place);
    return image;
}

}  // namespace gradus
