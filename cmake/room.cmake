# refocus_room(NAME [ROOMS below…] [USES libraries…] [OPTIONS of the compiler…]
#              [TEST_PARTS how many])
#
# One folder of src/ as one static library of its *.cpp files. Its *_test.cpp files become one
# test program of the same name, run by CTest. ROOMS are the rooms this one may include from;
# script/lint holds the #include lines against them, so an arrow that points up does not pass. OPTIONS
# go to its tests too. TEST_PARTS: as refocus_test's PARTS.
function(refocus_room name)
  cmake_parse_arguments(ROOM "" "TEST_PARTS" "ROOMS;USES;OPTIONS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  set(libraries ${ROOM_USES})
  foreach(below ${ROOM_ROOMS})
    list(APPEND libraries refocus_${below})
  endforeach()

  if(sources)
    add_library(refocus_${name} STATIC ${sources})
    target_include_directories(refocus_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(refocus_${name} PUBLIC ${libraries})
    if(REFOCUS_SANITIZE AND NOT REFOCUS_POINTER_CHECKS STREQUAL "all"
       AND NOT name IN_LIST REFOCUS_POINTER_CHECKS)
      target_compile_options(refocus_${name} PRIVATE -fno-sanitize=null,alignment,object-size)
    endif()
    target_compile_options(refocus_${name} PRIVATE ${ROOM_OPTIONS})
    refocus_precompile(refocus_${name} ${PRECOMPILED_FOR_ROOMS})
  else()
    add_library(refocus_${name} INTERFACE)
    target_include_directories(refocus_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(refocus_${name} INTERFACE ${libraries})
  endif()

  if(REFOCUS_TESTS AND tests)
    refocus_test(${name}_test SOURCES ${tests} ROOMS ${name} OPTIONS ${ROOM_OPTIONS}
                 PARTS ${ROOM_TEST_PARTS})
  endif()
endfunction()

# refocus_test(NAME SOURCES files… ROOMS rooms… [USES libraries…] [OPTIONS of the compiler…]
#              [PARTS how many])
# One GoogleTest program, run from the top of the source tree: as one CTest test, or in parts beside
# each other, where it computes for minutes.
function(refocus_test name)
  cmake_parse_arguments(TEST "" "PARTS" "SOURCES;ROOMS;USES;OPTIONS" ${ARGN})
  foreach(room ${TEST_ROOMS})
    list(APPEND TEST_USES refocus_${room})
  endforeach()
  refocus_claims(${name} SOURCES ${TEST_SOURCES} USES ${TEST_USES} OPTIONS ${TEST_OPTIONS})
  if(NOT TEST_PARTS)
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    return()
  endif()
  foreach(part RANGE 1 ${TEST_PARTS})
    math(EXPR index "${part} - 1")
    add_test(NAME ${name}_${part} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name}_${part} PROPERTIES COST 300 ENVIRONMENT
      "GTEST_TOTAL_SHARDS=${TEST_PARTS};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()

# refocus_claims(NAME SOURCES files… [USES libraries…] [OPTIONS of the compiler…])
# A GoogleTest program. The claims themselves need no optimiser, without which they compile in half
# the time, and no coverage, since no fuzzer links them.
function(refocus_claims name)
  cmake_parse_arguments(CLAIMS "" "" "SOURCES;USES;OPTIONS" ${ARGN})
  add_executable(${name} ${CLAIMS_SOURCES})
  if(REFOCUS_SANITIZE)
    target_compile_options(${name} PRIVATE -fno-sanitize=fuzzer-no-link)
  endif()
  target_compile_options(${name} PRIVATE -O0 ${CLAIMS_OPTIONS})
  target_link_libraries(${name} PRIVATE ${CLAIMS_USES} GTest::gmock GTest::gtest_main ${RAPIDCHECK})
  refocus_precompile(${name} ${PRECOMPILED_FOR_TESTS})
endfunction()
