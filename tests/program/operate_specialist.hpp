// The Operate Specialist program, compiled once for all tests of this folder.
#pragma once

#include "dsl/compile/compile.hpp"

namespace gradus {

inline const Compilation& operate_specialist()
{
    static const Compilation compiled =
        compile(read_program(GRADUS_SOURCE_DIR "/workflows/operate_specialist").value());
    return compiled;
}

}  // namespace gradus
