#include "engine/runtime/kernel.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include <fmt/format.h>

#include "dsl/base/assert.hpp"
#include "dsl/base/limits.hpp"
#include "dsl/image/codec.hpp"
#include "dsl/image/lookup.hpp"
#include "engine/journal/tree.hpp"
#include "engine/projection/rows.hpp"
#include "engine/store/definitions.hpp"

namespace gradus {
namespace {

constexpr std::int64_t k_clock_jump_us = 60'000'000;
constexpr int k_timer_attempts_max = 3;

Json error_json(const Error& error)
{
    Json json = Json::object({{"kind", to_string(error.kind)}, {"message", error.message}});
    if (!error.place.empty())
        json.set("place", error.place);
    if (!error.help.empty())
        json.set("help", error.help);
    return json;
}

std::optional<ErrorKind> parse_kind(std::string_view word)
{
    for (const auto kind : {ErrorKind::invalid_input, ErrorKind::not_found, ErrorKind::conflict,
                            ErrorKind::not_allowed, ErrorKind::unavailable, ErrorKind::limit,
                            ErrorKind::io, ErrorKind::corrupt})
        if (word == to_string(kind))
            return kind;
    return std::nullopt;
}

std::string result_json(const Result<Json>& body)
{
    return canonical(body ? Json::object({{"ok", *body}})
                          : Json::object({{"error", error_json(body.error())}}));
}

Result<Json> read_result(const std::string& bytes)
{
    const auto json = parse_json(bytes, {k_limit_image_bytes, k_limit_json_depth});
    if (!json)
        return refuse(ErrorKind::corrupt, "a stored result is not JSON");
    if (const Json* ok = json->find("ok"))
        return *ok;
    const Json& error = *json->find("error");
    const auto text = [&](const char* name) {
        const Json* found = error.find(name);
        return found == nullptr ? std::string() : found->as_string();
    };
    return refuse(parse_kind(text("kind")).value_or(ErrorKind::corrupt), text("message"),
                  text("place"), text("help"));
}

// Finds a field, in records of lists too, that facts may have by one Image and cannot by another.
class LostFields {
public:
    LostFields(const Image& before, const Image& after) : before_(before), after_(after) {}

    // Its path, or nothing.
    std::string find(const image::FieldSet& old, const image::FieldSet* now)
    {
        for (const auto& field : old.fields) {
            const auto* same = now != nullptr ? find_field(*now, field.name) : nullptr;
            if (same == nullptr || same->type.kind != field.type.kind ||
                same->is_personal != field.is_personal || same->is_key != field.is_key)
                return field.name;
            if (const auto inner = find_inside(field.type, same->type); !inner.empty())
                return field.name + "." + inner;
        }
        return {};
    }

private:
    std::string find_inside(const image::Type& old, const image::Type& now)
    {
        if (old.kind != image::TypeKind::records || !seen_.insert(old.of).second)
            return {};
        return find(before_.records.at(old.of), &after_.records.at(now.of));
    }

    const Image& before_;
    const Image& after_;
    std::set<std::uint32_t> seen_;  // records that were looked at
};

}  // namespace

class Kernel::State {
public:
    State(Store& store, Environment& environment) : store_(store), environment_(environment) {}

    Result<void> open();
    void submit(Request request) { requests_.push_back(std::move(request)); }
    Result<std::vector<Reply>> flush();
    [[nodiscard]] bool has_work() const { return !requests_.empty() || has_due_timers_; }

    DefinitionTable definitions;
    std::optional<Instant> next_due;
    bool are_timers_running = true;

private:
    void begin_batch();
    Result<void> commit_batch();
    Result<void> fire_due_timers();
    Result<void> fire(const TimerRow& timer);
    void watch_clock(const ClockReading& reading);
    Reply answer(const Request& request);
    Result<Json> decide(const Request& request, const Command& command);
    Result<Json> deploy(const Request& request, const Deployment& deployment);
    Result<void> check_compatible(const std::string& program, const Image& image);
    Result<Json> record_step(const std::string& id, const Event& event, const std::string& idem);
    void add_leaf(EncodedRecord record);
    void add_effects(const std::string& id, const Decision& decision, std::int64_t seq);
    Result<const SubjectRow*> load(const std::string& id);
    Envelope envelope() const;
    Result<std::optional<IdempotencyRow>> known_key(const std::string& key);

