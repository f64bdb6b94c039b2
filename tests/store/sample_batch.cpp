#include "tests/store/sample_batch.hpp"

namespace gradus::test {
namespace {

Envelope envelope_of(std::int64_t seq)
{
    Envelope envelope;
    envelope.seq = seq;
    envelope.rec = {seq * 1'000'000};
    envelope.clk = {"simulated", 0};
    envelope.build = "gradus test";
    return envelope;
}

}  // namespace

Subject sample_subject(const std::string& id, std::int64_t sseq, Instant due)
{
    Subject subject;
    subject.id = id;
    subject.sseq = sseq;
    Case one;
    one.id = "permit/" + id.substr(id.rfind('/') + 1) + "/1";
    one.workflow = "permit";
    one.timers = {{one.id + "#grace", due}};
    subject.cases = {one};
    return subject;
}

void BatchMaker::add_leaf(const EncodedRecord& record)
{
    frontier_.append(record.leaf.hash);
    batch.leaves.push_back(record.leaf);
}

void BatchMaker::add_event(const std::string& subject, std::int64_t sseq, Instant due)
{
    SubjectRecord record;
    record.envelope = envelope_of(frontier_.size());
    record.envelope.subject = subject;
    record.envelope.sseq = sseq;
    record.event.actor.id = "ada";
    record.dec = Json::object();
    add_leaf(encode(record).value());
    auto after = sample_subject(subject, sseq, due);
    const auto& one = after.cases[0];
    batch.cases.push_back({subject, one.id, "permit", "checked, paid", false, due});
    OpenTask task;
    task.id = std::to_string(sseq) + ".1";
    task.name = "check_papers";
    task.state = "checked";
    task.due = due;
    batch.tasks.push_back({subject, one.id, task, "Check the papers", "clerk"});
    batch.outbox.push_back(
        {subject, {std::to_string(sseq) + ".e1", "notify", "owner", "Hello"}, record.envelope.seq});
    batch.subjects.push_back({std::move(after), batch.leaves.back().hash});
}

void BatchMaker::add_system(const std::string& type)
{
    SystemRecord record;
    record.envelope = envelope_of(frontier_.size());
    record.type = type;
    record.data = Json::object();
    record.actor.id = "gradus";
    add_leaf(encode(record).value());
}

Batch BatchMaker::take(Instant at)
{
    batch.size = frontier_.size();
    batch.root = frontier_.root();
    batch.frontier = frontier_.roots();
    batch.last_recorded = at;
    return std::exchange(batch, {});
}

}  // namespace gradus::test
