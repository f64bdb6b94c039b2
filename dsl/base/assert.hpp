// ASSERT checks what must hold if our own code is right. It is always on: a broken invariant ends
// the process before it can write anything, because a daemon that goes on with wrong state is worse
// than one that restarts from its journal. Never use it for an author's mistake (Diagnostic) or for
// the world's refusal (Result).
//
// Thread-safety: any thread.
#pragma once

namespace gradus {

// Prints the condition and its place to standard error and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace gradus

#define ASSERT(condition)               \
    ((condition) ? static_cast<void>(0) \
                 : ::gradus::assertion_failed(#condition, __FILE__, __LINE__))
#define UNREACHABLE() ::gradus::assertion_failed("unreachable", __FILE__, __LINE__)
