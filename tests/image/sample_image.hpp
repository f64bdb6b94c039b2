// A small neutral program as an Image, built by hand, so that tests of what reads Images need no
// compiler: shops ask for a permit for each kind of vehicle. It has a list of records, a given,
// dates in force with citations, a parameter that is not set, and a workflow with nested, parallel
// and final states.
#pragma once

#include "dsl/image/image.hpp"

namespace gradus::test {

[[nodiscard]] Image sample_image();

}  // namespace gradus::test