    Store& store_;
    Environment& environment_;
    std::deque<Request> requests_;
    Frontier frontier_;
    Instant last_recorded_;
    std::optional<ClockReading> last_reading_;
    bool has_due_timers_ = false;
    std::map<std::string, int> failed_timers_;  // attempts of timers whose step was refused

    // The batch at hand.
    Batch batch_;
    ClockReading reading_;
    Instant now_;
    std::map<std::string, SubjectRow> loaded_;
    std::set<std::string> changed_;
};

Result<void> Kernel::State::open()
{
    const auto head = store_.head();
    if (!head)
        return tl::unexpected<Error>(head.error());
    frontier_ = Frontier(head->size, head->frontier);
    ASSERT(frontier_.root() == head->root);
    last_recorded_ = head->last_recorded;
    auto table = DefinitionTable::load(store_);
    if (!table)
        return tl::unexpected<Error>(table.error());
    definitions = std::move(*table);
    const auto due = store_.next_due();
    if (!due)
        return tl::unexpected<Error>(due.error());
    next_due = *due;
    // A jump between here and the first batch is one of this process already.
    watch_clock(environment_.now());
    if (head->size != 0)
        return {};
    begin_batch();
    SystemRecord created{envelope(),
                         "log_created",
                         Json::object({{"origin", to_hex(environment_.random())},
                                       {"record_version", k_record_version},
                                       {"semantics", k_semantics}}),
                         {"gradus", "", "", "engine", {}}};
    auto record = encode(created);
    if (!record)
        return tl::unexpected<Error>(record.error());
    add_leaf(std::move(*record));
    return commit_batch();
}

// One `now` for the batch: the wall clock, but never behind what is recorded.
void Kernel::State::begin_batch()
{
    batch_ = {};
    loaded_.clear();
    changed_.clear();
    reading_ = environment_.now();
    watch_clock(reading_);
    now_ = std::max(reading_.wall, last_recorded_);
}

// A jump is what the wall clock did and the boot clock did not, inside one process.
void Kernel::State::watch_clock(const ClockReading& reading)
{
    if (last_reading_) {
        const auto jump =
            (reading.wall.us - last_reading_->wall.us) - (reading.boot_us - last_reading_->boot_us);
        if (jump > k_clock_jump_us || jump < -k_clock_jump_us)
            are_timers_running = false;
    }
    last_reading_ = reading;
}

Envelope Kernel::State::envelope() const
{
    Envelope envelope;
    envelope.seq = frontier_.size();
    envelope.rec = now_;
    envelope.clk = {reading_.source, now_.us - reading_.wall.us};
    envelope.build = GRADUS_BUILD;
    return envelope;
}

void Kernel::State::add_leaf(EncodedRecord record)
{
    frontier_.append(record.leaf.hash);
    batch_.leaves.push_back(std::move(record.leaf));
    for (auto& blob : record.blobs)
        batch_.blobs.push_back(std::move(blob));
}

Result<void> Kernel::State::commit_batch()
{
    const ImageOf image_of = [this](const Hash& id) { return definitions.find(id); };
    for (const auto& id : changed_) {
        auto& row = loaded_.at(id);
        for (auto& summary : case_summaries(row.subject, image_of))
            batch_.cases.push_back({id, summary.case_id, summary.workflow, summary.states,
                                    summary.is_finished, summary.next_due});
        for (auto& summary : task_summaries(row.subject, image_of))
            batch_.tasks.push_back(
                {id, summary.case_id, summary.task, summary.title, summary.role});
        batch_.subjects.push_back(std::move(row));
    }
    changed_.clear();
    if (batch_.leaves.empty() && batch_.idempotency.empty())
        return {};
    batch_.size = frontier_.size();
    batch_.root = frontier_.root();
    batch_.frontier = frontier_.roots();
    batch_.last_recorded = now_;
    if (auto done = store_.commit(batch_); !done)
        return done;
    last_recorded_ = now_;
    const auto due = store_.next_due();
    if (!due)
        return tl::unexpected<Error>(due.error());
    next_due = *due;
    return {};
}

Result<const SubjectRow*> Kernel::State::load(const std::string& id)
{
    if (const auto found = loaded_.find(id); found != loaded_.end())
        return &found->second;
    auto row = store_.subject(id);
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return nullptr;
    return &loaded_.emplace(id, std::move(**row)).first->second;
}

void Kernel::State::add_effects(const std::string& id, const Decision& decision, std::int64_t seq)
{
    for (const auto& one : decision.cases)
        for (const auto& effect : one.effects)
            batch_.outbox.push_back({id, effect, seq});
}

// Steps, encodes and adds to the batch; a refusal changes nothing.
Result<Json> Kernel::State::record_step(const std::string& id, const Event& event,
                                        const std::string& idem)
{
    const auto row = load(id);
    if (!row)
        return tl::unexpected<Error>(row.error());
    Subject before;
    before.id = id;
    const auto seq = frontier_.size();
    const auto definitions_of =
        definitions.for_subject(id, *row != nullptr ? &(*row)->subject : nullptr, seq);
    if (!definitions_of)
        return tl::unexpected<Error>(definitions_of.error());
    auto step =
        gradus::step(*definitions_of, *row != nullptr ? (*row)->subject : before, event, now_);
    if (!step)
        return tl::unexpected<Error>(step.error());
    auto decision = encode(step->decision);
    SubjectRecord record{envelope(), event, decision.dec};
    record.envelope.subject = id;
    record.envelope.sseq = step->subject.sseq;
    record.envelope.idem = idem;
    if (*row != nullptr)
        record.envelope.sprev = (*row)->last_leaf;
    auto encoded = encode(record);
    if (!encoded)
        return tl::unexpected<Error>(encoded.error());
    encoded->blobs.insert(encoded->blobs.end(), decision.blobs.begin(), decision.blobs.end());
    add_effects(id, step->decision, seq);
    Json body = Json::object(
        {{"seq", seq},
         {"subject", id},
         {"sseq", step->subject.sseq},
         {"event", event.type == EventType::reported ? event.name : to_string(event.type)},
         {"now", to_string(now_)}});
    if (!event.case_id.empty())
        body.set("case", event.case_id);
    if (const Json* cases = decision.dec.find("cases"))
        body.set("cases", *cases);
    loaded_[id] = {std::move(step->subject), encoded->leaf.hash};
    changed_.insert(id);
    add_leaf(std::move(*encoded));
    return body;
}

Result<Json> Kernel::State::decide(const Request& request, const Command& command)
{
    const auto row = load(command.subject);
    if (!row)
        return tl::unexpected<Error>(row.error());
    const Subject* subject = *row != nullptr ? &(*row)->subject : nullptr;
    const auto definitions_of = definitions.for_subject(command.subject, subject, frontier_.size());
    if (!definitions_of)
        return tl::unexpected<Error>(definitions_of.error());
    auto admission = admit(*definitions_of, subject, command, now_, environment_.random());
    if (!admission)
        return tl::unexpected<Error>(admission.error());
    auto body = record_step(command.subject, admission->event, request.idempotency_key);
    if (body)
        for (auto& value : admission->personal)
            batch_.personal.push_back(std::move(value));
    return body;
}

// A field of a subject may be added, not removed or given another type: facts are shared by all
// definitions.
Result<void> Kernel::State::check_compatible(const std::string& program, const Image& image)
{
    const auto current = definitions.in_force(program, frontier_.size());
    if (!current)
        return {};
    const Image& old = *definitions.find(*current);
    for (const auto& type : old.subjects) {
        const auto lost = LostFields(old, image).find(type, find_subject(image, type.name));
        if (!lost.empty())
            return refuse(
                ErrorKind::conflict,
                fmt::format("the field `{}` of `{}` is gone or has another type", lost, type.name),
                {}, "keep the field as it is and add a new one beside it");
    }
    return {};
}

Result<Json> Kernel::State::deploy(const Request& request, const Deployment& deployment)
{
    auto image = decode_image(deployment.image);
    if (!image)
        return tl::unexpected<Error>(image.error());
    const auto program = image->program;
    const auto id = sha256(deployment.image);
    Json body = Json::object({{"program", program}, {"definition", to_hex(id)}});
    if (definitions.in_force(program, frontier_.size()) == id)
        return body.set("unchanged", true);
    if (auto compatible = check_compatible(program, *image); !compatible)
        return tl::unexpected<Error>(compatible.error());
    Json files = Json::array();
    std::vector<Blob> blobs = {{id, deployment.image}};
    for (const auto& [path, text] : deployment.files) {
        blobs.push_back({sha256(text), text});
        files.push(Json::object({{"path", path}, {"sha256", to_hex(blobs.back().id)}}));
    }
    SystemRecord record{envelope(), "definition_deployed",
                        Json::object({{"program", program},
                                      {"definition", to_hex(id)},
                                      {"source_hash", to_hex(deployment.source_hash)},
                                      {"semantics", k_semantics},
                                      {"files", std::move(files)}}),
                        deployment.actor};
    if (!deployment.reason.empty())
        record.data.set("reason", deployment.reason);
    record.envelope.idem = request.idempotency_key;
    auto encoded = encode(record);
    if (!encoded)
        return tl::unexpected<Error>(encoded.error());
    const auto seq = frontier_.size();
    encoded->blobs.insert(encoded->blobs.end(), blobs.begin(), blobs.end());
    add_leaf(std::move(*encoded));
    definitions.add(seq, program, id, std::make_unique<Image>(std::move(*image)));
    return body.set("seq", seq);
}

Result<std::optional<IdempotencyRow>> Kernel::State::known_key(const std::string& key)
{
    for (const auto& row : batch_.idempotency)
        if (row.key == key)
            return std::optional(row);
    return store_.idempotency(key);
}

Reply Kernel::State::answer(const Request& request)
{
    Reply reply{request.id, Json(), false};
    const auto& key = request.idempotency_key;
    if (key.size() > k_limit_idempotency_key_bytes) {
        reply.body = refuse(ErrorKind::limit, "an idempotency key of more than 255 bytes");
        return reply;
    }
    if (!key.empty()) {
        const auto known = known_key(key);
        if (!known) {
            reply.body = tl::unexpected<Error>(known.error());
            return reply;
        }
        if (*known) {
            reply.is_replayed = true;
            reply.body = (*known)->body_hash == request.body_hash
                             ? read_result((*known)->result)
                             : refuse(ErrorKind::conflict,
                                      "this idempotency key was used for another request",
                                      "idempotency_key", "use a new key for a new request");
            return reply;
        }
    }
    const auto* command = std::get_if<Command>(&request.what);
    reply.body = command != nullptr ? decide(request, *command)
                                    : deploy(request, std::get<Deployment>(request.what));
    const bool is_lasting = reply.body || (reply.body.error().kind != ErrorKind::io &&
                                           reply.body.error().kind != ErrorKind::corrupt);
    if (!key.empty() && is_lasting)
        batch_.idempotency.push_back({key, request.body_hash, result_json(reply.body), now_});
    return reply;
}

Result<void> Kernel::State::fire(const TimerRow& row)
{
    Event event;
    event.type = EventType::timer_fired;
    event.name = row.timer.id;
    event.case_id = row.timer.id.substr(0, row.timer.id.find('#'));
    event.effective_at = row.timer.due;
    event.actor = {"gradus", "timer", "", "engine", {}};
    const auto fired = record_step(row.subject, event, {});
    if (fired)
        return {};
    if (fired.error().kind == ErrorKind::io || fired.error().kind == ErrorKind::corrupt)
        return tl::unexpected<Error>(fired.error());
    // Its step is refused: it is put aside after a few attempts, and stays visible as overdue.
    ++failed_timers_[row.subject + "#" + row.timer.id];
    return {};
}

Result<void> Kernel::State::fire_due_timers()
{
    has_due_timers_ = false;
    if (!are_timers_running || !next_due || *next_due > now_)
        return {};
    const auto due = store_.due_timers(now_, k_limit_batch + failed_timers_.size());
    if (!due)
        return tl::unexpected<Error>(due.error());
    std::size_t fired = 0;
    for (const auto& row : *due) {
        const auto failed = failed_timers_.find(row.subject + "#" + row.timer.id);
        if (failed != failed_timers_.end() && failed->second >= k_timer_attempts_max)
            continue;
        // Another timer of this batch may have cancelled it.
        const auto subject = load(row.subject);
        if (!subject)
            return tl::unexpected<Error>(subject.error());
        ASSERT(*subject != nullptr);
        const auto& cases = (*subject)->subject.cases;
        const bool is_still_set = std::any_of(cases.begin(), cases.end(), [&](const Case& one) {
            return std::find(one.timers.begin(), one.timers.end(), row.timer) != one.timers.end();
        });
        if (!is_still_set)
            continue;
        if (auto done = fire(row); !done)
            return done;
        ++fired;
    }
    has_due_timers_ = fired > 0;
    return {};
}

Result<std::vector<Reply>> Kernel::State::flush()
{
    begin_batch();
    if (auto fired = fire_due_timers(); !fired)
        return tl::unexpected<Error>(fired.error());
    std::vector<Reply> replies;
    // What is due goes before the commands of the same instant: these wait while timers are left.
    for (std::size_t n = 0; !has_due_timers_ && n < k_limit_batch && !requests_.empty(); ++n) {
        replies.push_back(answer(requests_.front()));
        requests_.pop_front();
    }
    if (auto done = commit_batch(); !done)
        return tl::unexpected<Error>(done.error());
    return replies;
}

Kernel::Kernel(std::unique_ptr<State> state) : state_(std::move(state)) {}
Kernel::~Kernel() = default;

Result<std::unique_ptr<Kernel>> Kernel::open(Store& store, Environment& environment)
{
    auto state = std::make_unique<State>(store, environment);
    if (auto opened = state->open(); !opened)
        return tl::unexpected<Error>(opened.error());
    return std::unique_ptr<Kernel>(new Kernel(std::move(state)));
}

void Kernel::submit(Request request) { state_->submit(std::move(request)); }
Result<std::vector<Reply>> Kernel::flush() { return state_->flush(); }
bool Kernel::has_work() const { return state_->has_work(); }
std::optional<Instant> Kernel::next_due() const { return state_->next_due; }
bool Kernel::are_timers_running() const { return state_->are_timers_running; }
void Kernel::confirm_clock() { state_->are_timers_running = true; }
std::vector<std::string> Kernel::programs() const { return state_->definitions.programs(); }
const Image* Kernel::definition(const Hash& id) { return state_->definitions.find(id); }

std::optional<Hash> Kernel::current_id(const std::string& program) const
{
    return state_->definitions.in_force(program, std::numeric_limits<std::int64_t>::max());
}

const Image* Kernel::current(const std::string& program) const
{
    const auto id = current_id(program);
    return id ? state_->definitions.find(*id) : nullptr;
}

}  // namespace gradus
