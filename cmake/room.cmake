# refocus_room(NAME [ROOMS below…] [USES libraries…])
#
# One folder of src/ as one static library of its *.cpp files. Its *_test.cpp files become one
# test program of the same name, run by CTest. ROOMS are the rooms this one may include from;
# script/lint holds the #include lines against them, so an arrow that points up does not pass.
function(refocus_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;USES" ${ARGN})
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
  else()
    add_library(refocus_${name} INTERFACE)
    target_include_directories(refocus_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(refocus_${name} INTERFACE ${libraries})
  endif()

  if(REFOCUS_TESTS AND tests)
    refocus_test(${name}_test SOURCES ${tests} ROOMS ${name})
  endif()
endfunction()

# refocus_test(NAME SOURCES files… ROOMS rooms… [USES libraries…])
# One GoogleTest program, run as one CTest test from the top of the source tree.
function(refocus_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;USES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  # The claims themselves need no optimiser: without one they compile in half the time.
  set_source_files_properties(${TEST_SOURCES} PROPERTIES COMPILE_OPTIONS -O0)
  foreach(room ${TEST_ROOMS})
    target_link_libraries(${name} PRIVATE refocus_${room})
  endforeach()
  target_link_libraries(${name} PRIVATE ${TEST_USES} GTest::gmock GTest::gtest_main ${RAPIDCHECK})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
