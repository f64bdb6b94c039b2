#include "engine/audit/replay.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "engine/journal/tree.hpp"
#include "engine/store/definitions.hpp"

namespace gradus {
namespace {

constexpr std::size_t k_page = 1000;

// Data that stood in a blob, put back; checked against its name.
Result<Json> fetch_data(Store& store, const Json& data)
{
    const Json* reference = data.find("blob");
    if (reference == nullptr || data.find("size") == nullptr || !reference->is_string())
        return data;
    const auto id = parse_hash(reference->as_string());
    if (!id)
        return data;
    const auto bytes = store.blob(*id);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    if (!*bytes || sha256(**bytes) != *id)
        return refuse(ErrorKind::corrupt,
                      fmt::format("the blob {} is missing or altered", to_hex(*id)));
    return parse_json(**bytes);
}

struct Difference {
    std::string field;
    std::string recorded;
    std::string replayed;
};

std::string shown(const Json* json) { return json == nullptr ? "(nothing)" : canonical(*json); }

// The first place where two values differ, in the order of their keys.
std::optional<Difference> first_difference(const Json* recorded, const Json* replayed,
                                           const std::string& field)
{
    if (recorded != nullptr && replayed != nullptr && recorded->is_object() &&
        replayed->is_object()) {
        std::map<std::string, std::pair<const Json*, const Json*>> members;
        for (const auto& [name, value] : recorded->as_object())
            members[name].first = &value;
        for (const auto& [name, value] : replayed->as_object())
            members[name].second = &value;
        // Hashes follow from the rest: they are the cause of nothing.
        for (const bool is_hash : {false, true})
            for (const auto& [name, both] : members)
                if ((name == "dec_hash" || name == "state") == is_hash)
                    if (auto found = first_difference(both.first, both.second,
                                                      field.empty() ? name : field + "." + name))
                        return found;
        return std::nullopt;
    }
    if (recorded != nullptr && replayed != nullptr && recorded->is_array() &&
        replayed->is_array()) {
        const auto& a = recorded->as_array();
        const auto& b = replayed->as_array();
        for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
            if (auto found =
                    first_difference(i < a.size() ? &a[i] : nullptr, i < b.size() ? &b[i] : nullptr,
                                     fmt::format("{}[{}]", field, i)))
                return found;
        return std::nullopt;
    }
    if (recorded != nullptr && replayed != nullptr && *recorded == *replayed)
        return std::nullopt;
    return Difference{field, shown(recorded), shown(replayed)};
}

// The same transitions, configuration, timers, tasks and effects, told by another trace?
bool is_same_outcome(const Json& recorded, const Json& replayed)
{
    const auto outcome = [](Json dec) {
        Json cases = Json::array();
        if (const Json* list = dec.find("cases"))
            for (auto one : list->as_array()) {
                one.set("guards", Json::array()).set("rules", Json::array());
                cases.push(std::move(one));
            }
        return canonical(Json::object({{"cases", std::move(cases)}, {"now", *dec.find("now")}}));
    };
    return outcome(recorded) == outcome(replayed);
}

class Replayer {
public:
    Replayer(Store& store, DefinitionTable definitions)
        : store_(store), definitions_(std::move(definitions))
    {}

    ReplayReport report;

    Result<void> replay(const std::string& id)
    {
        ++report.subjects;
        Subject subject;
        subject.id = id;
        Hash previous;
        for (std::int64_t next = 1;;) {
            const auto leaves = store_.subject_leaves(id, next, k_page);
            if (!leaves)
                return tl::unexpected<Error>(leaves.error());
            for (const auto& leaf : *leaves) {
                if (!replay_record(leaf, subject, previous, next))
                    return {};
                previous = leaf.hash;
                ++next;
            }
            if (leaves->size() < k_page)
                return {};
        }
    }

    void find(std::int64_t seq, ReplayVerdict verdict, std::string message,
              Difference difference = {})
    {
        report.findings.push_back({seq, verdict, std::move(difference.field),
                                   std::move(difference.recorded), std::move(difference.replayed),
                                   std::move(message)});
        report.verdict = std::max(report.verdict, verdict);
    }

private:
    // False when the rest of the subject cannot be replayed.
    bool replay_record(const Leaf& leaf, Subject& subject, const Hash& previous, std::int64_t sseq)
    {
        ++report.records;
        auto record = decode_subject_record(leaf);
        if (!record) {
            find(leaf.seq, ReplayVerdict::tampered, record.error().message);
            return false;
        }
        if (record->envelope.sseq != sseq || (sseq > 1 && record->envelope.sprev != previous)) {
            find(leaf.seq, ReplayVerdict::tampered, "the subject's chain is broken here");
            return false;
        }
        const auto* semantics = record->dec.find("semantics");
        if (semantics == nullptr || !semantics->is_int() || semantics->as_int() != k_semantics) {
            find(leaf.seq, ReplayVerdict::unreplayable,
                 "this program does not know the semantics of the record");
            return false;
        }
        return decide_again(leaf, *record, subject);
    }

