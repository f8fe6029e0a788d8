# SPDX-License-Identifier: Apache-2.0
# loadgate_add_plugin(): a class and a JSON file become a plugin library. Used in this tree and, after find_package(Loadgate), outside.
include_guard(GLOBAL)
include(GNUInstallDirs)

set(LOADGATE_PLUGIN_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}" CACHE INTERNAL "Where the plugin shell's template lies")
if(NOT LOADGATE_SDK_INCLUDE_DIR)    # the installed package sets it
  get_filename_component(LOADGATE_SDK_INCLUDE_DIR "${CMAKE_CURRENT_LIST_DIR}/../sdk" ABSOLUTE)
endif()
set(LOADGATE_SDK_HEADERS "${LOADGATE_SDK_INCLUDE_DIR}" CACHE INTERNAL "Where the SDK's headers lie")

# What must be equal in host and plugin (abi.h), read out of a compiled constant: only the compiler knows what its flags make of it.
# try_compile takes no include folders from a target, hence the plain path.
function(loadgate_read_face result)
  set(key "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${CMAKE_BUILD_TYPE}")
  get_directory_property(definitions COMPILE_DEFINITIONS)
  get_directory_property(options COMPILE_OPTIONS)
  list(FILTER definitions EXCLUDE REGEX "\\$<")
  list(FILTER options EXCLUDE REGEX "\\$<")
  string(APPEND key " ${definitions} ${options}")
  if(NOT LOADGATE_FACE_KEY STREQUAL key)
    set(work "${CMAKE_BINARY_DIR}/CMakeFiles/loadgate_face")
    file(WRITE "${work}/face.cpp" "#include <loadgate/abi.h>\nextern const char face[];\nconst char face[] = \"[face=\" LOADGATE_FACE \"]\";\n")
    list(TRANSFORM definitions PREPEND "-D")
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
    try_compile(compiled "${work}/build" SOURCES "${work}/face.cpp"
      CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${LOADGATE_SDK_HEADERS}" COMPILE_DEFINITIONS ${definitions} ${options}
      CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON OUTPUT_VARIABLE output COPY_FILE "${work}/face.bin")
    if(NOT compiled)
      message(FATAL_ERROR "loadgate_add_plugin: the SDK's abi.h does not compile:\n${output}")
    endif()
    file(STRINGS "${work}/face.bin" face REGEX "\\[face=.*\\]")
    string(REGEX REPLACE ".*\\[face=([^]]*)\\].*" "\\1" face "${face}")
    set(LOADGATE_FACE_VALUE "${face}" CACHE INTERNAL "ABI of the C++ library")
    set(LOADGATE_FACE_KEY "${key}" CACHE INTERNAL "What LOADGATE_FACE_VALUE was compiled with")
  endif()
  set(${result} "${LOADGATE_FACE_VALUE}" PARENT_SCOPE)
endfunction()

# Reads the author's JSON, adds what the build knows (id, kind, versions, compiler, face) and writes it where moc will find it. Runs
# when CMake configures; an edited JSON makes it run again, so that one build suffices.
function(loadgate_stamp_metadata id kind face json stamped)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${json}")
  file(READ "${json}" metadata)
  string(JSON type ERROR_VARIABLE problem TYPE "${metadata}")
  if(problem OR NOT type STREQUAL "OBJECT")
    message(FATAL_ERROR "loadgate_add_plugin(${id}): ${json} is not a JSON object: ${problem}")
  endif()
  string(JSON version ERROR_VARIABLE none GET "${metadata}" version)
  if(none)
    set(version "${PROJECT_VERSION}")
  endif()
  foreach(pair "id=${id}" "kind=${kind}" "sdk=${Loadgate_VERSION}" "version=${version}"
               "compiler=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" "face=${face}")
    string(REGEX MATCH "^([a-z]+)=(.*)$" ignored "${pair}")
    string(JSON metadata SET "${metadata}" "${CMAKE_MATCH_1}" "\"${CMAKE_MATCH_2}\"")
  endforeach()
  file(CONFIGURE OUTPUT "${stamped}" CONTENT "@metadata@" @ONLY)      # writes only when something changed
endfunction()

# The Qt face of the plugin as an object library of its own: Qt Core is linked here alone, so that the author's sources do not see it.
# No AUTOMOC: it feeds moc predefines with which moc 6.4 cannot read <concepts>, and sees an edited JSON one build too late.
function(loadgate_plugin_shell target folder moc_source)
  add_custom_command(OUTPUT "${folder}/shell.moc"
    COMMAND Qt6::moc -I "${LOADGATE_SDK_HEADERS}" -o "${folder}/shell.moc" "${moc_source}"
    DEPENDS "${moc_source}" ${ARGN} "${LOADGATE_SDK_HEADERS}/loadgate/plugin_entry.h"
    COMMENT "Generating the Qt shell of ${target}" VERBATIM)
  add_library(${target}_shell OBJECT "${moc_source}")
  set_source_files_properties("${moc_source}" PROPERTIES OBJECT_DEPENDS "${folder}/shell.moc")
  set_target_properties(${target}_shell PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON AUTOMOC OFF)
  target_compile_features(${target}_shell PRIVATE cxx_std_20)
  target_include_directories(${target}_shell PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}" "${folder}")
  target_link_libraries(${target}_shell PRIVATE Loadgate::Sdk Qt6::Core)
