#include "tests/image/sample_image.hpp"

// Parts are named where they are built; what is not named has its default.
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

namespace gradus::test {
namespace {

using namespace image;

constexpr ChoiceId k_kind{0};
constexpr Type k_yes_no{TypeKind::yes_no, 0};
constexpr Type k_text{TypeKind::text, 0};
constexpr Type k_date{TypeKind::date, 0};
constexpr Type k_period{TypeKind::period, 0};
constexpr Type k_one_kind{TypeKind::choice, 0};
constexpr Type k_kinds{TypeKind::choices, 0};
constexpr Type k_vehicles{TypeKind::records, 0};

// Adds code and workflow parts in the order in which the Image wants them.
class Builder {
public:
    explicit Builder(Image& image) : image_(image) {}

    ExprId add(Expr expr)
    {
        image_.code.push_back(std::move(expr));
        return {static_cast<std::uint32_t>(image_.code.size() - 1)};
    }
    ExprId literal(Type type, Scalar value)
    {
        return add({.op = Op::literal, .type = type, .literal = std::move(value)});
    }
    ExprId fact(Type type, std::string name, std::uint32_t up = 0)
    {
        return add({.op = Op::fact, .type = type, .up = up, .path = {std::move(name)}});
    }
    ExprId verdict(Op op, std::vector<ExprId> args, std::uint32_t ref = 0)
    {
        return add({.op = op, .type = k_yes_no, .args = std::move(args), .ref = ref});
    }
    ExprId is_yes(std::string name)
    {
        const auto value = fact(k_yes_no, std::move(name));
        return verdict(Op::equal, {value, literal(k_yes_no, true)});
    }
    ClauseId clause(Clause clause)
    {
        image_.clauses.push_back(std::move(clause));
        return {static_cast<std::uint32_t>(image_.clauses.size() - 1)};
    }

private:
    Image& image_;
};

// Adds states under their parents, and transitions at their sources.
class Chart {
public:
    explicit Chart(Workflow& workflow) : workflow_(workflow) {}