    bool decide_again(const Leaf& leaf, SubjectRecord& record, Subject& subject)
    {
        const auto definitions = definitions_.for_subject(subject.id, &subject, leaf.seq);
        if (!definitions || definitions->current.image == nullptr) {
            find(leaf.seq, ReplayVerdict::unreplayable, "the definition of the record is missing");
            return false;
        }
        auto data = fetch_data(store_, record.event.data);
        const Json* recorded_now = record.dec.find("now");
        const auto now = recorded_now != nullptr && recorded_now->is_string()
                             ? parse_instant(recorded_now->as_string())
                             : std::nullopt;
        if (!data || !now || *now < subject.now) {
            find(leaf.seq, ReplayVerdict::unreplayable,
                 data ? "the record has no usable time" : data.error().message);
            return false;
        }
        record.event.data = std::move(*data);
        auto step = gradus::step(*definitions, subject, record.event, *now);
        if (!step) {
            find(leaf.seq, ReplayVerdict::diverged,
                 "decided again, the event is refused: " + step.error().message);
            return false;
        }
        const auto replayed = encode(step->decision);
        subject = std::move(step->subject);
        if (canonical(replayed.dec) == canonical(record.dec))
            return true;
        const auto difference = first_difference(&record.dec, &replayed.dec, {});
        const auto verdict = is_same_outcome(record.dec, replayed.dec) ? ReplayVerdict::same_outcome
                                                                       : ReplayVerdict::diverged;
        find(leaf.seq, verdict, "decided again, the record differs",
             difference.value_or(Difference{}));
        return true;
    }

    Store& store_;
    DefinitionTable definitions_;
};

Result<std::vector<std::string>> all_subjects(Store& store)
{
    std::vector<std::string> ids;
    for (;;) {
        auto page = store.subjects({ids.empty() ? "" : ids.back(), k_page});
        if (!page)
            return page;
        ids.insert(ids.end(), page->begin(), page->end());
        if (page->size() < k_page)
            return ids;
    }
}

class Verifier {
public:
    explicit Verifier(Store& store) : store_(store) {}

    Result<VerifyReport> run()
    {
        report_.not_excluded = {
            "a rollback to an earlier state of the whole folder: no head from outside was given",
            "a rewriting of everything, roots included, by who can write the folder"};
        for (const auto check :
             {&Verifier::check_leaves, &Verifier::check_definitions, &Verifier::check_subjects}) {
            const auto done = (this->*check)();
            // What cannot be read as what it must be is a finding, not a failure of the check.
            if (!done && done.error().kind == ErrorKind::corrupt)
                problem(done.error().message);
            else if (!done)
                return tl::unexpected<Error>(done.error());
        }
        report_.is_whole = report_.problems.empty();
        return std::move(report_);
    }

private:
    Result<void> check_leaves()
    {
        const auto roots = store_.roots();
        const auto head = store_.head();
        if (!roots || !head)
            return tl::unexpected<Error>(roots ? head.error() : roots.error());
        Frontier frontier;
        auto next_root = roots->begin();
        Instant last;
        for (;;) {
            const auto leaves = store_.leaves(frontier.size(), k_page);
            if (!leaves)
                return tl::unexpected<Error>(leaves.error());
            for (const auto& leaf : *leaves) {
                check_leaf(leaf, frontier.size(), last);
                frontier.append(leaf.hash);
                if (next_root != roots->end() && next_root->first == frontier.size() &&
                    (next_root++)->second != frontier.root())
                    problem(fmt::format("the root recorded at size {} is not that of its records",
                                        frontier.size()));
            }
            if (leaves->size() < k_page)
                break;
        }
        if (next_root != roots->end())
            problem("roots are recorded for records that are not there");
        if (head->size != frontier.size() || head->root != frontier.root())
            problem("the head is not that of the records");
        report_.records = frontier.size();
        report_.root = frontier.root();
        return {};
    }

    void check_leaf(const Leaf& leaf, std::int64_t seq, Instant& last)
    {
        const auto json = parse_json(leaf.bytes);
        const Json* rec = json ? json->find("rec") : nullptr;
        const Json* own = json ? json->find("seq") : nullptr;
        if (own == nullptr || !own->is_int() || own->as_int() != seq || leaf.seq != seq)
            problem(fmt::format("record {} does not say its own place", seq));
        if (json && canonical(*json) != leaf.bytes)
            problem(fmt::format("record {} is not canonical", seq));
        const auto at =
            rec != nullptr && rec->is_string() ? parse_instant(rec->as_string()) : std::nullopt;
        if (!at || *at < last)
            problem(fmt::format("record {} is dated before the one before it", seq));
        last = at.value_or(last);
    }

