# Precompiled headers, for the build of the tests only: half of what compiling a test takes is reading
# the same headers again (docs/decisions/quick-tests.md). They hold other people's headers only, so that
# a change to ours never compiles everything anew. The released program and script/lint read every file
# without them, so that each still includes what it uses.
#
# CMake's own (target_precompile_headers) puts the path of the checkout into the file, and then ccache
# finds nothing that was compiled in another checkout. These are made from nothing but names of
# headers, without a time, so that the same libraries make the same bytes everywhere.
set(PRECOMPILED_FOR_ROOMS
    algorithm array charconv chrono cmath cstddef cstdint expected filesystem fstream functional map
    memory mutex optional set span sstream stdexcept string string_view thread utility variant vector
    fmt/format.h)
set(PRECOMPILED_FOR_TESTS ${PRECOMPILED_FOR_ROOMS} gmock/gmock.h gtest/gtest.h rapidcheck/gtest.h)

if(REFOCUS_PRECOMPILE)
  # clang forgets here which of libstdc++'s own calls to what is deprecated it was told to overlook.
  # g++ and script/lint still say where ours are.
  add_compile_options(-Wno-deprecated-declarations)
endif()

# refocus_precompile(TARGET HEADERS…)
# Once the folder has said everything about the target: its sources, options and libraries.
function(refocus_precompile)
  if(REFOCUS_PRECOMPILE)
    cmake_language(EVAL CODE "cmake_language(DEFER CALL refocus_precompile_now ${ARGN})")
  endif()
endfunction()

# The first target of a kind lends its options to make the file, and all of that kind use it. Kinds
# differ in headers, options and in whether they are programs.
function(refocus_precompile_now target)
  get_target_property(type ${target} TYPE)
  get_target_property(options ${target} COMPILE_OPTIONS)
  string(MD5 kind "${type} ${options} ${ARGN}")
  string(SUBSTRING ${kind} 0 8 kind)
  set(file ${PROJECT_BINARY_DIR}/precompiled/${kind}.pch)
  if(NOT TARGET precompiled_${kind})
    refocus_precompiled_file(${file} ${target} ${ARGN})
    add_custom_target(precompiled_${kind} DEPENDS ${file})
  endif()
  add_dependencies(${target} precompiled_${kind})
  get_target_property(sources ${target} SOURCES)
  set_property(SOURCE ${sources} APPEND PROPERTY COMPILE_OPTIONS -include-pch ${file})
  set_property(SOURCE ${sources} APPEND PROPERTY OBJECT_DEPENDS ${file})
endfunction()

# The rule that makes FILE, with the options of LENDER.
function(refocus_precompiled_file file lender)
  get_target_property(type ${lender} TYPE)
  set(position -fPIC)
  if(type STREQUAL "EXECUTABLE")
    set(position -fPIE)
  endif()
  separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS}")
  set(options $<TARGET_PROPERTY:${lender},COMPILE_OPTIONS>)
  set(definitions $<TARGET_PROPERTY:${lender},COMPILE_DEFINITIONS>)
  list(TRANSFORM ARGN PREPEND "-include;" OUTPUT_VARIABLE includes)
  get_filename_component(folder ${file} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${file}
    COMMAND ${CMAKE_CXX_COMPILER} ${CMAKE_CXX23_STANDARD_COMPILE_OPTION} ${flags} ${position} ${options}
            "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>" ${includes}
            -Xclang -fno-pch-timestamp -fpch-instantiate-templates
            -MD -MF ${file}.d -x c++-header /dev/null -o ${file}
    COMMAND sed -i "s, /dev/null,," ${file}.d
    DEPFILE ${file}.d
    COMMENT "Precompiling the headers of libraries"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()
