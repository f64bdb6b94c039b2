# Writes OUTPUT, the source of stdlib_texts(), from the modules named in MODULES of the folder FOLDER:
#   cmake -DOUTPUT=stdlib.cpp -DFOLDER=… -DMODULES=a,b -P stdlib.cmake
string(REPLACE "," ";" names "${MODULES}")
set(entries "")
foreach(name IN LISTS names)
  file(READ "${FOLDER}/${name}.gradus" text)
  string(APPEND entries "    {\"std.${name}\", R\"gradus(${text})gradus\"},\n")
endforeach()
file(WRITE "${OUTPUT}"
"#include \"dsl/compile/stdlib.hpp\"

namespace gradus {

std::span<const StdlibText> stdlib_texts()
{
    static constexpr StdlibText k_texts[] = {
${entries}    };
    return k_texts;
}

}  // namespace gradus
")
