// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/measure.h"

namespace loadgate::engine {

/// measure() over one of the seams to the kernel; Io when the kernel refuses it, before anything was sent.
[[nodiscard]] Result<Measurement> measureOverEpoll(const Plan&, MeasureSink&, const std::stop_token&);
[[nodiscard]] Result<Measurement> measureOverUring(const Plan&, MeasureSink&, const std::stop_token&);

/// Whether io_uring, as it is used here, works: tried out once. Else what stands against it: Unsupported when this program was built
/// without it, Io when the kernel refuses (too old, io_uring_disabled, a container's seccomp filter).
[[nodiscard]] Status uringWorks();

}  // namespace loadgate::engine
