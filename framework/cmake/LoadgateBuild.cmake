# SPDX-License-Identifier: Apache-2.0
# How everything here is compiled, and loadgate_library(), loadgate_test(). loadgate_add_plugin() is in LoadgatePlugin.cmake
# because authors outside this repository use it too.
include(GNUInstallDirs)

if(LOADGATE_GUI)
  message(FATAL_ERROR "LOADGATE_GUI: the desktop application is not in this version; configure with -DLOADGATE_GUI=OFF")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# Everything built lies as it will be installed, so that the program in the build folder finds its plugins the same way.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(LOADGATE_PLUGIN_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib/loadgate/plugins")
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")

find_program(LOADGATE_CCACHE ccache)
if(LOADGATE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths relative to this checkout, so that another clone of it finds what this one has compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${LOADGATE_CCACHE}")
endif()

find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.74 REQUIRED)
if(LOADGATE_URING)
  find_path(LIBURING_INCLUDE_DIR liburing.h)
  find_library(LIBURING_LIBRARY uring)
  if(NOT LIBURING_INCLUDE_DIR OR NOT LIBURING_LIBRARY)
    message(FATAL_ERROR "LOADGATE_URING: liburing is missing (Debian: liburing-dev); install it, or configure with -DLOADGATE_URING=OFF")
  endif()
  add_library(loadgate_liburing INTERFACE)
  target_include_directories(loadgate_liburing SYSTEM INTERFACE "${LIBURING_INCLUDE_DIR}")
  target_link_libraries(loadgate_liburing INTERFACE "${LIBURING_LIBRARY}")
endif()

# Warnings and sanitizers, for our own targets only. -Wrestrict is off because g++ 12, when it optimises, sees overlapping copies in
# every "literal" + std::string (GCC bug 105651).
add_library(loadgate_flags INTERFACE)
target_compile_options(loadgate_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Woverloaded-virtual
  # Not for tests: g++ 12 finds it in its own streams, which they read files with, once those are inlined.
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:LOADGATE_IS_TEST>>>:-Wnull-dereference> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${LOADGATE_WERROR}>:-Werror>)
if(LOADGATE_SANITIZE)
  target_compile_options(loadgate_flags INTERFACE -fsanitize=${LOADGATE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(loadgate_flags INTERFACE -fsanitize=${LOADGATE_SANITIZE})
  if(LOADGATE_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(loadgate_flags INTERFACE -Wno-tsan) # of fences in Boost.Asio, which the demo backend uses on one thread
  endif()
endif()

# loadgate_library(NAME FOLDER <folder below framework or top> [ROOT <dir>] SOURCES … [PUBLIC …] [PRIVATE …])
# A static library whose headers are seen, as "<folder>/x.h", only by those who link it: each library's include path is a folder
# holding one link to its sources, so PRIVATE linking is a wall and not a request.
function(loadgate_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER" "SOURCES;PUBLIC;PRIVATE")
  add_library(${name} STATIC ${arg_SOURCES})
  set(wall "${PROJECT_BINARY_DIR}/walls/${name}")
  get_filename_component(parent "${wall}/${arg_FOLDER}" DIRECTORY)       # "core" of "core/plugins"
  file(MAKE_DIRECTORY "${parent}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${wall}/${arg_FOLDER}" SYMBOLIC)
  target_include_directories(${name} PUBLIC "${wall}")
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} loadgate_flags)
endfunction()

# loadgate_moc(TARGET SOURCES …): makes the x.moc that each of these x.cpp includes. No AUTOMOC: its scan, one more source and three more
# steps for each target cost a fifth of a build from nothing. No include folders: moc then reads this one file and not the standard library,
# parts of which moc 6.4 cannot read.
function(loadgate_moc target)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.moc")
  file(MAKE_DIRECTORY "${folder}")
  foreach(source IN LISTS ARGN)
    get_filename_component(name "${source}" NAME_WE)
    add_custom_command(OUTPUT "${folder}/${name}.moc" COMMAND Qt6::moc -o "${folder}/${name}.moc" "${CMAKE_CURRENT_SOURCE_DIR}/${source}"
      DEPENDS "${source}" COMMENT "moc ${source}" VERBATIM)
    target_sources(${target} PRIVATE "${folder}/${name}.moc")
  endforeach()
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()

# What every test runs with, those of plugins too.
set(LOADGATE_TEST_ENVIRONMENT "QT_QPA_PLATFORM=offscreen" "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp")

# loadgate_test(NAME SOURCES … LINKS … [LABELS …] [TIMEOUT s] [EACH VAR=value …]): a Qt Test program, registered under its name, e.g.
# model.histogram. EACH: registered once for each of these environments, as NAME.value.
function(loadgate_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS;LABELS;ENVIRONMENT;EACH")
  string(REPLACE "." "_" target "test_${name}")
  add_executable(${target} ${arg_SOURCES})
  set(tests ${arg_SOURCES})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  loadgate_moc(${target} ${tests})
  set_target_properties(${target} PROPERTIES LOADGATE_IS_TEST ON RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  target_link_libraries(${target} PRIVATE ${arg_LINKS} Qt6::Test loadgate_flags)
  # What they test is optimised; they themselves need not be, and g++ takes up to six times as long for it.
  target_compile_options(${target} PRIVATE -O0)
  target_compile_definitions(${target} PRIVATE LOADGATE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT arg_EACH)
    set(arg_EACH "NONE")
  endif()
  foreach(each IN LISTS arg_EACH)
    string(REGEX REPLACE "^[^=]*=" "" value "${each}")
    set(test "${name}")
    if(NOT each STREQUAL "NONE")
      set(test "${name}.${value}")
    endif()
    add_test(NAME ${test} COMMAND ${target})
    set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" ENVIRONMENT
      "${LOADGATE_TEST_ENVIRONMENT};${arg_ENVIRONMENT};${each}")
  endforeach()
endfunction()

include(LoadgatePlugin)
