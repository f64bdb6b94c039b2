// A disk in memory that tells what it was asked, so that the power can be cut at any moment
// afterwards: what was synced stands, of the rest a random part does, torn at sectors. Calls can be
// made to fail, and the disk can be full.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace gradus::test {

using Files = std::map<std::string, std::string>;  // path and contents

struct DiskCall {
    enum class Kind { write, truncate, sync, remove };
    Kind kind = Kind::sync;
    std::string path;
    std::size_t offset = 0;  // of a write; the size of a truncation
    std::string bytes;
};

class Disk {
public:
    explicit Disk(Files found = {}) : files(std::move(found)) {}

    // Each may refuse, as a disk does.
    enum class Answer { done, failed, full };
    Answer write(const std::string& path, std::size_t offset, std::string bytes);
    Answer truncate(const std::string& path, std::size_t size);
    Answer sync(const std::string& path);
    Answer remove(const std::string& path);

    Files files;
    std::vector<DiskCall> calls;
    std::int64_t fail_at = 0;  // the number of the call that fails, from 1; 0: none
    bool is_broken = false;    // every later call fails as well
    bool stays_broken = true;
    std::size_t capacity = SIZE_MAX;  // bytes of all files

private:
    [[nodiscard]] bool fails();
    [[nodiscard]] std::size_t used() const;
    std::int64_t count_ = 0;
};

// Follows the calls of a disk; at any point the power may go.
class PowerLoss {
public:
    explicit PowerLoss(Files durable) : durable_(std::move(durable)) {}
    void follow(const DiskCall& call);
    // What is found when the power is back.
    [[nodiscard]] Files cut(std::mt19937_64& random) const;
    // As if nothing had been lost.
    [[nodiscard]] Files whole() const;

private:
    Files durable_;
    std::vector<DiskCall> pending_;
};

// While it lives every SQLite database is on its disk; one at a time.
class Mounted {
public:
    explicit Mounted(Disk& disk);
    ~Mounted();
    Mounted(const Mounted&) = delete;
    Mounted& operator=(const Mounted&) = delete;
};

}  // namespace gradus::test