    // Every definition is there and is what its name says.
    Result<void> check_definitions()
    {
        const auto table = DefinitionTable::load(store_);
        if (!table)
            return tl::unexpected<Error>(table.error());
        return {};
    }

    // Each chain, and the stored state against the last decision's hash of it.
    Result<void> check_subjects()
    {
        const auto ids = all_subjects(store_);
        if (!ids)
            return tl::unexpected<Error>(ids.error());
        for (const auto& id : *ids)
            if (auto done = check_subject(id); !done)
                return done;
        return {};
    }

    Result<void> check_subject(const std::string& id)
    {
        Hash previous;
        std::string state;
        std::int64_t next = 1;
        for (;;) {
            const auto leaves = store_.subject_leaves(id, next, k_page);
            if (!leaves)
                return tl::unexpected<Error>(leaves.error());
            for (const auto& leaf : *leaves) {
                const auto record = decode_subject_record(leaf);
                if (!record || record->envelope.sseq != next ||
                    (next > 1 && record->envelope.sprev != previous)) {
                    problem(fmt::format("the chain of {} is broken at its record {}", id, next));
                    return {};
                }
                const Json* hash = record->dec.find("state");
                state = hash != nullptr && hash->is_string() ? hash->as_string() : "";
                previous = leaf.hash;
                ++next;
            }
            if (leaves->size() < k_page)
                break;
        }
        const auto row = store_.subject(id);
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row || (*row)->last_leaf != previous || to_hex(state_hash((*row)->subject)) != state)
            problem(fmt::format("the stored state of {} is not that of its last record", id));
        return {};
    }

    void problem(std::string text) { report_.problems.push_back(std::move(text)); }

    Store& store_;
    VerifyReport report_;
};

// Replay of what is not authentic says nothing: the log is checked first.
Result<std::optional<ReplayReport>> authenticate(Store& store)
{
    const auto verified = verify(store);
    if (!verified)
        return tl::unexpected<Error>(verified.error());
    if (verified->is_whole)
        return std::optional<ReplayReport>();
    ReplayReport report;
    report.verdict = ReplayVerdict::tampered;
    for (const auto& problem : verified->problems)
        report.findings.push_back({0, ReplayVerdict::tampered, {}, {}, {}, problem});
    return std::optional(std::move(report));
}

Result<ReplayReport> replay_these(Store& store, const std::vector<std::string>& ids)
{
    auto tampered = authenticate(store);
    if (!tampered)
        return tl::unexpected<Error>(tampered.error());
    if (*tampered)
        return std::move(**tampered);
    auto definitions = DefinitionTable::load(store);
    if (!definitions)
        return tl::unexpected<Error>(definitions.error());
    Replayer replayer(store, std::move(*definitions));
    for (const auto& id : ids)
        if (auto done = replayer.replay(id); !done)
            return tl::unexpected<Error>(done.error());
    return std::move(replayer.report);
}

}  // namespace

const char* to_string(ReplayVerdict verdict)
{
    static constexpr const char* k_words[] = {"reproduced", "same outcome", "unreplayable",
                                              "diverged", "tampered"};
    return k_words[static_cast<std::size_t>(verdict)];
}

Result<ReplayReport> replay_subject(Store& store, const std::string& subject)
{
    const auto row = store.subject(subject);
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row)
        return refuse(ErrorKind::not_found, fmt::format("there is no subject `{}`", subject));
    return replay_these(store, {subject});
}

Result<ReplayReport> replay_all(Store& store)
{
    const auto ids = all_subjects(store);
    if (!ids)
        return tl::unexpected<Error>(ids.error());
    return replay_these(store, *ids);
}

Json to_json(const ReplayReport& report)
{
    Json findings = Json::array();
    for (const auto& finding : report.findings)
        findings.push(Json::object({{"seq", finding.seq},
                                    {"verdict", to_string(finding.verdict)},
                                    {"field", finding.field},
                                    {"recorded", finding.recorded},
                                    {"replayed", finding.replayed},
                                    {"message", finding.message}}));
    return Json::object({{"verdict", to_string(report.verdict)},
                         {"subjects", report.subjects},
                         {"records", report.records},
                         {"findings", std::move(findings)}});
}

Result<VerifyReport> verify(Store& store) { return Verifier(store).run(); }

Json to_json(const VerifyReport& report)
{
    const auto list = [](const std::vector<std::string>& items) {
        Json json = Json::array();
        for (const auto& item : items)
            json.push(item);
        return json;
    };
    return Json::object({{"whole", report.is_whole},
                         {"records", report.records},
                         {"root", to_hex(report.root)},
                         {"problems", list(report.problems)},
                         {"not_excluded", list(report.not_excluded)}});
}

}  // namespace gradus
