# SPDX-License-Identifier: Apache-2.0
# A stranger's project: installs Loadgate into a folder of its own, builds a plugin with nothing but what lies there, and asks the
# installed program whether it knows that plugin.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " line)
    message(FATAL_ERROR "${line}\nended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect text)
  string(FIND "${output}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "'${text}' was expected in:\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(COPY "${CONSUMER}/" DESTINATION "${WORK}/source")      # nothing of this tree above it
run(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${WORK}/prefix")
run(${CMAKE_COMMAND} -S "${WORK}/source" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
  "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
run(${CMAKE_COMMAND} --build "${WORK}/build")
# Its own test, without Qt and without a server, and the conformance test that came with the package.
run(${CMAKE_CTEST_COMMAND} --test-dir "${WORK}/build" --output-on-failure)
expect("sawtooth.shape")
expect("plugin.sawtooth")
expect("100% tests passed")

# An edited JSON reaches the library with one build.
file(READ "${WORK}/source/sawtooth.json" json)
string(REPLACE "Rises again and again" "Climbs again and again" json "${json}")
file(WRITE "${WORK}/source/sawtooth.json" "${json}")
run(${CMAKE_COMMAND} --build "${WORK}/build")

# The installed program finds the installed plugins beside itself, and the stranger's where it is told.
run("${WORK}/prefix/${BINDIR}/loadgate" plugins list --plugin-dir "${WORK}/build")
foreach(id sustained ramp burst url sawtooth "Climbs again and again")
  expect("${id}")
endforeach()
string(FIND "${output}" "reject" at)
if(NOT at EQUAL -1)
  message(FATAL_ERROR "a plugin was rejected:\n${output}")
endif()
foreach(file pattern/sustained.so pattern/ramp.so pattern/burst.so target/url.so)
  if(NOT EXISTS "${WORK}/prefix/${INSTALLED_PLUGINS}/${file}")
    message(FATAL_ERROR "${file} was not installed")
  endif()
endforeach()
