// The real daemon in a process of its own on a free loopback port, with a data folder that goes
// with the test, and a client that speaks HTTP to it.
#pragma once

#include <string>

#include <sys/types.h>

#include "dsl/base/json.hpp"
#include "engine/net/http_client.hpp"

namespace gradus {

class Daemon {
public:
    Daemon();
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    void start();
    void kill();  // SIGKILL
    int stop();   // SIGTERM; the exit code

    // Runs `gradus ARGUMENTS`; the exit code, with standard output in `output`.
    int run(const std::string& arguments, std::string& output) const;

    struct Answer {
        int status = 0;  // 0: nothing was answered
        std::string body;
        [[nodiscard]] Json json() const;
    };
    [[nodiscard]] Answer get(const std::string& target, const std::string& as = "operator");
    [[nodiscard]] Answer post(const std::string& target, const std::string& body,
                              const std::string& key, const std::string& as = "operator");

    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::string token(const std::string& as) const;

private:
    Answer send(HttpRequest request, const std::string& as);

    std::string folder_;
    std::string url_;
    Json secrets_;
    pid_t pid_ = -1;
};

}  // namespace gradus
