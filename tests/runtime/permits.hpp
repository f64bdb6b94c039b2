// A small neutral program for the tests of what runs programs, and a short way to ask a Kernel.
#pragma once

#include "dsl/compile/compile.hpp"
#include "engine/runtime/kernel.hpp"
#include "engine/runtime/simulated.hpp"

namespace gradus::test {

inline constexpr const char* k_permits = R"(
program permits "Permits"
  time zone "Europe/Berlin"
end program

role owner "Owner"
role clerk "Clerk"

choice kind "Kind of vehicle"
  van
  bus
  bike
end choice

parameter grace is 30 days

subject shop "Shop"
  field is_open yes or no
  field owner_name text, personal
end subject

event apply "Application"
  field wanted_on date
end event

rule ready "Ready for business" for shop
  needs is_open is yes
end rule

workflow permit "Permit" for each shop and kind
  starts in asked

  state asked
    on apply by owner go to checked
  end state

  state checked
    task check_papers "Check the papers" for clerk
      done by approve
      due in 10 days
    end task
    on approve by clerk go to granted
    after grace go to closed
  end state

  state granted
    on entry notify owner "Your permit is granted"
    on give_back by owner go to closed
    when ready is not met go to closed
    every 1 year stay
      notify clerk "Look at the permit again"
  end state

  final state closed
  end state
end workflow
)";

// Compiles; the text may be varied, to deploy another definition.
[[nodiscard]] Compilation compile_permits(const std::string& text = k_permits);
[[nodiscard]] Deployment deployment_of(const Compilation& compilation);
[[nodiscard]] std::string shop(const std::string& name);  // its subject id
[[nodiscard]] Command create_shop(const std::string& name);
[[nodiscard]] Command report(const std::string& name, const std::string& event,
                             const std::string& role, const std::string& kind = "van");
[[nodiscard]] Command change_fact(const std::string& name, const std::string& path, Json value);

// Submits and flushes until the reply is there. A store that fails ends the kernel: its error.
[[nodiscard]] Result<Reply> ask(Kernel& kernel, std::variant<Command, Deployment> what,
                                const std::string& key = {}, const std::string& body = "body");
// As ask; the body of what must be accepted.
Json must(Kernel& kernel, std::variant<Command, Deployment> what, const std::string& key = {});
// Lets time go on and fires what becomes due, each in its own instant.
void advance(Kernel& kernel, SimulatedEnvironment& environment, Instant until);

inline constexpr Instant k_start{1'800'000'000'000'000};  // in January 2027
inline constexpr std::int64_t k_day_us = 86'400'000'000;
[[nodiscard]] inline Instant after_days(std::int64_t days)
{
    return {k_start.us + days * k_day_us};
}

}  // namespace gradus::test
