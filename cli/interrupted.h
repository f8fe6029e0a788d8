// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"
#include "model/run_record.h"

namespace loadgate::cli {

/// The record of a run that a signal ended: it names the signal, so that the exit code is 128 + signal, and it is never a PASS: what
/// was not measured cannot have passed. FAIL and INVALID stay what they are, with their reasons. Pure.
[[nodiscard]] RunRecord interrupted(RunRecord, int signal);

}  // namespace loadgate::cli
