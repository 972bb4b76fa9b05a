# One dialect and one set of warnings for every room.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                    -Woverloaded-virtual -Werror -fstack-protector-strong)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports paths through std::variant, std::optional and std::string that cannot happen.
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
                      -Wno-stringop-overread -Wno-array-bounds -Wno-dangling-pointer)
  # Designated initialisers may leave out members that have defaults.
  add_compile_options(-Wno-missing-field-initializers)
else()
  # Boost 1.74 knows clang's coroutines only from these two; designated initialisers may leave
  # out members that have defaults.
  add_compile_definitions(BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE)
  add_compile_options(-Wno-missing-field-initializers -Wno-missing-designated-field-initializers)
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  # Clones in other folders share what is compiled: paths count from the root of the sources. What
  # ccache has to take on trust to share precompiled headers is that no file means __TIME__.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

if(REFOCUS_SANITIZE)
  add_compile_options(-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)

  # Checks of each pointer before it is used are a quarter of what these rooms' files cost to compile.
  # They stay where pointers, casts and strangers' bytes are; elsewhere the address sanitizer sees the
  # use itself (docs/decisions/quick-tests.md). The preset test-pointers has them everywhere.
  set(REFOCUS_POINTER_CHECKS base database http fitting
      CACHE STRING "Rooms with UBSan's null, alignment and object-size, or: all")
endif()
