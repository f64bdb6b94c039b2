#include "tests/power/disk.hpp"

#include <algorithm>

namespace gradus::test {
namespace {

constexpr std::size_t k_sector = 512;

void put(std::string& file, std::size_t offset, std::string_view bytes)
{
    if (file.size() < offset + bytes.size())
        file.resize(offset + bytes.size());
    std::copy(bytes.begin(), bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(offset));
}

void play_back(Files& files, const DiskCall& call)
{
    switch (call.kind) {
    case DiskCall::Kind::write: put(files[call.path], call.offset, call.bytes); break;
    case DiskCall::Kind::truncate: files[call.path].resize(call.offset); break;
    case DiskCall::Kind::remove: files.erase(call.path); break;
    case DiskCall::Kind::sync: break;
    }
}

// Some sectors of a write are on the disk, some are not.
void tear(Files& files, const DiskCall& call, std::mt19937_64& random)
{
    auto& file = files[call.path];
    for (std::size_t at = 0; at < call.bytes.size();) {
        const auto end = std::min(call.bytes.size(),
                                  ((call.offset + at) / k_sector + 1) * k_sector - call.offset);
        if (random() % 2 == 0)
            put(file, call.offset + at, std::string_view(call.bytes).substr(at, end - at));
        at = end;
    }
}

}  // namespace

bool Disk::fails()
{
    if (++count_ == fail_at)
        is_broken = true;
    return is_broken && (stays_broken || count_ == fail_at);
}

std::size_t Disk::used() const
{
    std::size_t sum = 0;
    for (const auto& [path, bytes] : files)
        sum += bytes.size();
    return sum;
}

Disk::Answer Disk::write(const std::string& path, std::size_t offset, std::string bytes)
{
    if (fails())
        return Answer::failed;
    const auto size = files[path].size();
    const auto more = offset + bytes.size() > size ? offset + bytes.size() - size : 0;
    if (capacity != SIZE_MAX && more > 0 && used() + more > capacity)
        return Answer::full;
    calls.push_back({DiskCall::Kind::write, path, offset, std::move(bytes)});
    play_back(files, calls.back());
    return Answer::done;
}

Disk::Answer Disk::truncate(const std::string& path, std::size_t size)
{
    if (fails())
        return Answer::failed;
    calls.push_back({DiskCall::Kind::truncate, path, size, {}});
    play_back(files, calls.back());
    return Answer::done;
}

Disk::Answer Disk::sync(const std::string& path)
{
    if (fails())
        return Answer::failed;
    calls.push_back({DiskCall::Kind::sync, path, 0, {}});
    return Answer::done;
}

Disk::Answer Disk::remove(const std::string& path)
{
    if (fails())
        return Answer::failed;
    calls.push_back({DiskCall::Kind::remove, path, 0, {}});
    play_back(files, calls.back());
    return Answer::done;
}

void PowerLoss::follow(const DiskCall& call)
{
    if (call.kind == DiskCall::Kind::write || call.kind == DiskCall::Kind::truncate) {
        pending_.push_back(call);
        return;
    }
    // A sync makes what the file was asked before durable; a removal makes it void.
    for (const auto& one : pending_)
        if (one.path == call.path)
            play_back(durable_, one);
    std::erase_if(pending_, [&](const DiskCall& one) { return one.path == call.path; });
    play_back(durable_, call);
}

// Now most of what was not synced is there, now nearly nothing.
Files PowerLoss::cut(std::mt19937_64& random) const
{
    auto files = durable_;
    const auto kept = random() % 101;
    for (const auto& call : pending_) {
        if (random() % 100 >= kept)
            continue;
        if (call.kind == DiskCall::Kind::write && random() % 4 == 0)
            tear(files, call, random);
        else
            play_back(files, call);
    }
    return files;
}

Files PowerLoss::whole() const
{
    auto files = durable_;
    for (const auto& call : pending_)
        play_back(files, call);
    return files;
}

}  // namespace gradus::test
