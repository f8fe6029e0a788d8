// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <version>

/// What must be equal in a program and its plugins, because values of the C++ library cross between them: which library, its ABI, and
/// whether its containers carry debug members. The compiler's name need not be equal. loadgate_add_plugin() stamps it into the metadata
/// by compiling this header; the catalog compares it before any code of the plugin runs. A literal, so that both can be done.
#if defined(_LIBCPP_VERSION)
#define LOADGATE_FACE_LIBRARY "libc++"
#elif defined(__GLIBCXX__) && _GLIBCXX_USE_CXX11_ABI
#define LOADGATE_FACE_LIBRARY "libstdc++ cxx11"
#elif defined(__GLIBCXX__)
#define LOADGATE_FACE_LIBRARY "libstdc++ cxx98"
#else
#define LOADGATE_FACE_LIBRARY "unknown"
#endif

#if defined(_GLIBCXX_DEBUG)
#define LOADGATE_FACE LOADGATE_FACE_LIBRARY " debug-containers"
#else
#define LOADGATE_FACE LOADGATE_FACE_LIBRARY
#endif
