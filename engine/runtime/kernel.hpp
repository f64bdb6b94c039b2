// The kernel: the daemon without its sockets. It takes requests, decides them in batches, commits
// each batch in one transaction and only then gives the replies back. One thread owns it; nothing
// inside calls back, waits or looks at a clock: the Environment is asked, the Store is told.
//
// Way: Command -> admit -> step -> Record -> [one transaction] -> Reply
// Promise: a reply with an `ok` body is given only for what is durable; a store error ends the
// kernel (unknown outcome, never a retry): `flush` then returns the error and must not be called
// again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/base/json.hpp"
#include "dsl/base/result.hpp"
#include "dsl/image/image.hpp"
#include "engine/core/event.hpp"
#include "engine/runtime/environment.hpp"
#include "engine/store/store.hpp"

namespace gradus {

// A compiled program to deploy; the caller has compiled it (the kernel never sees the compiler).
struct Deployment {
    std::string image;  // canonical bytes (encode(Image))
    Hash source_hash;
    std::vector<std::pair<std::string, std::string>> files;  // path and text, kept as blobs
    std::string reason;
    Actor actor;
};

struct Request {
    std::uint64_t id = 0;         // the caller's, returned with the reply
    std::string idempotency_key;  // may be empty for trusted callers in the process
    Hash body_hash;  // of the request as it came; the same key with another hash is refused
    std::variant<Command, Deployment> what;
};

// What an accepted command leads to. Its JSON is the body of the HTTP answer and the CLI's --json:
// {"seq","subject","sseq","event","case"?,"taken":[…],"configuration":[…],"tasks":[…],"now"}; for a
// deployment
// {"seq","definition","program"}.
struct Reply {
    std::uint64_t id = 0;
    Result<Json> body;
    bool is_replayed = false;  // answered from the idempotency key
};

class Kernel {
public:
    // Folds what the store holds; creates the log (LogCreated) in an empty one. Borrows both for
    // its life.
    [[nodiscard]] static Result<std::unique_ptr<Kernel>> open(Store& store,
                                                              Environment& environment);
    ~Kernel();

    void submit(Request request);
    // Fires what is due, then decides what was submitted, in one transaction. At most
    // k_limit_batch requests and timers a call; `has_work` tells whether to call again at once.
    [[nodiscard]] Result<std::vector<Reply>> flush();
    [[nodiscard]] bool has_work() const;
    // When the next timer is due; nothing when none is set.
    [[nodiscard]] std::optional<Instant> next_due() const;
    // False while a clock jump is unconfirmed: timers hold, input goes on.
    [[nodiscard]] bool are_timers_running() const;
    void confirm_clock();

    // The definition that holds now for a program, and any by its identity. Null when there is
    // none.
    [[nodiscard]] const Image* current(const std::string& program) const;
    [[nodiscard]] std::optional<Hash> current_id(const std::string& program) const;
    [[nodiscard]] const Image* definition(const Hash& id);
    [[nodiscard]] std::vector<std::string> programs() const;

private:
    class State;
    explicit Kernel(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace gradus
