#include "dsl/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace gradus {

void assertion_failed(const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "gradus: broken invariant: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

}  // namespace gradus
