# SPDX-License-Identifier: Apache-2.0
# What is installed: the SDK with its headers and package files. The program and the plugins install themselves, as does the
# conformance test when tests are built.
include(CMakePackageConfigHelpers)
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Loadgate")

install(TARGETS loadgate_sdk EXPORT LoadgateTargets LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY framework/sdk/loadgate DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")

configure_package_config_file(framework/cmake/LoadgateConfig.cmake.in "${PROJECT_BINARY_DIR}/LoadgateConfig.cmake"
  INSTALL_DESTINATION "${package}" PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
# Before 1.0 each minor version may raise the ABI number.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/LoadgateConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/LoadgateConfig.cmake" "${PROJECT_BINARY_DIR}/LoadgateConfigVersion.cmake"
  framework/cmake/LoadgatePlugin.cmake framework/cmake/plugin_shell.cpp.in DESTINATION "${package}")
install(EXPORT LoadgateTargets NAMESPACE Loadgate:: DESTINATION "${package}")