endfunction()

# loadgate_add_plugin(ID KIND pattern|target CLASS class SOURCES file… [JSON file] [EXAMPLE key=value…] [FIXTURE])
# ID is what users write. The first header of SOURCES declares CLASS. JSON (default ID.json) describes the plugin and its parameters;
# docs/plugins.md lists its keys. EXAMPLE gives the conformance test values for required parameters. A FIXTURE serves a test of the
# host: it is neither installed nor tested itself.
function(loadgate_add_plugin id)
  cmake_parse_arguments(PARSE_ARGV 1 arg "FIXTURE" "KIND;CLASS;JSON" "SOURCES;EXAMPLE")
  if(NOT id MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "loadgate_add_plugin(${id}): an id is lower case letters, digits and '_', beginning with a letter")
  endif()
  set(interface_pattern Pattern)
  set(interface_target Target)
  if(NOT DEFINED interface_${arg_KIND})
    message(FATAL_ERROR "loadgate_add_plugin(${id}): KIND is 'pattern' or 'target', not '${arg_KIND}'")
  endif()
  if(NOT arg_CLASS OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "loadgate_add_plugin(${id}): needs CLASS and SOURCES, and nothing else unknown: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_JSON)
    set(arg_JSON "${id}.json")
  endif()
  get_filename_component(json "${arg_JSON}" ABSOLUTE)
  set(headers ${arg_SOURCES})
  list(FILTER headers INCLUDE REGEX "\\.(h|hpp)$")
  if(NOT headers)
    message(FATAL_ERROR "loadgate_add_plugin(${id}): SOURCES names no header that declares ${arg_CLASS}")
  endif()

  file(STRINGS "${LOADGATE_SDK_HEADERS}/loadgate/plugin.h" abi REGEX "^#define LOADGATE_SDK_ABI ")
  string(REGEX REPLACE "^#define LOADGATE_SDK_ABI +" "" LOADGATE_PLUGIN_ABI "${abi}")
  loadgate_read_face(LOADGATE_PLUGIN_FACE)
  set(target "loadgate_${arg_KIND}_${id}")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  set(LOADGATE_PLUGIN_ID "${id}")
  set(LOADGATE_PLUGIN_KIND "${arg_KIND}")
  set(LOADGATE_PLUGIN_CLASS "${arg_CLASS}")
  set(LOADGATE_PLUGIN_INTERFACE "${interface_${arg_KIND}}")
  list(GET headers 0 LOADGATE_PLUGIN_HEADER)
  loadgate_stamp_metadata(${id} ${arg_KIND} "${LOADGATE_PLUGIN_FACE}" "${json}" "${folder}/${id}.json")
  configure_file("${LOADGATE_PLUGIN_CMAKE_DIR}/plugin_shell.cpp.in" "${folder}/shell.cpp" @ONLY)
  loadgate_plugin_shell(${target} "${folder}" "${folder}/shell.cpp" "${folder}/${id}.json")

  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME "${id}" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    AUTOMOC OFF INSTALL_RPATH "$ORIGIN/../../..")
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_link_libraries(${target} PRIVATE Loadgate::Sdk ${target}_shell)
  # A missing symbol is an error when the plugin is built or loaded, never when it is first called. Sanitizers leave theirs undefined.
  target_link_options(${target} PRIVATE -Wl,-z,now)
  if(NOT LOADGATE_SANITIZE)
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  if(TARGET loadgate_flags)
    target_link_libraries(${target} PRIVATE loadgate_flags)
    target_link_libraries(${target}_shell PRIVATE loadgate_flags)
  endif()
  if(LOADGATE_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${LOADGATE_PLUGIN_OUTPUT_DIRECTORY}/${arg_KIND}")
  endif()
  if(arg_FIXTURE)
    return()
  endif()
  install(TARGETS ${target} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/loadgate/plugins/${arg_KIND}")
  loadgate_test_conformance(${id} ${target} ${arg_EXAMPLE})
endfunction()

# Registers plugin.ID: does the library keep the promises of its kind? Outside, the program that asks comes with the package.
function(loadgate_test_conformance id target)
  if(TARGET Loadgate::conformance)
    set(program Loadgate::conformance)
  elseif(LOADGATE_PLUGIN_OUTPUT_DIRECTORY AND LOADGATE_TESTS)     # in this tree
    set(program loadgate_conformance)
  else()
    return()
  endif()
  add_test(NAME plugin.${id} COMMAND ${program} "$<TARGET_FILE:${target}>" ${ARGN})
  set_tests_properties(plugin.${id} PROPERTIES TIMEOUT 60 LABELS plugins ENVIRONMENT "${LOADGATE_TEST_ENVIRONMENT}")
endfunction()
