# Writes OUTPUT, the source of example_texts(), from the files of FOLDER named in NAMES:
#   cmake -DOUTPUT=example_texts.cpp -DFOLDER=… -DNAMES=a,b -P examples.cmake
string(REPLACE "," ";" names "${NAMES}")
set(entries "")
foreach(name IN LISTS names)
  file(READ "${FOLDER}/${name}.examples" text)
  string(APPEND entries "        R\"examples(${text})examples\",\n")
endforeach()
file(WRITE "${OUTPUT}"
"#include \"dsl/compile/examples.hpp\"

namespace gradus {

std::span<const std::string_view> example_texts()
{
    static constexpr std::string_view k_texts[] = {
${entries}    };
    return k_texts;
}

}  // namespace gradus
")