    StateId state(std::string name, std::string title, StateKind kind, StateId parent = {})
    {
        const StateId id{static_cast<std::uint32_t>(workflow_.states.size())};
        workflow_.states.push_back(
            {.name = std::move(name), .title = std::move(title), .kind = kind, .parent = parent});
        if (parent.is_set())
            workflow_.states[parent.index].children.push_back(id);
        return id;
    }
    // A region that starts in an open state and ends in a done one, by one event. Gives the
    // open state.
    StateId region(const std::string& name, const std::string& event, StateId parent)
    {
        const auto region = state(name, name, StateKind::region, parent);
        const auto open = state(name + "_open", name + " open", StateKind::atomic, region);
        const auto done = state(name + "_done", name + " done", StateKind::final, region);
        workflow_.states[region.index].initial = open;
        on_event(open, event, "clerk", {{.id = name + "_open." + event + ".1", .target = done}});
        return open;
    }
    void transition(Transition transition)
    {
        const TransitionId id{static_cast<std::uint32_t>(workflow_.transitions.size())};
        workflow_.states[transition.source.index].transitions.push_back(id);
        workflow_.transitions.push_back(std::move(transition));
    }
    void on_event(StateId source, const std::string& event, std::string role,
                  std::vector<Branch> branches)
    {
        transition({.id = workflow_.states[source.index].name + "." + event,
                    .source = source,
                    .event = event,
                    .roles = {std::move(role)},
                    .branches = std::move(branches)});
    }
    void task(StateId state, Task task)
    {
        workflow_.states[state.index].tasks.push_back(
            {static_cast<std::uint32_t>(workflow_.tasks.size())});
        workflow_.tasks.push_back(std::move(task));
    }

private:
    Workflow& workflow_;
};

void add_vocabulary(Image& image)
{
    image.program = "permits";
    image.title = "Permits";
    image.zone = {"Europe/Berlin", {{{0}, 3600}, {{1'000'000'000'000'000}, 7200}}};
    image.sources = {{"handbook", "The handbook", sha256("register")}};
    image.citations = {{"handbook", "P1", "two fit vehicles"}, {"handbook", "P3", "insurance"}};
    image.roles = {{"owner", "Owner"}, {"clerk", "Clerk"}};
    image.choices = {{"kind", "Kind", {{"car", "Car"}, {"van", "Van"}}}};
    image.parameters = {{"notice", k_period, Period{0, 30, 0}, "thirty seem fair", {}},
                        {"closing", k_date, Scalar{}, "", {}}};
    image.records = {{"vehicle",
                      "Vehicle",
                      {{"plate", "Plate", k_text, true, false, true},
                       {"kind", "Kind", k_one_kind},
                       {"insured", "Insured", k_yes_no},
                       {"inspected_on", "Inspected on", k_date}}}};
    image.subjects = {{"shop",
                       "Shop",
                       {{"open", "Open", k_yes_no},
                        {"owner_name", "Owner's name", k_text, false, true},
                        {"kinds", "Kinds", k_kinds},
                        {"vehicles", "Vehicles", k_vehicles}}}};
    image.events = {{"apply", "Apply", {{"wanted_from", "Wanted from", k_date, true}}}};
}

// fit: of the wanted kind, inspected within two years, and from October 2010 insured.
void add_rule_about_vehicles(Image& image, Builder& code)
{
    const auto kind = code.fact(k_one_kind, "kind");
    const auto wanted = code.add({.op = Op::given, .type = k_one_kind});
    const auto of_kind = code.verdict(Op::equal, {kind, wanted});
    const auto inspected = code.fact(k_date, "inspected_on");
    const auto two_years = code.literal(k_period, Period{24, 0, 0});
    const auto expiry = code.add({.op = Op::plus, .type = k_date, .args = {inspected, two_years}});
    const auto today = code.add({.op = Op::today, .type = k_date});
    const auto fresh = code.verdict(Op::less, {today, expiry});
    const auto insured = code.is_yes("insured");
    const auto from = code.literal(k_date, *parse_date("2010-10-01"));
    image.rules.push_back(
        {.name = "fit",
         .title = "fit",
         .is_about_record = true,
         .givens = {{"wanted", k_one_kind}},
         .clauses = {
             code.clause({.id = "fit.1", .condition = of_kind}),
             code.clause({.id = "fit.2", .condition = fresh}),
             code.clause({.id = "fit.3", .condition = insured, .from = from, .cites = {{1}}})}});
}

// ready: open (through the closing date), with two fit vehicles.
void add_rule_about_shops(Image& image, Builder& code)
{
    const auto open = code.is_yes("open");
    const auto closing = code.add({.op = Op::parameter, .type = k_date, .ref = 1});
    const auto vehicles = code.fact(k_vehicles, "vehicles");
    const auto kind = code.add({.op = Op::given, .type = k_one_kind});
    const auto fit = code.verdict(Op::rule_met, {kind});
    const auto enough =
        code.add({.op = Op::count_met, .type = k_yes_no, .args = {vehicles, fit}, .count = 2});
    const auto first = code.clause({.id = "ready.1.1", .condition = open, .through = closing});
    const auto second = code.clause({.id = "ready.1.2", .condition = enough, .cites = {{0}}});
    const auto all =
        code.clause({.kind = ClauseKind::all_of, .id = "ready.1", .clauses = {first, second}});
    image.rules.push_back({.name = "ready",
                           .title = "ready",
                           .givens = {{"kind", k_one_kind}},
                           .notes = {{true, "Q1", "are trailers vehicles"}},
                           .clauses = {all}});
}

void add_transitions(Builder& code, Chart& chart, const StateId asked, const StateId review,
                     const StateId granted, const StateId suspended, const StateId closed)
{
    const auto key = code.add({.op = Op::key, .type = k_one_kind});
    const auto ready = code.verdict(Op::rule_met, {key}, 1);
    const auto not_ready = code.verdict(Op::negate, {ready});
    const auto notice = code.add({.op = Op::parameter, .type = k_period, .ref = 0});
    const auto year = code.literal(k_period, Period{12, 0, 0});
    using enum BranchKind;
    chart.on_event(
        asked, "apply", "owner",
        {{.id = "asked.apply.1", .kind = if_condition, .condition = ready, .target = review},
         {.id = "asked.apply.2", .kind = if_unknown},
         {.id = "asked.apply.3", .kind = otherwise, .target = closed}});
    chart.transition({.id = "review.done",
                      .source = review,
                      .trigger = TriggerKind::when_done,
                      .branches = {{.id = "review.done.1",
                                    .target = granted,
                                    .notices = {{"owner", "your permit is there"}}}}});
    chart.on_event(review, "withdraw", "owner", {{.id = "review.withdraw.1", .target = closed}});
    chart.transition({.id = "granted.when1",
                      .source = granted,
                      .trigger = TriggerKind::when_condition,
                      .condition = not_ready,
                      .branches = {{.id = "granted.when1.1", .target = suspended}}});
    chart.transition(
        {.id = "granted.every1",
         .source = granted,
         .trigger = TriggerKind::every,
         .period = year,
         .branches = {{.id = "granted.every1.1", .notices = {{"clerk", "look again"}}}}});
    chart.transition({.id = "suspended.when1",
                      .source = suspended,
                      .trigger = TriggerKind::when_condition,
                      .condition = ready,
                      .branches = {{.id = "suspended.when1.1", .target = granted}}});
    chart.transition(
        {.id = "suspended.after1",
         .source = suspended,
         .trigger = TriggerKind::after,
         .period = notice,
         .branches = {{.id = "suspended.after1.1", .target = closed, .cites = {{0}}}}});
}

void add_workflow(Image& image, Builder& code)
{
    Workflow workflow{
        .name = "permit", .title = "Permit", .keys = {{"kind", k_kind}}, .cites = {{0}}};
    Chart chart(workflow);
    const auto asked = chart.state("asked", "Asked", StateKind::atomic);
    const auto review = chart.state("review", "Under review", StateKind::parallel);
    const auto papers = chart.region("papers", "papers_seen", review);
    chart.region("visit", "visited", review);
    const auto running = chart.state("running", "Running", StateKind::compound);
    const auto granted = chart.state("granted", "Granted", StateKind::atomic, running);
    const auto suspended = chart.state("suspended", "Suspended", StateKind::atomic, running);
    const auto closed = chart.state("closed", "Closed", StateKind::final);
    workflow.initial = asked;
    workflow.states[running.index].initial = granted;
    workflow.states[granted.index].entry = {{"owner", "you may drive"}};
    add_transitions(code, chart, asked, review, granted, suspended, closed);
    const auto due = code.literal(k_period, Period{0, 10, 0});
    const auto remind = code.literal(k_period, Period{0, 7, 0});
    chart.task(papers, {.name = "see_papers",
                        .title = "See the papers",
                        .role = "clerk",
                        .done_by = {"papers_seen"},
                        .due = due,
                        .reminders = {remind},
                        .overdue = {{"owner", "it takes longer"}}});
    image.workflows.push_back(std::move(workflow));
}

}  // namespace

Image sample_image()
{
    Image image;
    Builder code(image);
    add_vocabulary(image);
    add_rule_about_vehicles(image, code);
    add_rule_about_shops(image, code);
    add_workflow(image, code);
    return image;
}

}  // namespace gradus::test
