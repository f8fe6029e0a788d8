// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

namespace loadgate::cli {

/// The contract's exit code of an error before the first effect; `signal`: what a cancelled road was cancelled by, 0 for none.
[[nodiscard]] int exitCodeOf(const Error&, int signal = 0);

}  // namespace loadgate::cli
