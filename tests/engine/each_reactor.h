// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/reactors.h"
#include "loadgate/result.h"

#include <QtTest/QtTest>

/// Of tests that run once for each reactor (EACH in CMakeLists.txt): which one this time.
inline bool overUring() { return qEnvironmentVariable("TEST_REACTOR") == "io_uring"; }
/// Why it cannot be had here; empty when it can.
inline QString whyNotHere() {
    const loadgate::Status works = overUring() ? loadgate::engine::uringWorks() : loadgate::ok();
    return works ? QString() : QString::fromStdString("io_uring: " + works.error().message);
}
